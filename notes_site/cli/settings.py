"""`notes-site settings`: what a host can set."""

import os

import click

from notes_site.config import PREFIX, SETTINGS


@click.command()
def settings() -> None:
    """List every setting; * marks those that are set here."""
    for setting in SETTINGS:
        name = PREFIX + setting.name
        mark = "*" if name in os.environ else " "
        default = f" [{setting.default}]" if setting.default else ""
        click.echo(f"{mark} {name:<30} {setting.help}{default}")
