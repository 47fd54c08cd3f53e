"""The browsers and programs where a reader is signed in, for them to look over and to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notes_site.store.database import db, writing
from notes_site.store.models import SignIn
from notes_site.store.people.events import record_event
from notes_site.store.people.sweeping import is_over
from notes_site.store.people.users import PERSONAL, PROGRAM
from notes_site.store.retrying import retried


@dataclass(frozen=True, slots=True)
class Browser:
    """One of them; `name` is "" where it isn't known, `last_seen_at` may be a day behind.

    A program is one, too.
    """

    id: int
    name: str
    created_at: datetime
    last_seen_at: datetime
    is_program: bool


def find_browsers(user_id: int, now: datetime) -> Sequence[Browser]:
    """Return where a reader is signed in, what was used last first."""
    rows = db.session.execute(
        select(
            *(SignIn.id, SignIn.browser, SignIn.created_at, SignIn.last_seen_at),
            SignIn.kind == PROGRAM,
        )
        .where(SignIn.user_id == user_id, SignIn.kind != PERSONAL, ~is_over(now))
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    )
    return [Browser(*row) for row in rows]


@retried
def end_browser(user_id: int, browser_id: int, now: datetime) -> bool:
    """Sign a reader out of one browser; False when they are not signed in there.

    A personal token ends in the same way.
    """
    ended = delete(SignIn).where(SignIn.id == browser_id, SignIn.user_id == user_id)
    with writing(user_id) as session:
        found = session.execute(ended.returning(SignIn.browser, SignIn.kind)).one_or_none()
        if found is None:
            return False
        kind = "token-ended" if found.kind == PERSONAL else "browser-ended"
        record_event(session, user_id, kind, now, found.browser)
    return True


@retried
def end_other_browsers(user_id: int, browser_id: int, now: datetime) -> int:
    """Sign a reader out of all browsers but one, and of all else; return of how many."""
    with writing(user_id) as session:
        return end_others(session, user_id, browser_id, now)


def end_others(session: Session, user_id: int, browser_id: int, now: datetime) -> int:
    """Do the same in the transaction of what is asked for from now on."""
    others = delete(SignIn).where(SignIn.user_id == user_id, SignIn.id != browser_id)
    names = session.execute(others.returning(SignIn.browser)).scalars().all()
    if names:
        told = ", ".join(sorted(set(filter(None, names))))
        record_event(session, user_id, "browser-ended", now, told)
    return len(names)
