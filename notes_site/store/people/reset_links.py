"""Links by which somebody who forgot their password sets another, once and within an hour."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select

from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import ResetLink, User
from notes_site.store.people.events import record_event
from notes_site.store.people.tokens import draw_token, hash_token
from notes_site.store.people.users import replace_password
from notes_site.store.retrying import retried

HOLDS = timedelta(hours=1)


@retried
def add_reset_link(user_id: int, now: datetime) -> str:
    """Make a reader's link and return its token; an earlier one of theirs is worth nothing then."""
    token = draw_token()
    values = {"token_hash": hash_token(token), "expires_at": now + HOLDS}
    made = insert(ResetLink).values(user_id=user_id, **values)
    with writing(user_id) as session:
        session.execute(delete(ResetLink).where(ResetLink.expires_at <= now))
        session.execute(made.on_conflict_do_update(index_elements=["user_id"], set_=values))
    return token


def find_name_by_link(token: str, now: datetime) -> str | None:
    """Return whose link this is; None when it was used or is too old."""
    return db.session.execute(
        select(User.username)
        .join(ResetLink, ResetLink.user_id == User.id)
        .where(*_holds(token, now))
    ).scalar_one_or_none()


@retried
def use_reset_link(token: str, password_hash: str, now: datetime) -> bool:
    """Set the password of whose link this is, and end all their sign-ins; False if it is over.

    Whoever deletes the row has used the link: of two at once one finds nothing to delete.
    """
    used = delete(ResetLink).where(*_holds(token, now))
    with writing() as session:
        user_id = session.execute(used.returning(ResetLink.user_id)).scalar_one_or_none()
        if user_id is None:
            return False
        replace_password(session, user_id, password_hash)
        record_event(session, user_id, "link-used", now)
    return True


def _holds(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Find the link; one that was made while the clock was ahead doesn't hold."""
    is_new = ResetLink.expires_at > now, ResetLink.expires_at <= now + HOLDS
    return ResetLink.token_hash == hash_token(token), *is_new
