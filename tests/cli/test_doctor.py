"""The doctor says in a line each how a site is, and what to do about it; and changes nothing."""

import json
import os
import socketserver
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from notes_site.__main__ import commands
from notes_site.cli.doctor import data as of_data
from notes_site.store.database import close_all, driver
from notes_site.store.schema import HEAD
from tests.conftest import Clock, Person

HTTPS = {"NOTES_SITE_URL": "https://notes.example.org", "NOTES_TRUSTED_PROXIES": "1"}
CHECKS = (
    *("settings", "proxies", "secret", "registration", "debug", "content", "permissions", "disk"),
    *("log", "backup", "sqlite", "migrations", "clock", "integrity", "writing"),
)
Found = dict[str, dict[str, str]]


@pytest.fixture
def live(make_app: Callable[..., Flask], data: Path) -> Path:
    """Return the database of a site that runs as a host should have it, and has a reader."""
    with (app := make_app()).app_context():
        Person(app.test_client()).register("ada")
        close_all()
    return data / "notes.db"


def ask(environ: dict[str, str], *options: str) -> tuple[int, Found]:
    """Return the exit code, and what each check found."""
    ended = CliRunner(env=environ).invoke(commands, ["doctor", "--json", *options])
    assert ended.exit_code in {0, 1}, ended.output
    return ended.exit_code, {found["check"]: found for found in json.loads(ended.output)}


def only_wrong(environ: dict[str, str], check: str) -> str:
    """Return what was seen and what to do, where this alone is wrong."""
    code, found = ask(environ)
    assert code == 1
    assert [name for name, one in found.items() if one["verdict"] == "wrong"] == [check]
    assert found[check]["do"]
    return f"{found[check]['seen']}; {found[check]['do']}"


def warned(environ: dict[str, str], check: str) -> str:
    code, found = ask(environ)
    assert (code, found[check]["verdict"]) == (0, "warn")
    assert found[check]["do"]
    return f"{found[check]['seen']}; {found[check]['do']}"


