"""What a reader is asked for beside the password: codes from an app, recovery codes, passkeys."""

import base64
import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningDelete, ReturningUpdate

from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import AppCodes, Passkey, RecoveryCode, User
from notes_site.store.people.browsers import end_others
from notes_site.store.people.ceremonies import end_ceremonies
from notes_site.store.people.events import record_again, record_event
from notes_site.store.people.users import is_signed_in
from notes_site.store.retrying import retried

RECOVERY_CODES = 10
MOST_WRONG = 100
"""Codes in a row (NIST SP 800-63B-4, 3.2.2): a guesser finds one of six digits with 1 in 3,000."""
CODE_BYTES = 10
"""80 bits: whoever reads the hashes finds no code by trying."""
ENOUGH_PASSKEYS = 2
"""With fewer, one lost device would shut a reader out who has no recovery codes."""


@dataclass(frozen=True, slots=True)
class Factors:
    """What a reader has beside the password."""

    has_app: bool
    recovery_codes: int
    passkeys: int
    is_passkey_only: bool

    @property
    def is_guarded(self) -> bool:
        """Tell whether the right password alone opens nothing."""
        return self.has_app or self.is_passkey_only

    @property
    def may_need_recovery(self) -> bool:
        return self.has_app or self.passkeys > 0

    @property
    def may_be_passkey_only(self) -> bool:
        """Tell whether the reader still gets in after losing a device."""
        return self.passkeys >= ENOUGH_PASSKEYS or (self.passkeys > 0 and self.recovery_codes > 0)


def find_factors(user_id: int) -> Factors:
    row = db.session.execute(
        select(
            exists().where(AppCodes.user_id == user_id),
            _count(RecoveryCode, user_id),
            _count(Passkey, user_id),
            is_passkey_only(user_id),
        )
    ).one()
    return Factors(*row)


def find_secret(user_id: int) -> str | None:
    """Return the secret of a reader's app; None where they have none, or its codes were guessed at.

    Six digits are found by whoever may try for long enough: after so many wrong codes in a row
    only a recovery code or a passkey opens the account, and either lets the app count again.
    """
    wanted = select(AppCodes.secret).where(AppCodes.user_id == user_id, AppCodes.wrong < MOST_WRONG)
    return db.session.execute(wanted).scalar_one_or_none()


def draw_codes() -> list[str]:
    """Draw the recovery codes of one reader, as they are written down: `abcd-efgh-ijkl-mnop`."""
    return [_written(secrets.token_bytes(CODE_BYTES)) for _ in range(RECOVERY_CODES)]


def _written(drawn: bytes) -> str:
    letters = base64.b32encode(drawn).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


@retried
def switch_on(
    user_id: int, secret: str, step: int, codes: Collection[str], now: datetime, sign_in_id: int
) -> bool:
    """Ask for codes from an app from now on; False where they are asked for already.

    False, too, where the browser that asks was signed out meanwhile. Every other browser is signed
    out: it came in by the password alone.

    The step is that of the code which proved that the app has the secret; it opens nothing more.
    """
    values = {"user_id": user_id, "secret": secret, "last_step": step, "created_at": now}
    with writing(user_id) as session:
        added = insert(AppCodes).values(values).on_conflict_do_nothing()
        if not is_signed_in(session, sign_in_id):
            return False
        if session.execute(added.returning(AppCodes.user_id)).one_or_none() is None:
            return False
        _replace_codes(session, user_id, codes)
        end_others(session, user_id, sign_in_id, now)
        record_event(session, user_id, "codes-on", now)
    return True


@retried
def switch_off(user_id: int, now: datetime, sign_in_id: int) -> bool:
    """Ask for no codes any more; the recovery codes go, too, unless the passkeys need them.

    False, and nothing is changed, where the browser that asks was signed out meanwhile.
    """
    with writing(user_id) as session:
        if not is_signed_in(session, sign_in_id):
            return False
        session.execute(delete(AppCodes).where(AppCodes.user_id == user_id))
        session.execute(
            delete(RecoveryCode).where(RecoveryCode.user_id == user_id, ~is_passkey_only(user_id))
        )
        end_ceremonies(session, user_id)
        record_event(session, user_id, "codes-off", now)
    return True


