"""`notes-site user …`: accounts, for the host."""

import click

from notes_site import open_store
from notes_site.store.people.passwords import hash_password, password_mistake
from notes_site.store.people.second import drop_second_factor as drop
from notes_site.store.people.second import find_factors
from notes_site.store.people.users import (
    add_user,
    find_credentials,
    make_admin,
    reset_password,
    username_mistake,
)
from notes_site.web.context import now


@click.group()
def user() -> None:
    """Add readers, and give them new passwords."""


def _ask_password(username: str) -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if mistake := password_mistake(password, username):
        raise click.ClickException(mistake)
    return hash_password(password)


@user.command()
@click.argument("username")
def add(username: str) -> None:
    """Add a reader; the password is asked for."""
    if mistake := username_mistake(username):
        raise click.ClickException(mistake)
    password_hash = _ask_password(username)
    with open_store().app_context():
        if add_user(username, password_hash, now()) is None:
            raise click.ClickException(f"The name {username} is taken.")
    click.echo(f"Added {username}.")


@user.command("reset-password")
@click.argument("username")
@click.option(
    "--drop-second-factor",
    is_flag=True,
    help="Also remove codes from an app, recovery codes and passkeys: for somebody who lost them.",
)
def reset_password_command(username: str, drop_second_factor: bool) -> None:
    """Give a reader another password; every browser of theirs is signed out.

    What they use beside the password stays, unless you ask to drop it.
    """
    with open_store().app_context():
        credentials = find_credentials(username)
        if credentials is None:
            raise click.ClickException(f"There is no reader {username}.")
        reset_password(credentials.user_id, _ask_password(username))
        click.echo(f"{credentials.username} has a new password.")
        if drop_second_factor:
            had_any = drop(credentials.user_id)
            click.echo("The second factor is dropped." if had_any else "There is no second factor.")
        elif find_factors(credentials.user_id).is_guarded:
            click.echo("The second factor stays; --drop-second-factor removes it.")


@user.command("make-admin")
@click.argument("username")
def make_admin_command(username: str) -> None:
    """Let a reader see and close what others say is wrong, at /flags."""
    with open_store().app_context():
        credentials = find_credentials(username)
        if credentials is None:
            raise click.ClickException(f"There is no reader {username}.")
        make_admin(credentials.user_id)
    click.echo(f"{credentials.username} is an admin now.")
