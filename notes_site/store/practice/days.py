"""What a reader answered on each study day: sums kept beside the answers they derive from."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from notes_site.store.database import db
from notes_site.store.models import Answer, DayRow
from notes_site.study.memory.days import DayCount
from notes_site.study.memory.scheduling import FAIRLY_SURE, GUESSING, SURE

_days, _answer = DayRow.__table__.c, Answer.__table__.c
_FIELDS = [column.name for column in _days][1:]
_KEY = ["user_id", "day"]


def find_days(user_id: int) -> list[DayCount]:
    """Return what a reader answered on each study day, and how sure they were."""
    statement = select(*(_days[name] for name in _FIELDS)).where(_days.user_id == user_id)
    rows = db.session.execute(statement).all()
    return [_day_count(row) for row in rows]


def count_day(session: Session, user_id: int, day: date) -> None:
    """Count a day on which an answer was added, inside the transaction that added it."""
    _count(session, user_id, _answer.study_day == day)


def recount_days(session: Session, user_id: int, question_id: str | None = None) -> None:
    """Count anew all days, or those on which a question was ever answered: none is left over."""
    asked = select(_answer.study_day).where(_answer.user_id == user_id)
    if question_id is not None:
        asked = asked.where(_answer.question_id == question_id)
        old, new = _days.day.in_(asked), _answer.study_day.in_(asked)
    else:
        old, new = _days.day.is_not(None), _answer.study_day.is_not(None)
    session.execute(delete(DayRow).where(_days.user_id == user_id, old))
    _count(session, user_id, new)


def _count(session: Session, user_id: int, is_counted: ColumnElement[bool]) -> None:
    """Sum up the standing answers of some days; the index of days holds all that this reads."""
    is_right, is_known = _answer.score >= 1, _answer.expected_recall.is_not(None)
    by_sureness = [
        func.count().filter(_answer.confidence == confidence, *rightly)
        for confidence in (GUESSING, FAIRLY_SURE, SURE)
        for rightly in ((), (is_right,))
    ]
    sums = (
        select(
            _answer.user_id,
            _answer.study_day,
            func.count(),
            func.count().filter(_answer.due_on <= _answer.study_day),
            func.count(_answer.expected_recall),
            func.count().filter(is_known, is_right),
            func.round(func.coalesce(func.sum(_answer.expected_recall), 0.0), 9),
            func.min(_answer.due_on),
            *by_sureness,
        )
        .where(_answer.user_id == user_id, _answer.voided_at.is_(None), is_counted)
        .group_by(_answer.user_id, _answer.study_day)
    )
    added = insert(DayRow).from_select([*_KEY, *_FIELDS[1:]], sums)
    session.execute(
        added.on_conflict_do_update(
            index_elements=_KEY, set_={name: added.excluded[name] for name in _FIELDS[1:]}
        )
    )


def _day_count(row: Sequence[Any]) -> DayCount:
    day, answered, was_due, predicted, right, expected, due_on, *sure = row
    pairs = (sure[0], sure[1]), (sure[2], sure[3]), (sure[4], sure[5])
    return DayCount(day, answered, was_due, predicted, right, expected, due_on, pairs)
