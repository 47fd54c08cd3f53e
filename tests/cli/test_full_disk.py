"""A full or a read-only disk stops no reading, and nobody is told "saved" for what was not."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from notes_site import create_app
from notes_site.__main__ import commands
from notes_site.config import ConfigError
from notes_site.store.database import close_all, driver
from tests.conftest import Person
from tests.disks import Disk, small_disk
from tests.processes import ADDRESS, SERVE, process

AFTER = {
    "a clean stop": [],
    "a kill": ["-wal", "-shm"],
    "a kill, and the index is lost": ["-wal"],
}
"""What lies beside the database when the site starts again."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as found:
        yield found


@pytest.fixture(params=AFTER)
def stopped(
    request: pytest.FixtureRequest,
    disk: Disk,
    environ: dict[str, str],
    data: Path,
    make_app: Callable[..., Flask],
) -> str:
    """Ada registers, and the site stops in one of these ways; return her cookie.

    The data folder stands on the disk.
    """
    app = make_app()
    ada = Person(app.test_client())
    ada.register("ada")
    beside = AFTER[request.param]
    if not beside:
        with app.app_context():
            close_all()
    moved = Path(shutil.copytree(data, disk.folder / "data"))
    for ending in {"-wal", "-shm"}.difference(beside):
        (moved / f"notes.db{ending}").unlink(missing_ok=True)
    environ["NOTES_DATA_DIR"] = str(moved)
    cookie = ada.client.get_cookie("session")
    assert cookie
    return cookie.value


@pytest.fixture
def start(environ: dict[str, str], stopped: str) -> Iterator[Callable[[], Person]]:
    """Return what starts the site again, and comes to it with Ada's cookie."""
    apps: list[Flask] = []

    def begin() -> Person:
        apps.append(create_app(environ, debug=False))
        ada = Person(apps[-1].test_client())
        ada.client.set_cookie("session", stopped)
        return ada

    yield begin
    for app in apps:
        with app.app_context():
            close_all()


@pytest.mark.promise("A18")
def test_restart_on_a_full_disk_serves_reading_and_saves_again_when_there_is_room(
    disk: Disk, start: Callable[[], Person], caplog: pytest.LogCaptureFixture
) -> None:
    """A18, A8: the disk is said to be full, reading works, "not saved" is said; later all is."""
    disk.fill()
    ada = start()
    assert caplog.messages == [
        "Nothing can be saved (the disk is full): reading works; saving will when that is mended."
    ]
    disk.fill()  # what the log took is free when its pages have been put into the database
    reads_and_saves_nothing(ada)
    reads_and_saves_nothing(ada)
    disk.make_room()
    saves(ada)


@pytest.mark.parametrize("stopped", list(AFTER)[:1], indirect=True)
def test_disk_that_fills_up_under_a_running_site_stops_no_reading(
    disk: Disk, start: Callable[[], Person]
) -> None:
    """A8: nothing is said to be saved that was not; with room again it is, without a restart."""
    ada = start()
    assert ada.is_signed_in()
    disk.fill()
    reads_and_saves_nothing(ada)
    disk.make_room()
    saves(ada)


@pytest.mark.promise("A8")
@pytest.mark.parametrize("stopped", list(AFTER)[:1], indirect=True)
@pytest.mark.parametrize("is_full", [True, False], ids=["full", "read-only"])
def test_log_says_in_one_line_why_something_was_not_saved(
    disk: Disk, start: Callable[[], Person], caplog: pytest.LogCaptureFixture, is_full: bool
) -> None:
    """SQLite says "disk I/O error", or that it can't open a file: no host knows from it what to do.

    What is read-only is so from the start: no disk becomes it while a file is open for writing.
    """
    if not is_full:
        disk.make_read_only()
    ada = start()
    assert ada.is_signed_in()
    if is_full:
        disk.fill()
    caplog.clear()
    assert ada.submit("/practice", topics="first", length="5").status_code == 503
    (line,) = (one.getMessage() for one in caplog.records if one.levelname == "ERROR")
    why = "the disk is full" if is_full else "the disk is read-only"
    assert line.startswith(f"database: {why} (")
    assert "\n" not in line


@pytest.mark.parametrize("stopped", list(AFTER)[:1], indirect=True)
def test_many_readers_at_once_on_a_full_disk_leave_nothing_that_stops_saving_later(
    disk: Disk, start: Callable[[], Person], stopped: str
) -> None:
    """A18: what they share while there is no room is gone when the last of them has read."""
    disk.fill()
    ada = start()
    app = ada.client.application

    def read(_: int) -> int:
        client = app.test_client()
        client.set_cookie("session", stopped)
        return client.get("/account", buffered=True).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(read, range(80))) == {200}
    assert ada.submit("/practice", topics="first", length="5").status_code == 503
    disk.make_room()
    saves(ada)


