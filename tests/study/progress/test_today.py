"""What a day asks of a reader: what comes back, what is new, and what follows tomorrow."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.content.loading import load_library
from notes_site.study.memory.history import History
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import Card
from notes_site.study.progress.planning import Pace
from notes_site.study.progress.readiness import plan_ahead
from notes_site.study.progress.today import LONGEST_QUIZ, NEW_WITHOUT_A_DATE, Today, look_at_today

LIBRARY = load_library(Path(__file__).parents[2] / "content").library
MANY = tuple(replace(LIBRARY.askable[0], id=f"q{number}") for number in range(60))
LATER = tuple(replace(LIBRARY.topics[1].questions[0], id=f"r{number}") for number in range(60))
COURSE = replace(
    LIBRARY,
    topics=(
        replace(LIBRARY.topics[0], questions=MANY),
        replace(LIBRARY.topics[1], questions=LATER),
    ),
)
TODAY = date(2026, 11, 25)
MOMENT = datetime(2026, 11, 20, tzinfo=UTC)


def know(*due_in: int, answered_today: int = 0) -> Known:
    """Return what is known after one answer each to the first questions, due in so many days."""
    ids = [question.id for question in MANY]
    before = TODAY - timedelta(days=5)
    cards = {
        name: Card(10.0, 5.0, before, TODAY + timedelta(days=days), 2, 0, 1)
        for name, days in zip(ids, due_in, strict=False)
    }
    begun = ids[len(due_in) : len(due_in) + answered_today]
    cards |= dict.fromkeys(begun, Card(10.0, 5.0, TODAY, TODAY + timedelta(days=9), 1, 0, 1))
    histories = dict.fromkeys(cards, History(1, 1.0, MOMENT, 1))
    return Known(COURSE, Memory(histories, cards, TODAY))


def ask(
    known: Known, *, cap: int = 60, answered: int = 0, interview_in: int | None = None
) -> Today:
    on = None if interview_in is None else TODAY + timedelta(days=interview_in)
    return look_at_today(known, *plan_ahead(known, on, Pace(cap, answered, 0.9)))


def test_without_a_date_ten_new_questions_a_day_stand_beside_what_is_due() -> None:
    today = ask(know(0, -3, 0))
    assert (today.due, len(today.new), today.questions) == (3, NEW_WITHOUT_A_DATE, 13)
    assert today.minutes == 7
    assert [one.id for one in today.new] == [f"q{number}" for number in range(3, 13)]
    assert [topic.slug for topic in today.topics] == ["first"]


def test_new_questions_that_were_begun_today_are_not_asked_for_twice() -> None:
    assert len(ask(know(answered_today=4)).new) == NEW_WITHOUT_A_DATE - 4
    assert ask(know(answered_today=12)).questions == 0


def test_what_is_due_leaves_no_room_for_new_ones_under_a_low_cap() -> None:
    today = ask(know(*[0] * 9), cap=6)
    assert (today.due, today.new, today.due_tomorrow) == (6, (), 3)


@pytest.mark.parametrize(("days", "topics"), [(60, ["first"]), (1, ["first", "second"])])
def test_plan_for_the_interview_says_how_many_new_ones_and_of_which_topics(
    days: int, topics: list[str]
) -> None:
    today = ask(know(), cap=500, interview_in=days)
    assert today.plan
    assert len(today.new) == today.plan.new_left_today
    assert [topic.slug for topic in today.topics] == topics or days == 1


def test_topics_without_time_are_not_begun() -> None:
    later = [question.id for question in LATER][:30]
    seen = know()
    cards = dict.fromkeys(later, Card(10.0, 5.0, TODAY, TODAY + timedelta(days=9), 2, 0, 1))
    histories = dict.fromkeys(later, History(1, 1.0, MOMENT, 1))
    today = ask(replace(seen, memory=Memory(histories, cards, TODAY)), cap=10, interview_in=2)
    assert today.plan
    assert [topic.slug for topic in today.plan.to_drop] == ["first"]
    assert {question.slug for question in today.new} == {"second"}


def test_tomorrow_brings_what_falls_due_then_and_new_ones_until_the_interview() -> None:
    known = know(1, 1, 2, 40)
    assert ask(known).due_tomorrow == 2
    assert ask(known).new_tomorrow == NEW_WITHOUT_A_DATE
    assert ask(known, interview_in=0).new_tomorrow == 0
    plan = ask(known, interview_in=5).plan
    assert plan
    assert ask(known, interview_in=5).new_tomorrow == plan.new_a_day


@given(
    due=st.lists(st.integers(-20, 20), max_size=60),
    cap=st.integers(1, 80),
    days=st.none() | st.integers(0, 30),
)
def test_quiz_of_a_day_asks_no_more_than_the_day_has_and_nothing_twice(
    due: list[int], cap: int, days: int | None
) -> None:
    known = know(*due)
    today = ask(known, cap=cap, interview_in=days)
    assert today.questions <= max(cap, today.due)
    chosen = [one.id for one in today.choose(known, LONGEST_QUIZ, "seed")]
    assert len(chosen) == len(set(chosen)) == today.quiz_length
    assert sum(one in known.memory.cards for one in chosen) == min(today.due, LONGEST_QUIZ)
