"""A site moves between SQLite and PostgreSQL, either way, and both are compared at the end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import Engine, insert, select, update

from notes_site import open_store
from notes_site.__main__ import commands
from notes_site.store.copies import moving
from notes_site.store.database import Base, close_all, db, writer_engine, writing
from notes_site.store.models import Rename, User
from notes_site.store.people.users import add_user, delete_user
from notes_site.store.practice.stamps import stamp
from tests.store.answers import NOW
from tests.store.owned import SWEPT, owned_tables, rows_of, value_for

pytestmark = pytest.mark.postgresql

WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite")]
Urls = dict[str, str]


@pytest.fixture
def urls(database_url: str, tmp_path: Path) -> Urls:
    return {"postgresql": database_url, "sqlite": f"sqlite:///{tmp_path}/moved.db"}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    """Return what opens the database of an address; each is closed at the end."""
    apps: list[Flask] = []

    def open_one(url: str) -> Flask:
        settings = {"NOTES_DATA_DIR": str(tmp_path / "data"), "NOTES_DATABASE_URL": url}
        apps.append(open_store(settings))
        return apps[-1]

    yield open_one
    for app in apps:
        with app.app_context():
            close_all()


def fill(app: Flask) -> None:
    """Put rows into every table there is: those of two readers, and those of nobody."""
    owned = owned_tables(Base.metadata)
    with app.app_context(), writing() as session:
        for reader in (3, 7):
            for table, row in rows_of(reader):
                session.execute(insert(table).values(row))
            stamp(session.connection(), reader)
        for table in Base.metadata.sorted_tables:
            if table not in owned:
                row = {column.name: value_for(column, 5) for column in table.columns}
                session.execute(insert(table).values(row))


def rows(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.app_context():
        found = {
            table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in SWEPT
        }
        db.session.remove()
    return found


def run_copy(source: str, target: str, tmp_path: Path) -> Result:
    environ = {"NOTES_DATA_DIR": str(tmp_path / "data")}
    return CliRunner(env=environ).invoke(commands, ["database", "copy", source, target])


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_every_row_of_every_table_is_there_and_new_readers_get_new_ids(
    opened: Callable[[str], Flask], urls: Urls, tmp_path: Path, source: str, target: str
) -> None:
    here = opened(urls[source])
    fill(here)
    with here.app_context():
        gone = add_user("gone", "hash", NOW) or 0
        delete_user(gone)
    done = run_copy(urls[source], urls[target], tmp_path)
    assert done.exit_code == 0, done.output
    assert "both hold the same" in done.output
    there = opened(urls[target])
    assert rows(there) == rows(here)
    assert all(rows(there).values())
    with there.app_context():
        assert add_user("new", "hash", NOW) == max(7, gone) + 1


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_copy_that_broke_off_is_gone_on_with(
    opened: Callable[[str], Flask],
    urls: Urls,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    target: str,
) -> None:
    monkeypatch.setattr(moving, "BATCH", 1)
    here = opened(urls[source])
    fill(here)
    written: list[str] = []
    write = moving._write

    def break_off(engine: Engine, table: object, batch: moving.Batch) -> None:
        written.append(str(table))
        if len(written) == 4:
            raise KeyboardInterrupt
        write(engine, table, batch)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(moving, "_write", break_off)
        assert run_copy(urls[source], urls[target], tmp_path).exit_code == 1
    assert 0 < sum(map(len, rows(opened(urls[target])).values())) < 10
    assert run_copy(urls[source], urls[target], tmp_path).exit_code == 0
    assert run_copy(urls[source], urls[target], tmp_path).exit_code == 0
    assert rows(opened(urls[target])) == rows(here)


def test_database_of_another_site_is_not_mixed_with(
    opened: Callable[[str], Flask], urls: Urls, tmp_path: Path
) -> None:
    fill(opened(urls["sqlite"]))
    there = opened(urls["postgresql"])
    with there.app_context():
        add_user("somebody", "hash", NOW)
    before = rows(there)
    refused = run_copy(urls["sqlite"], urls["postgresql"], tmp_path)
    assert refused.exit_code == 1
    assert "has to be empty" in refused.output
    after = rows(there)
    assert after["user"] == before["user"]
    assert not after["answer"]


def test_change_in_between_is_found(
    opened: Callable[[str], Flask], urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = opened(urls["sqlite"]), opened(urls["postgresql"])
    fill(here)
    with here.app_context():
        source = db.engine
    with there.app_context():
        target = writer_engine()
    write = moving._write

    def write_and_change(engine: Engine, table: object, batch: moving.Batch) -> None:
        write(engine, table, batch)  # type: ignore[arg-type]
        with engine.begin() as connection:
            connection.execute(update(User).values(username="somebody else"))

    monkeypatch.setattr(moving, "_write", write_and_change)
    with pytest.raises(moving.DifferentError, match="user"):
        moving.copy_all(source, target, lambda _: None)


def test_character_that_postgresql_cannot_keep_is_left_out(
    opened: Callable[[str], Flask], urls: Urls, tmp_path: Path
) -> None:
    with opened(urls["sqlite"]).app_context(), writing() as session:
        session.execute(insert(Rename).values(old_id="a\0b", new_id="b", is_applied=True))
    assert run_copy(urls["sqlite"], urls["postgresql"], tmp_path).exit_code == 0
    there = rows(opened(urls["postgresql"]))
    assert [row[0] for row in there["rename"]] == ["ab"]


def test_address_without_a_database_is_refused(urls: Urls, tmp_path: Path) -> None:
    refused = run_copy(f"sqlite:///{tmp_path}/none.db", urls["postgresql"], tmp_path)
    assert "There is no site's database" in refused.output
    assert not (tmp_path / "none.db").exists()
