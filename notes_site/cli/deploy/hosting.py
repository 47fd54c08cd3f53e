"""What is filled into the files: where the site stands, under which name, as which user."""

import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from notes_site.cli.upgrade.versions import find_root
from notes_site.config import (
    PREFIX,
    SETTINGS,
    ConfigError,
    is_checkout,
    read_setting,
)

DATA_DIR, BACKUP_DIR = "/var/lib/notes-site", "/var/backups/notes-site"
SERVERS = ("waitress", "gunicorn", "uwsgi")


@dataclass(frozen=True, slots=True)
class Hosting:
    """How one site is hosted."""

    settings: Mapping[str, str]
    """What its environment holds, by the whole name of each setting."""
    user: str
    port: int
    server: str

    @property
    def address(self) -> str:
        return self.settings[f"{PREFIX}SITE_URL"]

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def prefix(self) -> str:
        return urlsplit(self.address).path

    @property
    def data_dir(self) -> str:
        return self.settings[f"{PREFIX}DATA_DIR"]

    @property
    def backup_dir(self) -> str:
        return self.settings.get(f"{PREFIX}BACKUP_DIR", BACKUP_DIR)

    @property
    def home(self) -> Path:
        """The folder that commands run in: of a clone its own, whichever version runs there."""
        return find_root() if is_checkout() else Path(self.data_dir)

    @property
    def command(self) -> str:
        """What is written before the name of a command of the site."""
        installed = Path(sys.prefix) / "bin/notes-site"
        return "/usr/bin/python3 run.py" if is_checkout() else str(installed)

    @property
    def packages(self) -> Path:
        """The folder of the programs that came with the site's packages."""
        return find_root() / ".venv/bin" if is_checkout() else Path(sys.prefix) / "bin"

    def environment(self, **changes: str) -> str:
        """Return the settings as lines that systemd, a shell and a container read alike."""
        held = dict(self.settings) | {f"{PREFIX}{name}": value for name, value in changes.items()}
        return "".join(f"{name}={shlex.quote(value)}\n" for name, value in held.items())


def read_hosting(
    environ: Mapping[str, str], site: str | None, user: str, port: int, server: str
) -> Hosting:
    """Read what is set, each setting checked as a start does; `site` goes before NOTES_SITE_URL."""
    given = dict(environ) | ({f"{PREFIX}SITE_URL": site} if site else {})
    names = [f"{PREFIX}{one.name}" for one in SETTINGS]
    held = {name: given[name].strip() for name in names if given.get(name, "").strip()}
    for name, value in held.items():
        if name != f"{PREFIX}DATABASE_URL":  # its folder need not be there yet
            read_setting(name.removeprefix(PREFIX), held)
        if not value.isprintable():
            raise ConfigError(f"{name} holds a character that no file of settings can.")
    held[f"{PREFIX}SITE_URL"] = read_setting("SITE_URL", held)
    _check_address(held[f"{PREFIX}SITE_URL"])
    for name in (
        "DATA_DIR",
        "CONTENT_DIR",
        "BACKUP_DIR",
        "BACKUP_KEY_FILE",
    ):  # a service starts elsewhere than this command
        if f"{PREFIX}{name}" in held:
            held[f"{PREFIX}{name}"] = _folder(str(read_setting(name, held)))
    if secret := held.get(f"{PREFIX}OIDC_CLIENT_SECRET_FILE"):
        held[f"{PREFIX}OIDC_CLIENT_SECRET_FILE"] = _folder(str(Path(secret).resolve()))
    if is_checkout():
        _folder(str(find_root()))
    usual = {f"{PREFIX}DATA_DIR": DATA_DIR, f"{PREFIX}TRUSTED_PROXIES": "1"}
    return Hosting(usual | held, user, port, server)


def _folder(path: str) -> str:
    if not re.fullmatch(r"[\w./+-]+", path):
        raise ConfigError(
            f"The folder {path} has a space or a sign that files of hosts don't take."
        )
    return path


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.port not in {None, 443}:
        raise ConfigError(
            f"The files are for a site with a certificate on the usual port; "
            f"{PREFIX}SITE_URL is {address or 'not set'}: "
            "write --site https://notes.example.org"
        )
