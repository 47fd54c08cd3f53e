"""Which tables hold what is of a reader, by the schema, with a row of each; new ones, too."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, MetaData, Table

from notes_site.store.database import Base
from notes_site.store.inventory import OF_OTHERS, OF_READERS

WORTH: dict[type, Any] = {
    int: 1,
    float: 0.5,
    bool: False,
    date: date(2026, 11, 23),
    object: datetime(2026, 11, 23, 12, tzinfo=UTC),  # UtcDateTime says no more of itself
}


def owned_tables(metadata: MetaData) -> list[Table]:
    """Return the tables from which foreign keys lead to a reader, parents first."""
    found = {"user"}
    for table in metadata.sorted_tables:
        if any(key.column.table.name in found for key in table.foreign_keys):
            found.add(table.name)
    return [table for table in metadata.sorted_tables if table.name in found]


def value_for(column: Column[Any], reader: int) -> Any:
    """Return a value that only this reader's row has: their id where it refers or identifies."""
    kind = column.type.python_type
    if column.foreign_keys or (column.primary_key and kind is int):
        return reader
    words = f"of reader {reader}"
    return words if kind is str else words.encode() if kind is bytes else WORTH[kind]


SWEPT = [name for one in (*OF_READERS, *OF_OTHERS) if one.is_swept for name in one.tables]
"""The tables that hold something for a time; a start deletes what is over."""


def rows_of(reader: int) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Yield a row of a reader for every table that is theirs, every column filled."""
    for table in owned_tables(Base.metadata):
        yield table, {column.name: value_for(column, reader) for column in table.columns}
