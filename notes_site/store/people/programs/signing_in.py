"""Programs where a reader is signed in, each a SignIn row, found at every request.

A program has a handle that stays and a refresh token that is another after each use. Both are
stored hashed. Whoever comes with one that was used before has a copy of what somebody else has, and
nobody can tell who is the reader: the program is signed out (RFC 9700, 4.14.2).

But for a moment: a program that asks twice at once, or whose answer got lost, gets the same next
token again. It follows from the token before and a salt, and only the salt is stored.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, select, update

from notes_site.store.courses.enrolments import FindReader
from notes_site.store.database import writing
from notes_site.store.models import SignIn, User
from notes_site.store.people.events import record_event
from notes_site.store.people.sweeping import LONGEST_IDLE, LONGEST_SIGN_IN, sweep
from notes_site.store.people.tokens import draw_token, hash_token
from notes_site.store.people.users import (
    PROGRAM,
    READER_COLUMNS,
    Reader,
    holds_still,
    insert_sign_in,
)
from notes_site.store.retrying import retried

READ, PRACTISE = "read", "practise"
SCOPES = (READ, PRACTISE)
"""What a program may do: read what is the reader's, and change it."""
LONGEST_NAME = 60
GRACE = timedelta(seconds=30)
"""How long after a refresh the token before still gets the same next one."""
_users, _sign_ins = User.__table__.c, SignIn.__table__.c
_lasts = (_sign_ins.created_at > bindparam("created_after")) & (
    _sign_ins.last_seen_at > bindparam("seen_after")
)


def _by_program(columns: Select[Any]) -> Select[Any]:
    return columns.join_from(User, SignIn, _sign_ins.user_id == _users.id).where(
        _sign_ins.token_hash == bindparam("token_hash"),
        _sign_ins.kind == bindparam("kind"),
        case(
            (_sign_ins.expires_at.is_(None), _lasts), else_=_sign_ins.expires_at > bindparam("now")
        ),
    )


_FIND_PROGRAM = FindReader((*READER_COLUMNS, _sign_ins.scopes), _by_program)


@dataclass(frozen=True, slots=True)
class Program:
    """Whose program it is, and what it may do."""

    reader: Reader
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a program is known by: the handle that stays, and the refresh token's, good once."""

    handle: str
    refresh: str


def find_program(token: str, kind: str, now: datetime, course: str = "") -> Program | None:
    """Return whose program this is; None when it was signed out or the time is over."""
    row = _FIND_PROGRAM.one(
        course,
        token_hash=hash_token(token),
        kind=kind,
        created_after=now - LONGEST_SIGN_IN,
        seen_after=now - LONGEST_IDLE,
        now=now,
    )
    return Program(Reader(*row[:-1]), frozenset(row[-1].split())) if row else None


@retried
def add_program(user_id: int, now: datetime, name: str, proven: str) -> Ticket | None:
    """Sign a program in; None where another password than the `proven` hash's was set meanwhile."""
    refresh = draw_token()
    known = {"scopes": " ".join(SCOPES), "refresh_hash": hash_token(refresh)}
    with writing(user_id) as session:
        if not holds_still(session, user_id, proven):
            return None
        sweep(session, now)
        record_event(session, user_id, "program-in", now, name)
        return Ticket(insert_sign_in(session, user_id, now, name, PROGRAM, **known), refresh)


@retried
def renew_program(user_id: int, ticket: Ticket, now: datetime) -> Ticket | None:
    """Give a program its next refresh token for this one; None, and it is signed out, for an old.

    For the one before the newest it is the newest, within the grace. None, too, where the program
    was signed out before.
    """
    salt = draw_token()
    renewed = _next(ticket, salt)
    same = SignIn.user_id == user_id, SignIn.token_hash == hash_token(ticket.handle)
    newest = update(SignIn).where(*same, SignIn.refresh_hash == hash_token(ticket.refresh))
    values = {"refresh_hash": hash_token(renewed.refresh), "last_seen_at": now}
    values |= {"refresh_salt": salt, "refreshed_at": now}
    kept = select(SignIn.refresh_hash, SignIn.refresh_salt).where(
        *same, SignIn.refreshed_at.between(now - GRACE, now + GRACE)
    )
    with writing(user_id) as session:
        if session.execute(newest.values(values).returning(SignIn.id)).one_or_none():
            return renewed
        if recent := session.execute(kept).one_or_none():
            again = _next(ticket, recent.refresh_salt)
            if hash_token(again.refresh) == recent.refresh_hash:
                return again
        ended = delete(SignIn).where(*same).returning(SignIn.browser)
        name = session.execute(ended).scalar_one_or_none()
        if name is not None:
            record_event(session, user_id, "program-replayed", now, name)
    return None


def _next(ticket: Ticket, salt: str) -> Ticket:
    """Return what follows: who has no salt, or no token, can't tell it."""
    return Ticket(ticket.handle, hash_token(salt + ticket.refresh))
