"""Bookmarks, private notes and suspended questions of each reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import Mark
from notes_site.store.people.uses import MARK, count_use
from notes_site.store.practice.stamps import stamp
from notes_site.store.retrying import retried

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reader keeps with one question."""

    is_bookmarked: bool = False
    is_suspended: bool = False
    note: str = ""


def find_marks(user_id: int, question_ids: Sequence[str] | None = None) -> dict[str, Marks]:
    """Return a reader's marks by question id, of the questions (all, or some) that have any."""
    return _read(db.session, user_id, question_ids)


def _read(
    session: Any, user_id: int, question_ids: Sequence[str] | None = None
) -> dict[str, Marks]:
    """Read them in a session, be it one that writes."""
    statement = select(Mark.question_id, Mark.is_bookmarked, Mark.is_suspended, Mark.note).where(
        Mark.user_id == user_id
    )
    if question_ids is not None:
        statement = statement.where(Mark.question_id.in_(question_ids))
    rows = session.execute(statement)
    marks = {row.question_id: Marks(row.is_bookmarked, row.is_suspended, row.note) for row in rows}
    return {question_id: kept for question_id, kept in marks.items() if kept != Marks()}


@retried
def keep_marks(
    user_id: int, question_id: str, marks: Marks, now: datetime, instead_of: Marks | None = None
) -> bool:
    """Store a reader's marks of a question in place of the earlier ones.

    False, and nothing is stored, where these are others meanwhile than `instead_of`, if that is
    given. TooOftenError when the reader changed marks too often within an hour.
    """
    kept = {
        "is_bookmarked": marks.is_bookmarked,
        "is_suspended": marks.is_suspended,
        "note": marks.note,
    }
    with writing(user_id) as session:
        if instead_of is not None and instead_of != _read(session, user_id, [question_id]).get(
            question_id, Marks()
        ):
            return False
        count_use(session.connection(), user_id, MARK, now)
        session.execute(
            insert(Mark)
            .values(user_id=user_id, question_id=question_id, **kept)
            .on_conflict_do_update(index_elements=["user_id", "question_id"], set_=kept)
        )
        stamp(session.connection(), user_id)
    return True
