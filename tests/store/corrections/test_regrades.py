"""A corrected answer key grades stored answers again, once, and nothing else changes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from notes_site.store.corrections.notices import dismiss_corrections, find_corrections
from notes_site.store.corrections.regrading import regrade_answers
from notes_site.store.corrections.renames import apply_renames
from notes_site.store.database import db
from notes_site.store.models import Answer
from notes_site.store.practice.answers import NewAnswer, record_answer, void_answer
from notes_site.store.practice.cards import find_cards, rebuild_cards
from notes_site.store.practice.days import find_days
from notes_site.store.practice.quizzes import add_quiz, find_quiz
from notes_site.study.content.library import Question
from notes_site.study.memory.scheduling import SURE, Review
from notes_site.study.questions.kind import Grade
from notes_site.study.questions.short_answer import ShortAnswer
from tests.store.answers import NOW, TODAY
from tests.store.corrected import A, B, give, question
from tests.store.stored import find_histories
from tests.study.banks import read_question
from tests.web.queries import statements

ROOT = Path(__file__).parents[3]


def see(*questions: Question) -> int:
    return regrade_answers(questions, NOW)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_answer_is_graded_again_in_its_place_at_its_day(user_id: int) -> None:
    before, after = question(A), question(B)
    see(before)
    quiz_id = give(user_id, before, B)
    give(user_id, before, A, days=5)
    days = [(one.day, one.answered) for one in find_days(user_id)]

    assert see(after) == 2

    quiz = find_quiz(user_id, quiz_id)
    assert quiz
    given = quiz.answers[1]
    assert given.grade.is_right
    assert given.is_corrected
    assert (given.answered_at, given.confidence) == (NOW, SURE)
    assert [(one.day, one.answered) for one in find_days(user_id)] == days
    card = find_cards(user_id)["q"]
    assert (card.reviews, card.lapses) == (2, 1)
    assert rebuild_cards(user_id) == 1
    assert find_cards(user_id)["q"] == card


def test_history_keeps_its_order_when_only_an_older_answer_is_graded_again(user_id: int) -> None:
    see(question(A))
    give(user_id, question(A), A)
    give(user_id, question(A), "an option that is gone", days=5)
    assert see(question(B)) == 1
    give(user_id, question(B), B, days=9)
    history, card = find_histories(user_id)["q"], find_cards(user_id)["q"]
    assert (history.answered, history.points) == (3, 1.0)
    assert history.last_answered_at == NOW + timedelta(days=9)
    assert history.right_in_a_row == 1
    rebuild_cards(user_id)
    assert (find_histories(user_id)["q"], find_cards(user_id)["q"]) == (history, card)
    assert see(question(A)) == 2
    history = find_histories(user_id)["q"]
    assert history.last_answered_at == NOW + timedelta(days=9)
    assert history.right_in_a_row == 0


def test_grades_come_back_when_the_author_goes_back(user_id: int) -> None:
    before, after = question(A), question(B)
    see(before)
    give(user_id, before, A)
    card = find_cards(user_id)
    assert see(after) == 1
    assert find_cards(user_id) != card
    assert see(before) == 1
    assert find_cards(user_id) == card
    rows = db.session.execute(select(Answer.corrects_id, Answer.voided_at).order_by(Answer.id))
    assert [(corrects, voided is None) for corrects, voided in rows] == [
        (None, False),
        (1, False),
        (1, True),
    ]


def test_same_content_again_changes_nothing(user_id: int) -> None:
    see(question(A))
    give(user_id, question(A), A)
    assert see(question(B)) == 1
    assert see(question(B)) == 0
    assert regrade_answers([question(B)], NOW, is_thorough=True) == 0


SHORT = """### Which?
<!-- id: q; {meta}; difficulty: 1; see: t#s -->

```answer
{answer}
```

> **Why:** so.
"""


def give_text(user_id: int, asked: Question, text: str, score: float) -> int:
    """Store an answer with the score that an earlier grading gave it."""
    quiz_id = add_quiz(user_id, "seed", [asked.id], NOW)
    review = Review(TODAY, score, SURE, False, asked.revision)
    answer = NewAnswer(quiz_id, 1, "q", asked.content_hash, (text,), Grade(score), review)
    record_answer(user_id, answer, NOW)
    return quiz_id


def test_kind_that_is_graded_better_now_grades_what_stands_there_again_and_once(
    user_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = read_question(SHORT.format(meta="type: short-answer", answer="gthread"))
    with monkeypatch.context() as earlier:
        earlier.setattr(ShortAnswer, "grading", 1)
        see(asked, question(A, "other"))
    refused = give_text(user_id, asked, "`gthread`.", 0.0)
    give_text(user_id, asked, "sync", 0.0)
    give(user_id, question(A, "other"), B)
    assert see(asked, question(A, "other")) == 1
    assert see(asked, question(A, "other")) == 0
    (told,) = find_corrections(user_id)
    assert (told.quiz_id, told.before.verdict, told.after.verdict) == (refused, "wrong", "right")
    history = find_histories(user_id)["q"]
    assert (history.answered, history.points) == (2, 1.0)


def test_short_answers_are_graded_again_where_their_question_asks_for_a_number_now(
    user_id: int,
) -> None:
    text = read_question(SHORT.format(meta="type: short-answer", answer="51"))
    number = read_question(SHORT.format(meta="type: numeric; units: query, queries", answer="51"))
    see(text)
    give_text(user_id, text, "1 + 50 = 51", 0.0)
    give_text(user_id, text, "51 queries", 1.0)
    give_text(user_id, text, "n + 1", 1.0)  # a pattern took it; no number can be read there
    assert see(number) == 1
    assert find_histories(user_id)["q"].points == 3


def test_start_that_finds_nothing_changed_reads_no_answer_and_no_older_version(
    app: Flask, user_id: int
) -> None:
    see(question(A))
    give(user_id, question(A), A)
    assert see(question(B)) == 1
    with statements(app) as asked:
        assert see(question(B)) == 0
    (only,) = asked
    assert "answer" not in only
    assert "offered" not in only


KILLED = """
import os

