"""Personal tokens: made by a reader for a program of theirs, with a name, scopes and an end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, type_coerce

from notes_site.store.database import db, writing
from notes_site.store.models import SignIn
from notes_site.store.people.events import record_event
from notes_site.store.people.sweeping import is_over, sweep
from notes_site.store.people.users import PERSONAL, insert_sign_in, is_signed_in
from notes_site.store.retrying import retried

PREFIX = "notes_pat_"
"""What such a token begins with: whoever finds one in a file, or looks for them, knows it."""
MOST_TOKENS = 20
LIFETIMES = tuple(timedelta(days=days) for days in (30, 90, 365))
UNUSED = timedelta(days=1)
"""Until it is used, a token was "last seen" so long before it was made: its first use is noted at
once, and later ones once a day, as those of browsers are."""


@dataclass(frozen=True, slots=True)
class PersonalToken:
    """One of them, without what it is: that is shown once, when it is made."""

    id: int
    name: str
    scopes: frozenset[str]
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime

    @property
    def is_used(self) -> bool:
        return self.last_seen_at >= self.created_at


def find_tokens(user_id: int, now: datetime) -> Sequence[PersonalToken]:
    """Return a reader's personal tokens that open something still, the newest first."""
    columns = SignIn.browser, SignIn.scopes, SignIn.created_at, SignIn.last_seen_at
    rows = db.session.execute(
        select(SignIn.id, *columns, type_coerce(SignIn.expires_at, SignIn.created_at.type))
        .where(SignIn.user_id == user_id, SignIn.kind == PERSONAL, ~is_over(now))
        .order_by(SignIn.id.desc())
    )
    return [PersonalToken(row[0], row[1], frozenset(row[2].split()), *row[3:]) for row in rows]


@retried
def add_token(
    user_id: int,
    name: str,
    scopes: Collection[str],
    now: datetime,
    lifetime: timedelta,
    sign_in_id: int,
) -> str | None:
    """Make a personal token and return it; None when its reader has as many as one may.

    None, too, when the browser that asks was signed out meanwhile.
    """
    counted = select(func.count()).where(SignIn.user_id == user_id, SignIn.kind == PERSONAL)
    known = {"scopes": " ".join(sorted(scopes)), "expires_at": now + lifetime}
    known |= {"last_seen_at": now - UNUSED}
    with writing(user_id) as session:
        sweep(session, now)
        if session.execute(counted).scalar_one() >= MOST_TOKENS:
            return None
        if not is_signed_in(session, sign_in_id):
            return None
        record_event(session, user_id, "token-made", now, name)
        return PREFIX + insert_sign_in(session, user_id, now, name, PERSONAL, **known)
