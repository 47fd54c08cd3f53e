"""Links by which people join a site that is not open to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from notes_site.store.database import db, writing
from notes_site.store.models import Invitation
from notes_site.store.people.tokens import draw_token, hash_token
from notes_site.store.people.users import insert_user
from notes_site.store.retrying import retried

MOST_DAYS = 90
MOST_USES = 500


class InvitationOverError(Exception):
    """An invitation that is used up, too old, withdrawn, or never was."""


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """One that still lets people in."""

    id: int
    created_at: datetime
    expires_at: datetime
    uses_left: int


@retried
def add_invitation(now: datetime, days: int, uses: int) -> str:
    """Make an invitation for so many accounts and return its token, which is stored as a hash."""
    token = draw_token()
    values = {"token_hash": hash_token(token), "created_at": now, "uses_left": uses}
    values["expires_at"] = now + timedelta(days=days)
    with writing() as session:
        session.execute(delete(Invitation).where(~_is_open(now)))
        session.execute(insert(Invitation).values(values))
    return token


def find_invitations(now: datetime) -> Sequence[OpenInvitation]:
    """Return the open ones, the newest first."""
    rows = db.session.execute(
        select(Invitation.id, Invitation.created_at, Invitation.expires_at, Invitation.uses_left)
        .where(_is_open(now))
        .order_by(Invitation.id.desc())
    )
    return [OpenInvitation(*row) for row in rows]


def is_invited(token: str, now: datetime) -> bool:
    """Tell whether a link's token still lets somebody in."""
    named = select(Invitation.id).where(_has(token), _is_open(now))
    return db.session.execute(named).first() is not None


@retried
def withdraw_invitation(invitation_id: int) -> bool:
    """Delete an invitation; False when there is none."""
    gone = delete(Invitation).where(Invitation.id == invitation_id).returning(Invitation.id)
    with writing() as session:
        return session.execute(gone).scalar_one_or_none() is not None


@retried
def add_invited_user(
    token: str, username: str, password_hash: str, now: datetime, time_zone: str
) -> int | None:
    """Add a reader for one use of an invitation; None, and no use, when the name is taken.

    Raises InvitationOverError, and nobody is added, where the invitation lets nobody in any more.
    """
    with writing() as session:
        user_id = insert_user(session, username, password_hash, now, time_zone)
        if user_id is not None:
            use_invitation(session, token, now)
    return user_id


def use_invitation(session: Session, token: str, now: datetime) -> None:
    """Take one use, or raise InvitationOverError, in the transaction of what it lets in.

    A single statement looks and takes, so that the last use is used once.
    """
    one_less = update(Invitation).where(_has(token), _is_open(now))
    taken = one_less.values(uses_left=Invitation.uses_left - 1).returning(Invitation.id)
    if session.execute(taken).scalar_one_or_none() is None:
        raise InvitationOverError


def _has(token: str) -> ColumnElement[bool]:
    return Invitation.token_hash == hash_token(token)


def _is_open(now: datetime) -> ColumnElement[bool]:
    return (Invitation.expires_at > now) & (Invitation.uses_left > 0)
