"""A question whose key an author corrects, and answers to it."""

from datetime import timedelta

from notes_site.store.practice.answers import NewAnswer, record_answer
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.content.library import Question
from notes_site.study.memory.scheduling import SURE, Review
from tests.store.answers import NOW, TODAY
from tests.study.banks import read_question

BANK = """### Which?
<!-- id: {id}; rev: {rev}; difficulty: 1; see: t#s -->

- [{a}] a <!-- key: aaaaaaaa -->
    > A.
- [{b}] b <!-- key: bbbbbbbb -->
    > B.

> **Why:** so.
"""
A, B = "aaaaaaaa", "bbbbbbbb"


def question(right: str, id: str = "q", rev: int = 1) -> Question:
    marks = {"a": "x" if right == A else " ", "b": "x" if right == B else " "}
    return read_question(BANK.format(id=id, rev=rev, **marks))


def give(user_id: int, asked: Question, key: str, days: int = 0) -> int:
    """Answer a question in a quiz of its own; return the quiz."""
    quiz_id = add_quiz(user_id, "seed", [asked.id], NOW)
    grade = asked.kind.grade((key,))
    moment = NOW + timedelta(days=days)
    review = Review(TODAY + timedelta(days=days), grade.score, SURE, False, asked.revision)
    record_answer(
        user_id,
        NewAnswer(quiz_id, 1, asked.id, asked.content_hash, (key,), grade, review),
        moment,
    )
    return quiz_id
