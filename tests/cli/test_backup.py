"""A backup taken while writers write is whole, and holds everything acknowledged before."""

import threading
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner
from flask import Flask

from notes_site.__main__ import commands
from notes_site.store.database import driver
from notes_site.store.users import add_user, find_credentials

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_backup_under_writers_is_whole_and_complete(
    app: Flask, environ: dict[str, str], tmp_path: Path
) -> None:
    """A10."""
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


def test_restored_backup_holds_what_it_held(
    app: Flask, environ: dict[str, str], tmp_path: Path
) -> None:
    """A11."""
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
    assert output.startswith(f"Error: {file} can't be written (")
    assert output.count("\n") == 1


def test_broken_content_stops_neither_backup_nor_a_new_password(
    app: Flask, environ: dict[str, str], content: Path, tmp_path: Path
) -> None:
    (content / "01-first/topic.md").write_text("broken")
    assert run(environ, "backup", str(tmp_path / "copy.db"))[0] == 0
    assert "There is no reader nobody" in run(environ, "user", "reset-password", "nobody")[1]
