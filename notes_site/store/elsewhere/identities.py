"""Identities that readers have elsewhere and have linked; each belongs to one account at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import Identity, User
from notes_site.store.people.events import record_event
from notes_site.store.people.invitations import use_invitation
from notes_site.store.people.users import Credentials, insert_user, is_signed_in
from notes_site.store.retrying import retried


class TakenIdentityError(Exception):
    """An identity that became somebody's in the meantime."""


@dataclass(frozen=True, slots=True)
class Outsider:
    """Whom an issuer calls `subject`, for good: neither a name nor an address."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class Link:
    """An issuer whose word opens a reader's account; `last_used_at` is None before the first."""

    issuer: str
    created_at: datetime
    last_used_at: datetime | None


@retried
def use_identity(outsider: Outsider, now: datetime) -> Credentials | None:
    """Return whose account it opens, and remember when; None where nobody has linked it."""
    used = update(Identity).where(*_is(outsider)).values(last_used_at=now)
    with writing() as session:
        user_id = session.execute(used.returning(Identity.user_id)).scalar_one_or_none()
        wanted = select(User.id, User.username, User.password_hash).where(User.id == user_id)
        row = session.execute(wanted).one_or_none()
    return Credentials(*row) if row else None


def find_owner_elsewhere(outsider: Outsider) -> int | None:
    """Return who has linked it."""
    return db.session.execute(select(Identity.user_id).where(*_is(outsider))).scalar_one_or_none()


def find_links(user_id: int) -> Sequence[Link]:
    wanted = select(Identity.issuer, Identity.created_at, Identity.last_used_at)
    rows = db.session.execute(wanted.where(Identity.user_id == user_id).order_by(Identity.issuer))
    return [Link(*row) for row in rows]


def find_subject(user_id: int, issuer: str) -> str | None:
    """Return what an issuer calls a reader; None where they have linked nothing of it."""
    wanted = select(Identity.subject).where(Identity.user_id == user_id, Identity.issuer == issuer)
    return db.session.execute(wanted).scalars().first()


@retried
def link_identity(user_id: int, outsider: Outsider, now: datetime, sign_in_id: int) -> bool:
    """Let an identity open a reader's account; False where it is anybody's already.

    False, too, where the browser that asks was signed out meanwhile, or the reader has linked
    another identity of that issuer.
    """
    own = select(Identity.subject).where(
        Identity.user_id == user_id, Identity.issuer == outsider.issuer
    )
    with writing(user_id) as session:
        if not is_signed_in(session, sign_in_id) or session.execute(own).first():
            return False
        if not _insert(session, user_id, outsider, now):
            return False
        record_event(session, user_id, "identity-linked", now, outsider.issuer)
    return True


@retried
def unlink_identity(user_id: int, issuer: str, now: datetime, sign_in_id: int) -> bool:
    """Let an issuer's word open a reader's account no more; False where it didn't.

    False, too, where the browser that asks was signed out meanwhile.
    """
    gone = delete(Identity).where(Identity.user_id == user_id, Identity.issuer == issuer)
    with writing(user_id) as session:
        if not is_signed_in(session, sign_in_id):
            return False
        if not session.execute(gone.returning(Identity.subject)).all():
            return False
        record_event(session, user_id, "identity-unlinked", now, issuer)
    return True


@retried
def add_linked_user(
    outsider: Outsider,
    username: str,
    password_hash: str,
    now: datetime,
    time_zone: str,
    invitation: str | None,
) -> int | None:
    """Add a reader whom an identity lets in, by an invitation where one is needed.

    None, and nothing is stored, where the name is taken. Raises TakenIdentityError where somebody
    has the identity, InvitationOverError where the invitation lets nobody in any more.
    """
    with writing() as session:
        user_id = insert_user(session, username, password_hash, now, time_zone)
        if user_id is None:
            return None
        if invitation is not None:
            use_invitation(session, invitation, now)
        if not _insert(session, user_id, outsider, now):
            raise TakenIdentityError
        record_event(session, user_id, "identity-linked", now, outsider.issuer)
    return user_id


def _insert(session: Session, user_id: int, outsider: Outsider, now: datetime) -> bool:
    values = {"issuer": outsider.issuer, "subject": outsider.subject, "user_id": user_id}
    added = insert(Identity).values(**values, created_at=now).on_conflict_do_nothing()
    return session.execute(added.returning(Identity.user_id)).one_or_none() is not None


def _is(outsider: Outsider) -> tuple[ColumnElement[bool], ...]:
    return Identity.issuer == outsider.issuer, Identity.subject == outsider.subject
