"""Looking ahead: what falls due, what is weak, and readiness on the day of the interview."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.forecast import askable_questions, find_weak_sections, forecast_due
from notes_site.study.library import Topic
from notes_site.study.loading import load_library
from notes_site.study.progress import History
from notes_site.study.readiness import TopicOutlook, assess, choose_to_drop, topic_recall
from notes_site.study.scheduling import Card
from notes_site.study.selection import Memory

LIBRARY = load_library(Path(__file__).parent.parent / "content").library
FIRST, SECOND = LIBRARY.topics
TODAY = date(2026, 11, 25)
IDS = [question.id for question in askable_questions(LIBRARY)]


def card(*, due_in: int = 5, stability: float = 10.0, seen: int = 10) -> Card:
    day = TODAY - timedelta(days=seen)
    return Card(stability, 5, day, TODAY + timedelta(days=due_in), 1, 0, 1)


def memory(cards: dict[str, Card]) -> Memory:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    histories = {key: History(1, 1.0, moment, 1) for key in cards}
    return Memory(histories, cards, TODAY)


@given(due=st.dictionaries(st.sampled_from(IDS), st.integers(-50, 60)))
def test_forecast_holds_every_card_due_within_the_window(due: dict[str, int]) -> None:
    known = memory({key: card(due_in=days) for key, days in due.items()})
    days = forecast_due(askable_questions(LIBRARY), known)
    assert len(days) == 30
    assert sum(one.due for one in days) == sum(days < 30 for days in due.values())
    assert days[0].due == sum(days <= 0 for days in due.values())


def test_question_that_means_something_else_now_is_due_today() -> None:
    known = memory({"first-single": replace(card(due_in=20), revision=7), "gone": card(due_in=1)})
    days = forecast_due(askable_questions(LIBRARY), known)
    assert [one.due for one in days] == [1] + [0] * 29


@given(stability=st.floats(0.1, 1000), seen=st.integers(0, 400))
def test_recall_of_a_topic_is_a_share_of_all_its_questions(stability: float, seen: int) -> None:
    cards = {"first-single": card(stability=stability, seen=seen)}
    recall = topic_recall(FIRST, cards, TODAY)
    assert recall is not None
    assert 0 < recall <= 1 / 4
    assert topic_recall(SECOND, cards, TODAY) == 0
    assert topic_recall(replace(SECOND, questions=()), cards, TODAY) is None


def test_weak_section_has_two_answers_and_the_lowest_recall() -> None:
    # three questions are taught in first#starting, one in first#a-detail
    cards = {"first-single": card(stability=1.0), "first-multiple": card(stability=0.5)}
    assert find_weak_sections(LIBRARY, memory(cards), 0.9) == ()
    cards["first-short"] = card(stability=2.0)
    (weak,) = find_weak_sections(LIBRARY, memory(cards), 0.9)
    assert (weak.topic.slug, weak.section.anchor, weak.answered) == ("first", "starting", 2)
    assert weak.recall < 0.9
    assert find_weak_sections(LIBRARY, memory(cards), 0.1) == ()


@pytest.mark.parametrize(
    ("days_left", "new_a_day"), [(0, 10), (1, 10), (2, 5), (3, 4), (5, 2), (100, 1)]
)
def test_new_questions_are_spread_over_the_days_left(days_left: int, new_a_day: int) -> None:
    plan = assess(LIBRARY, memory({}), TODAY + timedelta(days=days_left), 3)
    assert plan
    assert (plan.days_left, plan.new_a_day, plan.unseen) == (days_left, new_a_day, 10)
    assert plan.is_too_short is (new_a_day > 3)
    assert bool(plan.to_drop) is plan.is_too_short


def test_without_an_interview_to_come_there_is_nothing_to_be_ready_for() -> None:
    assert assess(LIBRARY, memory({}), None, 60) is None
    assert assess(LIBRARY, memory({}), TODAY - timedelta(days=1), 60) is None


def test_what_is_known_now_is_known_less_on_the_day() -> None:
    known = memory({"second-single": card()})
    soon, late = (assess(LIBRARY, known, TODAY + timedelta(days=days), 60) for days in (0, 30))
    assert soon
    assert late
    assert soon.topics[1].recall == topic_recall(SECOND, known.cards, TODAY)
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
    assert slugs(choose_to_drop(topics, 21)) == ["t4"]
    assert slugs(choose_to_drop(topics, 10)) == ["t4", "t3"]
    assert slugs(choose_to_drop(topics, 0)) == ["t4", "t3", "t2"]


@given(unseen=st.lists(st.integers(0, 30), min_size=1, max_size=12), capacity=st.integers(0, 200))
def test_what_is_kept_fits_into_the_time(unseen: list[int], capacity: int) -> None:
    topics = [outlook(number, some, 30) for number, some in enumerate(unseen)]
    dropped = slugs(choose_to_drop(topics, capacity))
    kept = [one.unseen for one in topics if one.topic.slug not in dropped]
    assert sum(kept) <= capacity or not any(kept)
    assert bool(dropped) is (sum(unseen) > capacity)
