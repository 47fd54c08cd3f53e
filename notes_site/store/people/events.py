"""What happened to an account, told to its reader: kept for a while, and never without end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from notes_site.store.database import db, writing
from notes_site.store.models import Attempt, Event, User
from notes_site.store.retrying import retried
from notes_site.words import N_, _

KEPT = timedelta(days=180)
MOST_KEPT = 50
"""Events of one kind and reader; the newest stay."""
MOST_SHOWN = 200
LONGEST = 200
"""Characters of what is told beside an event."""
REFUSED = "refused"
WORDS: Mapping[str, str] = {
    "signed-in": N_("Signed in"),
    REFUSED: N_("Wrong password"),
    "password-changed": N_("Password changed"),
    "password-reset": N_("New password set by the person who runs this site"),
    "link-used": N_("New password set with a link from the person who runs this site"),
    "name-changed": N_("Name changed"),
    "browser-ended": N_("Signed out from afar"),
    "program-in": N_("Program signed in"),
    "program-replayed": N_("Program signed out: somebody used an old token of it once more"),
    "token-made": N_("Personal token made"),
    "token-ended": N_("Personal token ended"),
    "crowded-out": N_("Signed out where you had signed in first: there were too many browsers"),
    "code-refused": N_("Right password, wrong code"),
    "recovery-used": N_("Recovery code used"),
    "codes-on": N_("Codes from an app asked for"),
    "codes-off": N_("Codes from an app asked for no more"),
    "recovery-codes": N_("New recovery codes made"),
    "passkey-added": N_("Passkey added"),
    "passkey-deleted": N_("Passkey deleted"),
    "password-off": N_("Password turned off"),
    "password-on": N_("Password turned on again"),
    "identity-linked": N_("Sign-in from elsewhere linked"),
    "identity-unlinked": N_("Sign-in from elsewhere unlinked"),
    "calendar-on": N_("Address of a calendar made"),
    "calendar-off": N_("Address of the calendar ended"),
    "factors-dropped": N_("Codes and passkeys removed by the person who runs this site"),
}
"""Every kind of event, and what its reader is told, in English; `find_events` says it."""


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """One line of the log; `times` is how often it happened on the day of `happened_at`."""

    words: str
    detail: str
    times: int
    happened_at: datetime


def record_event(
    session: Session, user_id: int, kind: str, now: datetime, detail: str = ""
) -> None:
    """Add a line to a reader's log in the transaction of what it tells; KeyError: no such kind."""
    WORDS[kind]
    values = {"user_id": user_id, "kind": kind, "detail": detail[:LONGEST], "happened_at": now}
    session.execute(insert(Event).values(values))
    _forget(session, user_id, kind)


def record_again(session: Session, user_id: int, kind: str, now: datetime) -> None:
    """Do the same for what may happen often: one line a day (UTC), which counts."""
    if not _count_again(session, Event.user_id == user_id, kind, now):
        record_event(session, user_id, kind, now)


def _count_again(session: Session, whose: ColumnElement[bool], kind: str, now: datetime) -> bool:
    """Count one more in the line of today; False where there is none yet."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    of_today = update(Event).where(whose, Event.kind == kind, Event.happened_at >= midnight)
    one_more = of_today.values(times=Event.times + 1, happened_at=now)
    return bool(session.execute(one_more.returning(Event.id)).all())


def _forget(session: Session, user_id: int, kind: str) -> None:
    """Delete of a reader's kind what is too much; what is too old is swept.

    So nobody drives out what should be seen by doing something else often.
    """
    same = Event.user_id == user_id, Event.kind == kind
    newest = select(Event.id).where(*same).order_by(Event.id.desc())
    session.execute(delete(Event).where(Event.id.in_(newest.offset(MOST_KEPT))))


@retried
def record_refused(name_key: str, guesses: Collection[str], now: datetime) -> None:
    """Count a wrong password in the log of whoever has the name, in one line a day (UTC).

    The guesses' own rows are written once more as they are: an unknown name costs a write as a
    known one does, and its answer takes as long.
    """
    whose = select(User.id).where(User.name_key == name_key).scalar_subquery()
    first = select(User.id, literal(REFUSED), literal(now, Event.happened_at.type)).where(
        User.name_key == name_key
    )
    with writing() as session:
        session.execute(
            update(Attempt).where(Attempt.key.in_(list(guesses))).values(count=Attempt.count)
        )
        if not _count_again(session, Event.user_id == whose, REFUSED, now):
            session.execute(insert(Event).from_select(["user_id", "kind", "happened_at"], first))


def find_events(user_id: int, now: datetime) -> Sequence[AccountEvent]:
    """Return a reader's log, the newest first."""
    rows = db.session.execute(
        select(Event.kind, Event.detail, Event.times, Event.happened_at)
        .where(Event.user_id == user_id, Event.happened_at > now - KEPT)
        .order_by(Event.happened_at.desc(), Event.id.desc())
        .limit(MOST_SHOWN)
    )
    return [AccountEvent(_(WORDS[row.kind]), *row[1:]) for row in rows]