from notes_site import open_store
from notes_site.store.corrections import regrading
from tests.store.corrections.test_regrades import B, question, see

real, replayed = regrading.replay_card, []


def replay(*given):
    replayed.append(given)
    if len(replayed) == 2:
        os._exit(9)
    real(*given)


regrading.MOST_AT_ONCE, regrading.replay_card = 1, replay
with open_store().app_context():
    see(question(B, "first"), question(B, "second"))
"""


@pytest.mark.promise("A17")
def test_start_that_was_killed_while_it_graded_is_finished_by_the_next(
    user_id: int, environ: dict[str, str]
) -> None:
    names = ("first", "second")
    see(*(question(A, name) for name in names))
    quizzes = [give(user_id, question(A, name), B) for name in names]
    db.session.close()
    command = [sys.executable, "-c", KILLED]
    killed = subprocess.run(command, env=os.environ | environ, cwd=ROOT, check=False)
    assert killed.returncode == 9

    def are_right() -> list[bool]:
        db.session.close()
        found = [find_quiz(user_id, one) for one in quizzes]
        return [quiz.answers[1].grade.is_right for quiz in found if quiz]

    assert are_right() == [True, False]
    assert see(*(question(B, name) for name in names)) == 1
    assert are_right() == [True, True]
    assert len(find_corrections(user_id)) == 2
    cards = find_cards(user_id)
    rebuild_cards(user_id)
    assert find_cards(user_id) == cards


def test_four_workers_starting_at_once_grade_once(app: Flask, user_id: int) -> None:
    see(question(A))
    for days in range(5):
        give(user_id, question(A), A, days)
    db.session.close()

    def start(_: int) -> int:
        with app.app_context():
            return see(question(B))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(start, range(4))) == 5
    standing = select(func.count()).select_from(Answer).where(Answer.voided_at.is_(None))
    assert db.session.execute(standing).scalar_one() == 5
    assert len(find_corrections(user_id)) == 5


def test_raised_revision_leaves_grades_alone(user_id: int) -> None:
    see(question(A))
    give(user_id, question(A), A)
    assert see(question(B, rev=2)) == 0


def test_answer_from_before_versions_were_remembered_is_graded_again(user_id: int) -> None:
    give(user_id, question(A), A)
    assert see(question(B)) == 1


def test_undone_answer_is_not_graded_again_and_a_regraded_one_can_be_undone(user_id: int) -> None:
    see(question(A))
    undone = give(user_id, question(A), A)
    assert void_answer(user_id, undone, 1, NOW)
    kept, newest = give(user_id, question(A), A), give(user_id, question(A, "other"), A)
    assert see(question(B)) == 1
    assert not void_answer(user_id, kept, 1, NOW)
    assert void_answer(user_id, newest, 1, NOW)
    assert void_answer(user_id, kept, 1, NOW)
    assert find_cards(user_id) == {}
    assert find_corrections(user_id) == []


def test_answer_merged_from_another_question_keeps_its_grade(user_id: int) -> None:
    """The other question may have meant the opposite."""
    opposite = question(B, "opposite")
    see(question(A), opposite)
    quiz_id = give(user_id, opposite, B)
    apply_renames({("opposite", "q")}, {"q"})
    assert regrade_answers([question(A)], NOW, is_thorough=True) == 0
    quiz = find_quiz(user_id, quiz_id)
    assert quiz
    assert quiz.answers[1].grade.is_right


def test_renamed_question_that_is_corrected_later_is_graded_again(user_id: int) -> None:
    see(question(A, "old"))
    give(user_id, question(A, "old"), A)
    apply_renames({("old", "q")}, {"q"})
    assert see(question(A)) == 0
    assert see(question(B)) == 1


def test_reader_is_told_once_and_strangers_are_not(
    user_id: int, make_reader: Callable[[str], int]
) -> None:
    stranger = make_reader("bob")
    see(question(A), question(A, "r"))
    first, second = give(user_id, question(A), A), give(user_id, question(A, "r"), B)
    see(question(B), question(B, "r"))
    told = find_corrections(user_id)
    assert [(one.question_id, one.quiz_id) for one in told] == [("q", first), ("r", second)]
    assert [(one.before.verdict, one.after.verdict) for one in told] == [
        ("right", "wrong"),
        ("wrong", "right"),
    ]
    assert find_corrections(stranger) == []
    dismiss_corrections(stranger, told[1].id)
    dismiss_corrections(user_id, told[0].id)
    assert [one.question_id for one in find_corrections(user_id)] == ["r"]
