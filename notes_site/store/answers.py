"""Answers are only ever added; whatever the site shows of a reader's progress is read from them."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from notes_site.store.cards import replay_card, review_card
from notes_site.store.database import db, writing
from notes_site.store.models import Answer, Quiz
from notes_site.study.progress import RIGHT_IN_A_ROW, History
from notes_site.study.questions.kind import Grade, Response
from notes_site.study.scheduling import SURE, Review


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
    """Record an answer and move its card, durably; where there is an answer, the first stands."""
    review = answer.review
    columns = {
        Answer.user_id: Quiz.user_id,
        Answer.quiz_id: Quiz.id,
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
    row = select(*columns.values()).where(Quiz.id == answer.quiz_id, Quiz.user_id == user_id)
    statement = (
        insert(Answer)
        .from_select(list(columns), row)
        .on_conflict_do_nothing(
            index_elements=["quiz_id", "position"], index_where=Answer.voided_at.is_(None)
        )
        .returning(Answer.id)
    )
    with writing() as session:
        answer_id = session.execute(statement).scalar_one_or_none()
        if answer_id is not None:
            expected = review_card(session, user_id, answer.question_id, review)
            session.execute(
                update(Answer).where(Answer.id == answer_id).values(expected_recall=expected)
            )


def void_answer(user_id: int, quiz_id: int, position: int, now: datetime) -> bool:
    """Undo a reader's newest answer, if it is the one named; its card forgets it too."""
    newest = (
        select(func.max(Answer.id))
        .where(Answer.user_id == user_id, Answer.voided_at.is_(None))
        .scalar_subquery()
    )
    statement = (
        update(Answer)
        .where(Answer.id == newest, Answer.quiz_id == quiz_id, Answer.position == position)
        .values(voided_at=now)
        .returning(Answer.question_id)
    )
    with writing() as session:
        question_id = session.execute(statement).scalar_one_or_none()
        if question_id is not None:
            replay_card(session, user_id, question_id)
    return question_id is not None


def find_histories(user_id: int) -> dict[str, History]:
    """Return what a reader did with each question they ever answered."""
    ranked = (
        select(
            Answer.question_id,
            Answer.answered_at,
            Answer.score,
            Answer.confidence,
            func.row_number()
            .over(partition_by=Answer.question_id, order_by=Answer.id.desc())
            .label("age"),
            func.count().over(partition_by=Answer.question_id).label("answered"),
            func.sum(Answer.score).over(partition_by=Answer.question_id).label("points"),
        )
        .where(Answer.user_id == user_id, Answer.voided_at.is_(None))
        .subquery()
    )
    rows = db.session.execute(
        select(
            ranked.c.question_id,
            func.max(ranked.c.answered),
            func.max(ranked.c.points),
            func.max(ranked.c.answered_at),
            func.count().filter(ranked.c.score >= 1),
            func.count().filter(ranked.c.age == 1, ranked.c.score >= 1),
            func.count().filter(ranked.c.age == 1, ranked.c.score < 1, ranked.c.confidence == SURE),
        )
        .where(ranked.c.age <= RIGHT_IN_A_ROW)
        .group_by(ranked.c.question_id)
    )
    return {
        question_id: History(
            answered, points, last_at, bool(last_right), recent == RIGHT_IN_A_ROW, bool(surprise)
        )
        for question_id, answered, points, last_at, recent, last_right, surprise in rows
    }
