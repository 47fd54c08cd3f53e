"""Which questions are asked next."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.content.library import TRIAL_TAG, Question
from notes_site.study.content.loading import load_library
from notes_site.study.memory.history import History
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import Card
from notes_site.study.practice.selection import (
    MODES,
    Scope,
    choose_questions,
    common_tags,
    interleave,
)
from notes_site.study.progress.topics import library_progress, topic_progress, topics_begun

LIBRARY = load_library(Path(__file__).parents[2] / "content").library
ASKED = ("first-single", "first-multiple", "first-true-false", "first-short", "second-single")
QUESTIONS = tuple(LIBRARY.questions[question_id] for question_id in ASKED)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def history(*, days_ago: int, is_right: bool, is_mastered: bool = False) -> History:
    return History(2, 1.5, NOW - timedelta(days=days_ago), is_right + is_mastered)


def card(*, due_in: int, stability: float = 10) -> Card:
    today = NOW.date()
    return Card(stability, 5, today - timedelta(days=10), today + timedelta(days=due_in), 1, 0, 1)


def memory(
    histories: dict[str, History] | None = None, cards: dict[str, Card] | None = None
) -> Known:
    return Known(LIBRARY, Memory(histories or {}, cards or {}, NOW.date()))


def choose(
    mode: str,
    length: int,
    histories: dict[str, History],
    cards: dict[str, Card] | None = None,
) -> set[str]:
    return ids(choose_questions(MODES[mode], QUESTIONS, memory(histories, cards), length, "seed"))


def ids(questions: tuple[Question, ...]) -> set[str]:
    return {question.id for question in questions}


def test_new_questions_come_first_then_missed_then_longest_unseen() -> None:
    histories = {
        "first-single": history(days_ago=1, is_right=True),
        "first-multiple": history(days_ago=9, is_right=True),
        "first-true-false": history(days_ago=1, is_right=False),
    }
    new = {"first-short", "second-single"}
    assert choose("mix", 2, histories) == new
    assert choose("mix", 3, histories) == new | {"first-true-false"}
    assert choose("mix", 4, histories) == ids(QUESTIONS) - {"first-single"}


def test_no_question_is_asked_twice_and_none_is_made_up() -> None:
    chosen = choose_questions(MODES["mix"], QUESTIONS, memory(), 50, "seed")
    assert len(chosen) == len(QUESTIONS)
    assert ids(chosen) == ids(QUESTIONS)


def test_seed_decides_the_order_after_the_first_pass() -> None:
    seen = memory({one.id: history(days_ago=1, is_right=True) for one in QUESTIONS})
    orders = {
        tuple(one.id for one in choose_questions(MODES["mix"], QUESTIONS, seen, 5, str(seed)))
        for seed in (*range(30), 7)
    }
    assert 5 < len(orders) <= 30


def bank(sizes: list[int]) -> list[Question]:
    """Return a bank in reading order, with so many questions in each topic."""
    return [
        replace(QUESTIONS[0], id=f"{topic}-{number}", slug=f"t{topic}")
        for topic, size in enumerate(sizes)
        for number in range(size)
    ]


def equal_neighbours(questions: Sequence[Question]) -> int:
    return sum(one.slug == other.slug for one, other in pairwise(questions))


SIZES = st.lists(st.integers(0, 9), min_size=1, max_size=6)


@given(sizes=SIZES, seed=st.integers())
def test_neighbours_are_of_one_topic_only_where_that_cannot_be_avoided(
    sizes: list[int], seed: int
) -> None:
    questions = bank(sizes)
    mixed = interleave(questions, random.Random(seed))
    assert sorted(one.id for one in mixed) == sorted(one.id for one in questions)
    assert equal_neighbours(mixed) == max(0, 2 * max(sizes) - sum(sizes) - 1)
    assert mixed == interleave(questions, random.Random(seed))


@given(sizes=SIZES, seed=st.integers())
def test_topic_of_what_stands_before_is_not_met_at_once(sizes: list[int], seed: int) -> None:
    mixed = interleave(bank(sizes), random.Random(seed), after="t0")
    assert not mixed or mixed[0].slug != "t0" or not any(sizes[1:])


@given(
    sizes=SIZES,
    seen=st.lists(st.booleans(), min_size=54, max_size=54),
    length=st.integers(1, 40),
    seed=st.text(max_size=4),
)
def test_first_pass_of_a_topic_comes_together_in_reading_order_and_the_rest_mixed(
    sizes: list[int], seen: list[bool], length: int, seed: str
) -> None:
    questions = bank(sizes)
    known = [one for one, is_seen in zip(questions, seen, strict=False) if is_seen]
    histories = {one.id: history(days_ago=1, is_right=True) for one in known}
    chosen = choose_questions(MODES["mix"], questions, memory(histories), length, seed)
    assert len(ids(chosen)) == len(chosen) == min(length, len(questions))
    new = [one for one in questions if one.id not in histories]
    first_pass = [one for one in chosen if one.id not in histories]
    assert list(chosen[: len(first_pass)]) == first_pass
    for slug in {one.slug for one in first_pass}:
        asked = [one for one in first_pass if one.slug == slug]
        assert asked == [one for one in new if one.slug == slug][: len(asked)]
    assert equal_neighbours(first_pass) == len(first_pass) - len({one.slug for one in first_pass})
    rest = Counter(one.slug for one in chosen[len(first_pass) :])
    avoidable = max(0, 2 * max(rest.values(), default=0) - rest.total() - 1)
    assert equal_neighbours(chosen[len(first_pass) :]) <= avoidable + bool(first_pass)


def test_scope_holds_what_fits_all_that_was_chosen() -> None:
    def held(**chosen: Any) -> set[str]:
        return {one.id for one in QUESTIONS if Scope(**chosen).holds(one)}

    assert held() == set(ASKED)
    assert held(topics=frozenset({"second"})) == {"second-single"}
    assert held(tags=frozenset({"basics", "other"})) == {"first-single", "first-true-false"}
    assert held(difficulties=frozenset({2, 3})) == {"first-multiple", "second-single"}
    assert held(topics=frozenset({"first"}), difficulties=frozenset({3})) == set()


def test_only_tags_that_several_questions_share_are_offered() -> None:
    tagged = [
        replace(QUESTIONS[0], tags=tags)
        for tags in (("b", "a"), ("b", TRIAL_TAG), ("c", TRIAL_TAG))
    ]
    topic = replace(LIBRARY.topics[0], questions=tuple(tagged))
    by_tag = replace(LIBRARY, topics=(topic,)).questions_by_tag
    assert common_tags(by_tag) == (("b", 2),)
    assert common_tags(by_tag, {"a"}) == (("a", 1), ("b", 2))


def test_each_way_takes_its_own_questions() -> None:
    histories = {
        "first-single": history(days_ago=1, is_right=False),
        "first-multiple": history(days_ago=9, is_right=False)._replace(is_confidently_wrong=True),
        "first-true-false": history(days_ago=1, is_right=True),
    }
    cards = {"first-single": card(due_in=0), "first-true-false": card(due_in=1)}
    assert choose("new", 9, histories) == {"first-short", "second-single"}
    assert choose("mistakes", 9, histories) == {"first-single", "first-multiple"}
    assert choose("surprises", 9, histories) == {"first-multiple"}
    assert choose("due", 9, histories, cards) == {"first-single"}


def test_changed_meaning_makes_a_question_due() -> None:
    cards = {"first-single": card(due_in=30)._replace(revision=7)}
    assert choose("due", 9, {}, cards) == {"first-single"}


def test_what_is_nearest_to_being_forgotten_comes_first() -> None:
    cards = {
        "first-single": card(due_in=0, stability=100),
        "first-short": card(due_in=0, stability=1),
    }
    assert choose("due", 1, {}, cards) == {"first-short"}


def test_progress_counts_only_what_the_topic_still_has() -> None:
    histories = {
        "first-single": history(days_ago=1, is_right=True, is_mastered=True),
        "first-multiple": history(days_ago=3, is_right=False),
        "gone-for-good": history(days_ago=0, is_right=True),
    }
    first = topic_progress(memory(histories), LIBRARY.by_slug["first"])
    assert (first.total, first.seen, first.mastered, first.answered) == (9, 2, 1, 4)
    assert first.right_share == pytest.approx(3 / 4)
    assert first.last_practised_at == NOW - timedelta(days=1)


def test_list_of_topics_begun_counts_as_their_progress_does() -> None:
    histories = {
        "first-single": history(days_ago=1, is_right=True, is_mastered=True),
        "first-multiple": history(days_ago=3, is_right=False),
        "second-single": history(days_ago=0, is_right=True),
        "gone-for-good": history(days_ago=0, is_right=True),
    }
    counted = {
        one.topic.slug: (one.seen, one.mastered) for one in library_progress(memory(histories))
    }
    assert topics_begun(memory(histories)) == counted == {"first": (2, 1), "second": (1, 0)}
    assert topics_begun(memory()) == {}


def test_topic_never_practised_has_no_share_and_no_date() -> None:
    second = library_progress(memory())[1]
    assert (second.seen, second.right_share, second.last_practised_at) == (0, None, None)
