"""A site that was one course becomes one of several: what readers did there goes along with it."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, literal, select, update

from notes_site.store.courses.enrolments import enrolling
from notes_site.store.courses.naming import in_full, is_of
from notes_site.store.database import writing
from notes_site.store.models import (
    Answer,
    CalendarLink,
    CardRow,
    Correction,
    DayRow,
    Flag,
    HeldInterview,
    Mark,
    QuestionVersion,
    QuizRow,
    Rename,
    SectionRead,
    User,
)
from notes_site.store.practice.stamps import stamp_all
from notes_site.store.retrying import retried

OF_COURSES = (
    *(QuizRow, Answer, CardRow, DayRow, Mark, SectionRead),
    *(HeldInterview, Correction, CalendarLink, Flag),
)
"""Whose rows are a reader's in a course; all others are of the account, or of nobody."""
NAMED = (
    (Flag, ("question_id", "asked_as")),
    (Rename, ("old_id", "new_id")),
    (QuestionVersion, ("question_id",)),
)
"""Where a question has its name in full."""


class BegunError(Exception):
    """Somebody did something in the course already."""


@retried
def adopt(course: str) -> int:
    """Let all that belongs to no course belong to this one; return of how many readers.

    Raises BegunError, and nothing is changed, where anybody has a row in the course.
    """
    with writing(is_alone=True) as session:
        if session.execute(select(User.id).where(User.course == course).limit(1)).first():
            raise BegunError
        session.execute(enrolling(course, User.course == "", ("interview_on",)))
        _move(session.connection(), course)
        stamp_all(session, select(User.id))
        enrolled = select(func.count()).select_from(User).where(User.course == course)
        return session.execute(enrolled).scalar_one()


def _move(connection: Connection, course: str) -> None:
    there = User.__table__.alias("there")
    for table in OF_COURSES:
        owner = (
            select(there.c.id)
            .where(there.c.account_id == table.user_id, there.c.course == course)
            .scalar_subquery()
        )
        own = table.user_id.in_(select(User.id).where(User.course == ""))
        connection.execute(update(table).where(own).values(user_id=owner))
    for seen in (Rename.old_id, QuestionVersion.question_id):  # by the start that knew the course
        connection.execute(delete(seen.class_).where(is_of(seen, course)))
    for named, columns in NAMED:
        names: dict[str, ColumnElement[Any]] = {
            name: literal(in_full(course, "")) + named.__table__.c[name] for name in columns
        }
        connection.execute(
            update(named).where(is_of(getattr(named, columns[0]), course="")).values(names)
        )
