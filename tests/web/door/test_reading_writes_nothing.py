"""GET shows: it writes nothing but when a browser was last seen, and waits for nobody to do so."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text, update

from notes_site.store.database import PRAGMAS, close_all, db, driver, writer_engine, writing
from notes_site.store.dialects import is_postgresql
from notes_site.store.models import SignIn
from notes_site.web.public import FILES
from tests.conftest import Person
from tests.web.addresses import routes
from tests.web.queries import statements
from tests.web.timed import find_finish, pass_deadline
from tests.web.timed import start as start_interview

READS = ("BEGIN", "SELECT", "SET LOCAL lock_timeout")
LONG_AGO = datetime.now(UTC) - timedelta(days=2)
HOLDER = """
import fcntl, select, sys
side_file = open(sys.argv[1], "ab")
fcntl.flock(side_file, fcntl.LOCK_EX)
print("held", flush=True)
select.select([sys.stdin], [], [], 30)
"""
"""A process that has its turn to write until it is told to go, or for half a minute."""


def forget_seen(app: Flask) -> None:
    with app.app_context(), writing() as session:
        session.execute(update(SignIn).values(last_seen_at=LONG_AGO))


def last_seen(app: Flask) -> datetime:
    with app.app_context():
        return db.session.execute(select(SignIn.last_seen_at)).scalar_one()


def lock_path(app: Flask) -> str:
    with app.app_context():
        return f"{writer_engine().url.database}.lock"


@contextmanager
def other_process_writing(app: Flask) -> Iterator[None]:
    """Let another process of the site hold the turn; it must still hold it at the end."""
    command = [sys.executable, "-c", HOLDER, lock_path(app)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        yield
        assert holder.poll() is None, "the page waited until the lock was given back"
        holder.communicate(b"\n")


@contextmanager
def stranger_writing(app: Flask) -> Iterator[None]:
    """Let a program that knows nothing of our turns hold SQLite's own lock."""
    path = lock_path(app).removesuffix(".lock")
    stranger = driver.connect(path, timeout=0, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    yield
    stranger.execute("ROLLBACK")
    stranger.close()


@contextmanager
def other_server_writing(app: Flask) -> Iterator[None]:
    """Let a process of another machine change the browser's row, and not be done."""
    with app.app_context():
        engine = writer_engine()
    with engine.connect() as connection:
        connection.execute(select(SignIn).with_for_update())
        yield


@contextmanager
def database_read_only(app: Flask) -> Iterator[None]:
    """Let every connection refuse to write, as on a disk that is read-only, or on a replica."""
    with app.app_context():
        engine = writer_engine()
        close_all()

    def refuse(connection: Any, _record: object) -> None:
        if is_postgresql(engine):
            connection.execute("SET default_transaction_read_only = on")
        else:
            connection.execute("PRAGMA query_only = ON")

    event.listen(engine, "connect", refuse)
    yield
    event.remove(engine, "connect", refuse)
    with app.app_context():
        close_all()


def test_pages_write_nothing_but_when_a_browser_was_last_seen(app: Flask, ada: Person) -> None:
    ada.start_quiz("first")
    interview = start_interview(ada)
    pass_deadline(app, interview)
    for endpoint, path in routes(app, "GET").items():
        forget_seen(app)
        with statements(app) as seen:
            ada.get(path)
        written = [one for one in seen if not one.startswith(READS)]
        expected = ["UPDATE sign_in SET last_seen_at"] if endpoint not in FILES else []
        assert [one.partition("=")[0] for one in written] == expected, endpoint
        with statements(app) as seen:
            ada.get(path)
        assert [one for one in seen if not one.startswith(READS)] == [], endpoint
    assert find_finish(app, interview)[0] is None


@pytest.mark.promise("A16")
@pytest.mark.parametrize(
    "holding",
    [
        pytest.param(
            other_process_writing,
            marks=[
                pytest.mark.sqlite("turns by a lock beside its file"),
                pytest.mark.skipif(sys.platform == "win32", reason="no locks on files there"),
            ],
        ),
        pytest.param(stranger_writing, marks=pytest.mark.sqlite("its write lock")),
        pytest.param(other_server_writing, marks=pytest.mark.postgresql),
        database_read_only,
    ],
)
def test_page_does_not_wait_for_a_writer_to_note_who_was_seen(
    app: Flask, ada: Person, holding: Callable[[Flask], Iterator[None]]
) -> None:
    """A16, B15."""
    forget_seen(app)
    with holding(app):  # type: ignore[attr-defined]
        assert ada.get("/progress").status_code == 200
    assert last_seen(app) == LONG_AGO
    assert ada.get("/progress").status_code == 200
    assert last_seen(app) > LONG_AGO
    assert ada.start_quiz("first")  # who waits for their turn does so as before


def test_report_of_an_expired_quiz_needs_no_writing(app: Flask, ada: Person, data: Path) -> None:
    interview = start_interview(ada, "exam-10", "second")
    ada.submit(f"{interview}/1", choice="yes")
    pass_deadline(app, interview)
    with database_read_only(app):
        for path in (interview, f"{interview}/1", f"{interview}/report"):
            report = ada.page(path)
            assert "<strong>1</strong> of 1 point" in report
            assert "5 of 5 minutes used" in report
        assert "Not saved" in ada.submit("/practice", f"{interview}/finish").text
    ada.submit("/practice", f"{interview}/finish")
    finished, deadline = find_finish(app, interview)
    assert finished == deadline


@pytest.mark.sqlite("its own waiting")
def test_sqlite_too_waits_for_nobody_then_and_for_others_afterwards(app: Flask) -> None:
    timeout = text("PRAGMA busy_timeout")
    with app.app_context():
        with writing(waits=False) as session:
            assert session.execute(timeout).scalar_one() == 0
        with writing() as session:
            assert session.execute(timeout).scalar_one() == PRAGMAS["busy_timeout"]
