"""Looking ahead: what falls due, what is weak, and readiness on the day of the interview."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.content.library import Topic
from notes_site.study.content.loading import load_library
from notes_site.study.memory.history import History
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import Card, recall_after
from notes_site.study.progress.outlook import find_weak_sections, forecast_due, look_ahead
from notes_site.study.progress.planning import Pace
from notes_site.study.progress.readiness import (
    Readiness,
    TopicOutlook,
    choose_to_drop,
    plan_ahead,
    topic_recall,
)

LIBRARY = load_library(Path(__file__).parents[2] / "content").library
FIRST, SECOND = LIBRARY.topics
TODAY = date(2026, 11, 25)
IDS = [question.id for question in LIBRARY.askable]


def card(*, due_in: int = 5, stability: float = 10.0, seen: int = 10) -> Card:
    day = TODAY - timedelta(days=seen)
    return Card(stability, 5, day, TODAY + timedelta(days=due_in), 1, 0, 1)


def memory(cards: dict[str, Card]) -> Known:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    histories = {key: History(1, 1.0, moment, 1) for key in cards}
    return Known(LIBRARY, Memory(histories, cards, TODAY))


@given(due=st.dictionaries(st.sampled_from(IDS), st.integers(-50, 60)))
def test_forecast_holds_every_card_due_within_the_window(due: dict[str, int]) -> None:
    known = memory({key: card(due_in=days) for key, days in due.items()})
    days = forecast_due(known)
    assert len(days) == 30
    assert sum(one.due for one in days) == sum(days < 30 for days in due.values())
    assert days[0].due == sum(days <= 0 for days in due.values())


def test_question_that_means_something_else_now_is_due_today() -> None:
    known = memory({"first-single": card(due_in=20)._replace(revision=7), "gone": card(due_in=1)})
    days = forecast_due(known)
    assert [one.due for one in days] == [1] + [0] * 29


@given(stability=st.floats(0.1, 1000), seen=st.integers(0, 400))
def test_recall_of_a_topic_is_that_of_what_was_seen_and_no_more(
    stability: float, seen: int
) -> None:
    one = card(stability=stability, seen=seen)
    known = memory({"first-single": one})
    expected = recall_after(one.stability, max(1, seen))  # today's answer as it will be tomorrow
    assert topic_recall(known, FIRST, TODAY) == pytest.approx(expected)
    assert topic_recall(known, SECOND, TODAY) is None
    assert topic_recall(known, replace(SECOND, questions=()), TODAY) is None


def test_recall_of_a_group_counts_every_question_seen_whatever_its_topic() -> None:
    day = TODAY + timedelta(days=9)
    seen = {
        "first-single": card(stability=5),
        "first-short": card(),
        SECOND.questions[0].id: card(),
    }
    known = memory(seen)
    found = look_ahead(known, day, Pace(60, 0, 0.9)).recall_by_group
    assert found.keys() == {"Basics"}
    for recall, on in zip(found["Basics"], (TODAY, day), strict=True):
        assert recall == pytest.approx(sum(known.recalls_on(on).values()) / 3)
    assert len(look_ahead(known, None, Pace(60, 0, 0.9)).recall_by_group["Basics"]) == 1


def answered(**right: bool) -> Known:
    """Return what is known after one answer to each: right or wrong, remembered badly all."""
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    histories = {
        name.replace("_", "-"): History(1, float(is_right), moment, int(is_right))
        for name, is_right in right.items()
    }
    cards = dict.fromkeys(histories, card(stability=0.5))
    return Known(LIBRARY, Memory(histories, cards, TODAY))


def test_weak_section_is_one_whose_newest_answers_were_wrong() -> None:
    # three questions are taught in first#starting, one in first#a-detail
    assert find_weak_sections(answered(first_single=True, first_short=True)) == ()
    assert find_weak_sections(answered(first_single=False)) == ()
    assert find_weak_sections(answered(first_single=False, first_multiple=False)) == ()
    (weak,) = find_weak_sections(answered(first_single=False, first_short=True))
    assert (weak.topic.slug, weak.section.anchor) == ("first", "starting")
    assert (weak.answered, weak.missed, weak.missed_share) == (2, 1, 0.5)


def readiness(known: Known, days_left: int, daily_cap: int = 60) -> Readiness | None:
    interview_on = TODAY + timedelta(days=days_left)
    return plan_ahead(known, interview_on, Pace(daily_cap, 0, 0.9))[1]


@pytest.mark.parametrize("days_left", [0, 1, 2, 3, 5, 100])
def test_new_questions_are_spread_over_the_days_left(days_left: int) -> None:
    plan = readiness(memory({}), days_left)
    assert plan
    assert (plan.days_left, plan.unseen) == (days_left, len(IDS))
    assert plan.new_a_day == ceil(len(IDS) / (days_left + 1))  # the day itself counts
    assert not plan.is_too_short
    assert plan.to_drop == ()


def test_reviews_leave_less_room_for_new_questions() -> None:
    unseen = len(IDS) - 7
    due = memory({key: card(due_in=0, stability=50) for key in IDS[:7]})
    roomy, tight = readiness(due, 0, daily_cap=7 + unseen), readiness(due, 0, daily_cap=8)
    assert roomy
    assert tight
    assert (roomy.reviews_a_day, roomy.new_a_day, roomy.is_too_short) == (7, unseen, False)
    assert (tight.new_left_today, tight.fitting, tight.is_too_short) == (1, 1, True)
    assert tight.to_drop


def test_what_was_begun_today_counts_towards_today() -> None:
    before = readiness(memory({}), 4)
    assert before
    begun = memory({key: card(seen=0) for key in IDS[: before.new_a_day]})
    after = readiness(begun, 4)
    assert after
    assert before.new_left_today == before.new_a_day == after.new_a_day > 0
    assert (after.begun_today, after.new_left_today) == (before.new_a_day, 0)


def test_what_was_begun_today_leaves_the_plan_of_the_morning_as_it_was() -> None:
    before = readiness(memory({}), 4, daily_cap=2)
    begun = readiness(memory({key: card(seen=0, due_in=2) for key in IDS[:2]}), 4, daily_cap=2)
    assert before
    assert begun
    assert before.is_too_short
    assert begun.fitting == before.fitting == begun.still_fitting + 2


def test_answering_more_than_the_cap_today_takes_nothing_from_tomorrow() -> None:
    today, tomorrow = (
        plan_ahead(memory({}), TODAY + timedelta(days=ahead), Pace(2, 4, 0.9))[1]
        for ahead in (0, 1)
    )
    assert today
    assert tomorrow
    assert (today.fitting, tomorrow.fitting) == (0, 2)


@pytest.mark.parametrize(("begun", "is_too_short"), [(5, True), (len(IDS), False)])
def test_time_is_not_too_short_for_what_was_seen_beyond_the_plan(
    begun: int, is_too_short: bool
) -> None:
    plan = readiness(memory({key: card(seen=0) for key in IDS[:begun]}), 0, daily_cap=2)
    assert plan
    assert plan.begun_today > plan.fitting
    assert (plan.still_fitting, plan.is_too_short) == (0, is_too_short)


def test_without_an_interview_to_come_there_is_nothing_to_be_ready_for() -> None:
    assert plan_ahead(memory({}), None, Pace(60, 0, 0.9))[1] is None
    assert readiness(memory({}), -1) is None


def test_what_is_known_now_is_known_less_on_the_day() -> None:
    known = memory({"second-single": card()})
    soon, late = readiness(known, 0), readiness(known, 30)
    assert soon
    assert late
    assert soon.topics[1].recall == topic_recall(known, SECOND, TODAY)
    assert (soon.topics[1].recall or 0) > (late.topics[1].recall or 0) > 0


def outlook(number: int, unseen: int, total: int) -> TopicOutlook:
    questions = (FIRST.questions[0],) * total
    topic = replace(FIRST, slug=f"t{number}", number=number, questions=questions)
    return TopicOutlook(topic, 0.5, unseen)


def slugs(topics: tuple[Topic, ...]) -> list[str]:
    return [topic.slug for topic in topics]


def test_topics_seen_least_are_dropped_first_until_the_rest_fits() -> None:
    topics = [outlook(1, 0, 9), outlook(2, 8, 10), outlook(3, 5, 5), outlook(4, 9, 9)]
    assert slugs(choose_to_drop(topics, 22)) == []
    assert slugs(choose_to_drop(topics, 14)) == []  # of the last topic, some fit
    assert slugs(choose_to_drop(topics, 13)) == ["t4"]
    assert slugs(choose_to_drop(topics, 8)) == ["t3", "t4"]
    assert slugs(choose_to_drop(topics, 1)) == ["t3", "t4"]
    assert slugs(choose_to_drop(topics, 0)) == ["t2", "t3", "t4"]


def test_of_topics_not_begun_the_first_are_kept() -> None:
    topics = [outlook(1, 35, 35), outlook(2, 44, 44), outlook(3, 5, 5)]
    assert slugs(choose_to_drop(topics, 40)) == ["t3"]
    assert slugs(choose_to_drop(topics, 35)) == ["t2", "t3"]


@given(unseen=st.lists(st.integers(0, 30), min_size=1, max_size=12), capacity=st.integers(0, 200))
def test_what_is_kept_fills_the_time_and_no_topic_more(unseen: list[int], capacity: int) -> None:
    topics = [outlook(number, some, 30) for number, some in enumerate(unseen)]
    dropped = slugs(choose_to_drop(topics, capacity))
    kept = [one.unseen for one in topics if one.topic.slug not in dropped]
    assert sum(kept) >= min(capacity, sum(unseen))
    assert not any(kept) or sum(kept) - max(kept) < capacity
