"""Disks that are full or read-only, and a database that is damaged, under real servers."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from notes_site.store.database import driver
from tests.promises.people import READ, SERVE, registered, served, without_rights

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's prlimit")
CHECK = [*SERVE[:-2], "--check"]


@contextmanager
def full_disk(pid: int) -> Iterator[None]:
    """Let a running process write nothing more to any file."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def stored(database: Path) -> set[tuple[int, int]]:
    connection = driver.connect(str(database))
    found = connection.execute("SELECT quiz_id, position FROM answer").fetchall()
    verdict = connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()
    assert verdict == ("ok",)
    return set(found)


def try_start(environ: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    command = without_rights(CHECK)
    return subprocess.run(
        command, env=os.environ | environ, capture_output=True, text=True, timeout=120
    )


def damage(database: Path, table: str) -> None:
    """Overwrite the first page of a table, as a failing disk would."""
    connection = driver.connect(str(database))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    asked = "SELECT rootpage FROM sqlite_master WHERE name = ?"
    (page,) = connection.execute(asked, (table,)).fetchone()
    connection.close()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


@pytest.mark.long
@pytest.mark.promise("A8", "E6")
def test_full_disk_saves_nothing_says_so_and_is_over_when_there_is_room(
    environ: dict[str, str], data: Path
) -> None:
    with served(environ) as (port, pid):
        ada = registered(port, "ada")
        quiz = ada.begin()
        first, second, third, *_ = ada.choices(quiz)
        assert ada.reply(quiz, first) == 303
        with full_disk(pid):
            assert [ada.reply(quiz, second) for _ in range(5)] == [503] * 5
            for path in (*READ, f"/quizzes/{quiz}/{third}"):
                assert ada.ask("GET", path)[0] == 200, path
        assert stored(data / "notes.db") == set(ada.saved)
        assert ada.reply(quiz, second) == 303
        assert ada.reply(quiz, third) == 303
    assert stored(data / "notes.db") == {(quiz, first), (quiz, second), (quiz, third)}


@pytest.mark.promise("A9")
def test_data_folder_that_may_not_be_written_stops_a_first_start_in_one_line(
    environ: dict[str, str], data: Path
) -> None:
    data.mkdir(mode=0o500)
    refused = try_start(environ)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"notes-site: The data folder {data} can't be written")
    assert refused.stderr.count("\n") == 1
    assert list(data.iterdir()) == []


@pytest.mark.promise("A13")
def test_file_that_is_no_database_any_more_is_said_in_one_line_with_what_to_do(
    environ: dict[str, str], data: Path
) -> None:
    data.mkdir(mode=0o700)
    (data / "notes.db").write_bytes(b"\xa5" * 100_000)
    tried = try_start(environ)
    assert tried.returncode == 4  # what anybody may read is served, and nothing is saved
    (said,) = [line for line in tried.stderr.splitlines() if " ERROR " in line]
    assert "is damaged (file is not a database)" in said
    assert "put the newest backup back" in said
    assert "Traceback" not in tried.stderr


@pytest.mark.long
@pytest.mark.promise("A13")
def test_damage_under_a_running_site_is_said_and_everybodys_pages_stay(
    environ: dict[str, str], data: Path
) -> None:
    with served(environ) as (port, _):
        ada = registered(port, "ada")
        quiz = ada.begin()
        first, second, *_ = ada.choices(quiz)
        assert ada.reply(quiz, first) == 303
        damage(data / "notes.db", "answer")
    with served(environ) as (port, _):
        ada.port = port
        status, _, page = ada.ask("GET", f"/quizzes/{quiz}/{second}")
        assert status == 503
        assert "Traceback" not in page
        assert ada.ask("GET", "/topics/first")[0] == 200
