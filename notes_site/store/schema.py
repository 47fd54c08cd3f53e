"""Bringing the database to the shape the code expects; done once at a start that finds it older."""

import logging
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from notes_site.store.cards import all_user_ids, rebuild_cards
from notes_site.store.database import db, driver, is_wal_safe, turn, writer_engine

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0009"
"""The newest migration. Kept here so that an ordinary start need not import Alembic."""

logger = logging.getLogger(__name__)

FIRST_WITH_CARDS = "0002"
MIGRATIONS = Path(__file__).parent.parent / "migrations"


class NewerDatabaseError(Exception):
    """The database was made by a later version of this site."""


class NoDatabaseError(Exception):
    """There is no database to copy."""


class DamagedError(Exception):
    """A file that should be a backup is not one, or not a whole one."""


class NotReplacedError(Exception):
    """What stands in the place of the database can't be written over."""


def prepare_database() -> None:
    """Create or upgrade the database, and choose its journal; cheap when there is nothing to do."""
    before = find_revision()
    if before != HEAD:
        with turn():
            if find_revision() != HEAD:
                upgrade()
                logger.info("Migrated the database from %s to %s", before or "empty", HEAD)
    if before is not None and before < FIRST_WITH_CARDS:
        for user_id in all_user_ids():
            rebuild_cards(user_id)
    mode = journal_mode_here()
    if _journal_mode() != mode:
        with turn():
            _journal_mode(mode)


def find_revision() -> str | None:
    """Return the migration the database stands at; None when it is new."""
    try:
        return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DatabaseError as error:
        if "no such table" in str(error):
            return None
        raise
    finally:
        db.session.close()


def upgrade(revision: str = "head") -> None:
    """Run the migrations up to a revision in one transaction: all of them, or none."""
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(alembic_config(), revision)
    except CommandError as error:
        raise NewerDatabaseError(str(error)) from error


def downgrade(revision: str) -> None:
    """Take migrations back down to a revision, in one transaction."""
    from alembic import command

    command.downgrade(alembic_config(), revision)


def alembic_config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def journal_mode_here() -> str:
    """Return WAL where this SQLite's is sound, else the rollback journal: slower, and safe."""
    return "wal" if is_wal_safe(driver.sqlite_version_info) else "delete"


def _journal_mode(wanted: str | None = None) -> str:
    connection = writer_engine().raw_connection()  # outside any transaction
    try:
        setting = f" = {wanted}" if wanted else ""
        return str(connection.cursor().execute(f"PRAGMA journal_mode{setting}").fetchone()[0])
    finally:
        connection.close()


def copy_database(target: Path) -> str:
    """Write a consistent, compact copy of the database; writers may go on meanwhile.

    Returns the file that was copied; raises NoDatabaseError where there is none yet.
    """
    source = writer_engine().url.database or ""
    if not Path(source).is_file():
        raise NoDatabaseError(f"There is no database {source}.")
    draft = target.with_name(f".{target.name}.draft")
    draft.unlink(missing_ok=True)
    connection = writer_engine().raw_connection()  # outside any transaction
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(draft),))
        draft.chmod(0o600)
        draft.replace(target)
    finally:
        connection.close()
        draft.unlink(missing_ok=True)
    return source


def restore_database(source: Path) -> None:
    """Replace what the database holds by a backup, page by page under SQLite's own locks.

    What it held doesn't matter: it may be newer than this site, or nothing.
    """
    with closing(driver.connect(str(source))) as backup:
        _refuse_unsound(backup)
        _replace_by(backup)


def _refuse_unsound(backup: Any) -> None:
    """Refuse what is no whole backup, or a newer one, before anything is replaced."""
    try:
        verdict = backup.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok" or not _has_readers(backup):
            raise DamagedError(verdict if verdict != "ok" else "it holds no readers")
        found = backup.execute("SELECT version_num FROM alembic_version").fetchone()
    except driver.DatabaseError as error:
        raise DamagedError(str(error)) from error
    if found is None or found[0] not in _known_revisions():
        raise NewerDatabaseError(found[0] if found else "no migration")


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
