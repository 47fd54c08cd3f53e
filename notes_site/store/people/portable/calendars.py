"""The address by which a reader's calendar is read without signing in; its token is hashed."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notes_site.store.courses.enrolments import account_of
from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import CalendarLink, User
from notes_site.store.people.events import record_event
from notes_site.store.people.tokens import draw_token, hash_token
from notes_site.store.retrying import retried


@dataclass(frozen=True, slots=True)
class CalendarOwner:
    """Whose calendar it is, and how they study: all that it takes to draw it."""

    user_id: int
    time_zone: str
    wanted_recall: float
    daily_cap: int
    interview_on: date | None
    language: str | None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


OWNER = (
    *(User.id, User.time_zone, User.wanted_recall, User.daily_cap, User.interview_on),
    User.language,
)
"""What it is made of."""


@retried
def add_calendar_link(user_id: int, now: datetime) -> str:
    """Make a reader's address and return its token; an earlier one of theirs ends."""
    token = draw_token()
    values = {"token_hash": hash_token(token), "created_at": now}
    made = insert(CalendarLink).values(user_id=user_id, **values)
    with writing(user_id) as session:
        session.execute(made.on_conflict_do_update(index_elements=["user_id"], set_=values))
        _record(session, user_id, "calendar-on", now)
    return token


@retried
def end_calendar_link(user_id: int, now: datetime) -> None:
    ended = delete(CalendarLink).where(CalendarLink.user_id == user_id)
    with writing(user_id) as session:
        if session.execute(ended.returning(CalendarLink.user_id)).all():
            _record(session, user_id, "calendar-off", now)


def _record(session: Session, user_id: int, kind: str, now: datetime) -> None:
    """Tell the account's log, whichever course it is of."""
    account_id = session.execute(select(account_of(user_id))).scalar_one()
    record_event(session, account_id, kind, now)


def find_calendar_since(user_id: int) -> datetime | None:
    """Return since when a reader's calendar has its address; None where it has none."""
    statement = select(CalendarLink.created_at).where(CalendarLink.user_id == user_id)
    return db.session.execute(statement).scalar_one_or_none()


def find_calendar_owner(token: str, course: str = "") -> CalendarOwner | None:
    """Return whose address this is in a course; None where it is nobody's, or ended."""
    found = db.session.execute(
        select(*OWNER)
        .join(CalendarLink, CalendarLink.user_id == User.id)
        .where(CalendarLink.token_hash == hash_token(token), User.course == course)
    ).one_or_none()
    return CalendarOwner(*found) if found else None
