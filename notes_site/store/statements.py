"""What is sent with every answer and every reader's page: written in Core, compiled once.

Core's own work (finding a statement in its cache, filling it in, building a result) costs more than
the database's: for the select that finds a reader ten times as much.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    CompoundSelect,
    Connection,
    Dialect,
    Engine,
    Float,
    Insert,
    Select,
    Update,
)
from sqlalchemy.exc import DBAPIError

from notes_site.store import postgresql
from notes_site.store.database import changing, db, is_on_server, seconds_to_wait, writer_engine
from notes_site.store.dialects import is_postgresql

Writer = Callable[[Any], Any] | None
Place = tuple[str | None, Any, Writer]
"""A `?` (or `%s`) of the SQL: the name of what is given, or None and what always stands there."""
Readers = list[tuple[int, Callable[[Any], Any]]]
"""The columns whose values aren't what the driver gives, and what makes those of it."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The SQL of one dialect, and what stands at its places, in order."""

    sql: str
    places: tuple[Place, ...]

    def fill(self, given: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(
            fixed if name is None else write(given[name]) if write else given[name]
            for name, fixed, write in self.places
        )


class Change:
    """A Core statement that returns no rows; its `bindparam`s are given each time it is sent."""

    def __init__(self, core: Insert | Update) -> None:
        self._core = core
        self._compiled: dict[str, _Compiled] = {}

    def send(self, connection: Connection, **values: Any) -> int:
        """Send it with the values of its parameters, and return how many rows it changed."""
        compiled = self.compiled(connection.dialect)
        return connection.exec_driver_sql(compiled.sql, compiled.fill(values)).rowcount

    def compiled(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _compile(self._core, dialect)
        return found


Filled = tuple[Change, dict[str, Any]]
"""A change with the values of its parameters."""


def send_all(connection: Connection, changes: Iterable[Filled]) -> bool:
    """Send changes for as long as each changes something, and tell whether all did."""
    return all(change.send(connection, **values) for change, values in changes)


def change_at_once(user_id: int, changes: Sequence[Filled]) -> bool:
    """Change a reader's rows if each of the changes changes something, else none, and tell which.

    It is a transaction of its own, and on PostgreSQL one message: there each statement costs more
    to be sent than to be done.
    """
    if is_on_server():
        db.session.remove()
        return _send_whole(writer_engine(), user_id, changes)
    with changing(user_id) as connection:
        is_done = send_all(connection, changes)
        if not is_done:
            connection.rollback()
    return is_done


def _send_whole(engine: Engine, user_id: int, changes: Sequence[Filled]) -> bool:
    compiled = [(change.compiled(engine.dialect), values) for change, values in changes]
    begun = postgresql.beginning(seconds_to_wait(), user_id)
    sql = "; ".join([*begun, *(postgresql.insisting(one.sql) for one, _ in compiled)])
    parameters = tuple(chain.from_iterable(one.fill(values) for one, values in compiled))
    with _explained(engine, sql, parameters):
        return postgresql.send_whole(engine, sql, parameters)


class Find:
    """A Core select; its `bindparam`s are given each time it is sent.

    It is sent alone, without a transaction, which one statement doesn't need to see one state of
    the database.
    """

    def __init__(self, core: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]) -> None:
        self._core = core
        self._compiled: dict[str, tuple[_Compiled, Readers]] = {}

    def one(self, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row that it finds, or None."""
        return next(iter(self.all(**values)), None)

    def all(self, **values: Any) -> Sequence[tuple[Any, ...]]:
        """Return all rows that it finds."""
        engine = db.engine
        name = engine.dialect.name
        if name not in self._compiled:
            self._compiled[name] = _compile(self._core, engine.dialect), self._readers(engine)
        compiled, readers = self._compiled[name]
        rows = fetch(engine, compiled.sql, compiled.fill(values))
        if not rows or not readers:
            return rows
        columns: list[Sequence[Any]] = [*zip(*rows, strict=True)]
        for at, read in readers:
            columns[at] = [*map(read, columns[at])]
        return [*zip(*columns, strict=True)]

    def _readers(self, engine: Engine) -> Readers:
        dialect = engine.dialect
        types = [column.type.dialect_impl(dialect) for column in self._core.selected_columns]
        found = [  # every driver gives a float as one
            None if isinstance(kind, Float) else kind.result_processor(dialect, None)
            for kind in types
        ]
        return [(at, read) for at, read in enumerate(found) if read]


def fetch(engine: Engine, sql: str, parameters: tuple[Any, ...]) -> Sequence[tuple[Any, ...]]:
    """Send a select by itself and return its rows as the driver gives them."""
    with (
        _explained(engine, sql, parameters),
        closing(engine.raw_connection()) as connection,
        postgresql.by_itself(connection) if is_postgresql(engine) else nullcontext(),
    ):
        cursor = connection.cursor()
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@contextmanager
def _explained(engine: Engine, sql: str, parameters: tuple[Any, ...]) -> Iterator[None]:
    """Raise the driver's errors as SQLAlchemy does, without the parameters in their words."""
    errors = engine.dialect.loaded_dbapi.Error
    try:
        yield
    except errors as error:
        raise DBAPIError.instance(
            sql, parameters, error, errors, hide_parameters=engine.hide_parameters
        ) from error


def _compile(core: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled: Any = core.compile(dialect=dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    places = tuple(_place(name, binds[name], dialect) for name in compiled.positiontup)
    return _Compiled(str(compiled), places)


def _place(name: str, bind: BindParameter[Any], dialect: Dialect) -> Place:
    write = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return name, None, write
    return None, write(bind.value) if write else bind.value, None
