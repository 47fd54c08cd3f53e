"""`notes-site backup FILE`: a whole copy of the database, taken while the site runs."""

from pathlib import Path

import click

from notes_site import create_app
from notes_site.store.schema import copy_database


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Copy the database to FILE, which must not exist yet."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; name another file.")
    with create_app().app_context():
        copy_database(file)
    click.echo(f"Saved {file} ({file.stat().st_size:,} bytes).")
