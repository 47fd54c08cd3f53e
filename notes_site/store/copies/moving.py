"""Copying all that a site holds from one database to another, of either kind, and comparing them.

Rows are copied table by table, owners first, in the order of their keys, a batch at a time: what
breaks off is gone on with where it stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Integer, String, Table, func, insert, select, text

from notes_site.store.copies.numbers import go_on, last_number
from notes_site.store.database import Base
from notes_site.store.dialects import is_postgresql

BATCH = 5_000
Row = tuple[Any, ...]
Batch = Sequence[Row]
Tell = Callable[[int], None]
"""Is told of so many more rows that were dealt with."""


class DifferentError(Exception):
    """The two databases don't hold the same; the text names the table."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and what their hashes add up to, in whatever order."""

    rows: int = 0
    checksum: int = 0

    def plus(self, rows: Batch) -> "Sum":
        """Add rows by Python's own hash: both sides are summed up in one process."""
        return Sum(self.rows + len(rows), (self.checksum + sum(map(hash, rows))) % 2**64)


def count_all(source: Engine) -> int:
    """Return how many rows there are to be copied."""
    with source.connect() as connection:
        return sum(_count(connection, table) for table in Base.metadata.sorted_tables)


def copy_all(source: Engine, target: Engine, tell: Tell) -> int:
    """Copy all rows that the target has not yet; return how many both have then.

    Each row is told twice: once it is there, and once it is compared. The source is read, the
    target written; both are of the same version. DifferentError where the target holds other rows,
    before anything is added to that table, or at the end where somebody changed one of them
    meanwhile.
    """
    total = 0
    with source.connect() as reading:
        for table in Base.metadata.sorted_tables:
            total += _copy_table(reading, target, table, tell)
        last = last_number(reading)
    if is_postgresql(target):
        go_on_counting(target)
        _look_over(target)
    with target.begin() as connection:
        go_on(connection, last)
    return total


def _copy_table(reading: Connection, target: Engine, table: Table, tell: Tell) -> int:
    with target.connect() as there:
        found = sum_up(there, table)
    sum_here = sum_up(reading, table, first=found.rows)
    if sum_here != found:
        raise DifferentError(f"the table {table.name} has other rows there")
    tell(found.rows)
    for rows in _batches(reading, table, start=found.rows):
        _write(target, table, rows)
        sum_here = sum_here.plus(rows)
        tell(len(rows))
    with target.connect() as there:
        if sum_up(there, table, tell=tell) != sum_here:
            raise DifferentError(f"the table {table.name} was changed while it was copied")
    return sum_here.rows


def sum_up(
    connection: Connection, table: Table, first: int | None = None, tell: Tell | None = None
) -> Sum:
    """Sum a table up, or so many of its first rows."""
    found = Sum()
    if first != 0:
        for rows in _batches(connection, table, limit=first):
            found = found.plus(rows)
            if tell:
                tell(len(rows))
    return found


def _batches(
    connection: Connection, table: Table, *, start: int = 0, limit: int | None = None
) -> Iterator[Batch]:
    """Yield the rows in the order of their keys; NUL, which PostgreSQL can't keep, is left out."""
    rows = select(table).order_by(*table.primary_key).offset(start).limit(limit)
    texts = [at for at, column in enumerate(table.columns) if isinstance(column.type, String)]
    found = connection.execution_options(yield_per=BATCH).execute(rows)
    for part in found.partitions():
        batch = [tuple(row) for row in part]
        if any("\0" in row[at] for at in texts for row in batch if row[at]):
            batch = [tuple(map(_without_nul, row)) for row in batch]
        yield batch


def _without_nul(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _write(target: Engine, table: Table, rows: Batch) -> None:
    """Add a batch in a transaction of its own."""
    if is_postgresql(target):
        _stream(target, table, rows)
        return
    names = [column.name for column in table.columns]
    with target.begin() as connection:
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def _stream(target: Engine, table: Table, rows: Batch) -> None:
    """Send a batch by COPY, many times as quick as INSERT; moments go without their zone, UTC."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    with closing(target.raw_connection()) as connection:
        cursor: Any = connection.cursor()
        with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as sent:
            for row in rows:
                sent.write_row([_plain(value) for value in row])
        connection.commit()


def _plain(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def go_on_counting(target: Engine) -> None:
    """Let new rows get ids above those that were copied."""
    with target.begin() as connection:
        for table in Base.metadata.sorted_tables:
            key = table.autoincrement_column
            if key is not None and isinstance(key.type, Integer):
                connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', '{key.name}'), "  # noqa: S608
                        f'coalesce(max("{key.name}"), 0) + 1, false) FROM "{table.name}"'
                    )
                )


def _look_over(target: Engine) -> None:
    """Let the server count what it plans by, which it does by itself only minutes later."""
    with target.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(text(f'ANALYZE "{table.name}"'))
