"""`notes-site backup` and `restore`: the one file that holds all the readers have."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from notes_site import open_store
from notes_site.cli.backup import sealing
from notes_site.cli.backup.making import Made, make_backup, scratch_folder
from notes_site.config import PREFIX, Settings, command, read_settings
from notes_site.store.copies.backup_folder import (
    Keep,
    choose_old,
    find_backup,
    list_backups,
    name_backup,
    parse_keep,
)
from notes_site.store.copies.backups import (
    DamagedError,
    NoDatabaseError,
    NotReplacedError,
    check_copy,
    restore_database,
)
from notes_site.store.copies.dumps import DumpError
from notes_site.store.copies.numbers import find_last_number, go_on_after
from notes_site.store.database import FAILURES, database_name, explain, is_on_server
from notes_site.store.schema import NewerDatabaseError, prepare_database
from notes_site.web.context import now

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
KEEP = "daily=7,weekly=4,monthly=6"


def _keep(_context: click.Context, _option: click.Parameter, text: str) -> Keep:
    try:
        return parse_keep(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _moment(_context: click.Context, _option: click.Parameter, text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise click.BadParameter("write it as 2026-11-30T12:00, which is UTC") from None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option("--to", "folder", type=FOLDER, help="A folder, where the oldest make room.")
@click.option("--keep", default=KEEP, show_default=True, callback=_keep, help="Which stay there.")
def backup(file: Path | None, folder: Path | None, keep: Keep) -> None:
    """Copy the database to FILE, which must not exist yet; the site may run meanwhile.

    Or to a new file in a folder, of which the newest of each day, week and month stay. Without
    either it is the folder NOTES_BACKUP_DIR. What was written is read again. With
    NOTES_BACKUP_KEY_FILE it is sealed, so that only that key opens it.
    """
    if file and folder:
        raise click.UsageError("Name a file or a folder, not both.")
    settings = read_settings(os.environ)
    folder = folder or (None if file else settings.backup_dir)
    target = file or new_file(folder, settings)
    with open_store(is_migrating=False).app_context():
        click.echo(in_words(save(target, settings)))
    for one in choose_old(list_backups(folder), keep) if folder else ():
        one.file.unlink()
        click.echo(f"Let go of {one.file}.")


def new_file(folder: Path | None, settings: Settings) -> Path:
    if folder is None:
        raise click.UsageError(f"Name a file, a folder by --to, or set {PREFIX}BACKUP_DIR.")
    return folder / name_backup(now(), is_sealed=settings.backup_key_file is not None)


def save(file: Path, settings: Settings) -> Made:
    """Make a backup within the context of an application, or say in one line why there is none."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; name another file.")
    if not file.parent.is_dir():
        raise click.ClickException(f"There is no folder {file.parent}; make it first.")
    try:
        return make_backup(file, settings.backup_key_file, settings.data_dir, now())
    except NoDatabaseError as error:
        raise click.ClickException(f"{error} Is {PREFIX}DATA_DIR the one of the site?") from None
    except sealing.SealError as error:
        raise click.ClickException(f"Nothing was saved to {file}: {error}.") from None
    except (DamagedError, NewerDatabaseError) as error:
        raise click.ClickException(
            f"Nothing was saved to {file}: what was copied is not whole ({error}); "
            f"`{command()} doctor` says more."
        ) from None
    except DumpError as error:
        raise click.ClickException(f"Nothing was saved to {file}: {error}.") from None
    except (*FAILURES, OSError) as error:
        raise click.ClickException(
            f"Nothing was saved to {file} ({explain(error)}); "
            "name a folder with room that this user may write to."
        ) from None


def in_words(made: Made) -> str:
    size = made.file.stat().st_size
    return f"Saved {made.source} to {made.file} ({size:,} bytes; {made.held}; {made.seen})."


@click.command()
@click.argument("place", type=click.Path(path_type=Path))
@click.option(
    "--at",
    callback=_moment,
    help="Of a folder, the newest not after, such as 2026-11-30T12:00 (UTC).",
)
@click.option("--yes", is_flag=True, help="Ask nothing.")
def restore(place: Path, at: datetime | None, *, yes: bool) -> None:
    """Put back a backup in place of what the site holds now: a file, or the newest of a folder."""
    file = _choose(place, at)
    if not yes:
        words = f"{file} replaces all that the site holds now. Go on?"
        click.confirm(words, abort=True)
    settings = read_settings(os.environ)
    with (
        open_store(is_migrating=False).app_context(),
        _opened(file, settings) as found,
        _said_in_a_line(file),
    ):
        held, last = check_copy(found), find_last_number()
        restore_database(found)
        prepare_database()
        go_on_after(last)
    click.echo(f"Restored {file} ({held}).")


def _choose(place: Path, at: datetime | None) -> Path:
    if place.is_dir():
        found = find_backup(place, at or now())
        if found is None:
            before = f" of {at:%Y-%m-%d %H:%M} UTC or before" if at else ""
            raise click.ClickException(f"There is no backup{before} in {place}.")
        return found.file
    if at:
        raise click.UsageError("--at chooses from a folder; this is none.")
    if not place.is_file():
        raise click.ClickException(f"There is no file {place}.")
    return place


@contextmanager
def _opened(file: Path, settings: Settings) -> Iterator[Path]:
    """Open a sealed backup beside the database, where nobody else can look, for a while."""
    if not sealing.is_sealed(file):
        yield file
        return
    if settings.backup_key_file is None:
        raise click.ClickException(f"{file} is sealed; name its key by {PREFIX}BACKUP_KEY_FILE.")
    with scratch_folder(settings.data_dir, now()) as folder:
        try:
            sealing.unseal(file, folder / "opened.db", settings.backup_key_file)
        except sealing.SealError as error:
            raise click.ClickException(f"{file} was not opened: {error}.") from None
        yield folder / "opened.db"


@contextmanager
def _said_in_a_line(file: Path) -> Iterator[None]:
    try:
        yield
    except NewerDatabaseError as error:
        raise click.ClickException(
            f"{file} was made by a newer version of the site ({error}); upgrade the site first."
        ) from None
    except DamagedError as error:
        raise click.ClickException(f"{file} is no sound backup ({error}).") from None
    except NotReplacedError as error:
        live = database_name()
        if is_on_server():
            raise click.ClickException(f"The database {live} was left as it is: {error}.") from None
        raise click.ClickException(
            f"The database {live} can't be written over ({error}); stop the site, "
            "move it and its -wal and -shm files elsewhere, and restore again."
        ) from None
