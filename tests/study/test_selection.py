"""Which questions are asked next."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notes_site.study.library import Question
from notes_site.study.loading import load_library
from notes_site.study.progress import History, library_progress, topic_progress
from notes_site.study.selection import choose_questions

LIBRARY = load_library(Path(__file__).parent.parent / "content").library
ASKED = ("first-single", "first-multiple", "first-true-false", "first-short", "second-single")
QUESTIONS = tuple(LIBRARY.questions[question_id] for question_id in ASKED)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def history(*, days_ago: int, is_right: bool, is_mastered: bool = False) -> History:
    return History(2, 1.5, NOW - timedelta(days=days_ago), is_right, is_mastered)


def ids(questions: tuple[Question, ...]) -> set[str]:
    return {question.id for question in questions}


def test_new_questions_come_first_then_missed_then_longest_unseen() -> None:
    histories = {
        "first-single": history(days_ago=1, is_right=True),
        "first-multiple": history(days_ago=9, is_right=True),
        "first-true-false": history(days_ago=1, is_right=False),
    }
    new = {"first-short", "second-single"}
    assert ids(choose_questions(QUESTIONS, histories, 2, "seed")) == new
    assert ids(choose_questions(QUESTIONS, histories, 3, "seed")) == new | {"first-true-false"}
    assert ids(choose_questions(QUESTIONS, histories, 4, "seed")) == ids(QUESTIONS) - {
        "first-single"
    }


def test_no_question_is_asked_twice_and_none_is_made_up() -> None:
    chosen = choose_questions(QUESTIONS, {}, 50, "seed")
    assert len(chosen) == len(QUESTIONS)
    assert ids(chosen) == ids(QUESTIONS)


def test_seed_decides_the_order() -> None:
    orders = {
        tuple(question.id for question in choose_questions(QUESTIONS, {}, 5, str(seed)))
        for seed in range(30)
    }
    assert len(orders) > 5
    assert choose_questions(QUESTIONS, {}, 5, "7") == choose_questions(QUESTIONS, {}, 5, "7")


def test_progress_counts_only_what_the_topic_still_has() -> None:
    histories = {
        "first-single": history(days_ago=1, is_right=True, is_mastered=True),
        "first-multiple": history(days_ago=3, is_right=False),
        "gone-for-good": history(days_ago=0, is_right=True),
    }
    first = topic_progress(LIBRARY.by_slug["first"], histories)
    assert (first.total, first.seen, first.mastered, first.answered) == (8, 2, 1, 4)
    assert first.right_share == pytest.approx(3 / 4)
    assert first.last_practised_at == NOW - timedelta(days=1)


def test_topic_never_practised_has_no_share_and_no_date() -> None:
    second = library_progress(LIBRARY, {})[1]
    assert (second.seen, second.right_share, second.last_practised_at) == (0, None, None)
