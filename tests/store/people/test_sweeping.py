"""What is kept for a time goes when that is over, though nobody comes back for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, func, insert, select

from notes_site.store.copies.moving import go_on_counting
from notes_site.store.database import (
    Base,
    close_all,
    db,
    driver,
    is_on_server,
    writer_engine,
    writing,
)
from notes_site.store.inventory import ACCOUNT, FOR_GOOD, OF_OTHERS, OF_READERS, PROGRESS
from notes_site.store.models import Event, SignIn
from notes_site.store.people.programs.personal import add_token
from notes_site.store.people.sweeping import LASTING, OVER
from notes_site.store.people.users import add_sign_in, add_user
from tests.store.owned import SWEPT, value_for

NOW = datetime.now(UTC) + timedelta(hours=1)  # still ahead when the tests have run for long
LONG_AGO = NOW - timedelta(days=400)
UNTIL_ITS_READER = {
    *map(str, (ACCOUNT, PROGRESS, FOR_GOOD)),
    "Until you have been told.",
    "As long as you have the account, or until you delete it there.",
    "For good, for the person who runs this site; without your name once the account is gone.",
    "Until you delete them, or the account.",
    "Until you unlink it, or the account is gone.",
    "Until it looks again.",
}
"""What the list says of that which no time ends."""
GONE, THERE = 1, 2


def row_of(table: Table, reader: int) -> dict[str, Any]:
    """Return a row of a reader who came long ago, or is there now."""
    moment = LONG_AGO if reader == GONE else NOW
    row = {column.name: value_for(column, reader) for column in table.columns}
    row |= {name: moment for name, value in row.items() if isinstance(value, datetime)}
    return row | {name: moment + timedelta(hours=1) for name in row if name == "expires_at"}


@pytest.fixture
def filled(app: Flask) -> Flask:
    """Return a site on which every such table has a row that is over and one that is not."""
    with app.app_context():
        for name in ("gone", "there"):
            add_user(name, "hash", LONG_AGO)
        with writing() as session:
            for name in SWEPT:
                table = Base.metadata.tables[name]
                for reader in (GONE, THERE):
                    session.execute(insert(table).values(row_of(table, reader)))
            lately = {"user_id": THERE, "kind": "signed-in", "happened_at": NOW - timedelta(days=2)}
            lately["id"] = THERE + 1
            session.execute(insert(Event).values(lately))
        if is_on_server():  # which counts apart from the ids that were given here
            go_on_counting(writer_engine())
    return app


def kept(app: Flask, name: str) -> list[Any]:
    """Return the texts of a table's rows that say whose they are."""
    table = Base.metadata.tables[name]
    with app.app_context():
        rows = db.session.execute(select(table)).all()
        close_all()
    return [
        value for row in rows for value in dict.fromkeys(row) if str(value).startswith("of reader")
    ]


def test_list_of_what_is_stored_says_what_is_swept() -> None:
    """A new table is swept, or what it holds is a reader's for as long as they like."""
    assert set(SWEPT) == {table.__tablename__ for table in OVER}
    for one in (*OF_READERS, *OF_OTHERS):
        assert one.is_swept or str(one.how_long) in UNTIL_ITS_READER


@pytest.mark.parametrize("name", SWEPT)
def test_start_deletes_what_is_over_and_nothing_else(
    filled: Flask, make_app: Callable[..., Flask], name: str
) -> None:
    make_app()
    assert set(kept(filled, name)) == {f"of reader {THERE}"}


def test_start_goes_on_where_it_cannot_delete(
    filled: Flask, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Damage that no quick check sees, say: pages of others can be read all the same."""

    def fail(*_: object) -> None:
        raise driver.DatabaseError("database disk image is malformed")

    monkeypatch.setattr("notes_site.store.people.sweeping.sweep", fail)
    assert make_app().test_client().get("/").status_code == 200


@pytest.mark.parametrize("name", SWEPT)
def test_sign_in_of_somebody_else_deletes_what_is_over(filled: Flask, name: str) -> None:
    with filled.app_context():
        add_sign_in(THERE, NOW, "of reader 2")
    assert set(kept(filled, name)) == {f"of reader {THERE}"}


def test_clock_that_is_a_year_ahead_for_a_while_costs_nobody_anything(filled: Flask) -> None:
    """However often somebody signs in meanwhile; where it stays there, what is over goes later."""
    names = [table.__tablename__ for table in LASTING]
    then = NOW + timedelta(days=365)
    with filled.app_context():
        add_sign_in(THERE, NOW, "of reader 2")  # the last one by the right clock
        for minutes in (0, 5, 10):
            add_sign_in(GONE, then + timedelta(minutes=minutes), "of a later reader")
    assert all(f"of reader {THERE}" in kept(filled, name) for name in names)
    with filled.app_context():
        add_sign_in(GONE, then + timedelta(days=1, hours=1), "of a later reader")
    assert not any(f"of reader {THERE}" in kept(filled, name) for name in names)


def test_token_made_by_a_clock_that_is_ahead_is_no_sign_that_it_holds(filled: Flask) -> None:
    """Unused it was "last seen" a day before it was made, when nobody was here."""
    names = [table.__tablename__ for table in LASTING]
    then = NOW + timedelta(days=365)
    with filled.app_context():
        add_sign_in(THERE, NOW, "of reader 2")
        add_sign_in(GONE, then, "of a later reader")
        newest = db.session.execute(select(func.max(SignIn.id))).scalar_one()
        assert add_token(GONE, "a script", ["read"], then, timedelta(days=30), newest)
        add_sign_in(GONE, then + timedelta(minutes=5), "of a later reader")
    assert all(f"of reader {THERE}" in kept(filled, name) for name in names)
