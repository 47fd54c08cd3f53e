"""What the two databases say in different words, so that every statement is written once."""

from typing import Any, Self

from sqlalchemy import ColumnElement, Double, Engine, MetaData
from sqlalchemy.dialects.sqlite.dml import Insert as SQLiteInsert
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def is_postgresql(engine: Engine) -> bool:
    return engine.dialect.name == POSTGRESQL


class _DoNothing(OnConflictDoNothing):
    inherit_cache = True
    constraint_target = None
    """PostgreSQL's compiler asks; there, a constraint could be named in place of columns."""


class _DoUpdate(OnConflictDoUpdate):
    inherit_cache = True
    constraint_target = None


class Insert(SQLiteInsert):
    """An INSERT with SQLite's ON CONFLICT, which PostgreSQL's compiler writes, too.

    PostgreSQL's own class would load its dialect, and all that it stands on, at every start.
    """

    inherit_cache = True

    def on_conflict_do_nothing(self, index_elements: Any = None, index_where: Any = None) -> Self:
        return self.ext(_DoNothing(index_elements, index_where))

    def on_conflict_do_update(
        self,
        index_elements: Any = None,
        index_where: Any = None,
        set_: Any = None,
        where: Any = None,
    ) -> Self:
        return self.ext(_DoUpdate(index_elements, index_where, set_, where))


def insert(table: type[Any]) -> Insert:
    return Insert(table)


class rounded(GenericFunction[float]):  # noqa: N801 - functions of SQL are written small
    """A double to nine places; PostgreSQL rounds only exact numbers to places."""

    type = Double()
    inherit_cache = True

    def __init__(self, number: ColumnElement[Any]) -> None:
        super().__init__(number)


@compiles(rounded)
def _round(element: rounded, compiler: SQLCompiler, **options: Any) -> str:
    return f"round({compiler.process(element.clauses, **options)}, 9)"


@compiles(rounded, POSTGRESQL)
def _round_exactly(element: rounded, compiler: SQLCompiler, **options: Any) -> str:
    number = compiler.process(element.clauses, **options)
    return f"CAST(round(CAST({number} AS NUMERIC), 9) AS DOUBLE PRECISION)"


def share_conditions(metadata: MetaData) -> None:
    """Let indexes have on PostgreSQL the conditions that the models give them on SQLite.

    To name both there would load PostgreSQL's dialect at every start.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            where = index.dialect_options[SQLITE]["where"]
            if where is not None:
                index.dialect_options[POSTGRESQL]["where"] = where
