"""The days ahead: what a backlog asks of each day, and what is left for new questions."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate, cycle, islice
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from notes_site.study.content.loading import load_library
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import (
    Card,
    Review,
    interval_for,
    next_card,
    reach_of,
    stability_after_good,
)
from notes_site.study.practice.selection import MODES
from notes_site.study.progress.planning import (
    HORIZON,
    MOST_OFFERED,
    Load,
    NewPlan,
    Pace,
    count_reviews,
    look_at_days,
    offer_more,
    plan_new,
    returns_of_new,
    weigh_load,
)

LIBRARY = load_library(Path(__file__).parents[2] / "content").library
LARGE = tuple(replace(LIBRARY.askable[0], id=f"q{number}") for number in range(562))
COURSE = replace(LIBRARY, topics=(replace(LIBRARY.topics[0], questions=LARGE),))
TODAY = date(2026, 11, 25)
RECALLS = st.sampled_from([0.8, 0.85, 0.9, 0.95])


def card(*, due_in: int = 0, stability: float = 10.0) -> Card:
    due_on = TODAY + timedelta(days=due_in)
    return Card(stability, 5, min(due_on, TODAY) - timedelta(days=10), due_on, 2, 0, 1)


def memory(cards: list[Card], suspended: int = 0) -> Known:
    known = {question.id: one for question, one in zip(LIBRARY.askable, cards, strict=False)}
    return Known(LIBRARY, Memory({}, known, TODAY, frozenset(list(known)[:suspended])))


def weigh(known: Known, pace: Pace) -> Load:
    return weigh_load(known, pace, look_at_days(known, pace))


@given(
    stability=st.floats(0.1, 2000),
    difficulty=st.floats(1, 10),
    elapsed=st.integers(1, 400),
    recall=RECALLS,
)
def test_imagined_right_answer_moves_a_card_as_fsrs_does(
    stability: float, difficulty: float, elapsed: int, recall: float
) -> None:
    before = Card(stability, difficulty, TODAY, TODAY, 1, 0, 1)
    day = TODAY + timedelta(days=elapsed)
    after = next_card(before, Review(day, 1.0, None, False, 1), recall)
    grown = stability_after_good(stability, difficulty, elapsed)
    assert abs(grown - after.stability) <= 1e-9 * after.stability
    assert interval_for(after.stability, reach_of(recall)) == (after.due_on - day).days


@given(recall=RECALLS)
def test_new_question_comes_back_about_when_fsrs_says(recall: float) -> None:
    one, day, expected = None, TODAY, []
    while (day - TODAY).days < HORIZON:
        one = next_card(one, Review(day, 1.0, None, False, 1), recall)
        day = one.due_on
        expected.append((day - TODAY).days)
    found = returns_of_new(recall)
    assert found[0] == expected[0]
    assert len(found) == len(expected) - 1
    for ours, theirs in zip(found, expected, strict=False):
        assert abs(ours - theirs) <= 1 + theirs // 20  # the difficulty is held still


@given(
    due=st.lists(st.tuples(st.integers(-30, 40), st.floats(0.5, 300)), max_size=9),
    cap=st.integers(1, 9),
    answered=st.integers(0, 9),
)
def test_no_day_is_asked_more_than_the_reader_wants(
    due: list[tuple[int, float]], cap: int, answered: int
) -> None:
    known = memory([card(due_in=days, stability=stability) for days, stability in due])
    pace = Pace(cap, answered, 0.9)
    ahead = look_at_days(known, pace, at_least=40)
    load = weigh_load(known, pace, ahead)
    assert len(ahead) >= 40
    assert ahead[0].answered == load.today <= pace.left
    assert all(day.answered <= cap for day in ahead)
    assert all(day.answered == cap for day in ahead[1:] if day.waiting)
    assert load.today + load.later == load.due == sum(days <= 0 for days, _ in due)
    assert load.overdue == sum(days < 0 for days, _ in due)
    if load.caught_up_on:
        assert not ahead[(load.caught_up_on - TODAY).days].waiting


@given(
    stabilities=st.lists(st.floats(0.5, 9), min_size=5, max_size=9),
    caps=st.lists(st.integers(1, 9), min_size=2, max_size=4),
)
def test_days_ahead_are_the_same_whatever_was_imagined_before(
    stabilities: list[float], caps: list[int]
) -> None:
    cards = [card(stability=stability) for stability in stabilities]
    known = memory(cards)
    for cap in caps:
        pace = Pace(cap, 0, 0.9)
        assert look_at_days(known, pace, 60) == look_at_days(memory(cards), pace, 60)


def test_backlog_is_spread_over_the_days_and_has_an_end() -> None:
    known = memory([card(due_in=-5, stability=100.0)] * 9)
    assert weigh(known, Pace(9, 0, 0.9)).caught_up_on == TODAY
    load = weigh(known, Pace(4, 0, 0.9))
    assert (load.due, load.overdue, load.today, load.later) == (9, 9, 4, 5)
    assert load.caught_up_on == TODAY + timedelta(days=2)


def test_what_was_answered_today_counts_against_the_day() -> None:
    known = memory([card(stability=100.0)] * 5)
    load = weigh(known, Pace(6, 4, 0.9))
    assert (load.today, load.later, load.caught_up_on) == (2, 3, TODAY + timedelta(days=1))
    done = weigh(known, Pace(6, 9, 0.9))
    assert (done.today, done.later) == (0, 5)


def test_backlog_that_grows_as_fast_as_it_is_worked_off_has_no_end() -> None:
    known = memory([card(stability=0.1)._replace(difficulty=10)] * 10)
    assert weigh(known, Pace(1, 0, 0.99)).caught_up_on is None


def test_suspended_questions_weigh_nothing() -> None:
    load = weigh(memory([card(due_in=-1)] * 4, suspended=3), Pace(9, 0, 0.9))
    assert (load.due, load.overdue) == (1, 1)


def test_quiz_of_due_questions_keeps_to_what_is_left_of_the_day() -> None:
    pace = Pace(10, 7, 0.9)
    assert pace.most_of(MODES["due"], 20) == 3
    assert pace.most_of(MODES["due"], 2) == 2
    assert pace.most_of(MODES["mix"], 20) == 20
    assert Pace(10, 12, 0.9).left == 0


def plan(known: Known, days: int, pace: Pace) -> NewPlan:
    return plan_new(unseen_by(known), days, count_reviews(known, pace, days), pace)


def unseen_by(known: Known) -> int:
    return len(LARGE) - len(known.memory.cards)


def alike(seen: int, stability: float) -> Known:
    one = card(stability=stability)
    return Known(COURSE, Memory({}, {question.id: one for question in LARGE[:seen]}, TODAY))


@st.composite
def memories(draw: st.DrawFn) -> Known:
    """Draw what is known of a course of which nothing, something or all was seen."""
    some = st.tuples(st.integers(-20, 40), st.floats(0.1, 200))
    kinds = [card(due_in=due, stability=one) for due, one in draw(st.lists(some, min_size=1))]
    seen = islice(cycle(kinds), draw(st.sampled_from([0, 30, 300, 561, 562]) | st.integers(0, 562)))
    cards = {question.id: one for question, one in zip(LARGE, seen, strict=False)}
    return Known(COURSE, Memory({}, cards, TODAY))


ANY_READER = given(
    known=memories(), days=st.integers(1, 61), cap=st.integers(1, 500), recall=RECALLS
)
NINE_DAYS = {"known": Known(COURSE, Memory({}, {}, TODAY)), "days": 10, "cap": 60, "recall": 0.9}


def begin_day_by_day(unseen: int, a_day: int, reviews: list[int], pace: Pace) -> int:
    """Live through a plan: what is due first, then new ones; return how many were begun."""
    due, begun = [*reviews, *[0] * HORIZON], 0
    for day in range(len(reviews)):
        new = max(0, min(a_day, pace.daily_cap - due[day], unseen - begun))
        due[day + 1] += max(0, due[day] - pace.daily_cap)
        for gap in returns_of_new(pace.wanted):
            due[day + gap] += new
        begun += new
    return begun


@ANY_READER
@example(**NINE_DAYS)
def test_pace_of_a_plan_begins_all_that_it_promises(
    known: Known, days: int, cap: int, recall: float
) -> None:
    pace, unseen = Pace(cap, 0, recall), unseen_by(known)
    found, reviews = plan(known, days, pace), count_reviews(known, pace, days)
    assert 0 <= found.fitting <= unseen
    assert 0 <= found.a_day <= cap
    assert begin_day_by_day(found.fitting, found.a_day, reviews, pace) == found.fitting


@ANY_READER
@example(**NINE_DAYS)
@example(known=alike(2, stability=100.0), days=3, cap=1, recall=0.9)
def test_reader_is_never_told_to_learn_nothing_while_a_day_has_room(
    known: Known, days: int, cap: int, recall: float
) -> None:
    pace, unseen = Pace(cap, 0, recall), unseen_by(known)
    due = list(accumulate(count_reviews(known, pace, days)))
    has_room = any(due[day] < cap * (day + 1) for day in range(days))
    found = plan(known, days, pace)
    assert (found.fitting > 0) is (found.a_day > 0) is bool(unseen and has_room)


@given(known=memories(), days=st.integers(1, 60), cap=st.integers(1, 499), recall=RECALLS)
@example(**NINE_DAYS)
@example(**NINE_DAYS | {"days": 2})
@example(known=alike(238, stability=1.0), days=28, cap=33, recall=0.97)
def test_more_days_or_a_higher_cap_never_plan_fewer(
    known: Known, days: int, cap: int, recall: float
) -> None:
    before = plan(known, days, Pace(cap, 0, recall)).fitting
    assert plan(known, days + 1, Pace(cap, 0, recall)).fitting >= before
    assert plan(known, days, Pace(cap + 1, 0, recall)).fitting >= before


@ANY_READER
@example(**NINE_DAYS)
@example(**NINE_DAYS | {"days": 1})
def test_higher_cap_is_offered_where_it_helps_and_no_higher_than_needed(
    known: Known, days: int, cap: int, recall: float
) -> None:
    pace, unseen = Pace(cap, 0, recall), unseen_by(known)
    reviews = count_reviews(known, pace, days)
    offer = offer_more(unseen, days, reviews, pace)
    if cap >= MOST_OFFERED:
        assert offer is None
        return
    assert offer
    assert cap < offer.daily_cap <= MOST_OFFERED
    taken = plan_new(unseen, days, reviews, replace(pace, daily_cap=offer.daily_cap))
    assert taken == NewPlan(offer.new_a_day, offer.fitting)
    less = plan_new(unseen, days, reviews, replace(pace, daily_cap=offer.daily_cap - 1))
    assert offer.fitting == unseen or offer.daily_cap == MOST_OFFERED
    assert less.fitting < unseen or offer.daily_cap == cap + 1


def test_plan_goes_on_at_the_same_pace_beyond_the_horizon() -> None:
    near, far, farther = (
        plan_new(562, days, [0] * HORIZON, Pace(3, 0, 0.9)) for days in (90, 180, 900)
    )
    assert 0 < 2 * near.fitting == far.fitting < 562
    assert farther == NewPlan(1, 562)


def test_nine_days_are_enough_for_half_of_the_course() -> None:
    assert plan(Known(COURSE, Memory({}, {}, TODAY)), 10, Pace(60, 0, 0.9)) == NewPlan(30, 300)


def test_new_questions_leave_room_for_their_own_return() -> None:
    days = returns_of_new(0.9)[0]
    assert plan_new(4 * days, days, [0] * days, Pace(4, 0, 0.9)).fitting == 4 * days
    more = plan_new(4 * (days + 1), days + 1, [0] * (days + 1), Pace(4, 0, 0.9))
    assert more.fitting < 4 * (days + 1)
