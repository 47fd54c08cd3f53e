"""A backup taken while writers write is whole, and holds everything acknowledged before."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from notes_site import create_app
from notes_site.__main__ import commands
from notes_site.store.database import driver
from notes_site.store.people.users import add_user, find_credentials

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.promise("A10")
def test_backup_under_writers_is_whole_and_complete(
    app: Flask, environ: dict[str, str], tmp_path: Path
) -> None:
    """A10: a backup while others write is intact, and misses nothing acknowledged before it."""
    is_over = threading.Event()
    acknowledged: list[str] = []

    def write(number: int) -> None:
        count = 0
        with app.app_context():
            while not is_over.is_set():
                name = f"reader{number}-{count}"
                add_user(name, "hash", NOW)
                acknowledged.append(name)
                count += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    try:
        for number in range(5):
            before = list(acknowledged)
            file = tmp_path / f"copy{number}.db"
            result = CliRunner(env=environ).invoke(commands, ["backup", str(file)])
            assert result.exit_code == 0, result.output
            copy = driver.connect(str(file))
            names = {row[0] for row in copy.execute("SELECT username FROM user")}
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
            copy.close()
            assert verdict == "ok"
            assert set(before) <= names
    finally:
        is_over.set()
        for writer in writers:
            writer.join()


def test_existing_file_is_never_overwritten(environ: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("precious")
    result = CliRunner(env=environ).invoke(commands, ["backup", str(file)])
    assert result.exit_code == 1
    assert file.read_text() == "precious"


def run(environ: dict[str, str], *words: str) -> tuple[int, str]:
    result = CliRunner(env=environ).invoke(commands, words)
    return result.exit_code, result.output


@pytest.fixture
def copy(app: Flask, environ: dict[str, str], tmp_path: Path) -> Path:
    """A backup of a site with one reader, Ada."""
    file = tmp_path / "copy.db"
    with app.app_context():
        add_user("ada", "hash", NOW)
        assert run(environ, "backup", str(file))[0] == 0
    return file


@pytest.mark.promise("A11")
def test_restored_backup_holds_what_it_held(
    app: Flask, environ: dict[str, str], tmp_path: Path
) -> None:
    """A11: one documented command restores a backup."""
    copy = tmp_path / "copy.db"
    with app.app_context():
        add_user("before", "hash", NOW)
        assert run(environ, "backup", str(copy))[0] == 0
        add_user("after", "hash", NOW)
        assert run(environ, "restore", "--yes", str(copy))[0] == 0
        assert find_credentials("before")
        assert find_credentials("after") is None
        add_user("later", "hash", NOW)
        assert find_credentials("later")


@pytest.mark.promise("A11")
def test_file_that_is_no_backup_is_refused_and_nothing_lost(
    app: Flask, environ: dict[str, str], tmp_path: Path
) -> None:
    junk, empty = tmp_path / "junk.db", tmp_path / "empty.db"
    junk.write_bytes(b"not a database, but long enough to look at" * 100)
    driver.connect(str(empty)).close()
    with app.app_context():
        add_user("ada", "hash", NOW)
        for file in (junk, empty, tmp_path / "missing.db"):
            code, output = run(environ, "restore", "--yes", str(file))
            assert code == 1
            assert "Error: " in output
        assert find_credentials("ada")


def test_backup_of_a_newer_site_is_refused_and_nothing_lost(
    app: Flask, environ: dict[str, str], copy: Path
) -> None:
    set_revision(copy, "9999")
    code, output = run(environ, "restore", "--yes", str(copy))
    assert code == 1
    assert "made by a newer version of the site (9999); upgrade the site first" in output
    with app.app_context():
        assert find_credentials("ada")


def test_backup_takes_the_place_of_a_database_the_site_cannot_open(
    environ: dict[str, str], copy: Path
) -> None:
    """After a step back to an older version of the site."""
    live = Path(environ["NOTES_DATA_DIR"]) / "notes.db"
    set_revision(live, "9999")
    assert "newer than this version" in str(run_and_catch(environ, "flags"))
    assert run(environ, "restore", "--yes", str(copy))[0] == 0
    assert run(environ, "flags") == (0, "0 open.\n")


@pytest.mark.parametrize("held", [True, False])
def test_number_that_a_reader_had_is_nobodys_though_an_older_backup_is_put_back(
    app: Flask, environ: dict[str, str], tmp_path: Path, held: bool
) -> None:
    """Also where the backup is of the day before the first reader."""
    copy = tmp_path / "copy.db"
    with app.app_context():
        if held:
            add_user("before", "hash", NOW)
        assert run(environ, "backup", str(copy))[0] == 0
        given = add_user("after", "hash", NOW)
        assert given
        assert run(environ, "restore", "--yes", str(copy))[0] == 0
        assert add_user("somebody else", "hash", NOW) == given + 1


@pytest.mark.promise("A13")
def test_damage_here_is_not_blamed_on_the_backup(
    environ: dict[str, str], copy: Path, tmp_path: Path
) -> None:
    damaged = environ | {"NOTES_DATA_DIR": str(tmp_path / "damaged")}
    (tmp_path / "damaged").mkdir()
    live = tmp_path / "damaged/notes.db"
    live.write_bytes(b"not a database, but long enough to look at" * 100)
    code, output = run(damaged, "restore", "--yes", str(copy))
    assert code == 1
    assert output.startswith(f"Error: The database {live} can't be written over (")
    live.unlink()
    assert run(damaged, "restore", "--yes", str(copy))[0] == 0


@pytest.mark.promise("A11")
def test_backup_is_restored_where_there_was_nothing(
    environ: dict[str, str], copy: Path, tmp_path: Path
) -> None:
    moved = environ | {"NOTES_DATA_DIR": str(tmp_path / "new-server")}
    assert run(moved, "restore", "--yes", str(copy))[0] == 0
    with create_app(moved).app_context():
        assert find_credentials("ada")


def set_revision(file: Path, revision: str) -> None:
    connection = driver.connect(str(file))
    connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.execute(f"PRAGMA user_version = {revision}")
    connection.commit()
    connection.close()


def run_and_catch(environ: dict[str, str], *words: str) -> BaseException | None:
    return CliRunner(env=environ).invoke(commands, words).exception


def test_backup_of_a_site_that_is_not_there_is_refused(tmp_path: Path) -> None:
    environ = {"NOTES_DATA_DIR": str(tmp_path / "elsewhere")}
    code, output = run(environ, "backup", str(tmp_path / "copy.db"))
    assert code == 1
    assert "Is NOTES_DATA_DIR the one of the site?" in output
    assert not (tmp_path / "copy.db").exists()


def test_copy_that_cannot_be_written_is_said_in_one_line(
    app: Flask, environ: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / ("x" * 250)  # the draft's name is too long for the file system
    code, output = run(environ, "backup", str(file))
    assert code == 1
    assert output.startswith(f"Error: Nothing was saved to {file} (")
    assert output.count("\n") == 1


def test_broken_content_stops_neither_backup_nor_a_new_password(
    app: Flask, environ: dict[str, str], content: Path, tmp_path: Path
) -> None:
    (content / "01-first/topic.md").write_text("broken")
    assert run(environ, "backup", str(tmp_path / "copy.db"))[0] == 0
    assert "There is no reader nobody" in run(environ, "user", "reset-password", "nobody")[1]
