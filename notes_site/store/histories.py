"""What a reader did so far and is believed to remember, from the sums kept with their cards.

These are the site's longest queries, so they name tables, not entities: rows then skip the ORM.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import literal, null, select, union_all

from notes_site.store.cards import CARD_COLUMNS, HISTORY_COLUMNS, split_row
from notes_site.store.database import db
from notes_site.store.models import CardRow, Mark
from notes_site.study.progress import History
from notes_site.study.selection import Memory

_cards, _marks = CardRow.__table__.c, Mark.__table__.c
_history = [_cards[column.key] for column in HISTORY_COLUMNS]
_state = [_cards[column.key] for column in CARD_COLUMNS] + _history


def find_histories(user_id: int) -> dict[str, History]:
    """Return what a reader did with each question they ever answered."""
    statement = select(_cards.question_id, *_history).where(_cards.user_id == user_id)
    rows: Iterable[Any] = db.session.execute(statement).all()
    return {question_id: History(*facts) for question_id, *facts in rows}


def find_memory(user_id: int, today: date) -> Memory:
    """Return histories, cards and suspended questions in one statement, for a study day."""
    answered = select(_cards.question_id, literal(False), *_state).where(_cards.user_id == user_id)
    suspended = select(_marks.question_id, literal(True), *(null() for _ in _state)).where(
        _marks.user_id == user_id, _marks.is_suspended
    )
    histories, cards, left_out = {}, {}, set()
    rows: Iterable[Any] = db.session.execute(union_all(answered, suspended)).all()
    for question_id, is_suspended, *state in rows:
        if is_suspended:
            left_out.add(question_id)
        else:
            cards[question_id], histories[question_id] = split_row(state)
    return Memory(histories, cards, today, frozenset(left_out))
