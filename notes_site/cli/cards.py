"""`notes-site cards rebuild`: make every card anew from the answers it is derived from."""

import click

from notes_site import create_app
from notes_site.store.cards import all_user_ids, rebuild_cards


@click.group()
def cards() -> None:
    """Look after what the site believes of its readers' memory."""


@cards.command()
def rebuild() -> None:
    """Replay all answers of all readers; nothing else changes."""
    with create_app().app_context():
        counts = [rebuild_cards(user_id) for user_id in all_user_ids()]
    click.echo(f"Rebuilt {sum(counts)} cards of {len(counts)} readers.")
