"""Answers are only ever added; an undone one is marked, never deleted."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session, aliased

from notes_site.store.database import writing
from notes_site.store.models import Answer, QuizRow
from notes_site.store.practice.cards import replay_card, review_card
from notes_site.store.practice.days import count_day
from notes_site.study.memory.scheduling import Card, Review, recall_on
from notes_site.study.questions.kind import Grade, Response


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer about to be recorded."""

    quiz_id: int
    position: int
    question_id: str
    content_hash: str
    response: Response
    grade: Grade
    review: Review


def record_answer(user_id: int, answer: NewAnswer, now: datetime) -> None:
    """Record an answer and what it changes, durably; where there is an answer, the first stands."""
    with writing() as session:
        add_answer(session, user_id, answer, now)


def add_answer(session: Session, user_id: int, answer: NewAnswer, now: datetime) -> None:
    """Add an answer and what it changes, inside a transaction; a standing one is not replaced."""
    review = answer.review
    columns = {
        Answer.user_id: QuizRow.user_id,
        Answer.quiz_id: QuizRow.id,
        Answer.position: literal(answer.position),
        Answer.question_id: literal(answer.question_id),
        Answer.content_hash: literal(answer.content_hash),
        Answer.response: literal(json.dumps(answer.response)),
        Answer.score: literal(answer.grade.score),
        Answer.revision: literal(review.revision),
        Answer.confidence: literal(review.confidence, Answer.confidence.type),
        Answer.is_hinted: literal(review.is_hinted),
        Answer.study_day: literal(review.day, Answer.study_day.type),
        Answer.answered_at: literal(now, Answer.answered_at.type),
    }
    row = select(*columns.values()).where(QuizRow.id == answer.quiz_id, QuizRow.user_id == user_id)
    statement = (
        insert(Answer)
        .from_select(list(columns), row)
        .on_conflict_do_nothing(
            index_elements=["quiz_id", "position"], index_where=Answer.voided_at.is_(None)
        )
        .returning(Answer.id)
    )
    answer_id = session.execute(statement).scalar_one_or_none()
    if answer_id is None:
        return
    before = review_card(session, user_id, answer.question_id, review, now)
    if before is not None:
        session.execute(
            update(Answer).where(Answer.id == answer_id).values(_believed(before, review))
        )
    count_day(session, user_id, review.day)


def _believed(before: Card, review: Review) -> dict[str, float | date]:
    """Return what was expected of an answer, and when it was due; as `Known` decides it.

    Of a question that meant something else before, nothing was expected, and it was due that day.
    """
    if before.revision != review.revision:
        return {"due_on": review.day}
    return {"expected_recall": recall_on(before, review.day), "due_on": before.due_on}


def void_answer(user_id: int, quiz_id: int, position: int, now: datetime) -> bool:
    """Undo a reader's newest answer, if it is the one named; its card forgets it too."""
    other = aliased(Answer)
    is_later = func.coalesce(other.corrects_id, other.id) > func.coalesce(
        Answer.corrects_id, Answer.id
    )
    later = select(other.id).where(
        other.user_id == user_id,
        other.voided_at.is_(None),
        other.study_day >= Answer.study_day,  # so that the index of days finds them
        is_later,
    )
    statement = (
        update(Answer)
        .where(
            Answer.user_id == user_id,
            Answer.voided_at.is_(None),
            Answer.quiz_id == quiz_id,
            Answer.position == position,
            ~later.exists(),
        )
        .values(voided_at=now)
        .returning(Answer.question_id)
    )
    with writing() as session:
        question_id = session.execute(statement).scalar_one_or_none()
        if question_id is not None:
            replay_card(session, user_id, question_id)
    return question_id is not None
