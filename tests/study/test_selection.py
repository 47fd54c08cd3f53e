"""Which questions are asked next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notes_site.study.library import Question
from notes_site.study.loading import load_library
from notes_site.study.progress import History, library_progress, topic_progress
from notes_site.study.scheduling import Card
from notes_site.study.selection import MODES, Memory, choose_questions

LIBRARY = load_library(Path(__file__).parent.parent / "content").library
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
) -> Memory:
    return Memory(histories or {}, cards or {}, NOW.date())


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


def test_seed_decides_the_order() -> None:
    orders = {
        tuple(one.id for one in choose_questions(MODES["mix"], QUESTIONS, memory(), 5, str(seed)))
        for seed in (*range(30), 7)
    }
    assert 5 < len(orders) <= 30


def test_each_way_takes_its_own_questions() -> None:
    histories = {
        "first-single": history(days_ago=1, is_right=False),
        "first-multiple": replace(history(days_ago=9, is_right=False), is_confidently_wrong=True),
        "first-true-false": history(days_ago=1, is_right=True),
    }
    cards = {"first-single": card(due_in=0), "first-true-false": card(due_in=1)}
    assert choose("new", 9, histories) == {"first-short", "second-single"}
    assert choose("mistakes", 9, histories) == {"first-single", "first-multiple"}
    assert choose("surprises", 9, histories) == {"first-multiple"}
    assert choose("due", 9, histories, cards) == {"first-single"}


def test_changed_meaning_makes_a_question_due() -> None:
    cards = {"first-single": replace(card(due_in=30), revision=7)}
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
    first = topic_progress(LIBRARY.by_slug["first"], histories)
    assert (first.total, first.seen, first.mastered, first.answered) == (9, 2, 1, 4)
    assert first.right_share == pytest.approx(3 / 4)
    assert first.last_practised_at == NOW - timedelta(days=1)


def test_topic_never_practised_has_no_share_and_no_date() -> None:
    second = library_progress(LIBRARY, {})[1]
    assert (second.seen, second.right_share, second.last_practised_at) == (0, None, None)
