"""`notes-site backup` and `restore`: the one file that holds all the readers have."""

from contextlib import suppress
from pathlib import Path

import click

from notes_site import open_store
from notes_site.store.backups import (
    DamagedError,
    NoDatabaseError,
    NotReplacedError,
    copy_database,
    note_backup,
    restore_database,
)
from notes_site.store.database import FAILURES, database_name, explain, is_on_server
from notes_site.store.schema import NewerDatabaseError, prepare_database
from notes_site.web.context import now

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Copy the database to FILE, which must not exist yet; the site may run meanwhile."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; name another file.")
    if not file.parent.is_dir():
        raise click.ClickException(f"There is no folder {file.parent}; make it first.")
    app = open_store(is_migrating=False)
    with app.app_context():
        try:
            source = copy_database(file)
        except NoDatabaseError as error:
            raise click.ClickException(f"{error} Is NOTES_DATA_DIR the one of the site?") from None
        except (*FAILURES, OSError) as error:
            raise click.ClickException(
                f"Nothing was saved to {file} ({explain(error)}); "
                "name a folder with room that this user may write to."
            ) from None
    with suppress(OSError):  # a full disk is why one may be made
        note_backup(Path(app.instance_path), file, now())
    click.echo(f"Saved {source} to {file} ({file.stat().st_size:,} bytes).")


@click.command()
@click.argument("file", type=FILE)
@click.confirmation_option(prompt="This replaces all that the site holds now. Go on?")
def restore(file: Path) -> None:
    """Put back a backup in place of what the site holds now."""
    if not file.is_file():
        raise click.ClickException(f"There is no file {file}.")
    with open_store(is_migrating=False).app_context():
        try:
            restore_database(file)
        except NewerDatabaseError as error:
            raise click.ClickException(
                f"{file} was made by a newer version of the site ({error}); upgrade the site first."
            ) from None
        except DamagedError as error:
            raise click.ClickException(f"{file} is no sound backup ({error}).") from None
        except NotReplacedError as error:
            live = f"The database {database_name()} can't be written over ({error}); stop the site,"
            do = "move it and its -wal and -shm files elsewhere, and restore again."
            if is_on_server():
                do = "give it an empty database, and restore again."
            raise click.ClickException(f"{live} {do}") from None
        prepare_database()
    click.echo(f"Restored {file}.")
