"""What a reader did so far, summed up from their answers; a voided answer never counts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from notes_site.store.cards import CARD_COLUMNS
from notes_site.store.database import db
from notes_site.store.models import Answer, CardRow
from notes_site.study.days import DayCount
from notes_site.study.progress import RIGHT_IN_A_ROW, History
from notes_site.study.scheduling import SURE, Card
from notes_site.study.selection import Memory


def find_histories(user_id: int) -> dict[str, History]:
    """Return what a reader did with each question they ever answered."""
    return {row[0]: _history(row) for row in db.session.execute(_histories(user_id))}


def find_memory(user_id: int, today: date) -> Memory:
    """Return a reader's histories and cards in one statement, as they count on a study day."""
    statement = (
        _histories(user_id)
        .outerjoin(
            CardRow,
            (CardRow.user_id == user_id) & (CardRow.question_id == Answer.question_id),
        )
        .add_columns(*CARD_COLUMNS)
    )
    rows = db.session.execute(statement).all()
    return Memory(
        {row[0]: _history(row) for row in rows},
        {row[0]: Card(*row[-len(CARD_COLUMNS) :]) for row in rows if row.stability is not None},
        today,
    )


def find_days(user_id: int) -> list[DayCount]:
    """Return what a reader answered on each study day and how sure they were."""
    is_predicted = Answer.expected_recall.is_not(None)
    rows: Iterable[Any] = db.session.execute(
        select(
            Answer.study_day,
            Answer.confidence,
            func.count(),
            func.count().filter(Answer.score >= 1),
            func.count(Answer.expected_recall),
            func.count().filter(is_predicted, Answer.score >= 1),
            func.coalesce(func.sum(Answer.expected_recall), 0.0),
            func.min(Answer.due_on),
        )
        .where(*_standing(user_id))
        .group_by(Answer.study_day, Answer.confidence)
    )
    return [DayCount(*row) for row in rows]


def _standing(user_id: int) -> tuple[ColumnElement[bool], ...]:
    return Answer.user_id == user_id, Answer.voided_at.is_(None)


def _histories(user_id: int) -> Select[*tuple[Any, ...]]:
    """Select a row for each question: its sums, its newest answer, how many of the last are right.

    Windows over all answers say the same in one pass and take ten times as long.
    """
    sums = (
        select(
            Answer.question_id,
            func.count().label("answered"),
            func.sum(Answer.score).label("points"),
            func.max(Answer.id).label("newest_id"),
        )
        .where(*_standing(user_id))
        .group_by(Answer.question_id)
        .subquery("sums")
    )
    other = aliased(Answer)
    last = (
        select(other.score)
        .where(
            and_(other.user_id == user_id, other.voided_at.is_(None)),
            other.question_id == sums.c.question_id,
        )
        .order_by(other.id.desc())
        .limit(RIGHT_IN_A_ROW)
        .correlate(sums)
        .subquery("last")
    )
    right = select(func.count()).select_from(last).where(last.c.score >= 1)
    return select(
        Answer.question_id,
        sums.c.answered,
        sums.c.points,
        Answer.answered_at,
        Answer.score,
        Answer.confidence,
        right.scalar_subquery(),
    ).join_from(sums, Answer, Answer.id == sums.c.newest_id)


def _history(row: Row[*tuple[Any, ...]]) -> History:
    _, answered, points, last_at, score, confidence, right = row[:7]
    return History(
        answered,
        points,
        last_at,
        is_last_right=score >= 1,
        is_mastered=right == RIGHT_IN_A_ROW,
        is_confidently_wrong=score < 1 and confidence == SURE,
    )
