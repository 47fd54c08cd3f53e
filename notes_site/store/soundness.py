"""Whether the file of the database is whole, by SQLite's own checks: quick at a start, or all."""

import itertools
from contextlib import closing
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from notes_site.store.database import db, driver, explain
from notes_site.store.models import Answer, SignIn

DAMAGE = {driver.SQLITE_CORRUPT, driver.SQLITE_NOTADB}
UNREADABLE = {*DAMAGE, driver.SQLITE_IOERR, driver.SQLITE_CANTOPEN}
OF_DISK = {driver.SQLITE_FULL, driver.SQLITE_READONLY, driver.SQLITE_IOERR, driver.SQLITE_CANTOPEN}
STEPS_AT_ONCE = 1_000
MOST_STEPS = 2_000_000
"""About what 50 MB take, a tenth of a second; of a larger file, a start looks at as much."""


def is_damage(failure: Exception) -> bool:
    """Tell whether something failed because the file is not what SQLite wrote."""
    return _code(failure) in DAMAGE


def is_unreadable(failure: Exception) -> bool:
    """Tell the same, or whether the file or its disk gives nothing."""
    return _code(failure) in UNREADABLE


def is_of_disk(failure: Exception) -> bool:
    """Tell whether something failed as it does on a disk that takes nothing more."""
    own = getattr(failure, "orig", failure)
    is_refused = isinstance(own, driver.OperationalError) and not _code(own)  # by store.opening
    return is_refused or _code(own) in OF_DISK or isinstance(own.__cause__, OSError)


def _code(failure: Exception) -> int:
    code = getattr(getattr(failure, "orig", failure), "sqlite_errorcode", None)
    return (code or 0) & 0xFF


def find_damage(*, is_quick: bool = False) -> str | None:
    """Return the first that is wrong with the file, in SQLite's words; None where nothing is."""
    try:
        with closing(db.engine.raw_connection()) as connection:
            own: Any = connection.driver_connection
            return _look_quickly(own) if is_quick else _look(own, "integrity_check")
    except (DatabaseError, driver.DatabaseError) as error:
        if is_damage(error):
            return explain(error)
        raise


def count_orphans() -> int:
    """Count the rows whose owner is gone."""
    with closing(db.engine.raw_connection()) as connection:
        own: Any = connection.driver_connection
        return len(own.execute("PRAGMA foreign_key_check").fetchall())


def find_newest_moment() -> datetime | None:
    """Return when the newest answer was given or a browser was last seen; None on a new site."""
    found = [
        db.session.execute(select(func.max(column))).scalar()
        for column in (Answer.answered_at, SignIn.last_seen_at)
    ]
    return max((moment for moment in found if moment), default=None)


def _look_quickly(connection: Any) -> str | None:
    """Look for so long and no longer: a large file must not keep the site from starting."""
    turns = itertools.count()
    most = MOST_STEPS // STEPS_AT_ONCE
    connection.set_progress_handler(lambda: next(turns) >= most, STEPS_AT_ONCE)
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
