"""The database's log, starts at the same time, and many who want one name."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, text

from benchmarks.durability import Client
from notes_site.store.database import db, driver, writing
from notes_site.store.models import Attempt
from tests.conftest import Clock, Person
from tests.pages import token_of
from tests.processes import gunicorn, process
from tests.promises.conftest import Measuring
from tests.promises.people import SERVE
from tests.web.addresses import routes

MOST_LOG_BYTES = 64_000_000
PIECE = 400_000
SIGN_UPS = 24
MOST_TAKEN = 10
"""How many may ask for a name from one address before they have to wait."""


@pytest.mark.long
@pytest.mark.promise("A14")
def test_log_stays_small_while_more_is_written_than_it_may_hold(
    app: Flask, data: Path, clock: Clock, measuring: Measuring
) -> None:
    log, largest = data / "notes.db-wal", 0
    with app.app_context():
        for number in range(MOST_LOG_BYTES // PIECE + 40):
            row = {"key": f"{number:09}" + "x" * PIECE, "started_at": clock.moment, "count": 1}
            with writing() as session:
                session.execute(insert(Attempt).values(row))
            largest = max(largest, log.stat().st_size if log.exists() else 0)
    assert largest <= MOST_LOG_BYTES
    measuring.note("A14", "log", {"written": "80 MB", "log at most": f"{largest / 1e6:.1f} MB"})


@pytest.mark.promise("A14")
def test_no_page_leaves_a_reading_open_that_would_keep_the_log_from_shrinking(
    app: Flask, ada: Person, data: Path
) -> None:
    ada.start_quiz("first")
    ada.submit("/interviews", plan="interview-15")
    stranger = driver.connect(str(data / "notes.db"), timeout=0, isolation_level=None)

    def can_shrink(key: str) -> bool:
        """Write something, and tell whether all of the log could be put where it belongs."""
        stranger.execute("INSERT INTO attempt VALUES (?, '2026-11-23 12:00:00', 1)", (key,))
        is_busy, *_ = stranger.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy

    for endpoint, path in routes(app, "GET").items():
        ada.client.get(path, buffered=True)
        assert can_shrink(endpoint), endpoint
    with app.app_context():
        db.session.execute(text("SELECT count(*) FROM user"))
        assert not can_shrink("while one reads")
        db.session.remove()
    stranger.close()


@pytest.mark.long
@pytest.mark.promise("A15")
def test_many_starts_at_once_on_a_new_folder_all_succeed(
    environ: dict[str, str], measuring: Measuring
) -> None:
    starts, together = measuring.choose(12, 200), measuring.choose(12, 25)

    def start(_: int) -> "tuple[int | None, str, str]":
        command = [*SERVE[:-2], "--check"]
        with process(*command, env=environ, stderr=subprocess.PIPE) as running:
            said, complaints = running.communicate(timeout=300)
            return running.returncode, said, complaints

    with ThreadPoolExecutor(together) as pool:
        tried = list(pool.map(start, range(starts)))
    for code, said, complaints in tried:
        assert (code, said) == (0, "The site can start.\n"), complaints
        assert "locked" not in complaints
    migrated = [one for one in tried if "Migrated the database from empty" in one[2]]
    assert len(migrated) == 1
    measuring.note("A15", "new folder", {"starts": starts, "at once": together, "locked": 0})


@pytest.mark.long
@pytest.mark.promise("B11")
def test_of_many_sign_ups_with_one_name_at_once_one_gets_it(
    environ: dict[str, str], data: Path
) -> None:
    def sign_up(client: Client) -> int:
        token = token_of(client.ask("GET", "/register")[2])
        fields = [("username", "popular"), ("password", "four unrelated words")]
        return client.ask("POST", "/register", [("csrf_token", token), *fields])[0]

    with gunicorn(environ, []) as running, ThreadPoolExecutor(SIGN_UPS) as pool:
        clients = [Client(running.port, f"somebody{number}") for number in range(SIGN_UPS)]
        codes = list(pool.map(sign_up, clients))
    assert codes.count(303) == 1
    assert set(codes) <= {303, 422, 429}
    connection = driver.connect(str(data / "notes.db"))
    assert connection.execute("SELECT username FROM user").fetchall() == [("popular",)]
    connection.close()


@pytest.mark.promise("B11")
def test_sign_ups_that_reach_the_database_in_one_moment_make_one_account(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(MOST_TAKEN)

    def hash_together(_: str) -> str:
        together.wait()
        return "hash"

    def sign_up(_: int) -> int:
        return Person(app.test_client()).register("popular").status_code

    monkeypatch.setattr("notes_site.web.people.account.hash_password", hash_together)
    with ThreadPoolExecutor(MOST_TAKEN) as pool:
        codes = list(pool.map(sign_up, range(MOST_TAKEN)))
    assert sorted(codes) == [303, *[422] * (MOST_TAKEN - 1)]


LOCK_HOLDER = """
import sys
from pathlib import Path
import fcntl
from notes_site.store.database import driver
path = sys.argv[1]
side = open(path + ".lock", "ab")
fcntl.flock(side, fcntl.LOCK_EX)
connection = driver.connect(path, isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.mark.promise("A16")
def test_every_page_opens_while_another_process_holds_the_lock(
    app: Flask, ada: Person, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes_site.store.database.PATIENCE_SECONDS", 0.01)
    ada.start_quiz("first")
    ada.submit("/interviews", plan="interview-15")
    token = token_of(ada.page("/practice"))
    with process(sys.executable, "-c", LOCK_HOLDER, str(data / "notes.db")) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        for endpoint, path in routes(app, "GET").items():
            assert ada.get(path).status_code < 500, endpoint
        refused = ada.send("/practice", token, topics="first", length="5")
        assert refused.status_code == 503
        assert "Not saved" in refused.text
        assert holder.poll() is None
    assert ada.send("/practice", token, topics="first", length="5").status_code == 303
