"""What a reader did so far and is believed to remember, from the sums kept with their cards.

These are the site's longest queries, so they name tables, not entities: rows then skip the ORM.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import null, select, union_all

from notes_site.store.database import db
from notes_site.store.models import CardRow, DayRow, Mark
from notes_site.store.practice.cards import CARD_COLUMNS, HISTORY_COLUMNS, split_row
from notes_site.study.memory.history import History
from notes_site.study.memory.memory import Memory

_cards, _days, _marks = CardRow.__table__.c, DayRow.__table__.c, Mark.__table__.c
_history = [_cards[column.key] for column in HISTORY_COLUMNS]
_state = [_cards[column.key] for column in CARD_COLUMNS] + _history


def find_histories(user_id: int) -> dict[str, History]:
    """Return what a reader did with each question they ever answered."""
    statement = select(_cards.question_id, *_history).where(_cards.user_id == user_id)
    rows: Iterable[Any] = db.session.execute(statement).all()
    return {question_id: History(*facts) for question_id, *facts in rows}


def find_memory(user_id: int, today: date) -> Memory:
    """Return all that questions are chosen by on a study day, in one statement."""
    due_answered = select(_days.was_due).where(_days.user_id == user_id, _days.day == today)
    facts = [due_answered.scalar_subquery(), *_state]
    answered = select(_cards.question_id, *facts).where(_cards.user_id == user_id)
    suspended = select(_marks.question_id, *(null() for _ in facts)).where(
        _marks.user_id == user_id, _marks.is_suspended
    )
    histories, cards, left_out, done = {}, {}, set(), 0
    rows: Iterable[Any] = db.session.execute(union_all(answered, suspended)).all()
    for question_id, was_due, *state in rows:
        if state[0] is None:
            left_out.add(question_id)
        else:
            cards[question_id], histories[question_id] = split_row(state)
            done = was_due or 0
    return Memory(histories, cards, today, frozenset(left_out), done)
