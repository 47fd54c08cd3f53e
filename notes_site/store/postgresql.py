"""How this site uses a PostgreSQL server: its connections, its locks, and what its errors mean.

Two engines here, too. The reading one begins each transaction READ ONLY and sees one state of the
database for as long as it lasts; the writing one waits for rows, not for a turn.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

ONE_AT_A_TIME = 0x6E6F7465
"""The advisory lock of migrations, renames and regrades; each database has its own."""
CONNECTIONS = 5
"""Kept open by each engine of a process, and as many more for a while when that is not enough."""
CONNECT_SECONDS = 10
LONGEST_UNUSED_SECONDS = 1_800
TRUSTED_SECONDS = 1.0
"""A connection that was used so lately is not asked whether it is still there: that costs as much
as a statement. Where it is gone all the same, one request is told so."""
USED_AT = "used_at"
BEGINNING = "beginning"
AT_ONCE = {"yield_per": None, "stream_results": False}
"""Whatever a connection's selects are read by; no cursor can be declared for a BEGIN."""

MISSING_TABLE = "42P01"
PASSING = {"40001", "40P01"}
"""Serialization failures and deadlocks: the same transaction may succeed when it is sent again."""
NOT_IN_TIME = "55P03"
DAMAGE = {"XX001", "XX002"}
CLASSES_UNREADABLE = {"08", "53", "57", "58", "XX"}
"""No connection, no resources, a server that goes down, a disk that gives nothing, a fault."""


def options(url: str) -> dict[str, Any]:
    """Return what both engines are made with.

    Nothing is prepared on the server: PgBouncer may send each transaction over another connection.
    """
    return {
        "url": url,
        "paramstyle": "format",  # places in order, as store.statements fills them
        "pool_size": CONNECTIONS,
        "max_overflow": CONNECTIONS,
        "pool_recycle": LONGEST_UNUSED_SECONDS,
        "pool_reset_on_return": None,  # `prepare` does, where there is something to undo
        "use_native_hstore": False,
        "connect_args": {"prepare_threshold": None, "connect_timeout": CONNECT_SECONDS},
    }


def prepare(engine: Engine, *, is_writer: bool) -> None:
    """Let its transactions begin as the engine's purpose asks, and its connections be looked after.

    The driver begins none by itself, which would take a round trip more, and a statement that
    stands alone needs none. The reading engine's see one state of the database and only read; that
    is said in BEGIN, so that it holds behind PgBouncer. Connections that were not used for a while
    are asked whether they are still there.
    """
    begin = "BEGIN" if is_writer else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    @event.listens_for(engine, "connect")
    def begin_nothing(connection: Any, _record: object) -> None:
        connection.autocommit = True

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        asked = connection.get_execution_options()
        if asked.get("isolation_level") != "AUTOCOMMIT":
            sql = "; ".join([begin, *asked.get(BEGINNING, ())])
            connection.exec_driver_sql(sql, execution_options=AT_ONCE)

    @event.listens_for(engine, "reset")
    def end(connection: Any, _record: object, _state: object) -> None:
        if connection.pgconn.transaction_status:
            connection.rollback()

    @event.listens_for(engine, "checkin")
    def note(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[USED_AT] = monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        if monotonic() - record.info.get(USED_AT, inf) <= TRUSTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


@contextmanager
def by_itself(connection: PoolProxiedConnection) -> Iterator[None]:
    """Let one message be a transaction by itself; a connection on which it fails is closed."""
    own: Any = connection.driver_connection
    if not own.autocommit:  # after SQLAlchemy's own AUTOCOMMIT; then nobody would commit
        own.autocommit = True
    try:
        yield
    except BaseException:
        connection.invalidate()
        raise


def wait_for(connection: Connection, patience: float, user_id: int | None) -> None:
    """Let the next transaction of a connection begin as `beginning` says."""
    connection.execution_options(**{BEGINNING: beginning(patience, user_id)})


def beginning(patience: float, user_id: int | None) -> list[str]:
    """Return what waits so many seconds for any lock of a transaction, and takes a reader's row.

    What is then read of the reader holds until the end: whoever else changes them waits for it.
    """
    limit = 0 if patience == inf else max(1, int(patience * 1_000))
    statements = [f"SET LOCAL lock_timeout = {limit:d}"]
    if user_id is not None:
        statements.append(f'SELECT id FROM "user" WHERE id = {user_id:d} FOR UPDATE')  # noqa: S608 - numbers
    return statements


def insisting(change: str) -> str:
    """Return a change as a statement that fails, by dividing by zero, where it changes nothing."""
    return f"WITH changed AS ({change} RETURNING 1) SELECT 1 / count(*) FROM changed"  # noqa: S608


def send_whole(engine: Engine, sql: str, parameters: tuple[Any, ...]) -> bool:
    """Send statements as one message, which the server takes as one transaction: one round trip.

    Return False where one that insists changed nothing: then none of them did. The driver fills in
    the parameters, as a message of several statements has none.
    """
    driver = engine.dialect.loaded_dbapi
    with (
        closing(engine.raw_connection()) as connection,
        by_itself(connection),
        suppress(driver.errors.DivisionByZero),
    ):
        driver.ClientCursor(connection.driver_connection).execute(sql, parameters)
        return True
    return False


def be_alone(connection: Connection) -> None:
    """Wait until no other process migrates, renames or regrades, until this transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})


def state_of(failure: BaseException) -> str:
    """Return the five signs by which SQL names a failure; "" where the server said none."""
    return getattr(getattr(failure, "orig", failure), "sqlstate", None) or ""


def is_passing(failure: DBAPIError) -> bool:
    """Tell whether the same transaction may succeed when it is sent again."""
    return state_of(failure) in PASSING


def is_busy(failure: BaseException) -> bool:
    """Tell whether a row was somebody else's for longer than it was waited for."""
    return state_of(failure) == NOT_IN_TIME


def is_lost(failure: BaseException) -> bool:
    """Tell whether there is no connection to the server, which then says nothing itself."""
    cause = type(getattr(failure, "orig", failure))
    return cause.__module__ == "psycopg" and cause.__name__ == "OperationalError"


def is_unreadable(failure: BaseException) -> bool:
    """Tell whether the server gives nothing: it is away, goes down, or its disk fails."""
    return state_of(failure)[:2] in CLASSES_UNREADABLE or is_lost(failure)


def only_reads(engine: Engine) -> bool:
    """Tell whether the server is a replica, which follows another and takes nothing itself."""
    with engine.connect() as connection:
        return bool(connection.execute(text("SELECT pg_is_in_recovery()")).scalar())


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server says of itself, in its own words."""

    version: str
    fsync: str
    full_page_writes: str
    synchronous_commit: str
    has_checksums: bool
    is_replica: bool
    megabytes: float


def find_facts(engine: Engine) -> Facts:
    """Ask the server what it is, and how large this database has become."""
    names = ("server_version", "fsync", "full_page_writes", "synchronous_commit")
    settings = [func.current_setting(name) for name in (*names, "data_checksums")]
    size = func.pg_database_size(func.current_database())
    with engine.connect() as connection:
        found: Any = connection.execute(select(*settings, func.pg_is_in_recovery(), size)).one()
    version, fsync, whole_pages, commit, checksums, is_replica, size_bytes = found
    megabytes = size_bytes / 1e6
    return Facts(version, fsync, whole_pages, commit, checksums == "on", is_replica, megabytes)