def test_backup_to_another_disk_can_be_made_from_a_full_one(
    disk: Disk, environ: dict[str, str], stopped: str, tmp_path: Path
) -> None:
    """A10: when it is needed most; and it is whole."""
    disk.fill()
    before = {path.name for path in (disk.folder / "data").iterdir()}
    made = CliRunner(env=environ).invoke(commands, ["backup", str(tmp_path / "copy.db")])
    assert made.exit_code == 0, made.output
    with closing(driver.connect(str(tmp_path / "copy.db"))) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT username FROM user").fetchall() == [("ada",)]
    after = {path.name for path in (disk.folder / "data").iterdir()}
    assert after - before <= {"notes.db-wal", "notes.db-shm"}


@pytest.mark.promise("A18")
@pytest.mark.parametrize("stopped", list(AFTER)[:2], indirect=True)
def test_restart_on_a_read_only_disk_serves_reading_and_says_so(
    disk: Disk, start: Callable[[], Person], caplog: pytest.LogCaptureFixture
) -> None:
    """A18: the disk is said to be read-only, reading works, "not saved" is said."""
    disk.make_read_only()
    ada = start()
    assert caplog.messages == [
        "Nothing can be saved (the disk is read-only): reading works; "
        "saving will when that is mended."
    ]
    reads_and_saves_nothing(ada)
    disk.make_read_only(is_read_only=False)
    saves(ada)


@pytest.mark.parametrize("stopped", list(AFTER)[2:], indirect=True)
def test_log_without_its_index_on_a_read_only_disk_is_refused_in_one_line(
    disk: Disk, start: Callable[[], Person]
) -> None:
    """A18: SQLite can't read it there, and without its log the database would be an older one."""
    disk.make_read_only()
    with pytest.raises(ConfigError, match=r"\(the disk is read-only\); make room") as refusal:
        start()
    assert "\n" not in str(refusal.value)


@pytest.mark.promise("A18")
@pytest.mark.parametrize("stopped", list(AFTER)[:1], indirect=True)
def test_site_on_a_full_disk_is_served_as_a_host_starts_it(
    disk: Disk, environ: dict[str, str], stopped: str
) -> None:
    """A18: one line, then the site; no traceback. Who only tries a start is told, too."""
    disk.fill()
    tried = try_start(environ)
    assert (tried.returncode, tried.stderr.count("\n")) == (4, 1)
    with process(*SERVE, env=environ, stderr=subprocess.STDOUT) as server:
        assert server.stdout
        assert "Nothing can be saved (the disk is full): reading" in server.stdout.readline()
        address = ADDRESS.search(server.stdout.readline())
        assert address
        connection = HTTPConnection("127.0.0.1", int(address[1]), timeout=60)
        for path, status in (("/topics/first", 200), ("/account", 200), ("/healthz", 200)):
            connection.request("GET", path, headers={"Cookie": f"session={stopped}"})
            answer = connection.getresponse()
            assert (answer.status, bool(answer.read())) == (status, True)
        connection.close()


@pytest.mark.parametrize("stopped", list(AFTER)[:1], indirect=True)
def test_older_database_on_a_full_disk_is_refused_in_one_line_and_left_as_it_was(
    disk: Disk, environ: dict[str, str], stopped: str
) -> None:
    live = disk.folder / "data/notes.db"
    with closing(driver.connect(str(live))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0011'")
        connection.commit()
    before = live.read_bytes()
    disk.fill()
    refused = try_start(environ)
    assert refused.returncode == 1
    assert "can't be brought up to date (the disk is full); make room on its" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert live.read_bytes() == before


@pytest.mark.parametrize("is_full", [True, False])
def test_first_start_on_such_a_disk_is_refused_in_one_line_and_leaves_nothing_behind(
    disk: Disk, environ: dict[str, str], is_full: bool
) -> None:
    """A9: exit code 1, no traceback."""
    if is_full:
        disk.fill()
    else:
        disk.make_read_only()
    for folder in (disk.folder, disk.folder / "data", disk.folder / "new/data"):
        refused = try_start(environ | {"NOTES_DATA_DIR": str(folder)})
        assert refused.returncode == 1
        why = "the disk is full" if is_full else "the disk is read-only"
        start = f"notes-site: The data folder {folder} can't be written ({why}); make room, "
        assert refused.stderr.startswith(start)
        assert refused.stderr.count("\n") == 1
        assert disk.names() == set()


def try_start(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "notes_site", "serve", "--check")
    return subprocess.run(command, env=os.environ | environ, capture_output=True, text=True)


def reads_and_saves_nothing(ada: Person) -> None:
    for _ in range(3):
        assert "First steps" in ada.page("/topics/first")
        assert ada.is_signed_in()
        assert ada.get("/healthz").status_code == 200
    assert "ada" in ada.page("/")
    refused = ada.submit("/practice", topics="first", length="5")
    assert refused.status_code == 503
    assert "Not saved" in refused.text
    assert ada.page("/search?q=starting")


def saves(ada: Person) -> None:
    assert ada.start_quiz("first")
    assert ada.page("/progress")
    assert ada.start_quiz("first")
