"""Readers' passkeys: public keys, whose other halves never leave their devices."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import Passkey
from notes_site.store.people.events import record_event
from notes_site.store.people.second import is_passkey_only, is_reachable
from notes_site.store.people.users import is_signed_in
from notes_site.store.retrying import retried

LONGEST_NAME = 60
MOST_PASSKEYS = 20
_COLUMNS = (
    Passkey.id,
    Passkey.user_id,
    Passkey.credential_id,
    Passkey.public_key,
    Passkey.user_handle,
    Passkey.sign_count,
    Passkey.name,
    Passkey.created_at,
    Passkey.last_used_at,
)


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What a device says of a key that it just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class KnownPasskey:
    """A passkey as it is stored."""

    id: int
    user_id: int
    credential_id: bytes
    public_key: bytes
    user_handle: bytes
    sign_count: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


def find_passkeys(user_id: int) -> list[KnownPasskey]:
    """Return a reader's passkeys, the oldest first."""
    wanted = select(*_COLUMNS).where(Passkey.user_id == user_id).order_by(Passkey.id)
    return [KnownPasskey(*row) for row in db.session.execute(wanted)]


def find_passkey(credential_id: bytes) -> KnownPasskey | None:
    wanted = select(*_COLUMNS).where(Passkey.credential_id == credential_id)
    row = db.session.execute(wanted).one_or_none()
    return KnownPasskey(*row) if row else None


@retried
def add_passkey(
    user_id: int, new: NewPasskey, handle: bytes, name: str, now: datetime, sign_in_id: int
) -> bool:
    """Add a passkey; False when it is somebody's already, or its reader has as many as one may.

    False, too, when the browser that asks was signed out meanwhile.
    """
    values = {
        "user_id": user_id,
        "credential_id": new.credential_id,
        "public_key": new.public_key,
        "user_handle": handle,
        "sign_count": new.sign_count,
        "name": name,
        "created_at": now,
    }
    counted = select(func.count()).select_from(Passkey).where(Passkey.user_id == user_id)
    added = insert(Passkey).values(values).on_conflict_do_nothing(index_elements=["credential_id"])
    with writing(user_id) as session:
        if session.execute(counted).scalar_one() >= MOST_PASSKEYS:
            return False
        if not is_signed_in(session, sign_in_id):
            return False
        if session.execute(added.returning(Passkey.id)).one_or_none() is None:
            return False
        record_event(session, user_id, "passkey-added", now, name)
    return True


@retried
def record_use(passkey: KnownPasskey, sign_count: int, now: datetime) -> bool:
    """Remember that a passkey was used; False when it was used, or deleted, meanwhile."""
    same = Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count
    used = update(Passkey).where(*same).values(sign_count=sign_count, last_used_at=now)
    with writing(passkey.user_id) as session:
        return session.execute(used.returning(Passkey.id)).one_or_none() is not None


@retried
def delete_passkey(user_id: int, passkey_id: int, now: datetime, sign_in_id: int) -> bool | None:
    """Delete a passkey of a reader's; False where there is none, or they could not get in again.

    None, and nothing is deleted, where the browser that asks was signed out meanwhile.
    """
    deleted = delete(Passkey).where(
        Passkey.user_id == user_id,
        Passkey.id == passkey_id,
        or_(~is_passkey_only(user_id), is_reachable(user_id, without=passkey_id)),
    )
    with writing(user_id) as session:
        if not is_signed_in(session, sign_in_id):
            return None
        name = session.execute(deleted.returning(Passkey.name)).scalar_one_or_none()
        if name is None:
            return False
        record_event(session, user_id, "passkey-deleted", now, name)
    return True