@retried
def use_step(user_id: int, step: int) -> bool:
    """Use up the codes of the app up to a time step; False when this one had been used."""
    later = update(AppCodes).where(AppCodes.user_id == user_id, AppCodes.last_step < step)
    with writing(user_id) as session:
        return _is_one(session, later.values(last_step=step, wrong=0).returning(AppCodes.user_id))


@retried
def record_wrong_code(user_id: int, now: datetime) -> None:
    """Count a code that opened nothing, and tell its reader in one line a day."""
    with writing(user_id) as session:
        one_more = update(AppCodes).where(AppCodes.user_id == user_id)
        session.execute(one_more.values(wrong=AppCodes.wrong + 1))
        record_again(session, user_id, "code-refused", now)


@retried
def use_recovery_code(user_id: int, code: str, now: datetime) -> bool:
    """Use up a recovery code, however it is written; False when the reader has no such code."""
    used = delete(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.code_hash == _hash(code)
    )
    with writing(user_id) as session:
        if not _is_one(session, used.returning(RecoveryCode.user_id)):
            return False
        session.execute(update(AppCodes).where(AppCodes.user_id == user_id).values(wrong=0))
        record_event(session, user_id, "recovery-used", now)
    return True


@retried
def replace_recovery_codes(
    user_id: int, codes: Collection[str], now: datetime, sign_in_id: int
) -> bool:
    """Give a reader new recovery codes in place of the old ones.

    False, and the old ones stay, where the browser that asks was signed out meanwhile.
    """
    with writing(user_id) as session:
        if not is_signed_in(session, sign_in_id):
            return False
        _replace_codes(session, user_id, codes)
        record_event(session, user_id, "recovery-codes", now)
    return True


def _replace_codes(session: Session, user_id: int, codes: Collection[str]) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    rows = [{"user_id": user_id, "code_hash": _hash(code)} for code in codes]
    session.execute(insert(RecoveryCode), rows)


@retried
def set_passkey_only(user_id: int, now: datetime, sign_in_id: int, *, is_on: bool) -> bool:
    """Let the password alone open nothing, or again; False where that could shut the reader out.

    False, too, where the browser that asks was signed out meanwhile. Every other one is signed out
    where it is turned off.
    """
    changed = update(User).where(User.id == user_id).values(is_passkey_only=is_on)
    if is_on:
        changed = changed.where(is_reachable(user_id))
    with writing(user_id) as session:
        if not is_signed_in(session, sign_in_id):
            return False
        if not _is_one(session, changed.returning(User.id)):
            return False
        if is_on:
            end_others(session, user_id, sign_in_id, now)
        record_event(session, user_id, "password-off" if is_on else "password-on", now)
    return True


@retried
def drop_second_factor(user_id: int, now: datetime) -> bool:
    """Delete all that is asked for beside the password, and the passkeys; tell if there was any."""
    with writing(user_id) as session:
        dropped = [
            session.connection().execute(delete(table).where(table.user_id == user_id)).rowcount
            for table in (AppCodes, RecoveryCode, Passkey)
        ]
        session.execute(update(User).where(User.id == user_id).values(is_passkey_only=False))
        end_ceremonies(session, user_id)
        if any(dropped):
            record_event(session, user_id, "factors-dropped", now)
    return any(dropped)


def is_reachable(user_id: int, *, without: int | None = None) -> ColumnElement[bool]:
    """Say in SQL what `Factors.may_be_passkey_only` says, maybe without one of the passkeys."""
    count = _count(Passkey, user_id, Passkey.id.is_distinct_from(without))
    return or_(count >= ENOUGH_PASSKEYS, and_(count > 0, _count(RecoveryCode, user_id) > 0))


def is_passkey_only(user_id: int) -> ScalarSelect[bool]:
    return select(User.is_passkey_only).where(User.id == user_id).scalar_subquery()


def _count(
    table: type[Passkey | RecoveryCode], user_id: int, *conditions: ColumnElement[bool]
) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(table).where(table.user_id == user_id, *conditions)
    return counted.scalar_subquery()


def _is_one(session: Session, changed: ReturningDelete[Any] | ReturningUpdate[Any]) -> bool:
    return session.execute(changed).one_or_none() is not None


def _hash(code: str) -> str:
    plain = re.sub(r"[\s-]", "", code).casefold()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
