"""Bringing the database to the shape the code expects; done once at a start that finds it older."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from notes_site.store.database import db, driver, is_wal_safe, turn, writer_engine
from notes_site.store.practice.cards import all_user_ids, replay_cards

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0021"
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
                upgrade(then=_make_cards if _is_before_cards(before) else None)
                logger.info("Migrated the database from %s to %s", before or "empty", HEAD)
    mode = journal_mode_here()
    if journal_mode() != mode:
        with turn():
            _set_journal_mode(mode)


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


def upgrade(revision: str = "head", then: Callable[[Connection], None] | None = None) -> None:
    """Run the migrations up to a revision, and what follows, in one transaction, or none."""
    from alembic import command
    from alembic.util import CommandError

    config = alembic_config()
    config.attributes["then"] = then
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise NewerDatabaseError(str(error)) from error


def _is_before_cards(revision: str | None) -> bool:
    return revision is not None and revision < FIRST_WITH_CARDS


def _make_cards(connection: Connection) -> None:
    """Make all cards from the answers that an old database has."""
    with Session(connection) as session, session.begin():
        for user_id in all_user_ids(session):
            replay_cards(session, user_id)


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


def journal_mode() -> str:
    """Return which journal the database has."""
    try:
        return str(db.session.execute(text("PRAGMA journal_mode")).scalar())
    finally:
        db.session.close()


def _set_journal_mode(mode: str) -> None:
    connection = writer_engine().raw_connection()  # outside any transaction
    try:
        connection.cursor().execute(f"PRAGMA journal_mode = {mode}")
    finally:
        connection.close()