def test_site_as_it_should_be_has_nothing_wrong_in_a_line_each(
    live: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    runner = CliRunner(env=environ | HTTPS)
    assert runner.invoke(commands, ["backup", str(tmp_path / "copy.db")]).exit_code == 0
    before = written(live.parent)
    ended = runner.invoke(commands, ["doctor"])
    assert ended.exit_code == 0
    lines = ended.output.splitlines()
    assert tuple(line.split()[1] for line in lines) == CHECKS
    assert {line.split()[0] for line in lines} == {"ok"}
    assert all(line.endswith(".") for line in lines)
    assert written(live.parent) == before  # but for the row that shows that writing works


def written(folder: Path) -> dict[str, int]:
    """Return when each file was written to; not the database and what SQLite has beside it."""
    found = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    return {
        name: moment
        for name, moment in found.items()
        if not name.endswith(("-wal", "-shm", ".db", ".lock"))
    }


def test_setting_that_cannot_be_used_is_the_one_thing_said(environ: dict[str, str]) -> None:
    code, found = ask(environ | {"NOTES_REGISTRATION": "perhaps"})
    assert (code, list(found)) == (1, ["settings"])
    assert "write open, invite or closed" in found["settings"]["seen"]


def test_folder_without_a_database_is_said(environ: dict[str, str]) -> None:
    assert "or is NOTES_DATA_DIR not the site's?" in only_wrong(environ, "database")


@pytest.mark.promise("A13")
def test_damage_that_a_start_did_not_see_is_found(live: Path, environ: dict[str, str]) -> None:
    """A13: rows that an index doesn't know of, which a quick check does not look for."""
    index = "sqlite_master WHERE name = 'ix_sign_in_user_id'"
    with closing(driver.connect(str(live), isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        row = connection.execute(f"SELECT * FROM {index}").fetchone()
        connection.execute(f"DELETE FROM {index}")
    with closing(driver.connect(str(live), isolation_level=None)) as connection:
        connection.execute("UPDATE sign_in SET user_id = user_id + 1")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    said = only_wrong(environ, "integrity")
    assert "damaged: " in said
    assert "restore FILE" in said


@pytest.mark.promise("A13")
def test_row_without_its_owner_is_found(live: Path, environ: dict[str, str]) -> None:
    with closing(driver.connect(str(live))) as connection:
        connection.execute("DELETE FROM user")
        connection.commit()
    assert "rows belong to nothing" in only_wrong(environ, "integrity")


def test_database_that_cannot_be_read_fails_its_checks_and_no_other(
    live: Path, environ: dict[str, str]
) -> None:
    live.write_bytes(b"no database, but long enough to look at" * 100)
    code, found = ask(environ)
    assert code == 1
    assert tuple(found) == CHECKS
    assert "restore FILE" in found["integrity"]["do"]
    assert found["content"]["verdict"] == "ok"


def test_what_others_may_open_is_said_and_left_for_the_start(
    live: Path, environ: dict[str, str]
) -> None:
    live.chmod(0o644)
    assert f"other users may open {live}" in only_wrong(environ, "permissions")
    assert live.stat().st_mode & 0o777 == 0o644


def test_age_of_the_last_backup_is_said(
    live: Path, environ: dict[str, str], tmp_path: Path, clock: Clock
) -> None:
    assert "none was made" in warned(environ, "backup")
    copy = tmp_path / "copy.db"
    assert CliRunner(env=environ).invoke(commands, ["backup", str(copy)]).exit_code == 0
    assert ask(environ)[1]["backup"]["verdict"] == "ok"
    clock.moment += timedelta(days=3)
    assert "3 days ago" in warned(environ, "backup")
    clock.moment += timedelta(days=6)
    assert f"9 days ago, {copy}; `python3 run.py backup FILE`" in only_wrong(environ, "backup")


def test_backup_that_is_gone_is_said(live: Path, environ: dict[str, str], tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert CliRunner(env=environ).invoke(commands, ["backup", str(copy)]).exit_code == 0
    copy.unlink()
    assert "is not there now" in warned(environ, "backup")


def test_clock_behind_what_was_saved_is_said(
    live: Path, environ: dict[str, str], clock: Clock
) -> None:
    clock.moment -= timedelta(days=1)
    assert "set the clock" in only_wrong(environ, "clock")


def test_long_log_is_said(
    live: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A14."""
    monkeypatch.setattr(of_data, "LONGEST_LOG_BYTES", -1)
    assert "reads without end" in only_wrong(environ, "log")


def test_disk_with_little_room_is_said(
    live: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_data, "LEAST_FREE_BYTES", 10**18)
    assert "make room" in warned(environ, "disk")
    monkeypatch.setattr(of_data, "find_obstacle", lambda _: "the disk is full")
    assert "takes nothing more (the disk is full)" in only_wrong(environ, "disk")


def test_sqlite_with_the_bug_is_said(
    live: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if driver.sqlite_version_info < (3, 51, 3):
        assert "WAL-reset bug" in warned(environ, "sqlite")
        return
    monkeypatch.setattr(of_data, "is_wal_safe", lambda _: False)
    assert "WAL-reset bug" in only_wrong(environ, "sqlite")


def test_database_of_another_version_is_said(live: Path, environ: dict[str, str]) -> None:
    for revision, floor, expected in (
        ("0011", 0, warned),
        ("9999", 9999, only_wrong),
        ("9999", int(HEAD), warned),
    ):
        with closing(driver.connect(str(live))) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
            connection.execute(f"PRAGMA user_version = {floor}")
            connection.commit()
        assert revision in expected(environ, "migrations")


def test_mistake_in_the_content_is_said_with_what_is_served(
    live: Path, environ: dict[str, str], content: Path
) -> None:
    (content / "01-first/topic.md").write_text("broken")
    said = only_wrong(environ, "content")
    assert "01-first/topic.md:1: no front matter" in said
    assert "UTC is served" in said


def test_old_key_is_said(live: Path, environ: dict[str, str]) -> None:
    long_ago = (datetime.now(UTC) - timedelta(days=800)).timestamp()
    os.utime(live.parent / "secret_key", (long_ago, long_ago))
    assert "secret rotate" in warned(environ, "secret")
    assert ask(environ | {"NOTES_SECRET_KEY": "k" * 40})[1]["secret"]["verdict"] == "ok"


def test_debug_and_missing_proxies_are_said(live: Path, environ: dict[str, str]) -> None:
    assert "FLASK_DEBUG is set" in only_wrong(environ | {"FLASK_DEBUG": "1"}, "debug")
    assert "which is for trying it out" in warned(environ, "proxies")
    plain = environ | {"NOTES_SITE_URL": "http://notes.example.org"}
    assert "in the open" in warned(plain, "proxies")
    alone = environ | {"NOTES_SITE_URL": "https://notes.example.org"}
    assert "all readers are one address" in only_wrong(alone, "proxies")


class Stranger(BaseHTTPRequestHandler):
    """Answers in the place of the site."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_site_is_asked_itself_only_when_told_to(live: Path, environ: dict[str, str]) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Stranger) as server:
        there = environ | {"NOTES_SITE_URL": f"http://127.0.0.1:{server.server_address[1]}"}
        assert "answer" not in ask(there)[1]
        answering = threading.Thread(target=server.handle_request)
        answering.start()
        assert ask(there, "--ask")[1]["answer"]["verdict"] == "ok"
        answering.join()
    code, found = ask(there, "--ask")
    assert (code, found["answer"]["verdict"]) == (1, "wrong")
    assert "start it" in found["answer"]["do"]
