"""`notes-site database copy`: moves a site between SQLite and PostgreSQL, either way."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click
from flask import Flask

from notes_site import open_store
from notes_site.config import PREFIX
from notes_site.database_urls import hide_password
from notes_site.store.copies.moving import DifferentError, copy_all, count_all
from notes_site.store.database import close_all, db, find_database_file, writer_engine
from notes_site.store.schema import HEAD, find_revision


@click.group()
def database() -> None:
    """Look after where the site keeps what its readers did."""


@database.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy all that the database FROM holds into TO, which is empty, and compare both.

    Each is an address as NOTES_DATABASE_URL takes it. Stop the site meanwhile. What broke off is
    gone on with by the same command.
    """
    with ExitStack() as stack:
        with stack.enter_context(_opened(source, is_migrating=False)).app_context():
            file = find_database_file()
            if (file and not file.exists()) or find_revision() is None:
                raise click.ClickException(f"There is no site's database {hide_password(source)}.")
            if (found := find_revision()) != HEAD:
                raise click.ClickException(
                    f"{hide_password(source)} is of another version ({found}; this is {HEAD}): "
                    "start the site with it once, then copy."
                )
            reader = db.engine
        with stack.enter_context(_opened(target, is_migrating=True)).app_context():
            writer = writer_engine()
        if reader.url == writer.url:
            raise click.ClickException("FROM and TO are one database.")
        total = count_all(reader)
        label = f"Copying and comparing {total:,} rows"
        bar = stack.enter_context(click.progressbar(length=2 * total, label=label))
        try:
            count = copy_all(reader, writer, bar.update)
        except DifferentError as error:
            raise click.ClickException(
                f"{error}. TO has to be empty, or hold what an earlier copy of FROM left there."
            ) from None
    click.echo(f"Copied: both hold the same {count:,} rows, by their counts and checksums.")
    click.echo(f"Now start the site with {PREFIX}DATABASE_URL={hide_password(target)}.")


@contextmanager
def _opened(url: str, *, is_migrating: bool) -> Iterator[Flask]:
    environ = os.environ | {f"{PREFIX}DATABASE_URL": url}
    app = open_store(environ, is_migrating=is_migrating)
    try:
        yield app
    finally:
        with app.app_context():
            close_all()
