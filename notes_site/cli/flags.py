"""`notes-site flags`: what readers say is wrong with questions."""

import click

from notes_site import create_app
from notes_site.store.notes.flags import close_flag, open_flags
from notes_site.web.context import all_sites, now


@click.group(invoke_without_command=True)
@click.pass_context
def flags(context: click.Context) -> None:
    """List what readers say is wrong, each with the question's file and line."""
    if context.invoked_subcommand:
        return
    with create_app().app_context():
        found = open_flags()
        for flag in found:
            where = all_sites().get(flag.course)
            question = where and where.shelf.library.questions.get(flag.question_id)
            own = f"{question.path}:{question.line}" if question else flag.question_id
            place = f"{flag.course}/{own}" if flag.course else own
            who = flag.username or "a reader who left"
            click.echo(f"#{flag.id} {place}: {flag.words!r} ({who}, {flag.created_at:%Y-%m-%d})")
    click.echo(f"{len(found)} open.")


@flags.command()
@click.argument("number", type=int)
def close(number: int) -> None:
    """Close a flag that was dealt with."""
    with create_app().app_context():
        if not close_flag(number, now()):
            raise click.ClickException(f"There is no open flag #{number}.")
    click.echo(f"Closed #{number}.")
