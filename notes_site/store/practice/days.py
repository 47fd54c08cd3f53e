"""What a reader answered on each study day: sums kept beside the answers they derive from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, func, select
from sqlalchemy.orm import Session

from notes_site.store.database import db
from notes_site.store.dialects import insert, rounded
from notes_site.store.models import Answer, DayRow
from notes_site.store.practice.untold import running_quizzes
from notes_site.store.statements import Change, Filled, Find
from notes_site.study.memory.days import DayCount
from notes_site.study.memory.scheduling import FAIRLY_SURE, GUESSING, SURE, Review
from notes_site.study.memory.standing import Standing

_days, _answer = DayRow.__table__.c, Answer.__table__.c
_FIELDS = [column.name for column in _days][1:]
_KEY = ["user_id", "day"]
_FIND_DAYS = Find(
    select(*(_days[name] for name in _FIELDS))
    .where(_days.user_id == bindparam("user_id"), _days.day >= bindparam("since"))
    .order_by(_days.day)
)
_SURENESS = {"guessed": GUESSING, "fairly_sure": FAIRLY_SURE, "sure": SURE}


def _add_one() -> Change:
    """Return what adds the counts of one answer to those of its day."""
    one = insert(DayRow).values({name: bindparam(name) for name in ("user_id", *_FIELDS)})
    new = one.excluded
    sums = {name: _days[name] + new[name] for name in _FIELDS[1:]}
    earlier = (new.earliest_due_on < _days.earliest_due_on) | _days.earliest_due_on.is_(None)
    sums["earliest_due_on"] = case((earlier, new.earliest_due_on), else_=_days.earliest_due_on)
    sums["expected"] = rounded(sums["expected"])
    return Change(one.on_conflict_do_update(index_elements=_KEY, set_=sums))


_COUNT_ANSWER = _add_one()


def find_days(user_id: int, since: date = date.min) -> list[DayCount]:
    """Return what a reader answered on each study day, the oldest first, and how sure they were."""
    return [_day_count(row) for row in _FIND_DAYS.all(user_id=user_id, since=since)]


def leave_out_untold(user_id: int, days: Sequence[DayCount], now: datetime) -> list[DayCount]:
    """Return the same days without what tells how an interview or exam under way is going."""
    is_known = _answer.expected_recall.is_not(None)
    untold = (
        select(
            _answer.study_day,
            func.count(_answer.expected_recall),
            func.count().filter(is_known, _answer.score >= 1),
            func.coalesce(func.sum(_answer.expected_recall), 0.0),
        )
        .where(_answer.quiz_id.in_(running_quizzes(user_id, now)), _answer.voided_at.is_(None))
        .group_by(_answer.study_day)
    )
    found = {day: counts for day, *counts in db.session.execute(untold)}
    return [_less(one, *found.get(one.day, (0, 0, 0.0))) for one in days]


def _less(one: DayCount, predicted: int, right: int, expected: float) -> DayCount:
    return replace(
        one,
        predicted=one.predicted - predicted,
        predicted_right=one.predicted_right - right,
        expected=one.expected - expected,
    )


def counting_answer(user_id: int, review: Review, standing: Standing) -> Filled:
    """Return what adds an answer to its day, for the transaction that adds it.

    The standing is that of its question before it.
    """
    expected, due_on = standing.expected(review)
    is_right = review.score >= 1
    is_known = expected is not None
    sure = {}
    for name, confidence in _SURENESS.items():
        sure[name] = int(review.confidence == confidence)
        sure[f"{name}_right"] = sure[name] * is_right
    return _COUNT_ANSWER, {
        "user_id": user_id,
        "day": review.day,
        "answered": 1,
        "was_due": int(standing.was_due(review)),
        "predicted": int(is_known),
        "predicted_right": int(is_known and is_right),
        "expected": expected or 0.0,
        "earliest_due_on": due_on,
        **sure,
    }


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
        for confidence in _SURENESS.values()
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
            rounded(func.coalesce(func.sum(_answer.expected_recall), 0.0)),
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
