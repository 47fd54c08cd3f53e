"""What a browser begins in one request and finishes in a later one, soon and once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, insert, select
from sqlalchemy.orm import Session

from notes_site.store.database import db, writing
from notes_site.store.models import Ceremony
from notes_site.store.people.tokens import draw_token, hash_token
from notes_site.store.retrying import retried

LONGEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Who began it, where that is known, and what must come back or be kept."""

    user_id: int | None
    secret: str


@retried
def begin_ceremony(kind: str, secret: str, now: datetime, user_id: int | None = None) -> str:
    """Remember what was begun, and return the token for the browser that did."""
    token = draw_token()
    begun = {"kind": kind, "secret": secret, "user_id": user_id, "started_at": now}
    with writing(user_id) as session:
        session.execute(delete(Ceremony).where(Ceremony.started_at <= now - LONGEST))
        session.execute(insert(Ceremony).values(token_hash=hash_token(token), **begun))
    return token


def find_ceremony(token: str, kind: str, now: datetime) -> Unfinished | None:
    """Return what this browser has begun; None when that is over."""
    wanted = select(Ceremony.user_id, Ceremony.secret).where(_is_running(token, kind, now))
    row = db.session.execute(wanted).one_or_none()
    return Unfinished(*row) if row else None


@retried
def take_ceremony(token: str, kind: str, now: datetime) -> Unfinished | None:
    """Return the same and end it; of two who ask at once, one gets it."""
    ended = delete(Ceremony).where(_is_running(token, kind, now))
    with writing() as session:
        row = session.execute(ended.returning(Ceremony.user_id, Ceremony.secret)).one_or_none()
    return Unfinished(*row) if row else None


def end_ceremonies(session: Session, user_id: int) -> None:
    """End all that a reader has begun, in any browser: what it was begun with holds no more."""
    session.execute(delete(Ceremony).where(Ceremony.user_id == user_id))


def _is_running(token: str, kind: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        Ceremony.token_hash == hash_token(token),
        Ceremony.kind == kind,
        Ceremony.started_at > now - LONGEST,
        Ceremony.started_at <= now,  # or a clock that was ahead would make it last
    )
