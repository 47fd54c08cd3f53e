"""Readers and the browsers where they are signed in."""

import logging
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm import Session

from notes_site.store.courses.enrolments import FindReader, is_same_person
from notes_site.store.database import db, explain, writing
from notes_site.store.dialects import insert
from notes_site.store.models import CardRow, DayRow, QuizRow, ResetLink, SectionRead, SignIn, User
from notes_site.store.people.ceremonies import end_ceremonies
from notes_site.store.people.events import record_again, record_event
from notes_site.store.people.plans import ReaderSettings, read_settings
from notes_site.store.people.sweeping import LONGEST_IDLE, LONGEST_SIGN_IN, sweep
from notes_site.store.people.tokens import draw_token, hash_token
from notes_site.store.people.uses import RECALL, count_use
from notes_site.store.practice.cards import replay_cards
from notes_site.store.practice.stamps import draw_stamp, stamp
from notes_site.store.retrying import retried
from notes_site.store.turns import BusyError
from notes_site.words import _

logger = logging.getLogger(__name__)

USERNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{1,30})[A-Za-z0-9]", re.ASCII)
MOST_BROWSERS = 50
"""Where a reader may be signed in at once, with as many programs beside; the newest stay."""
_users, _sign_ins = User.__table__.c, SignIn.__table__.c
BROWSER, PROGRAM, PERSONAL = "browser", "program", "personal"
"""The kinds of what a reader is signed in by."""
READER_COLUMNS = (
    _users.id,
    _users.username,
    _users.time_zone,
    _users.wanted_recall,
    _users.daily_cap,
    _users.interview_on,
    _users.is_admin,
    _users.memory_stamp,
    _sign_ins.id,
    _sign_ins.last_seen_at,
    _users.id.label("account_id"),
    _users.language,
)
"""What a Reader is made of."""


def _by_browser(columns: Select[Any]) -> Select[Any]:
    return columns.join_from(User, SignIn, _sign_ins.user_id == _users.id).where(
        _sign_ins.token_hash == bindparam("token_hash"),
        _sign_ins.kind == BROWSER,
        _sign_ins.created_at > bindparam("created_after"),
        _sign_ins.last_seen_at > bindparam("seen_after"),
    )


_FIND_READER = FindReader(READER_COLUMNS, _by_browser)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signing in compares against."""

    user_id: int
    username: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class Reader:
    """A signed-in reader, as one request sees them.

    What was read of their memory by requests that saw the same stamp still holds. In one of
    several courses `id` is the reader there, and below 0 before they are enrolled: so far, nothing
    is theirs. The account and its browsers are `account_id`'s.
    """

    id: int
    username: str
    time_zone: str
    wanted_recall: float
    daily_cap: int
    interview_on: date | None
    is_admin: bool
    memory_stamp: int
    sign_in_id: int
    last_seen_at: datetime
    account_id: int
    language: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def username_mistake(username: str) -> str | None:
    """Say why a name can't be taken. ASCII only: names that look alike can't be two people."""
    if USERNAME.fullmatch(username):
        return None
    return _(
        "Use 3 to 32 of the letters a to z, digits, dots, hyphens and underscores, "
        "starting and ending with a letter or digit."
    )


def fold_name(username: str) -> str:
    return username.strip().casefold()


@retried
def add_user(
    username: str, password_hash: str, now: datetime, time_zone: str = "UTC"
) -> int | None:
    """Add a reader and return their id; None when the name is taken."""
    with writing() as session:
        return insert_user(session, username, password_hash, now, time_zone)


def insert_user(
    session: Session, username: str, password_hash: str, now: datetime, time_zone: str
) -> int | None:
    """Do the same in the transaction of something else."""
    values = {
        "username": username,
        "name_key": fold_name(username),
        "password_hash": password_hash,
        "created_at": now,
        "time_zone": time_zone,
        "memory_stamp": draw_stamp(),
    }
    statement = insert(User).values(values).on_conflict_do_nothing(index_elements=["name_key"])
    return session.execute(statement.returning(User.id)).scalar_one_or_none()


def find_credentials(username: str) -> Credentials | None:
    row = db.session.execute(
        select(User.id, User.username, User.password_hash).where(
            User.name_key == fold_name(username)
        )
    ).one_or_none()
    return Credentials(*row) if row else None


@retried
def change_name(user_id: int, username: str, now: datetime, sign_in_id: int) -> bool | None:
    """Give a reader another name; False when somebody else has it.

    None, and nothing is changed, where the browser that asks was signed out meanwhile.
    """
    before = select(User.username).where(User.id == user_id)
    values = {"username": username, "name_key": fold_name(username)}
    same_name = update(User).where(User.account_id == user_id).values(username=username)
    try:
        with writing(user_id) as session:
            if not is_signed_in(session, sign_in_id):
                return None
            told = f"from {session.execute(before).scalar()} to {username}"
            session.execute(update(User).where(User.id == user_id).values(values))
            session.execute(same_name)
            record_event(session, user_id, "name-changed", now, told)
    except IntegrityError:
        return False
    return True


@retried
def renew_hash(user_id: int, old: str, new: str) -> None:
    """Store a hash made anew for the same password, unless there is another password meanwhile."""
    same = update(User).where(User.id == user_id, User.password_hash == old)
    with writing(user_id) as session:
        session.execute(same.values(password_hash=new))


@retried
def reset_password(user_id: int, password_hash: str, now: datetime) -> None:
    """Store another password's hash, and end every sign-in."""
    with writing(user_id) as session:
        replace_password(session, user_id, password_hash)
        record_event(session, user_id, "password-reset", now)


