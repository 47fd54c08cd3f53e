"""A reader in one of several courses: a row of `user` beside the account's, made when it is needed.

Cards, answers, marks and plans name that row, so equal ids in two courses never meet. Accounts,
browsers and passkeys name the account's. Where a site is one course, the two are one.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Insert,
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    func,
    insert,
    literal,
    literal_column,
    select,
)

from notes_site.store.database import db, writing
from notes_site.store.models import User
from notes_site.store.practice.stamps import draw_stamp
from notes_site.store.retrying import retried
from notes_site.store.statements import Find

_users, _there = User.__table__.c, User.__table__.alias("there").c
_IN_COURSE: dict[str, ColumnElement[Any]] = {
    "id": func.coalesce(_there.id, -_users.id),
    "wanted_recall": func.coalesce(_there.wanted_recall, _users.wanted_recall),
    "daily_cap": func.coalesce(_there.daily_cap, _users.daily_cap),
    "interview_on": _there.interview_on,
    "memory_stamp": func.coalesce(_there.memory_stamp, literal_column("0")),
}
"""What a reader has of their own in each course; before they have a row there, no row is theirs."""


class FindReader:
    """A select of who asks: as their account has them, or as they are in a course.

    `find` says where the columns come from, and of whom.
    """

    def __init__(
        self, columns: Sequence[ColumnElement[Any]], find: Callable[[Select[Any]], Select[Any]]
    ) -> None:
        self._account = Find(find(select(*columns)))
        self._in_course = Find(_in_course(columns, find))

    def one(self, course: str, **values: Any) -> tuple[Any, ...] | None:
        """Return the row of one of several courses, of "" the account's; None where nobody is."""
        if not course:
            return self._account.one(**values)
        return self._in_course.one(course=course, **values)


def _in_course(
    columns: Sequence[ColumnElement[Any]], find: Callable[[Select[Any]], Select[Any]]
) -> Select[Any]:
    """Return what finds the same columns of the account's row as they are in a `course`."""
    own = [
        _IN_COURSE.get(one.name, one) if getattr(one, "table", None) is User.__table__ else one
        for one in columns
    ]
    is_there = (_there.account_id == _users.id) & (_there.course == bindparam("course"))
    return find(select(*own)).outerjoin(_there.id.table, is_there)


@retried
def enrol(account_id: int, course: str) -> int | None:
    """Return the row of a reader in a course, made if need be; None when the account is gone.

    They begin with the settings of their account, but for the interview, which is of one subject.
    """
    own = select(User.id).where(User.account_id == account_id, User.course == course)
    added = enrolling(course, (User.id == account_id) & (User.course == ""))
    with writing(account_id) as session:
        found = session.execute(own).scalar_one_or_none()
        return found or session.execute(added.returning(User.id)).scalar_one_or_none()


def enrolling(course: str, whom: ColumnElement[bool], more: Sequence[str] = ()) -> Insert:
    """Return what gives accounts a row in a course, with these settings of theirs beside some."""
    kept = ("username", "created_at", "time_zone", "wanted_recall", "daily_cap", "language", *more)
    values: dict[str, ColumnElement[Any]] = {name: _users[name] for name in kept}
    values |= {
        # a space begins what no name that is typed begins with (store.people.users.fold_name)
        "name_key": literal(" ") + cast(_users.id, String) + literal(f" {course}"),
        "password_hash": literal(""),
        "memory_stamp": literal(draw_stamp(), _users.memory_stamp.type),
        "account_id": _users.id,
        "course": literal(course),
    }
    return insert(User).from_select(list(values), select(*values.values()).where(whom))


def account_of(user_id: int) -> ScalarSelect[int]:
    """Find the account of a reader in whichever course."""
    row = User.__table__.alias("whose").c
    return select(func.coalesce(row.account_id, row.id)).where(row.id == user_id).scalar_subquery()


def is_same_person(user_id: int) -> ColumnElement[bool]:
    """Find a reader's account and all their rows in courses, by any of them."""
    account = account_of(user_id)
    return (User.id == account) | (User.account_id == account)


class Enrolled(NamedTuple):
    """Who a reader is in a course, and the stamp of what they know there."""

    user_id: int
    memory_stamp: int


def find_enrolled(account_id: int) -> dict[str, Enrolled]:
    """Return the courses in which a reader has a row, with that row."""
    columns = (User.course, User.id, User.memory_stamp)
    rows = db.session.execute(select(*columns).where(User.account_id == account_id))
    return {course: Enrolled(user_id, stamp) for course, user_id, stamp in rows}
