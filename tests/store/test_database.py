"""The two engines: what one refuses and the other keeps, and the measured settings of SQLite."""

import ast
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, literal_column, select, table, text, update
from sqlalchemy.exc import DBAPIError

from notes_site.store import database
from notes_site.store.database import PRAGMAS, db, driver, is_wal_safe, writer_engine, writing
from notes_site.store.models import Attempt
from notes_site.store.statements import Find

STORE = Path(database.__file__).parent
DOORS = {"writing", "changing"}
WAITS_FOR_NOBODY = {"record_seen", "sweep_at_start"}
"""What is not sent again: it is left out where somebody is in the way."""
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SYNCHRONOUS_FULL, TEMP_MEMORY = 2, 2


@pytest.mark.sqlite("settings of its connections")
@pytest.mark.promise("A5")
@pytest.mark.parametrize("is_writer", [True, False])
def test_every_connection_has_the_measured_pragmas(app: Flask, is_writer: bool) -> None:
    expected = PRAGMAS | {"synchronous": SYNCHRONOUS_FULL, "foreign_keys": 1, "trusted_schema": 0}
    expected |= {"temp_store": TEMP_MEMORY, "query_only": 0 if is_writer else 1}
    with app.app_context():
        engine = writer_engine() if is_writer else db.engine
        with engine.connect() as connection:
            found = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in expected
            }
    assert found == expected


@pytest.mark.sqlite("its journal")
@pytest.mark.promise("A5")
def test_database_uses_the_journal_that_is_safe_with_this_library(app: Flask) -> None:
    with app.app_context():
        mode = db.session.execute(text("PRAGMA journal_mode")).scalar_one()
    assert mode == ("wal" if is_wal_safe(driver.sqlite_version_info) else "delete")


def test_select_that_fails_says_so_as_every_other_statement_does(app: Flask) -> None:
    with app.app_context():
        for _ in range(2):
            with pytest.raises(DBAPIError, match=r"no such table|does not exist"):
                Find(select(literal_column("1")).select_from(table("gone"))).all()
        assert Find(select(literal_column("1"))).all() == [(1,)]


@pytest.mark.promise("A5")
@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_write_ahead_log_is_used_only_where_its_reset_bug_is_fixed(
    version: tuple[int, int, int], is_safe: bool
) -> None:
    assert is_wal_safe(version) is is_safe


def test_reading_session_cannot_write(app: Flask) -> None:
    with app.app_context(), pytest.raises(DBAPIError, match=r"readonly|read-only"):
        db.session.execute(insert(Attempt).values(key="k", started_at=NOW, count=1))


@pytest.mark.sqlite("its write lock")
def test_writing_takes_the_lock_before_it_reads(app: Flask) -> None:
    """A second writer, even one that ignores our turn, waits for the first instead of failing."""
    with app.app_context(), writing() as session:
        session.execute(select(Attempt.count)).all()
        stranger = driver.connect(writer_engine().url.database, timeout=0, isolation_level=None)
        with pytest.raises(driver.OperationalError, match="locked"):
            stranger.execute("BEGIN IMMEDIATE")
        stranger.close()


def test_failed_block_writes_nothing(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError, match="half way"), writing() as session:
            session.execute(insert(Attempt).values(key="k", started_at=NOW, count=1))
            raise RuntimeError("half way")
        assert db.session.execute(select(Attempt.key)).all() == []


def test_no_update_of_many_writers_for_one_reader_is_lost(app: Flask, user_id: int) -> None:
    writers, updates = 8, 25
    start = threading.Barrier(writers)
    with app.app_context(), writing() as session:
        session.execute(insert(Attempt).values(key="k", started_at=NOW, count=0))

    def add_many(_: int) -> None:
        start.wait()
        with app.app_context():
            for _ in range(updates):
                with writing(user_id) as session:
                    count = session.execute(select(Attempt.count)).scalar_one()
                    session.execute(update(Attempt).values(count=count + 1))

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(add_many, range(writers)))
    with app.app_context():
        assert db.session.execute(select(Attempt.count)).scalar_one() == writers * updates


def transactions(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    """Yield each function that opens one, and the call that does."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in DOORS:
                    yield function, node


def test_every_transaction_names_its_reader_and_is_sent_again_after_a_deadlock() -> None:
    """On PostgreSQL: who forgets either loses answers only when two come at once."""
    found = 0
    for file in sorted(STORE.glob("*/*.py")):
        for function, call in transactions(ast.parse(file.read_text(encoding="utf-8"))):
            found += 1
            where = f"{file.name}: {function.name}"
            marks = {getattr(one, "id", "") for one in function.decorator_list}
            assert "retried" in marks or function.name in WAITS_FOR_NOBODY, where
            if "user_id" in {one.arg for one in function.args.args}:
                assert call.args, where
    assert found > 50


def test_moments_come_back_aware_and_naive_ones_are_refused(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            session.execute(insert(Attempt).values(key="k", started_at=NOW, count=1))
        assert db.session.execute(select(Attempt.started_at)).scalar_one() == NOW
        naive = NOW.replace(tzinfo=None)
        with pytest.raises(Exception, match="no time zone"), writing() as session:
            session.execute(insert(Attempt).values(key="n", started_at=naive, count=1))


def test_nobody_else_on_the_machine_can_open_the_data_folder(app: Flask, data: Path) -> None:
    assert data.stat().st_mode & 0o077 == 0
    assert (data / "secret_key").stat().st_mode & 0o077 == 0
