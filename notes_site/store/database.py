"""The two engines on one database, and the only door to the one that writes: `writing()`.

`changing()` is that door for those who need no session, and on a server `change_at_once` of
`store/statements.py` for those who need no answer between their statements.

SQLite's rules here were measured, not guessed: BEGIN IMMEDIATE for whatever writes, plain BEGIN on
query-only connections for whatever reads, and one SQLite library in the process. What is different
on PostgreSQL stands in `store/postgresql.py`.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask, current_app, has_request_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    event,
)
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from notes_site.database_urls import names_server
from notes_site.store import postgresql
from notes_site.store.dialects import is_postgresql
from notes_site.store.opening import Opener
from notes_site.store.turns import BusyError, Turns

if sys.platform == "linux":
    try:
        import pysqlite3 as sqlite
    except ImportError:  # no wheel for this machine: the standard library's
        import sqlite3 as sqlite
else:
    import sqlite3 as sqlite

driver: ModuleType = sqlite.dbapi2
"""The one SQLite driver of this process; two libraries on one file don't see each other's locks."""

WRITER = "writer"
OPENER = "notes_site_opener"
PRAGMAS = {
    "busy_timeout": 10_000,
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "trusted_schema": "OFF",
    "journal_size_limit": 16_777_216,
    "cache_size": -4_000,
    "temp_store": "MEMORY",
}
WAL_FIXED = (3, 51, 3)
WAL_FIXED_EARLIER = {(3, 50): 7, (3, 44): 6}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, in code and in the database; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of every table; constraints have names, so that migrations can change them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime},
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
_turns = Turns()
PATIENCE_SECONDS = 8.0
"""How long a request waits for its turn to write."""


FAILURES = (DatabaseError, driver.DatabaseError, BusyError)
"""What reading or writing raises when the file, the disk or another writer stands in the way.

The driver's own is what opening a connection raises.
"""


def explain(failure: Exception) -> str:
    """Return what the driver said, without the statement it said it of."""
    return str(getattr(failure, "orig", failure))


def connect(app: Flask, url: str) -> None:
    """Give the application its reading engine (the default bind) and its writing one."""
    is_server = names_server(url)
    options = postgresql.options(url) if is_server else {"url": url, "module": driver}
    options |= {"hide_parameters": True}  # not even in a traceback
    app.config["SQLALCHEMY_BINDS"] = {None: options, WRITER: dict(options)}
    db.init_app(app)
    with app.app_context():
        if is_server:
            postgresql.prepare(db.engine, is_writer=False)
            postgresql.prepare(writer_engine(), is_writer=True)
            app.teardown_appcontext(_let_go)
            return
        opener = app.extensions[OPENER] = Opener(driver, database_file())
        _prepare(db.engine, opener, is_writer=False)
        _prepare(writer_engine(), opener, is_writer=True)


def _let_go(_error: BaseException | None) -> None:
    """End what a request read, where the server may have gone since: its page is made already."""
    try:
        db.session.remove()
    except DBAPIError:
        db.session().invalidate()


def writer_engine() -> Engine:
    return db.engines[WRITER]


def is_on_server() -> bool:
    """Tell whether the database is PostgreSQL's, and not a file of this machine."""
    return is_postgresql(writer_engine())


def refuse_writing(why: str) -> None:
    """Let this application read only from now on; only a file has to be kept from it."""
    current_app.extensions[OPENER].refuse_writers(why)
    writer_engine().dispose()


def database_file() -> Path:
    """Return the file of the database; ask first whether there is one."""
    return Path(writer_engine().url.database or "")


def find_database_file() -> Path | None:
    return None if is_on_server() else database_file()


def database_name() -> str:
    """Return what the host knows the database by, without the password."""
    return str(writer_engine().url) if is_on_server() else str(database_file())


def _prepare(engine: Engine, opener: Opener, *, is_writer: bool) -> None:
    """Set the pragmas on every new connection, and begin as the engine's purpose asks."""
    pragmas = PRAGMAS if is_writer else PRAGMAS | {"query_only": "ON"}
    begin = "BEGIN IMMEDIATE" if is_writer else "BEGIN"

    @event.listens_for(engine, "do_connect")
    def open_file(_dialect: Dialect, _record: object, cargs: Any, cparams: Any) -> Any:
        return opener.open(lambda: driver.connect(*cargs, **cparams), is_writer=is_writer)

    @event.listens_for(engine, "checkin")
    def give_back(connection: Any, record: ConnectionPoolEntry) -> None:
        if opener.is_passing(connection):
            record.invalidate()

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin by itself, too late
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name} = {value}")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


@contextmanager
def writing(
    user_id: int | None = None, *, waits: bool = True, is_alone: bool = False
) -> Iterator[Session]:
    """Open the one kind of transaction that writes; it commits at the end of the block.

    Statements only inside: hash, grade and render before. On SQLite writers take turns
    (`store/turns.py`). On PostgreSQL they stand side by side, so name the reader whose rows are
    read and then written: nobody else changes these meanwhile. `is_alone` is for what no two
    processes may do at once.

    Who doesn't wait gets a BusyError or an OperationalError at once when it isn't their turn.
    """
    with (
        changing(user_id, waits=waits, is_alone=is_alone) as connection,
        Session(connection, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def changing(
    user_id: int | None = None, *, waits: bool = True, is_alone: bool = False
) -> Iterator[Connection]:
    """Open the same transaction without a session, which costs as much again as its statements."""
    db.session.remove()
    with (
        turn(waits=waits),
        writer_engine().connect() as connection,
        _patience(connection, user_id, waits=waits),
        connection.begin(),
    ):
        if is_alone and is_on_server():
            postgresql.be_alone(connection)
        yield connection


@contextmanager
def _patience(connection: Connection, user_id: int | None, *, waits: bool) -> Iterator[None]:
    """Let a server wait for rows, and SQLite for those who don't know of our turns, or not."""
    if is_on_server():
        postgresql.wait_for(connection, seconds_to_wait(waits=waits), user_id)
    if waits or is_on_server():
        yield
        return
    own: Any = connection.connection.driver_connection  # SQLAlchemy would begin a transaction
    own.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        own.execute(f"PRAGMA busy_timeout = {PRAGMAS['busy_timeout']}")


@contextmanager
def turn(*, waits: bool = True) -> Iterator[None]:
    """Wait until no other thread or process writes to the file, or raise BusyError."""
    if is_on_server():
        yield
        return
    side_path = Path(f"{database_file()}.lock")
    with _turns.take(side_path, seconds_to_wait(waits=waits)):
        yield


def seconds_to_wait(*, waits: bool = True) -> float:
    """Return how long to wait for other writers.

    A request waits for so long; a start or a command, which keeps no reader waiting, without end.
    """
    patience = PATIENCE_SECONDS if has_request_context() else inf
    return patience if waits else 0


def is_wal_safe(library_version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite is free of the WAL-reset bug (sqlite.org/wal.html)."""
    patch = WAL_FIXED_EARLIER.get(library_version[:2], sys.maxsize)
    return library_version >= WAL_FIXED or library_version[2] >= patch


def only_reads() -> bool:
    """Tell whether the database's server takes nothing, as a replica does."""
    return is_on_server() and postgresql.only_reads(db.engine)


def close_all() -> None:
    """Close every connection, this session's too; the next use opens fresh ones."""
    db.session.remove()  # what it holds would go back to a pool that nobody closes any more
    for engine in db.engines.values():
        engine.dispose()
