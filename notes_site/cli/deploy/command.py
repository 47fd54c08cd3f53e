"""`notes-site deploy`: write the files that a host needs, ready to use."""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

from notes_site.cli.deploy.containers import make_containers
from notes_site.cli.deploy.hosting import SERVERS, Hosting, read_hosting
from notes_site.cli.deploy.proxies import (
    CADDY,
    NGINX,
    PART_OF_CADDY,
    SNIPPET,
    make_caddy,
    make_nginx,
)
from notes_site.cli.deploy.units import make_units
from notes_site.config import is_checkout

KINDS = ("systemd", "nginx", "caddy", "container")
UNIT = "etc/notes-site.env"
THEN = {
    UNIT: "systemd-sysusers && {owning}systemd-tmpfiles --create"
    " && systemctl enable --now notes-site",
    NGINX: "nginx -t && systemctl reload nginx",
    SNIPPET: "write `include snippets/notes-site.conf;` into the server that has this name",
    CADDY: "systemctl reload caddy",
    PART_OF_CADDY: "write `import notes-site.caddy` into the site that has this name",
    "compose.yaml": "docker compose up -d --build",
}
"""What a host does next, by the file that it is for; a checkout is then the site's user's."""


@click.command()
@click.argument("kinds", nargs=-1, required=True, type=click.Choice(KINDS))
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to; / puts each file where it belongs.",
)
@click.option("--site", help="The address visitors use, in place of NOTES_SITE_URL.")
@click.option("--server", default="waitress", type=click.Choice(SERVERS), show_default=True)
@click.option("--user", default="notes", show_default=True, help="Whom the site runs as.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--postgresql", is_flag=True, help="container: two app servers on PostgreSQL.")
@click.option("--force", is_flag=True, help="Replace files that are there and differ.")
def deploy(
    kinds: tuple[str, ...],
    folder: Path,
    site: str | None,
    server: str,
    user: str,
    port: int,
    *,
    postgresql: bool,
    force: bool,
) -> None:
    """Write the files that hosting needs, with this site's name, folders and settings.

    KINDS are systemd, nginx, caddy, container. Every NOTES_ setting of the environment goes along.
    """
    hosting = read_hosting(os.environ, site, user, port, server)
    files: dict[str, str] = {}
    for kind in kinds:
        files |= _make(kind, hosting, on_postgresql=postgresql)
    _refuse_to_replace(folder, files, force=force)
    for name in sorted(files):
        _write(folder / name, files[name], hosting.user)
        click.echo(f"wrote {folder / name}")
    owning = f"chown -R {hosting.user}: {hosting.home} && " if is_checkout() else ""
    for name in files:
        if name in THEN:
            click.echo(f"then: {THEN[name].format(owning=owning)}")


def _make(kind: str, hosting: Hosting, *, on_postgresql: bool) -> Mapping[str, str]:
    if kind == "container":
        return make_containers(hosting, on_postgresql=on_postgresql)
    return {"systemd": make_units, "nginx": make_nginx, "caddy": make_caddy}[kind](hosting)


def _refuse_to_replace(folder: Path, files: Mapping[str, str], *, force: bool) -> None:
    """Write nothing at all where a file would be lost that somebody may have edited."""
    there = [name for name in files if (folder / name).exists()]
    other = [name for name in there if (folder / name).read_text(encoding="utf-8") != files[name]]
    if other and not force:
        names = ", ".join(str(folder / name) for name in sorted(other))
        raise click.ClickException(f"{names} would be replaced; --force does that.")


def _write(file: Path, text: str, user: str) -> None:
    """Write a file; one of settings, which may hold secrets, for root and the site's user alone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    is_secret = file.suffix == ".env"
    file.touch(mode=0o600)
    file.chmod(0o640 if is_secret else 0o755 if text.startswith("#!") else 0o644)
    file.write_text(text, encoding="utf-8")
    if is_secret and os.geteuid() == 0:
        with suppress(LookupError):  # whom systemd-sysusers has yet to make; then tmpfiles does it
            shutil.chown(file, group=user)
