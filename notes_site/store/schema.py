"""Bringing the database to the shape the code expects; done once at a start that finds it older."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from notes_site.store.database import (
    Base,
    changing,
    db,
    driver,
    is_on_server,
    is_wal_safe,
    turn,
    writer_engine,
)
from notes_site.store.dialects import share_conditions
from notes_site.store.postgresql import MISSING_TABLE, state_of
from notes_site.store.practice.cards import all_user_ids, replay_cards

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0023"
"""The newest migration. Kept here so that an ordinary start need not import Alembic."""

OLDEST = "0016"
"""The oldest HEAD whose code may run on a database of today's; CONTRIBUTING says when to raise it.

It stands in the database, too, as its floor: older code, which knows nothing of this, reads it.
"""

FLOOR = {
    "sqlite": ("PRAGMA user_version", "PRAGMA user_version = {}"),
    "postgresql": (
        "SELECT obj_description('alembic_version'::regclass, 'pg_class')",
        "COMMENT ON TABLE alembic_version IS '{}'",
    ),
}
"""How the floor is read and written: as no table has it, code of any version finds it."""

logger = logging.getLogger(__name__)

FIRST_WITH_CARDS = "0002"
MIGRATIONS = Path(__file__).parent.parent / "migrations"


class NewerDatabaseError(Exception):
    """The database was made by a later version of this site."""


def prepare_database() -> None:
    """Create or upgrade the database, and choose its journal; cheap when there is nothing to do.

    PostgreSQL begins with the newest tables, and migrates from there. A newer database is left as
    it is where this code suits it.
    """
    before = find_revision()
    if before is None and is_on_server():
        _make_tables()
        before = find_revision()
    if not is_usable(before):
        with turn():
            if find_revision() != HEAD:
                upgrade(then=partial(_finish, before))
                logger.info("Migrated the database from %s to %s", before or "empty", HEAD)
    if is_on_server():
        return
    mode = journal_mode_here()
    if journal_mode() != mode:
        with turn():
            _set_journal_mode(mode)


def is_usable(revision: str | None) -> bool:
    """Tell whether this code runs on the database as it is, of this version or of a later one."""
    return revision == HEAD or (revision is not None and suits(revision, find_floor()))


def suits(revision: str, floor: int) -> bool:
    """Tell whether this code may run on a later version, by the floor that stands in it."""
    return revision > HEAD and 0 < floor <= int(HEAD)


def find_floor() -> int:
    """Return the oldest HEAD whose code may run on the database, as it says; 0 where it doesn't."""
    ask, _ = FLOOR[db.session.get_bind().dialect.name]
    try:
        return int(db.session.execute(text(ask)).scalar() or 0)
    finally:
        db.session.close()


def _finish(before: str | None, connection: Connection) -> None:
    """Do what belongs to an upgrade, in its transaction."""
    if _is_before_cards(before):
        _make_cards(connection)
    _write_floor(connection)


def _write_floor(connection: Connection) -> None:
    _, write = FLOOR[connection.dialect.name]
    connection.exec_driver_sql(write.format(int(OLDEST)))


def find_revision() -> str | None:
    """Return the migration the database stands at; None when it is new."""
    try:
        return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DatabaseError as error:
        if "no such table" in str(error) or state_of(error) == MISSING_TABLE:
            return None
        raise
    finally:
        db.session.close()


def _make_tables() -> None:
    """Make all tables as the models describe them, unless somebody else just did."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    share_conditions(Base.metadata)
    with changing(is_alone=True) as connection:
        if inspect(connection).has_table("alembic_version"):
            return
        Base.metadata.create_all(connection)
        scripts = ScriptDirectory.from_config(alembic_config())
        MigrationContext.configure(connection).stamp(scripts, HEAD)
        _write_floor(connection)
    logger.info("Made the tables of %s", HEAD)


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
