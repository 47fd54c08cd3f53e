"""Whether the database is whole: by SQLite's own checks of its file, quick at a start, or of all.

A PostgreSQL server looks at its pages as it reads them, so there all of them are read, or none.
"""

import itertools
from contextlib import closing
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from notes_site.store import postgresql
from notes_site.store.database import Base, db, driver, explain, is_on_server
from notes_site.store.models import Answer, SignIn
from notes_site.store.turns import BusyError

DAMAGE = {driver.SQLITE_CORRUPT, driver.SQLITE_NOTADB}
UNREADABLE = {*DAMAGE, driver.SQLITE_IOERR, driver.SQLITE_CANTOPEN}
OF_DISK = {driver.SQLITE_FULL, driver.SQLITE_READONLY, driver.SQLITE_IOERR, driver.SQLITE_CANTOPEN}
LAST_ANSWERS = 1_000
STEPS_AT_ONCE = 1_000
"""SQLite's: a page where it walks through the file, an instruction where it looks at rows."""
LONGEST_LOOK_SECONDS = 0.5
"""How long a start looks at a large file; all of 3 GB take some seconds, or minutes when the disk
has to be asked."""
LEAST_STEPS = 20_000
"""What is looked at however long it takes: a small file is seen whole by a machine that is busy."""


def is_damage(failure: Exception) -> bool:
    """Tell whether something failed because the database is not what was written to it."""
    return _code(failure) in DAMAGE or postgresql.state_of(failure) in postgresql.DAMAGE


def is_unreadable(failure: Exception) -> bool:
    """Tell the same, or whether the file, its disk or the server gives nothing."""
    return _code(failure) in UNREADABLE or postgresql.is_unreadable(failure)


def is_busy(failure: Exception) -> bool:
    """Tell whether nothing is wrong but that somebody else wrote for too long."""
    return isinstance(failure, BusyError) or postgresql.is_busy(failure)


def is_of_disk(failure: Exception) -> bool:
    """Tell whether something failed as it does on a disk that takes nothing more."""
    own = getattr(failure, "orig", failure)
    is_refused = isinstance(own, driver.OperationalError) and not _code(own)  # by store.opening
    return is_refused or _code(own) in OF_DISK or isinstance(own.__cause__, OSError)


def _code(failure: Exception) -> int:
    code = getattr(getattr(failure, "orig", failure), "sqlite_errorcode", None)
    return (code or 0) & 0xFF


def find_damage(*, is_quick: bool = False) -> str | None:
    """Return the first that is wrong, in the database's words; None where nothing is."""
    try:
        if is_on_server():
            return None if is_quick else _read_all()
        with closing(db.engine.raw_connection()) as connection:
            own: Any = connection.driver_connection
            return _look_quickly(own) if is_quick else _look(own, "integrity_check")
    except (DatabaseError, driver.DatabaseError) as error:
        if is_damage(error):
            return explain(error)
        raise


def count_orphans() -> int:
    """Count the rows whose owner is gone."""
    if is_on_server():
        return _count_orphans_on_server()
    with closing(db.engine.raw_connection()) as connection:
        own: Any = connection.driver_connection
        return len(own.execute("PRAGMA foreign_key_check").fetchall())


def find_newest_moment() -> datetime | None:
    """Return when the newest answers were given or a browser was last seen; None on a new site.

    Of answers, those that were added last: no index knows when all were given.
    """
    last = select(Answer.answered_at).order_by(Answer.id.desc()).limit(LAST_ANSWERS).subquery()
    found = [
        db.session.execute(select(func.max(column))).scalar()
        for column in (last.c.answered_at, SignIn.last_seen_at)
    ]
    return max((moment for moment in found if moment), default=None)


def _read_all() -> str | None:
    """Let the server read all that there is; what is damaged fails."""
    for table in Base.metadata.sorted_tables:
        everything = f'SELECT max(length(one::text)) FROM "{table.name}" AS one'  # noqa: S608
        db.session.execute(text(everything))
    return None


def _count_orphans_on_server() -> int:
    """Count them by each foreign key; the server lets none arise, but where its checks were off."""
    count = 0
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            owner = key.column.table.alias()
            column = owner.c[key.column.name]
            lost = select(func.count()).select_from(table.outerjoin(owner, key.parent == column))
            lost = lost.where(key.parent.is_not(None), column.is_(None))
            count += db.session.execute(lost).scalar_one()
    return count


def _look_quickly(connection: Any) -> str | None:
    """Look for so long and no longer: a large file must not keep the site from starting."""
    steps = itertools.count(0, STEPS_AT_ONCE)
    until = monotonic() + LONGEST_LOOK_SECONDS

    def is_enough() -> bool:
        return next(steps) >= LEAST_STEPS and monotonic() >= until

    connection.set_progress_handler(is_enough, STEPS_AT_ONCE)
    try:
        return _look(connection, "quick_check")
    except driver.OperationalError as error:
        if error.sqlite_errorcode == driver.SQLITE_INTERRUPT:
            return None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _look(connection: Any, check: str) -> str | None:
    verdict = str(connection.execute(f"PRAGMA {check}(1)").fetchone()[0])
    return None if verdict == "ok" else verdict.replace("\n", " ")
