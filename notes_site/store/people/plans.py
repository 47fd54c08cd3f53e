"""What readers plan for: the day of the interview, how much a day, and how interviews went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import HeldInterview, User
from notes_site.store.practice.stamps import stamp
from notes_site.store.retrying import retried


@dataclass(frozen=True, slots=True)
class InterviewOutcome:
    """How an interview went, in one of a few words or none, and what its reader noted of it."""

    held_on: date
    went: str
    note: str


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """How a reader wants to study; `time_zone` says when their day begins.

    All that `change_settings` stores, so that who changes one leaves the others as they are.
    """

    time_zone: str
    wanted_recall: float
    daily_cap: int
    interview_on: date | None
    language: str | None


def find_settings(user_id: int) -> ReaderSettings | None:
    """Return a reader's settings as they are now; None when the account is gone."""
    return read_settings(db.session, user_id)


def read_settings(session: Any, user_id: int) -> ReaderSettings | None:
    """Read them in a session, be it one that writes."""
    how = (User.time_zone, User.wanted_recall, User.daily_cap, User.interview_on, User.language)
    row = session.execute(select(*how).where(User.id == user_id)).one_or_none()
    return ReaderSettings(*row) if row else None


def set_interview_day(user_id: int, day: date | None) -> None:
    _change(user_id, interview_on=day)


def set_daily_cap(user_id: int, daily_cap: int) -> None:
    _change(user_id, daily_cap=daily_cap)


@retried
def _change(user_id: int, **values: Any) -> None:
    with writing(user_id) as session:
        _set(session, user_id, **values)


def _set(session: Session, user_id: int, **values: Any) -> None:
    """Store settings with a stamp: what follows from a memory follows from them, too."""
    session.execute(update(User).where(User.id == user_id).values(**values))
    stamp(session.connection(), user_id)


@retried
def end_interview(user_id: int, outcome: InterviewOutcome | None, next_day: date | None) -> None:
    """Keep how an interview went, where its reader says so, and set the day of the next."""
    with writing(user_id) as session:
        if outcome is not None:
            kept = {"went": outcome.went, "note": outcome.note}
            session.execute(
                insert(HeldInterview)
                .values(user_id=user_id, held_on=outcome.held_on, **kept)
                .on_conflict_do_update(index_elements=["user_id", "held_on"], set_=kept)
            )
        _set(session, user_id, interview_on=next_day)


def find_outcomes(user_id: int) -> Sequence[InterviewOutcome]:
    """Return how a reader's interviews went, the newest first."""
    rows = db.session.execute(
        select(HeldInterview.held_on, HeldInterview.went, HeldInterview.note)
        .where(HeldInterview.user_id == user_id)
        .order_by(HeldInterview.held_on.desc())
    )
    return [InterviewOutcome(*row) for row in rows]


@retried
def forget_outcome(user_id: int, held_on: date) -> None:
    with writing(user_id) as session:
        session.execute(
            delete(HeldInterview).where(
                HeldInterview.user_id == user_id, HeldInterview.held_on == held_on
            )
        )
