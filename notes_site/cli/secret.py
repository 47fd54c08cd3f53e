"""`notes-site secret`: the key that signs cookies."""

import os

import click

from notes_site import secret_keys
from notes_site.config import PREFIX, ConfigError, read_settings
from notes_site.web.context import now


@click.group()
def secret() -> None:
    """Look after the key that signs cookies."""


@secret.command()
def rotate() -> None:
    """Make a new key; the old one is accepted for 30 days, so that nobody is signed out."""
    if os.environ.get(f"{PREFIX}SECRET_KEY"):
        raise click.ClickException(
            f"{PREFIX}SECRET_KEY is set: put a new one there, the old one in front of "
            f"{PREFIX}SECRET_KEY_FALLBACKS, and restart."
        )
    data_dir = read_settings(os.environ).data_dir
    try:
        older = secret_keys.rotate(data_dir, now())
    except OSError as error:
        raise ConfigError(f"The key in {data_dir} was not changed ({error.strerror}).") from None
    until = older[0].replaced_at + secret_keys.ACCEPTED_FOR
    click.echo(
        f"Made a new key in {data_dir / secret_keys.FILE}; restart the site now. "
        f"Cookies of the old one hold until {until:%Y-%m-%d}. "
        f"If it got into wrong hands, empty {secret_keys.OLDER_FILE} beside it: all sign in again."
    )
