"""A damaged database is noticed at the start, is not written to, and stops no reading."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from notes_site.store import soundness
from notes_site.store.database import close_all, driver
from tests.conftest import Person

PAGE = 4096


@pytest.fixture
def live(make_app: Callable[..., Flask], data: Path) -> Path:
    """Return the database of a site that has stopped, where Ada has a quiz."""
    app = make_app()
    ada = Person(app.test_client())
    ada.register("ada")
    ada.start_quiz("first")
    cookie = ada.client.get_cookie("session")
    assert cookie
    (data / "cookie").write_text(cookie.value)
    with app.app_context():
        close_all()
    return data / "notes.db"


@pytest.fixture
def start(make_app: Callable[..., Flask], live: Path) -> Callable[[], Person]:
    def begin() -> Person:
        ada = Person(make_app().test_client())
        ada.client.set_cookie("session", (live.parent / "cookie").read_text())
        return ada

    return begin


def damage(file: Path, page: int) -> None:
    with file.open("r+b") as opened:
        opened.seek((page - 1) * PAGE)
        opened.write(b"\xa5" * PAGE)


def page_of(file: Path, table: str) -> int:
    with closing(driver.connect(str(file))) as connection:
        question = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return int(connection.execute(question, (table,)).fetchone()[0])


@pytest.mark.promise("A13")
@pytest.mark.parametrize(
    "table", ["sqlite_master", "alembic_version", "user", "sign_in", "quiz", "card", "answer"]
)
def test_damage_is_said_at_the_start_and_shows_nobody_a_broken_site(
    live: Path, start: Callable[[], Person], caplog: pytest.LogCaptureFixture, table: str
) -> None:
    """A13: what a visitor reads, and a reader, goes on; there is no 500."""
    damage(live, 1 if table == "sqlite_master" else page_of(live, table))
    ada = start()
    said = [one for one in caplog.messages if one.startswith(f"The database {live} is damaged")]
    assert len(said) == 1, table
    assert said[0].endswith("put the newest backup back: `python3 run.py restore FILE`.")
    for path in ("/", "/topics/first", "/search?q=starting", "/login"):
        assert Person(ada.client.application.test_client()).get(path).status_code == 200
    for path in ("/", "/topics/first", "/glossary"):
        assert ada.get(path).status_code == 200, (table, path)
    for path in ("/account", "/progress", "/practice", "/healthz", "/quizzes/1"):
        assert ada.get(path, follow_redirects=True).status_code in {200, 404, 503}, (table, path)
    assert not [one for one in caplog.records if one.exc_info]


@pytest.mark.promise("A13")
def test_nothing_is_saved_in_a_damaged_database(live: Path, start: Callable[[], Person]) -> None:
    damage(live, page_of(live, "answer"))
    before = live.read_bytes()
    ada = start()
    refused = ada.submit("/practice", topics="first", length="5")
    assert refused.status_code == 503
    assert "Not saved" in refused.text
    assert live.read_bytes() == before


@pytest.mark.promise("A13")
def test_reader_whose_rows_cannot_be_read_is_told_so(
    live: Path, start: Callable[[], Person], caplog: pytest.LogCaptureFixture
) -> None:
    damage(live, page_of(live, "sign_in"))
    told = start().get("/progress")
    assert told.status_code == 503
    assert "Can&#39;t be read" in told.text
    assert "restore FILE" in caplog.messages[-1]


def test_command_on_a_damaged_database_ends_with_one_line(
    live: Path, environ: dict[str, str]
) -> None:
    damage(live, page_of(live, "user"))
    command = [sys.executable, "-m", "notes_site", "user", "make-admin", "ada"]
    ended = subprocess.run(command, env=os.environ | environ, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ended.stderr.splitlines()[-1].startswith("notes-site: Nothing was saved (")


@pytest.mark.promise("A13")
def test_backup_put_back_is_a_whole_database_again(
    live: Path, environ: dict[str, str], start: Callable[[], Person], tmp_path: Path
) -> None:
    run = [sys.executable, "-m", "notes_site"]
    copy = str(tmp_path / "copy.db")
    subprocess.run([*run, "backup", copy], env=os.environ | environ, check=True)
    damage(live, page_of(live, "answer"))
    assert start().submit("/practice", topics="first", length="5").status_code == 503
    subprocess.run([*run, "restore", "--yes", copy], env=os.environ | environ, check=True)
    assert start().start_quiz("first")


@pytest.fixture
def _hardly_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "LEAST_STEPS", 0)
    monkeypatch.setattr(soundness, "LONGEST_LOOK_SECONDS", 0)
    monkeypatch.setattr(soundness, "STEPS_AT_ONCE", 1)


@pytest.mark.usefixtures("_hardly_any_time")
def test_start_looks_at_a_large_database_for_so_long_and_no_longer(
    live: Path, start: Callable[[], Person], caplog: pytest.LogCaptureFixture
) -> None:
    damage(live, page_of(live, "answer"))
    start()
    assert caplog.messages == []
