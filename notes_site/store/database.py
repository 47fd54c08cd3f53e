"""The two engines on one database, and the only door to the one that writes: `writing()`.

`changing()` is that door for those who need no session.

SQLite's rules here were measured, not guessed: BEGIN IMMEDIATE for whatever writes, plain BEGIN on
query-only connections for whatever reads, and one SQLite library in the process.
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
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

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
    options = {"url": url, "module": driver, "hide_parameters": True}  # not even in a traceback
    app.config["SQLALCHEMY_BINDS"] = {None: options, WRITER: dict(options)}
    db.init_app(app)
    with app.app_context():
        opener = app.extensions[OPENER] = Opener(driver, database_file())
        _prepare(db.engine, opener, is_writer=False)
        _prepare(writer_engine(), opener, is_writer=True)


def writer_engine() -> Engine:
    return db.engines[WRITER]


def refuse_writing(why: str) -> None:
    """Let this application read only from now on."""
    current_app.extensions[OPENER].refuse_writers(why)
    writer_engine().dispose()


def database_file() -> Path:
    return Path(writer_engine().url.database or "")


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
def writing(*, waits: bool = True) -> Iterator[Session]:
    """Open the one kind of transaction that writes; it commits at the end of the block.

    Statements only inside: hash, grade and render before. Writers take turns (`store/turns.py`).
    Who doesn't wait gets a BusyError or SQLite's OperationalError at once when it isn't their turn.
    """
    with (
        changing(waits=waits) as connection,
        Session(connection, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def changing(*, waits: bool = True) -> Iterator[Connection]:
    """Open the same transaction without a session, which costs as much again as its statements."""
    db.session.remove()
    with (
        turn(waits=waits),
        writer_engine().connect() as connection,
        _patience(connection, waits=waits),
        connection.begin(),
    ):
        yield connection


@contextmanager
def _patience(connection: Connection, *, waits: bool) -> Iterator[None]:
    """Let SQLite wait for those who don't know of our turns, or not."""
    if waits:
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
    """Wait until no other thread or process writes, or raise BusyError.

    A request waits for so long; a start or a command, which keeps no reader waiting, without end.
    """
    patience = PATIENCE_SECONDS if has_request_context() else inf
    side_path = Path(f"{database_file()}.lock")
    with _turns.take(side_path, patience if waits else 0):
        yield


def is_wal_safe(library_version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite is free of the WAL-reset bug (sqlite.org/wal.html)."""
    patch = WAL_FIXED_EARLIER.get(library_version[:2], sys.maxsize)
    return library_version >= WAL_FIXED or library_version[2] >= patch


def close_all() -> None:
    """Close every connection, this session's too; the next use opens fresh ones."""
    db.session.remove()  # what it holds would go back to a pool that nobody closes any more
    for engine in db.engines.values():
        engine.dispose()
