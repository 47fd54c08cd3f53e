"""A backup taken while writers write is whole, and holds everything acknowledged before."""

import threading
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner
from flask import Flask

from notes_site.__main__ import commands
from notes_site.store.database import driver
from notes_site.store.users import add_user

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
