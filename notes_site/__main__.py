"""The `notes-site` command."""

import sys

import click

from notes_site.cli.author.adding import add
from notes_site.cli.author.beginning import begin
from notes_site.cli.author.schemas import write_schemas
from notes_site.cli.backup.command import backup, restore
from notes_site.cli.bank.exporting import export_bank
from notes_site.cli.bank.importing import import_bank
from notes_site.cli.cards import cards
from notes_site.cli.check.command import content
from notes_site.cli.courses import courses
from notes_site.cli.database import database
from notes_site.cli.deploy.command import deploy
from notes_site.cli.doctor.command import doctor
from notes_site.cli.flags import flags
from notes_site.cli.secret import secret
from notes_site.cli.serve import serve
from notes_site.cli.settings import settings
from notes_site.cli.upgrade.command import upgrade
from notes_site.cli.user import user
from notes_site.config import ConfigError, command
from notes_site.store.database import FAILURES, explain


@click.group()
def commands() -> None:
    """A study website: topics to read, questions to practise, progress to come back to."""


ALL = (
    *(deploy, serve, content, courses, user, cards, flags, backup, restore, database),
    *(upgrade, doctor, secret, settings),
)
for one in ALL:
    commands.add_command(one)
for one in (begin, add, write_schemas, export_bank):
    content.add_command(one)
content.add_command(import_bank)


def main() -> None:
    """Run a command; what stops it is said in one line, with exit code 1.

    That is a setting that can't be used, or a database that takes or gives nothing.
    """
    try:
        commands(prog_name=command())
    except ConfigError as error:
        click.echo(f"notes-site: {error}", err=True)
        sys.exit(1)
    except FAILURES as error:
        click.echo(f"notes-site: Nothing was saved ({explain(error)}).", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
