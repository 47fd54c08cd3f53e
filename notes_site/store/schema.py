"""Bringing the database to the shape the code expects; done once at a start that finds it older."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from notes_site.store.database import db, driver, is_wal_safe, turn, writer_engine
from notes_site.store.practice.cards import all_user_ids, rebuild_cards

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0010"
"""The newest migration. Kept here so that an ordinary start need not import Alembic."""

logger = logging.getLogger(__name__)

FIRST_WITH_CARDS = "0002"
MIGRATIONS = Path(__file__).parent.parent / "migrations"


class NewerDatabaseError(Exception):
    """The database was made by a later version of this site."""


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
