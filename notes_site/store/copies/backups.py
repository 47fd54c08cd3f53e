"""Copying the database while the site runs, and putting a copy back."""

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DatabaseError

from notes_site.store.copies.backup_folder import find_backup
from notes_site.store.copies.dumps import (
    DumpError,
    count_rows,
    dump_database,
    is_dump,
    read_dump,
    restore_dump,
)
from notes_site.store.database import database_name, db, driver, is_on_server, turn, writer_engine
from notes_site.store.schema import NewerDatabaseError, alembic_config, suits

NOTE = "last-backup.json"
COUNTS = "SELECT (SELECT count(*) FROM user), (SELECT count(*) FROM answer)"


class NoDatabaseError(Exception):
    """There is no database to copy."""


class DamagedError(Exception):
    """A file that should be a backup is not one, or not a whole one."""


class NotReplacedError(Exception):
    """What stands in the place of the database can't be written over."""


@dataclass(frozen=True, slots=True)
class Held:
    """How much a backup holds."""

    readers: int
    answers: int

    def __str__(self) -> str:
        return f"{self.readers:,} readers, {self.answers:,} answers"


def copy_database(target: Path) -> str:
    """Write a consistent, compact copy of the database; writers may go on meanwhile.

    Returns the database that was copied; raises NoDatabaseError where there is none yet.
    """
    source = database_name()
    if not is_on_server() and not Path(source).is_file():
        raise NoDatabaseError(f"There is no database {source}.")
    draft = target.with_name(f".{target.name}.draft")
    draft.unlink(missing_ok=True)
    try:
        draft.touch(mode=0o600, exist_ok=False)  # never open to others, not even half written
        if is_on_server():
            dump_database(draft)
        else:
            _copy_file(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return source


def _copy_file(draft: Path) -> None:
    connection = db.engine.raw_connection()  # one that can be had on a full disk, too
    try:
        _vacuum_into(connection.driver_connection, draft)
    finally:
        connection.close()


def _vacuum_into(connection: Any, draft: Path) -> None:
    connection.execute("PRAGMA query_only = OFF")  # it counts the copy as a change
    try:
        connection.execute("VACUUM INTO ?", (str(draft),))
    finally:
        connection.execute("PRAGMA query_only = ON")


def note_backup(data_dir: Path, file: Path, now: datetime) -> None:
    """Remember in the data folder when the last backup was made, and where it is."""
    note = {"at": now.isoformat(timespec="seconds"), "file": str(file.resolve())}
    draft = data_dir / f".{NOTE}.draft"
    try:
        draft.write_text(json.dumps(note), encoding="utf-8")
        draft.replace(data_dir / NOTE)
    finally:
        draft.unlink(missing_ok=True)


def find_last_backup(data_dir: Path) -> tuple[datetime, Path] | None:
    """Return when and where the last backup was made; None where nobody knows of one."""
    try:
        note = json.loads((data_dir / NOTE).read_text(encoding="utf-8"))
        return datetime.fromisoformat(note["at"]), Path(note["file"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def find_newest_backup(
    data_dir: Path, folder: Path | None, now: datetime
) -> tuple[datetime, Path] | None:
    """Go by the files of the folder of backups, where there is one, and else by what was noted."""
    if folder is None:
        return find_last_backup(data_dir)
    newest = find_backup(folder, now) if folder.is_dir() else None
    return (newest.at, newest.file) if newest else None


def check_copy(file: Path) -> Held:
    """Read all of a copy, as a restore would; raises DamagedError or NewerDatabaseError."""
    if is_dump(file):
        _read_whole(file)
        return Held(count_rows(file, "user"), count_rows(file, "answer"))
    with closing(driver.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
        _refuse_unsound(copy)
        if orphan := copy.execute("PRAGMA foreign_key_check").fetchone():
            raise DamagedError(f"a row of {orphan[0]} belongs to nothing")
        return Held(*copy.execute(COUNTS).fetchone())


def restore_database(source: Path) -> None:
    """Replace what the database holds by a backup, page by page under SQLite's own locks.

    What it held doesn't matter: it may be newer than this site, or nothing. On a server it is
    replaced in one transaction.
    """
    if is_dump(source) and not is_on_server():
        raise DamagedError("it is of a PostgreSQL database, which this site has not")
    if is_on_server():
        _restore_on_server(source)
        return
    with closing(driver.connect(str(source))) as backup:
        _refuse_unsound(backup)
        _replace_by(backup)


def _restore_on_server(source: Path) -> None:
    _read_whole(source)
    try:
        restore_dump(source)
    except DumpError as error:
        raise NotReplacedError(str(error)) from error


def _read_whole(dump: Path) -> None:
    """Refuse what is no whole dump, or one of a newer version."""
    try:
        found, floor = read_dump(dump)
    except DumpError as error:
        raise DamagedError(str(error)) from error
    if not _is_of_use(found, floor):
        raise NewerDatabaseError(found)


def _refuse_unsound(backup: Any) -> None:
    """Refuse what is no whole backup, or a newer one, before anything is replaced."""
    try:
        verdict = backup.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok" or not _has_readers(backup):
            raise DamagedError(verdict if verdict != "ok" else "it holds no readers")
        found = backup.execute("SELECT version_num FROM alembic_version").fetchone()
    except driver.DatabaseError as error:
        raise DamagedError(str(error)) from error
    floor = backup.execute("PRAGMA user_version").fetchone()[0]
    if found is None or not _is_of_use(found[0], floor):
        raise NewerDatabaseError(found[0] if found else "no migration")


def _is_of_use(revision: str, floor: int) -> bool:
    """Tell whether this code runs on such a database, once it is migrated or as it is."""
    return revision in _known_revisions() or suits(revision, floor)


def _known_revisions() -> set[str]:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config())
    return {script.revision for script in scripts.walk_revisions()}


def _replace_by(backup: Any) -> None:
    try:
        with turn():
            connection = writer_engine().raw_connection()
            try:
                backup.backup(connection.driver_connection)
            finally:
                connection.close()
    except (driver.DatabaseError, DatabaseError) as error:
        raise NotReplacedError(str(getattr(error, "orig", error))) from error


def _has_readers(connection: Any) -> bool:
    question = "SELECT count(*) FROM sqlite_master WHERE name IN ('user', 'alembic_version')"
    return bool(connection.execute(question).fetchone()[0] == 2)