@retried
def change_password(
    user_id: int, password_hash: str, now: datetime, browser: str, sign_in_id: int
) -> str | None:
    """Do the same, but sign the browser that asks in again: return its new token.

    None, and nothing is changed, where that browser was signed out meanwhile.
    """
    with writing(user_id) as session:
        if not is_signed_in(session, sign_in_id):
            return None
        replace_password(session, user_id, password_hash)
        record_event(session, user_id, "password-changed", now, browser)
        return insert_sign_in(session, user_id, now, browser)


def replace_password(session: Session, user_id: int, password_hash: str) -> None:
    """Store another password's hash; what was begun or given out by the old one holds no more."""
    session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
    for table in (SignIn, ResetLink):
        session.execute(delete(table).where(table.user_id == user_id))
    end_ceremonies(session, user_id)


@retried
def change_settings(
    user_id: int,
    *,
    time_zone: str,
    wanted_recall: float,
    daily_cap: int,
    interview_on: date | None,
    language: str | None = None,
    asked_at: datetime | None = None,
    instead_of: ReaderSettings | None = None,
) -> bool:
    """Store a reader's settings; cards fall due by the wanted recall, so they change with it.

    What follows from a memory follows from the settings, too, so they have a stamp of their own.
    False, and nothing is stored, where these are others meanwhile than `instead_of`, if that is
    given. Where a reader asked for it: raises TooOftenError, and nothing is stored, when they
    changed the recall too often.
    """
    with writing(user_id) as session:
        before = read_settings(session, user_id)
        if instead_of is not None and instead_of != before:
            return False
        session.execute(
            update(User)
            .where(User.id == user_id)
            .values(wanted_recall=wanted_recall, daily_cap=daily_cap, interview_on=interview_on)
        )
        set_everywhere(session, user_id, time_zone=time_zone, language=language)
        if before is not None and before.wanted_recall != wanted_recall:
            if asked_at is not None:
                count_use(session.connection(), user_id, RECALL, asked_at)
            replay_cards(session, user_id)
        stamp(session.connection(), user_id)
    return True


def set_everywhere(session: Session, user_id: int, **values: Any) -> None:
    """Store what is the same in all courses, such as where a reader is."""
    session.execute(update(User).where(is_same_person(user_id)).values(**values))


