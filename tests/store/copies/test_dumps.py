"""Backups of a database on a PostgreSQL server hold all of it, and replace all or nothing."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from notes_site.__main__ import commands
from notes_site.store.copies import dumps
from notes_site.store.copies.backups import (
    DamagedError,
    NotReplacedError,
    copy_database,
    restore_database,
)
from notes_site.store.database import close_all, db, driver, writer_engine
from notes_site.store.people.users import add_user, find_credentials
from notes_site.store.schema import OLDEST, NewerDatabaseError, find_floor, find_revision
from tests.store.answers import NOW

pytestmark = pytest.mark.postgresql


@pytest.fixture
def saved(app: Flask, user_id: int, tmp_path: Path) -> Path:
    """Return a backup of a site where Ada reads; Bob came after it was made."""
    file = tmp_path / "saved.dump"
    with app.app_context():
        copy_database(file)
        add_user("bob", "hash", NOW)
        db.session.remove()
    return file


def change(sql: str) -> None:
    with writer_engine().begin() as connection:
        connection.execute(text(sql))


def test_restored_backup_holds_what_it_held_and_nothing_else(app: Flask, saved: Path) -> None:
    with app.app_context():
        change("CREATE TABLE of_a_newer_site (id int REFERENCES sign_in)")
        restore_database(saved)
        assert find_credentials("ada")
        assert find_credentials("bob") is None
        db.session.remove()
        change("CREATE TABLE of_a_newer_site (id int REFERENCES sign_in)")
        assert add_user("bob", "hash", NOW) == 2


def test_number_that_a_reader_had_is_nobodys_though_an_older_backup_is_put_back(
    app: Flask, environ: dict[str, str], saved: Path
) -> None:
    words = ["restore", "--yes", str(saved)]
    assert CliRunner(env=environ).invoke(commands, words).exit_code == 0
    with app.app_context():
        assert add_user("somebody else", "hash", NOW) == 3


def test_backup_that_breaks_off_is_refused_and_nothing_lost(app: Flask, saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-400])
    with app.app_context():
        with pytest.raises(DamagedError):
            restore_database(saved)
        with pytest.raises(NotReplacedError):
            try:
                dumps.restore_dump(saved)  # as if it broke off while it was read the second time
            except dumps.DumpError as error:
                raise NotReplacedError from error
        assert find_credentials("bob")


def test_file_of_another_kind_is_refused(app: Flask, tmp_path: Path) -> None:
    other = tmp_path / "notes.db"
    driver.connect(str(other)).close()
    with app.app_context(), pytest.raises(DamagedError, match="no dump"):
        restore_database(other)


def test_backup_of_a_newer_site_is_refused(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "newer.dump"
    with app.app_context():
        change("UPDATE alembic_version SET version_num = '9999'")
        change("COMMENT ON TABLE alembic_version IS '9999'")
        copy_database(file)
        with pytest.raises(NewerDatabaseError, match="9999"):
            restore_database(file)


def test_backup_of_a_newer_site_that_only_has_more_is_made_and_put_back(
    app: Flask, environ: dict[str, str], tmp_path: Path
) -> None:
    """After an upgrade that went back: backups go on, too."""
    with app.app_context():
        change("UPDATE alembic_version SET version_num = '9999'")
        close_all()
    file = str(tmp_path / "newer.dump")
    for words in (["backup", file], ["restore", "--yes", file]):
        ended = CliRunner(env=environ).invoke(commands, words)
        assert ended.exit_code == 0, ended.output
    with app.app_context():
        assert (find_revision(), find_floor()) == ("9999", int(OLDEST))


def test_database_of_something_else_is_not_replaced(
    app: Flask, environ: dict[str, str], saved: Path
) -> None:
    with app.app_context():
        change("ALTER TABLE alembic_version RENAME TO something_else")
        with pytest.raises(NotReplacedError, match="something else"):
            restore_database(saved)
        assert find_credentials("bob")
        close_all()
    refused = CliRunner(env=environ).invoke(commands, ["restore", "--yes", str(saved)])
    assert "was left as it is: the database holds something else" in refused.output
    assert "-wal" not in refused.output


def test_commands_save_and_put_back_and_need_the_programs_of_the_server(
    app: Flask, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "saved.dump"
    saved = CliRunner(env=environ).invoke(commands, ["backup", str(file)])
    assert saved.exit_code == 0, saved.output
    assert file.stat().st_mode & 0o077 == 0
    with app.app_context():
        close_all()
    restored = CliRunner(env=environ).invoke(commands, ["restore", "--yes", str(file)])
    assert restored.exit_code == 0, restored.output
    with app.app_context():
        assert find_revision()
    monkeypatch.setenv("PATH", os.devnull)
    refused = CliRunner(env=environ).invoke(commands, ["backup", str(tmp_path / "other")])
    assert "apt install postgresql-client" in refused.output
    assert "name a folder" not in refused.output
    assert not list(tmp_path.glob("*other*"))


def test_password_is_told_to_no_other_user_of_the_machine(app: Flask) -> None:
    with app.app_context():
        engine = writer_engine()
        engine.url = engine.url.set(password="secret")
        assert "secret" not in " ".join(dumps._to_server())
        assert dumps._environ()["PGPASSWORD"] == "secret"
