"""`notes-site courses`: what a host does once when a site of one course becomes one of several."""

import click

from notes_site import create_app
from notes_site.store.courses.adopting import BegunError, adopt
from notes_site.web import context


@click.group()
def courses() -> None:
    """Look after the courses of a site that has several."""


@courses.command("adopt")
@click.argument("slug")
def adopt_command(slug: str) -> None:
    """Let what readers did while this site was one course belong to the course SLUG.

    Stop the site meanwhile, and back up first. It is possible until somebody begins in that course.
    """
    with create_app().app_context():
        if slug not in context.courses():
            named = ", ".join(context.courses()) or "this site is one course"
            raise click.ClickException(f"There is no course {slug} ({named}).")
        try:
            count = adopt(slug)
        except BegunError:
            raise click.ClickException(f"Somebody has begun in {slug} already.") from None
    click.echo(f"What {count} readers did belongs to {slug} now.")
