"""Statements sent with every answer: written in Core, compiled once, then sent as plain SQL.

Building a Core statement, and finding it in SQLAlchemy's cache, costs more than SQLite does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Insert, Select, Update
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any] | None
Value = tuple[str | None, Any, Processor]
"""What stands at one place: the name of what is given, or None and what always stands there."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The SQL of one dialect, and what stands between its values and Python's."""

    sql: str
    values: tuple[Value, ...]
    readers: tuple[Processor, ...]

    def fill(self, given: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(
            fixed if name is None else write(given[name]) if write else given[name]
            for name, fixed, write in self.values
        )

    def read(self, row: Any) -> tuple[Any, ...]:
        cells = zip(row, self.readers, strict=True)
        return tuple(read(value) if read else value for value, read in cells)


class Statement:
    """A Core statement whose `bindparam`s are given by name each time it is sent."""

    def __init__(self, core: Select[*tuple[Any, ...]] | Insert | Update) -> None:
        self._core = core
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """Send it, and return what it selects or returns, each value as its column's type says."""
        compiled = self._for(connection.dialect)
        result = connection.exec_driver_sql(compiled.sql, compiled.fill(values))
        return [compiled.read(row) for row in result] if compiled.readers else []

    def row(self, connection: Connection, **values: Any) -> tuple[Any, ...] | None:
        """Send one that finds at most one row."""
        return next(iter(self.rows(connection, **values)), None)

    def _for(self, dialect: Dialect) -> _Compiled:
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = _compile(self._core, dialect)
        return self._compiled[dialect.name]


def _compile(core: Any, dialect: Dialect) -> _Compiled:
    compiled = core.compile(dialect=dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    values = tuple(_value(name, binds[name], dialect) for name in compiled.positiontup or ())
    readers = tuple(_reader(column.type, dialect) for column in core.exported_columns)
    return _Compiled(str(compiled), values, readers)


def _value(name: str, bind: BindParameter[Any], dialect: Dialect) -> Value:
    write = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return name, None, write
    return None, write(bind.value) if write else bind.value, None


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
