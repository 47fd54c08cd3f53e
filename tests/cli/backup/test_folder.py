"""Backups in a folder: made by one word, let go in turn, and put back as of a moment."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from notes_site.__main__ import commands
from notes_site.cli.backup import making
from notes_site.store.copies.backups import DamagedError, check_copy
from notes_site.store.database import driver
from notes_site.store.people.users import add_user, find_credentials
from tests.cli.backup.typing_it import run
from tests.conftest import Clock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "backups"
    found.mkdir()
    return found


def test_backup_of_each_day_goes_into_the_folder_and_old_ones_go(
    app: Flask, environ: dict[str, str], folder: Path, clock: Clock
) -> None:
    (folder / "somebody-elses.db").touch()
    with app.app_context():
        add_user("ada", "hash", NOON)
    for day in range(4):
        clock.moment = NOON + day * DAY
        code, said = run(environ, "backup", "--to", str(folder), "--keep", "daily=2")
        assert code == 0
        assert "1 readers, 0 answers; read again, and whole)" in said
    assert "Let go of" in said
    names = sorted(path.name for path in folder.iterdir())
    kept = ["notes-20261125T120000Z.db", "notes-20261126T120000Z.db"]
    assert names == [*kept, "somebody-elses.db"]
    modes = {(folder / name).stat().st_mode & 0o777 for name in kept}
    assert os.name != "posix" or modes == {0o600}


def test_folder_can_be_a_setting_and_the_doctor_goes_by_what_is_in_it(
    app: Flask, environ: dict[str, str], folder: Path, clock: Clock
) -> None:
    known = environ | {"NOTES_BACKUP_DIR": str(folder)}
    assert f"there is none in {folder}" in run(known, "doctor")[1]
    clock.moment = NOON
    assert run(known, "backup")[0] == 0
    (file,) = folder.iterdir()
    assert f"0 hours ago, {file}" in run(known, "doctor")[1]
    clock.moment = NOON + 9 * DAY
    assert f"wrong  backup       the last was made 9 days ago, {file}" in run(known, "doctor")[1]
    file.unlink()
    assert f"there is none in {folder}" in run(known, "doctor")[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "set NOTES_BACKUP_DIR"),
        (["--to", "no-such-folder"], "make it first"),
        (["file.db", "--to", "."], "not both"),
        (["--to", ".", "--keep", "daily=0"], "keeps nothing"),
    ],
)
def test_backup_that_says_too_little_is_refused(
    app: Flask, environ: dict[str, str], words: list[str], expected: str
) -> None:
    code, said = run(environ, "backup", *words)
    assert code in {1, 2}
    assert expected in said


def test_newest_backup_that_is_not_after_a_moment_is_put_back(
    app: Flask, environ: dict[str, str], folder: Path, clock: Clock
) -> None:
    for day, name in enumerate(("ada", "bob", "cyd")):
        clock.moment = NOON + day * DAY
        with app.app_context():
            add_user(name, "hash", clock.moment)
        assert run(environ, "backup", "--to", str(folder))[0] == 0

    def put_back(*words: str) -> list[str]:
        code, said = run(environ, "restore", "--yes", str(folder), *words)
        assert code == 0, said
        with app.app_context():
            return [name for name in ("ada", "bob", "cyd") if find_credentials(name)]

    assert put_back("--at", "2026-11-24T11:59") == ["ada"]
    assert put_back("--at", "2026-11-24T12:00") == ["ada", "bob"]
    assert put_back("--at", "2026-11-24T13:00+01:00") == ["ada", "bob"]
    assert put_back() == ["ada", "bob", "cyd"]
    for moment, expected in (("2026-11-22", "There is no backup of"), ("soon", "write it as")):
        code, said = run(environ, "restore", "--yes", str(folder), "--at", moment)
        assert code != 0
        assert expected in said


def test_restore_names_the_file_and_asks_first(
    app: Flask, environ: dict[str, str], folder: Path, clock: Clock
) -> None:
    assert run(environ, "backup", "--to", str(folder))[0] == 0
    (file,) = folder.iterdir()
    with app.app_context():
        add_user("ada", "hash", NOON)
        asked = CliRunner(env=environ).invoke(commands, ["restore", str(folder)], input="n\n")
        assert f"{file} replaces all that the site holds now" in asked.output
        assert find_credentials("ada")
    assert "this is none" in run(environ, "restore", "--yes", str(file), "--at", "2026-11-23")[1]


def test_copy_that_is_not_whole_gets_no_name(
    app: Flask,
    environ: dict[str, str],
    folder: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is seen of a copy decides, and a backup from before stays."""
    assert run(environ, "backup", "--to", str(folder), "--keep", "daily=1")[0] == 0
    before = [*folder.iterdir()]

    def copy_badly(target: Path) -> str:
        target.write_bytes(before[0].read_bytes()[:-4096])
        return "notes.db"

    monkeypatch.setattr(making, "copy_database", copy_badly)
    clock.moment += DAY
    code, said = run(environ, "backup", "--to", str(folder), "--keep", "daily=1")
    assert code == 1
    assert "is not whole" in said
    assert said.count("\n") == 1
    assert [*folder.iterdir()] == before


def test_copy_with_a_row_of_nobody_is_not_whole(
    app: Flask, environ: dict[str, str], folder: Path
) -> None:
    with app.app_context():
        add_user("ada", "hash", NOON)
    assert run(environ, "backup", str(folder / "copy.db"))[0] == 0
    connection = driver.connect(str(folder / "copy.db"))
    connection.execute("INSERT INTO use VALUES (7, 'marks', '2026-11-23', 1)")
    connection.commit()
    connection.close()
    with pytest.raises(DamagedError, match="belongs to nothing"):
        check_copy(folder / "copy.db")
