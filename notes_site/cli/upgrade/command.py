"""`notes-site upgrade`: a newer version in place of this one, and back where it doesn't answer."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from notes_site import open_store
from notes_site.cli.backup.command import in_words, new_file, save
from notes_site.cli.backup.making import scratch_folder
from notes_site.cli.upgrade import clone, trial
from notes_site.cli.upgrade.serving import Running, find_reload_command
from notes_site.cli.upgrade.versions import Home, find_home
from notes_site.config import PREFIX, ConfigError, Settings, read_settings
from notes_site.store.copies.backup_folder import list_backups
from notes_site.web.context import now

BEFORE_UPGRADES = "before-upgrade"
"""The folder for backups below that of the data, where the host has named none."""

MOST_BEFORE_UPGRADES = 5
SECONDS_TO_COME_BACK = 300
SECONDS = click.IntRange(1, 3600)


@click.command()
@click.option("--to", "ref", default="", help="A tag, branch or commit [what the clone follows].")
@click.option("--ask", "address", help=f"Where the site answers [{PREFIX}SITE_URL].")
@click.option("--patience", default=120, show_default=True, type=SECONDS, help="For it to start.")
@click.option("--one-way", is_flag=True, help="Even if the old version could not run afterwards.")
@click.option("--without-trial", is_flag=True, help="Where no copy of the database can be made.")
def upgrade(
    ref: str, address: str | None, patience: int, *, one_way: bool, without_trial: bool
) -> None:
    """Put a newer version in place of this one; for a clone of the repository.

    Backs up, sets the new version up in a folder of its own, tries it on a copy of the database,
    and only then lets the site start anew. Where the new one is not ready in time, the old one is
    started again. A backup is never put back by this: it would lose answers.
    """
    refuse_settings(os.environ)
    settings = read_settings(os.environ)
    home = find_home()
    command = find_reload_command(settings)
    address = (address or settings.site_url or "http://127.0.0.1:5000").rstrip("/")
    running = Running(command, address, settings.host, patience)
    old, commit = home.current, clone.find_commit(home.root, ref)
    if clone.head_of(old) == commit:
        click.echo(f"{commit[:12]} is what runs already.")
        return
    clone.refuse_to_lose(old, commit)
    new = home.folder_of(commit)
    _prepare(home, new, commit, settings)
    if not without_trial:
        _try(new, settings, is_one_way=one_way)
    _switch(home, new, running)
    for left in home.others(new, old):
        clone.remove_version(home.root, left)
    click.echo(f"{commit[:12]} runs, in {new}; the version before stays in {old}.")


def refuse_settings(environ: Mapping[str, str]) -> None:
    """Refuse what would mean something else to a version in another folder."""
    if not environ.get(f"{PREFIX}DATA_DIR"):
        raise ConfigError(f"Set {PREFIX}DATA_DIR: a new version stands in a folder of its own.")
    for name, value in sorted(environ.items()):
        is_path = value and name.startswith(PREFIX) and name.endswith(("_DIR", "_FILE"))
        if is_path and not Path(value).expanduser().is_absolute():
            raise ConfigError(f"{name}={value!r}: write the path in full, from / on.")


def _prepare(home: Home, new: Path, commit: str, settings: Settings) -> None:
    """Back up, and set the new version up; what serves has seen nothing of it."""
    with open_store(is_migrating=False).app_context():
        _back_up(settings)
        click.echo(f"Setting {commit[:12]} up in {new} ...")
        clone.add_version(home.root, new, commit)
        trial.set_up(new, like=home.current)


def _try(new: Path, settings: Settings, *, is_one_way: bool) -> None:
    """Try it on a copy, which nobody else sees either."""
    click.echo("Trying it on a copy of the database ...")
    with (
        open_store(is_migrating=False).app_context(),
        scratch_folder(settings.data_dir, now()) as copy,
    ):
        trial.try_on_copy(new, copy, is_one_way=is_one_way)


def _back_up(settings: Settings) -> None:
    """Save into the folder of the daily backups, which looks after itself, or into one of ours."""
    own = settings.data_dir / BEFORE_UPGRADES
    if settings.backup_dir is None:
        own.mkdir(mode=0o700, exist_ok=True)
    click.echo(in_words(save(new_file(settings.backup_dir or own, settings), settings)))
    for one in list_backups(own)[:-MOST_BEFORE_UPGRADES] if own.is_dir() else ():
        one.file.unlink()


def _switch(home: Home, new: Path, running: Running) -> None:
    """Let the site start anew with the new version; go back where that is not ready in time."""
    old = home.current
    home.switch_to(new)
    failure = running.start_anew()
    if failure is None and running.wait_for(new):
        return
    home.switch_to(old)
    again = running.start_anew()
    is_back = running.wait_for(old, SECONDS_TO_COME_BACK)
    reason = failure or f"it was not ready within {running.seconds} seconds"
    state = (
        "The version before answers, and nothing is lost."
        if is_back
        else f"The version before does not answer either ({again or 'it was started again'})."
    )
    raise click.ClickException(
        f"The new version in {new} did not take over ({reason}). {state} Its log says why."
    )
