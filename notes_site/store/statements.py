"""Changes sent with every answer: written in Core, compiled once, then sent as plain SQL.

Core's own work for a change (finding it in its cache, filling it in) costs more than SQLite's. For
what is selected it doesn't: there a `select()` built once, and given its values, is the faster one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Insert, Update

Writer = Callable[[Any], Any] | None
Place = tuple[str | None, Any, Writer]
"""A `?` of the SQL: the name of what is given for it, or None and what always stands there."""


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
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._core, dialect)
        return connection.exec_driver_sql(compiled.sql, compiled.fill(values)).rowcount


def _compile(core: Insert | Update, dialect: Dialect) -> _Compiled:
    compiled: Any = core.compile(dialect=dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    places = tuple(_place(name, binds[name], dialect) for name in compiled.positiontup)
    return _Compiled(str(compiled), places)


def _place(name: str, bind: BindParameter[Any], dialect: Dialect) -> Place:
    write = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return name, None, write
    return None, write(bind.value) if write else bind.value, None
