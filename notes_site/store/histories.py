"""What a reader did so far, summed up from their answers; a voided answer never counts.

These are the site's longest queries, so they name tables, not entities: rows then skip the ORM.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select

from notes_site.store.cards import CARD_COLUMNS
from notes_site.store.database import db
from notes_site.store.models import Answer, CardRow, Mark
from notes_site.study.days import DayCount
from notes_site.study.progress import RIGHT_IN_A_ROW, History
from notes_site.study.scheduling import SURE, Card
from notes_site.study.selection import Memory

_answers = Answer.__table__
_cards = CardRow.__table__
_marks = Mark.__table__


def find_histories(user_id: int) -> dict[str, History]:
    """Return what a reader did with each question they ever answered."""
    rows: Iterable[Any] = db.session.execute(_histories(user_id)).all()
    return {question_id: _history(facts) for question_id, *facts in rows}


def find_memory(user_id: int, today: date) -> Memory:
    """Return a reader's histories and cards in one statement, as they count on a study day.

    Of the suspended questions it knows those that were answered once.
    """
    is_its_mark = (_marks.c.user_id == user_id) & (_marks.c.question_id == _answers.c.question_id)
    is_its_card = (_cards.c.user_id == user_id) & (_cards.c.question_id == _answers.c.question_id)
    columns = [_cards.c[column.key] for column in CARD_COLUMNS]
    statement = (
        _histories(user_id)
        .outerjoin(_cards, is_its_card)
        .outerjoin(_marks, is_its_mark)
        .add_columns(_marks.c.is_suspended, *columns)
    )
    histories, cards, suspended = {}, {}, set()
    rows: Iterable[Any] = db.session.execute(statement).all()
    for question_id, *facts in rows:
        state = facts[-len(columns) :]
        histories[question_id] = _history(facts)
        if facts[-len(columns) - 1]:
            suspended.add(question_id)
        if state[0] is not None:
            cards[question_id] = Card(*state)
    return Memory(histories, cards, today, frozenset(suspended))


def find_days(user_id: int) -> list[DayCount]:
    """Return what a reader answered on each study day and how sure they were."""
    answer = _answers.c
    is_right, is_predicted = answer.score >= 1, answer.expected_recall.is_not(None)
    statement = (
        select(
            answer.study_day,
            answer.confidence,
            func.count(),
            func.count().filter(is_right),
            func.count(answer.expected_recall),
            func.count().filter(is_predicted, is_right),
            func.coalesce(func.sum(answer.expected_recall), 0.0),
            func.min(answer.due_on),
        )
        .where(*_standing(_answers, user_id))
        .group_by(answer.study_day, answer.confidence)
    )
    rows: Iterable[Any] = db.session.execute(statement).all()
    return [DayCount(*row) for row in rows]


def _standing(answers: FromClause, user_id: int) -> tuple[ColumnElement[bool], ...]:
    return answers.c.user_id == user_id, answers.c.voided_at.is_(None)


def _histories(user_id: int) -> Select[*tuple[Any, ...]]:
    """Select a row for each question: its sums, its newest answer, how many of the last are right.

    Windows over all answers would say the same and take several times as long.
    """
    answer, others = _answers.c, _answers.alias()
    sums = (
        select(
            answer.question_id,
            func.count().label("answered"),
            func.sum(answer.score).label("points"),
            func.max(answer.id).label("newest_id"),
        )
        .where(*_standing(_answers, user_id))
        .group_by(answer.question_id)
        .subquery("sums")
    )
    last = (
        select(others.c.score)
        .where(*_standing(others, user_id), others.c.question_id == sums.c.question_id)
        .order_by(others.c.id.desc())
        .limit(RIGHT_IN_A_ROW)
        .correlate(sums)
        .subquery("last")
    )
    right = select(func.count()).select_from(last).where(last.c.score >= 1)
    return select(
        answer.question_id,
        sums.c.answered,
        sums.c.points,
        answer.answered_at,
        answer.score,
        answer.confidence,
        right.scalar_subquery(),
    ).join_from(sums, _answers, answer.id == sums.c.newest_id)


def _history(facts: Sequence[Any]) -> History:
    """Build a history from what `_histories` selects after the question's id."""
    answered, points, last_at, score, confidence, right = facts[:6]
    return History(
        answered,
        points,
        last_at,
        is_last_right=score >= 1,
        is_mastered=right == RIGHT_IN_A_ROW,
        is_confidently_wrong=score < 1 and confidence == SURE,
    )
