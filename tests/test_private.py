"""Nobody else on the machine can open what the site keeps, whatever their folder or umask."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from notes_site import create_app
from notes_site.__main__ import commands
from notes_site.private import OTHERS
from notes_site.store.database import close_all, writing
from tests.conftest import Person


@pytest.fixture
def _careless() -> Iterator[None]:
    """A host whose umask hides nothing."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """Return the modes of all below a folder by their path in it."""
    found = folder.rglob("*")
    return {str(one.relative_to(folder)): one.stat().st_mode & 0o777 for one in found}


@pytest.mark.usefixtures("_careless")
def test_all_that_the_site_keeps_is_for_its_user_alone(
    environ: dict[str, str], data: Path, tmp_path: Path
) -> None:
    """In a folder that everybody may open, while it runs, and after a backup."""
    data.mkdir()
    data.chmod(0o777)
    app = create_app(environ, debug=False)
    Person(app.test_client()).register("ada")
    found = modes(data)
    assert {"secret_key", "notes.db", "notes.db.lock", "cache", "kept-content"} <= found.keys()
    assert {name: oct(mode) for name, mode in found.items() if mode & OTHERS} == {}
    result = CliRunner(env=environ).invoke(commands, ["backup", str(tmp_path / "b.db")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "b.db").stat().st_mode & OTHERS == 0
    with app.app_context():
        close_all()


@pytest.mark.usefixtures("_careless")
def test_log_of_the_database_has_its_mode_and_the_umask_has_no_say(
    make_app: Callable[..., Flask], data: Path
) -> None:
    with make_app().app_context():
        close_all()
        (data / "notes.db.lock").unlink()
        os.umask(0)
        with writing() as session:
            session.connection().exec_driver_sql("UPDATE user SET created_at = created_at")
            found = modes(data)
    of_database = {name: mode for name, mode in found.items() if name.startswith("notes.db")}
    assert of_database.keys() > {"notes.db", "notes.db.lock"}
    assert {name for name, mode in of_database.items() if mode & OTHERS} == set()


def test_what_an_earlier_version_left_open_is_closed_at_the_next_start(
    make_app: Callable[..., Flask], data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_app()
    for path in [data, *data.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    outside = data.parent / "outside"
    outside.write_text("somebody's")
    outside.chmod(0o666)
    (data / "cache/link").symlink_to(outside)
    caplog.set_level(logging.INFO)
    make_app()
    assert {name for name, mode in modes(data).items() if mode & OTHERS} == {"cache/link"}
    assert outside.stat().st_mode & 0o777 == 0o666
    assert data.stat().st_mode & 0o777 == 0o777, "its folder is the host's"
    said = [message for message in caplog.messages if "Closed to other users" in message]
    assert len(said) == 1
    make_app()
    assert len([one for one in caplog.messages if "Closed to other users" in one]) == 1
