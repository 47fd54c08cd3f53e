"""What readers say is wrong with questions, for the host."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, true, update

from notes_site.store.courses.naming import in_full, is_of, split_full
from notes_site.store.database import db, writing
from notes_site.store.models import Flag, User
from notes_site.store.people.uses import FLAG, count_use
from notes_site.store.retrying import retried

LONGEST_FLAG = 1_000


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A flag that the host has not closed yet; `username` is None when its reader is gone."""

    id: int
    question_id: str
    words: str
    username: str | None
    created_at: datetime
    course: str = ""


@retried
def add_flag(
    user_id: int,
    question_id: str,
    content_hash: str,
    words: str,
    now: datetime,
    course: str = "",
) -> None:
    """Store a reader's words, once: the same of the same version change nothing while it is open.

    TooOftenError when they sent too many within an hour.
    """
    question_id = in_full(course, question_id)
    sent = {"user_id": user_id, "question_id": question_id, "content_hash": content_hash}
    same = select(Flag.id).filter_by(**sent, words=words, closed_at=None)
    with writing(user_id) as session:
        count_use(session.connection(), user_id, FLAG, now)
        if session.execute(same).first():
            return
        session.execute(insert(Flag).values(**sent, words=words, created_at=now))


def open_flags(course: str | None = None) -> Sequence[OpenFlag]:
    """Return what is not closed yet, oldest first, of a course or of all."""
    rows = db.session.execute(
        select(Flag.id, Flag.question_id, Flag.words, User.username, Flag.created_at)
        .outerjoin(User, User.id == Flag.user_id)
        .where(
            Flag.closed_at.is_(None),
            true() if course is None else is_of(Flag.question_id, course),
        )
        .order_by(Flag.id)
    )
    return [_read(*row) for row in rows]


def _read(number: int, name: str, words: str, username: str | None, at: datetime) -> OpenFlag:
    course, question_id = split_full(name)
    return OpenFlag(number, question_id, words, username, at, course)


@retried
def close_flag(flag_id: int, now: datetime) -> bool:
    """Close a flag; False when there is no such open one."""
    statement = (
        update(Flag)
        .where(Flag.id == flag_id, Flag.closed_at.is_(None))
        .values(closed_at=now)
        .returning(Flag.id)
    )
    with writing() as session:
        return session.execute(statement).scalar_one_or_none() is not None
