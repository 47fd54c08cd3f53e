"""What a reader with little time begins with: what interviewers ask most, of every topic."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from notes_site.study.content.library import Question
from notes_site.study.content.loading import load_library
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.progress.planning import Pace
from notes_site.study.progress.readiness import find_end, plan_ahead
from notes_site.study.progress.today import Today, look_at_today

LIBRARY = load_library(Path(__file__).parents[2] / "content").library
ASKED = ("sometimes", "often", "always")
TODAY = date(2026, 11, 25)


def bank(slug: str, asked: tuple[str, ...]) -> tuple[Question, ...]:
    """Return thirty questions of a topic, the rarest third first."""
    (one,) = LIBRARY.by_slug["second"].questions
    return tuple(
        replace(one, slug=slug, id=f"{slug}-{at:02}", asked=asked[at // 10]) for at in range(30)
    )


def look(days: int, cap: int, asked: tuple[str, ...] = ASKED) -> Today:
    topics = (replace(topic, questions=bank(topic.slug, asked)) for topic in LIBRARY.topics)
    known = Known(replace(LIBRARY, topics=tuple(topics)), Memory({}, {}, TODAY))
    return look_at_today(known, *plan_ahead(known, TODAY + timedelta(days), Pace(cap, 0, 0.9)))


def test_nine_days_before_an_interview_the_always_asked_come_first() -> None:
    today = look(9, cap=9)
    assert today.plan
    assert today.plan.is_too_short
    assert today.begins_with_most_asked
    assert {question.asked for question in today.new} == {"always"}
    assert [question.id for question in today.new] == [
        f"first-{at}" for at in range(20, 20 + len(today.new))
    ]


def test_what_is_asked_less_comes_when_all_that_is_asked_more_fits() -> None:
    plan = look(9, cap=6).plan
    assert plan
    assert 20 < plan.fitting < 40
    assert (plan.fits_before, plan.asked) == (("always",), "often")
    assert all(plan.has_time_for(one) for one in bank("second", ASKED)[20:])
    assert not any(plan.has_time_for(one) for one in bank("second", ASKED)[:10])


@pytest.mark.parametrize(("fitting", "end"), [(9, "always"), (25, "often"), (45, "sometimes")])
def test_time_ends_among_those_that_are_asked_as_often_as_it_reaches(
    fitting: int, end: str
) -> None:
    plan = look(9, cap=9).plan
    assert plan
    asked, dropped = find_end(plan.topics, fitting)
    assert asked == end
    assert [topic.slug for topic in dropped] == ["second"]


def test_with_time_for_all_the_order_is_that_of_the_course() -> None:
    today = look(9, cap=60)
    assert today.plan
    assert not today.plan.is_too_short
    assert not today.begins_with_most_asked
    assert [question.id for question in today.new[:2]] == ["first-00", "first-01"]


def test_whoever_has_time_for_just_what_is_always_asked_begins_with_all_of_it() -> None:
    plan = look(9, cap=9).plan
    assert plan
    assert find_end(plan.topics, 20) == ("always", ())


def test_course_that_tells_nothing_apart_is_begun_topic_by_topic() -> None:
    today = look(9, cap=9, asked=("sometimes",) * 3)
    assert today.plan
    assert today.plan.is_too_short
    assert not today.begins_with_most_asked
    assert [topic.slug for topic in today.plan.to_begin] == ["first", "second"][
        : 2 - len(today.plan.to_drop)
    ]
    assert [question.id for question in today.new[:2]] == ["first-00", "first-01"]
