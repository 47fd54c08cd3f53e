"""The days ahead: what a backlog asks of each day, and what is left for new questions."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
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
    Load,
    Pace,
    look_at_days,
    plan_new,
    returns_of_new,
    weigh_load,
)

LIBRARY = load_library(Path(__file__).parent.parent / "content").library
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
    known = memory([replace(card(stability=0.1), difficulty=10)] * 10)
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


@given(
    unseen=st.integers(0, 200),
    days=st.integers(1, 200),
    cap=st.integers(1, 30),
    reviews_a_day=st.integers(0, 30),
)
def test_planned_questions_fit_into_the_days(
    unseen: int, days: int, cap: int, reviews_a_day: int
) -> None:
    reviews = [min(reviews_a_day, cap)] * min(days, HORIZON)
    plan = plan_new(unseen, days, reviews, Pace(cap, 0, 0.9))
    assert 0 <= plan.fitting <= unseen
    assert plan.a_day <= cap
    assert plan.fitting <= plan.a_day * days
    if reviews[0] == cap:
        assert plan.fitting == 0


def test_new_questions_leave_room_for_their_own_return() -> None:
    days = returns_of_new(0.9)[0]
    assert plan_new(4 * days, days, [0] * days, Pace(4, 0, 0.9)).fitting == 4 * days
    more = plan_new(4 * (days + 1), days + 1, [0] * (days + 1), Pace(4, 0, 0.9))
    assert more.fitting < 4 * (days + 1)
