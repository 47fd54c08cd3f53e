"""A reader's stamp: another number whenever anything changed that their memory is read from.

Whoever changes a reader's cards, days or suspended questions stamps them in the same transaction.
What was read after a stamp was seen holds for as long as that stamp is found, in any process.
Stamps are drawn, not counted: none comes back with a restored backup, or with an id that a new
reader gets after another was deleted.
"""

import secrets

from sqlalchemy import Connection, Select, bindparam, update
from sqlalchemy.orm import Session

from notes_site.store.models import User
from notes_site.store.statements import Change, Filled

_users = User.__table__.c
_stamping = update(User).values(memory_stamp=bindparam("drawn", type_=_users.memory_stamp.type))
_STAMP = Change(_stamping.where(_users.id == bindparam("reader_id", type_=_users.id.type)))
_STAMP_UNCHANGED = Change(
    _stamping.where(
        _users.id == bindparam("reader_id", type_=_users.id.type),
        _users.memory_stamp == bindparam("seen", type_=_users.memory_stamp.type),
    )
)


def draw_stamp() -> int:
    return secrets.randbits(63)


def stamp(connection: Connection, user_id: int) -> int:
    """Say that what a reader's memory is read from is changed by this transaction.

    Return the stamp they have from then on.
    """
    drawn = draw_stamp()
    _STAMP.send(connection, reader_id=user_id, drawn=drawn)
    return drawn


def stamping_unchanged(user_id: int, seen: int, drawn: int) -> Filled:
    """Return what says the same by a stamp, if nothing was changed since another was seen."""
    return _STAMP_UNCHANGED, {"reader_id": user_id, "seen": seen, "drawn": drawn}


def stamp_all(session: Session, user_ids: Select[int]) -> None:
    """Stamp the readers whose ids are found."""
    session.execute(update(User).where(User.id.in_(user_ids)).values(memory_stamp=draw_stamp()))
