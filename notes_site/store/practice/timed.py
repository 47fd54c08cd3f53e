"""Timed quizzes: what may change until they are over, and their end."""

import json
from datetime import datetime

from sqlalchemy import Select, case, select, update
from sqlalchemy.orm import Session

from notes_site.store.database import writing
from notes_site.store.models import Answer, QuizQuestion, QuizRow
from notes_site.store.practice.answers import NewAnswer, add_answer
from notes_site.store.practice.cards import replay_card
from notes_site.store.practice.stamps import stamp
from notes_site.store.retrying import retried


@retried
def record_timed_answer(user_id: int, answer: NewAnswer, now: datetime) -> bool:
    """Record an answer in place of an older one; after the end nothing, and return False."""
    with writing(user_id) as session:
        is_running = session.execute(_running(user_id, answer.quiz_id, now)).first() is not None
        if is_running:
            _replace(session, user_id, answer, now)
    return is_running


@retried
def record_grade(user_id: int, answer: NewAnswer, now: datetime) -> None:
    """Record how a reader graded themselves after the end, in place of an older grade."""
    with writing(user_id) as session:
        _replace(session, user_id, answer, now)


@retried
def record_written(user_id: int, quiz_id: int, position: int, text: str, now: datetime) -> bool:
    """Keep what was written on an open question; after the end nothing, and return False."""
    statement = (
        update(QuizQuestion)
        .where(
            QuizQuestion.quiz_id.in_(_running(user_id, quiz_id, now)),
            QuizQuestion.position == position,
        )
        .values(written=text)
        .returning(QuizQuestion.position)
    )
    with writing(user_id) as session:
        return session.execute(statement).first() is not None


@retried
def finish_quiz(user_id: int, quiz_id: int, now: datetime) -> None:
    """End a timed quiz, at its deadline where that has passed; an ended one stays as it was.

    From now on its answers may be told of.
    """
    with writing(user_id) as session:
        stamp(session.connection(), user_id)
        session.execute(
            update(QuizRow)
            .where(
                QuizRow.id == quiz_id,
                QuizRow.user_id == user_id,
                QuizRow.deadline_at.is_not(None),
                QuizRow.finished_at.is_(None),
            )
            .values(finished_at=case((QuizRow.deadline_at < now, QuizRow.deadline_at), else_=now))
        )


def _running(user_id: int, quiz_id: int, now: datetime) -> Select[int]:
    return select(QuizRow.id).where(
        QuizRow.id == quiz_id,
        QuizRow.user_id == user_id,
        QuizRow.deadline_at > now,
        QuizRow.finished_at.is_(None),
    )


def _replace(session: Session, user_id: int, answer: NewAnswer, now: datetime) -> None:
    """Void an answer that says something else, then add the new one; the card follows."""
    older = (
        update(Answer)
        .where(
            Answer.user_id == user_id,
            Answer.quiz_id == answer.quiz_id,
            Answer.position == answer.position,
            Answer.voided_at.is_(None),
            Answer.response != json.dumps(answer.response),
        )
        .values(voided_at=now)
        .returning(Answer.id)
    )
    if session.execute(older).first() is not None:
        replay_card(session, user_id, answer.question_id)
    add_answer(session.connection(), user_id, answer, now)
