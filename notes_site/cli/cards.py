"""`notes-site cards`: what the site believes of its readers' memory, made anew."""

import click

from notes_site import create_app, open_store, take_in_edits
from notes_site.store.practice.cards import all_user_ids, rebuild_cards
from notes_site.web.context import all_sites


@click.group()
def cards() -> None:
    """Look after what the site believes of its readers' memory."""


@cards.command()
def rebuild() -> None:
    """Replay all answers of all readers; nothing else changes."""
    with open_store().app_context():
        counts = [rebuild_cards(user_id) for user_id in all_user_ids()]
    click.echo(f"Rebuilt {sum(counts)} cards of {len(counts)} readers.")


@cards.command()
def regrade() -> None:
    """Grade all stored answers by the answer keys of today; a start does it for what changed."""
    with create_app().app_context():
        sites = all_sites()
        if any(one.shelf.problems for one in sites.values()):
            raise click.ClickException("Nothing was graded: mend the content first.")
        count = sum(
            take_in_edits(one.shelf.library, slug, is_thorough=True) for slug, one in sites.items()
        )
    click.echo(f"Graded {count} answers anew; their readers are told.")
