"""What in a newer database would stand in the way of older code, read from the two databases."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from notes_site.store.database import driver

UNIQUE = 'SELECT name FROM pragma_index_list(?) WHERE "unique"'
OWN = {"alembic_version"}
HOLDING = "SELECT \"table\" FROM pragma_foreign_key_list(?) WHERE on_delete LIKE '%O ACTION'"
Columns = dict[str, tuple[str, bool, object]]
"""The type of each column, whether it must be given, and its default."""


def find_breaks(old: Path, new: Path) -> list[str]:
    """Return what the old code's statements could not live with, a line each."""
    with (
        closing(driver.connect(str(old))) as before,
        closing(driver.connect(str(new))) as after,
    ):
        return [line for name in tables(before) for line in of_table(name, before, after)] + [
            f"{name} keeps {parent}'s rows from being deleted"
            for name in tables(after) - tables(before)
            for parent in holding(name, after) & tables(before)
        ]


def tables(connection: Any) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name for (name,) in rows if not name.startswith("sqlite_")} - OWN


def of_table(name: str, before: Any, after: Any) -> Iterator[str]:
    old, new = columns(name, before), columns(name, after)
    if not new:
        yield f"{name} is gone"
        return
    yield from of_columns(name, old, new)
    was, now = uniques(name, before), uniques(name, after)
    yield from (f"{name} no longer has one row for {', '.join(sorted(one))}" for one in was - now)
    known = [one for one in now - was if one <= old.keys()]
    yield from (f"{name} must have one row for {', '.join(sorted(one))}" for one in known)
    # old code leaves a new column empty, which refers to nothing, and goes where its parent goes
    more = parents(name, after) - parents(name, before)
    if {column for column, parent in more if column in old or parent in holding(name, after)}:
        yield f"{name} refers to something more"
    if checks(name, after) > checks(name, before):
        yield f"{name} is checked for something more"


def of_columns(name: str, old: Columns, new: Columns) -> Iterator[str]:
    for column, facts in old.items():
        if column not in new:
            yield f"{name}.{column} is gone"
        elif new[column][:2] != facts[:2]:
            yield f"{name}.{column} was {facts[:2]} and is {new[column][:2]}"
    for column in new.keys() - old.keys():
        _, is_required, default = new[column]
        if is_required and default is None:
            yield f"{name}.{column} has to be given, and old code doesn't"


def columns(table: str, connection: Any) -> Columns:
    rows = connection.execute("SELECT * FROM pragma_table_info(?)", (table,)).fetchall()
    return {name: (kind, bool(required), default) for _, name, kind, required, default, _ in rows}


def uniques(table: str, connection: Any) -> set[frozenset[str]]:
    names = connection.execute(UNIQUE, (table,)).fetchall()
    asked = "SELECT name FROM pragma_index_info(?)"
    found = (connection.execute(asked, (name,)).fetchall() for (name,) in names)
    return {frozenset(column for (column,) in rows) for rows in found}


def parents(table: str, connection: Any) -> set[tuple[str, str]]:
    asked = 'SELECT "from", "table" FROM pragma_foreign_key_list(?)'
    return set(connection.execute(asked, (table,)).fetchall())


def holding(table: str, connection: Any) -> set[str]:
    return {parent for (parent,) in connection.execute(HOLDING, (table,))}


def checks(table: str, connection: Any) -> int:
    asked = "SELECT sql FROM sqlite_master WHERE name = ?"
    (sql,) = connection.execute(asked, (table,)).fetchone()
    return str(sql).upper().count("CHECK (")
