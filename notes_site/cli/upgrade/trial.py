"""A new version set up beside the old one, and tried on a copy of the database."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from notes_site.config import PREFIX, ConfigError
from notes_site.store.copies.backups import DamagedError, Held, check_copy, copy_database
from notes_site.store.copies.beside import NotMadeError, address_of, database_beside
from notes_site.store.copies.dumps import DumpError, dump_database
from notes_site.store.database import is_on_server
from notes_site.store.schema import NewerDatabaseError

OUTER_PYTHON = getattr(sys, "_base_executable", sys.executable)
PYTHON = "Scripts/python.exe" if os.name == "nt" else "bin/python"
Read = Callable[[], Held]
"""Reads all of a copy again, as it is then."""


def set_up(version: Path, *, like: Path) -> None:
    """Make the .venv of a version, with gunicorn where the old one has it."""
    has_gunicorn = (like / ".venv/bin/gunicorn").exists()
    words = ("gunicorn", "--version") if has_gunicorn else ("--help",)
    command = [OUTER_PYTHON, str(version / "run.py"), *words]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:  # noqa: S603
        raise ConfigError("The new version was not set up; the lines above say why.")


def try_on_copy(version: Path, folder: Path, *, is_one_way: bool) -> None:
    """Let a version migrate a copy of the database and read the content, as its start would.

    Raises ConfigError, in one line, where it can't, where it loses anybody or any answer, and where
    the code that runs now could not go on with the database that it leaves.
    """
    with _copied(folder) as (url, before, read):
        _check(version, folder, url)
        try:
            after = read()
        except DamagedError as error:
            raise ConfigError(
                f"The new version leaves a database that is not whole: {error}."
            ) from None
        except NewerDatabaseError as error:
            if not is_one_way:
                raise ConfigError(
                    f"There is no way back from the new version: this one can't run on its "
                    f"database ({error}). Upgrade to a version between them, or say --one-way."
                ) from None
            return
    if after.readers < before.readers or after.answers < before.answers:  # regrades add some
        raise ConfigError(f"The new version would make {after} of {before}.")


@contextmanager
def _copied(folder: Path) -> Iterator[tuple[str, Held, Read]]:
    """Yield a copy's address ("": the folder's own file), what it holds, and what reads it."""
    if not is_on_server():
        file = folder / "notes.db"
        copy_database(file)
        yield "", check_copy(file), lambda: check_copy(file)
        return
    dump = folder / "notes.dump"
    copy_database(dump)

    def read() -> Held:
        try:
            dump_database(dump, name)
        except DumpError as error:
            raise DamagedError(str(error)) from error
        return check_copy(dump)

    try:
        with database_beside(dump) as name:
            yield address_of(name), check_copy(dump), read
    except NotMadeError as error:
        raise ConfigError(
            f"The new version can't be tried on a copy: {error}. Or say --without-trial."
        ) from None


def _check(version: Path, folder: Path, url: str) -> None:
    command = [str(version / ".venv" / PYTHON), "-P", "-m", "notes_site", "serve", "--check"]
    known = {name: value for name, value in os.environ.items() if name != f"{PREFIX}DATABASE_URL"}
    known |= {f"{PREFIX}DATA_DIR": str(folder)} | ({f"{PREFIX}DATABASE_URL": url} if url else {})
    done = subprocess.run(command, env=known, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise ConfigError(f"The new version can't start with what is here: {said[-1]}")