@retried
def make_admin(user_id: int) -> None:
    with writing(user_id) as session:
        session.execute(update(User).where(User.id == user_id).values(is_admin=True))


@retried
def reset_progress(user_id: int, sign_in_id: int | None = None) -> bool:
    """Delete a reader's quizzes, answers, cards and read marks; account and settings stay.

    False, and nothing is deleted, where a browser asks that was signed out meanwhile.
    """
    with writing(user_id) as session:
        if sign_in_id is not None and not is_signed_in(session, sign_in_id):
            return False
        session.execute(delete(QuizRow).where(QuizRow.user_id == user_id))
        for table in (CardRow, DayRow, SectionRead):
            session.execute(delete(table).where(table.user_id == user_id))
        stamp(session.connection(), user_id)
    return True


@retried
def delete_user(user_id: int, sign_in_id: int | None = None) -> bool:
    """Delete a reader with everything that is theirs.

    False, and nothing is deleted, where a browser asks that was signed out meanwhile.
    """
    with writing(user_id) as session:
        if sign_in_id is not None and not is_signed_in(session, sign_in_id):
            return False
        session.execute(delete(User).where(User.id == user_id))
    return True


@retried
def add_sign_in(user_id: int, now: datetime, browser: str, proven: str | None = None) -> str | None:
    """Sign a browser in and return its token, which is stored only as a hash.

    `proven` is the password's hash that a password was compared with: None is returned where
    another password was set meanwhile.
    """
    with writing(user_id) as session:
        if proven is not None and not holds_still(session, user_id, proven):
            return None
        sweep(session, now)
        record_event(session, user_id, "signed-in", now, browser)
        return insert_sign_in(session, user_id, now, browser)


def holds_still(session: Session, user_id: int, proven: str) -> bool:
    """Tell whether a password's hash is the reader's, in the transaction that relies on it."""
    holds = select(User.id).where(User.id == user_id, User.password_hash == proven)
    return session.execute(holds).one_or_none() is not None


def is_signed_in(session: Session, sign_in_id: int) -> bool:
    """Tell whether a browser is still signed in, in the transaction that relies on it."""
    return session.execute(select(SignIn.id).where(SignIn.id == sign_in_id)).first() is not None


def insert_sign_in(
    session: Session, user_id: int, now: datetime, name: str, kind: str = BROWSER, **more: object
) -> str:
    """Sign in what has this name, and return its token; of its kind the oldest makes room."""
    token = draw_token()
    same = select(SignIn.id).where(SignIn.user_id == user_id, SignIn.kind == kind)
    newest = same.order_by(SignIn.id.desc())
    oldest = delete(SignIn).where(SignIn.id.in_(newest.offset(MOST_BROWSERS - 1)))
    if session.execute(oldest.returning(SignIn.id)).all():
        record_again(session, user_id, "crowded-out", now)
    session.execute(
        insert(SignIn).values(
            user_id=user_id,
            token_hash=hash_token(token),
            created_at=now,
            browser=name,
            kind=kind,
            **{"last_seen_at": now} | more,
        )
    )
    return token


def find_reader(token: str, now: datetime, course: str = "") -> Reader | None:
    """Return whose browser this is; None when it was signed out or the time is over.

    `course` is one of several.
    """
    row = _FIND_READER.one(
        course,
        token_hash=hash_token(token),
        created_after=now - LONGEST_SIGN_IN,
        seen_after=now - LONGEST_IDLE,
    )
    return Reader(*row) if row else None


def record_seen(sign_in_id: int, now: datetime) -> None:
    """Remember that a browser was used, unless somebody else is writing, or nobody can.

    Pages are read meanwhile, and none of them is held up for it; a later one remembers.
    """
    try:
        with writing(waits=False) as session:
            session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))
    except (BusyError, OperationalError, InternalError, OSError) as error:
        logger.info("not remembered when a browser was last seen: %s", explain(error))


@retried
def end_sign_in(sign_in_id: int) -> None:
    with writing() as session:
        session.execute(delete(SignIn).where(SignIn.id == sign_in_id))
