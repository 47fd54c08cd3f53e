"""Figures of the database for those who watch the site: quick whatever its size, unless said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from notes_site.store import postgresql
from notes_site.store.database import db, find_database_file, writer_engine
from notes_site.store.models import Answer, CardRow, User


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of the database and of its write-ahead log; a server keeps that for itself."""

    database: int
    log: int


def find_sizes() -> Sizes:
    file = find_database_file()
    if file is None:
        return Sizes(int(postgresql.find_facts(writer_engine()).megabytes * 1e6), 0)
    log = file.with_name(f"{file.name}-wal")
    return Sizes(*(one.stat().st_size if one.exists() else 0 for one in (file, log)))


def find_newest_answer() -> int:
    """Return the number of the newest answer: how many were ever stored, regrades among them."""
    try:
        return db.session.execute(select(func.max(Answer.id))).scalar() or 0
    finally:
        db.session.close()


def count_due(day: date) -> int:
    """Count the questions that are due with all readers; reads the index of every card."""
    try:
        due = select(func.count()).select_from(CardRow).where(CardRow.due_on <= day)
        return db.session.execute(due).scalar_one()
    finally:
        db.session.close()


def count_due_by_course(day: date, courses: Iterable[str]) -> dict[str, int]:
    """Do the same in each of several courses."""
    due = dict.fromkeys(courses, 0)
    if not due:
        return due
    counted = (
        select(User.course, func.count())
        .join_from(CardRow, User, User.id == CardRow.user_id)
        .where(CardRow.due_on <= day, User.course.in_(due))
        .group_by(User.course)
    )
    try:
        return due | dict(db.session.execute(counted).all())
    finally:
        db.session.close()
