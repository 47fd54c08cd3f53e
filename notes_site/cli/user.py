"""`notes-site user …`: accounts, for the host."""

import os
from urllib.parse import urlencode

import click

from notes_site import open_store
from notes_site.config import read_settings
from notes_site.store.people.invitations import MOST_DAYS, MOST_USES, add_invitation
from notes_site.store.people.passwords import hash_password, password_mistake
from notes_site.store.people.reset_links import add_reset_link
from notes_site.store.people.second import drop_second_factor as drop
from notes_site.store.people.second import find_factors
from notes_site.store.people.users import (
    Credentials,
    add_user,
    find_credentials,
    make_admin,
    reset_password,
    username_mistake,
)
from notes_site.web.context import now


@click.group()
def user() -> None:
    """Add and invite readers, make admins of them, and help those who forgot their password."""


def _ask_password(username: str) -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if mistake := password_mistake(password, username):
        raise click.ClickException(mistake)
    return hash_password(password)


def _find(username: str) -> Credentials:
    """Find a reader, within the context of an application."""
    credentials = find_credentials(username)
    if credentials is None:
        raise click.ClickException(f"There is no reader {username}.")
    return credentials


def _link(path: str, **query: str) -> str:
    """Return the whole address of a page; where the site has no name yet, as it is tried out."""
    start = read_settings(os.environ).site_url or "http://127.0.0.1:5000"
    return f"{start}{path}?{urlencode(query)}"


@user.command()
@click.argument("username")
@click.option("--admin", is_flag=True, help="An admin from the start, such as the first one.")
def add(username: str, admin: bool) -> None:
    """Add a reader; the password is asked for."""
    if mistake := username_mistake(username):
        raise click.ClickException(mistake)
    password_hash = _ask_password(username)
    with open_store().app_context():
        user_id = add_user(username, password_hash, now())
        if user_id is None:
            raise click.ClickException(f"The name {username} is taken.")
        if admin:
            make_admin(user_id)
    click.echo(f"Added {username}{', an admin' if admin else ''}.")


@user.command()
@click.option("--days", default=7, type=click.IntRange(1, MOST_DAYS), show_default=True)
@click.option("--uses", default=1, type=click.IntRange(1, MOST_USES), show_default=True)
def invite(days: int, uses: int) -> None:
    """Print a link by which so many people may register within so many days."""
    registration = read_settings(os.environ).registration
    if registration != "invite":
        raise click.ClickException(
            f"NOTES_REGISTRATION is {registration}; set it to invite, and restart the site."
        )
    with open_store().app_context():
        token = add_invitation(now(), days, uses)
    click.echo(_link("/register", invite=token))


@user.command("reset-link")
@click.argument("username")
def reset_link(username: str) -> None:
    """Print a link by which a reader sets a new password, once and within an hour."""
    with open_store().app_context():
        token = add_reset_link(_find(username).user_id, now())
    click.echo(_link("/reset-password", token=token))


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
        credentials = _find(username)
        reset_password(credentials.user_id, _ask_password(username), now())
        click.echo(f"{credentials.username} has a new password.")
        if drop_second_factor:
            had_any = drop(credentials.user_id, now())
            click.echo("The second factor is dropped." if had_any else "There is no second factor.")
        elif (factors := find_factors(credentials.user_id)).is_guarded or factors.passkeys:
            click.echo(
                "What opens the account beside the password, or without it, stays; "
                "--drop-second-factor removes it."
            )


@user.command("make-admin")
@click.argument("username")
def make_admin_command(username: str) -> None:
    """Let a reader close what others say is wrong, at /flags, and invite people."""
    with open_store().app_context():
        credentials = _find(username)
        make_admin(credentials.user_id)
    click.echo(f"{credentials.username} is an admin now.")
