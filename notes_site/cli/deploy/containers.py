"""Containers: a folder for `docker compose`, with the site behind Caddy."""

import re
import secrets
import shlex
from urllib.parse import unquote, urlsplit

from notes_site.cli.deploy.examples import HERE, fill, read_example, replace, without_comments
from notes_site.cli.deploy.hosting import Hosting
from notes_site.cli.deploy.proxies import CADDY, make_caddy
from notes_site.config import PREFIX, ConfigError, is_checkout

DATA = "/data"
MOUNTED = {
    "CONTENT_DIR": "/content:ro",
    "BACKUP_DIR": "/backups",
    "BACKUP_KEY_FILE": "/keys/backups:ro",
    "OIDC_CLIENT_SECRET_FILE": "/keys/provider:ro",  # nosec B105 - where it is mounted
}
"""What else of the host the site gets, and as what."""
OWN_DATABASE = "postgresql://notes:{password}@database/notes"
PORT = 5000
"""The one in the image; outside of the containers nothing listens on it."""


def make_containers(hosting: Hosting, *, on_postgresql: bool) -> dict[str, str]:
    """Return the files of the folder; two app servers share one database and one key."""
    if not is_checkout():
        raise ConfigError("Images are built from a checkout; run this in one.")
    if hosting.prefix:
        raise ConfigError("Containers are for a site with a name of its own, without a path.")
    changes = {"DATA_DIR": DATA}
    example, caddy = "compose.yaml", "reverse_proxy site:5000"
    files = {}
    if on_postgresql:
        example, caddy = "compose.postgresql.yaml", _balancing()
        changes |= _shared(hosting)
        files["database.env"] = _database(changes["DATABASE_URL"])
    text = fill(without_comments(read_example(example)), hosting)
    mounted = ""
    for name, place in MOUNTED.items():
        if own := hosting.settings.get(f"{PREFIX}{name}"):
            mounted += f', "{own}:{place}"'
            changes[name] = place.removesuffix(":ro")
    files["compose.yaml"] = re.sub(r'("data(-\d)?:/data")', rf"\1{mounted}", text)
    files["notes-site.env"] = hosting.environment(**changes)
    caddyfile = make_caddy(hosting)[CADDY]
    files["Caddyfile"] = replace(caddyfile, f"reverse_proxy {_here(hosting)}", caddy)
    return files


def _here(hosting: Hosting) -> str:
    return HERE.replace(str(PORT), str(hosting.port))


def _balancing() -> str:
    """Send a request to the other server while one of them is away."""
    ways = "lb_try_duration 10s", "fail_duration 10s"
    inside = "".join(f"\t\t\t{one}\n" for one in ways)
    return f"reverse_proxy site-1:{PORT} site-2:{PORT} {{\n{inside}\t\t}}"


def _shared(hosting: Hosting) -> dict[str, str]:
    """Return the key and the database that both servers use; what is not set is made."""
    url = hosting.settings.get(f"{PREFIX}DATABASE_URL") or OWN_DATABASE
    key = hosting.settings.get(f"{PREFIX}SECRET_KEY") or secrets.token_hex(32)
    return {"DATABASE_URL": url.format(password=secrets.token_hex(24)), "SECRET_KEY": key}


def _database(url: str) -> str:
    """Return what PostgreSQL's image makes its first database with: the password as it is typed."""
    password = shlex.quote(unquote(urlsplit(url).password or ""))
    return f"POSTGRES_USER=notes\nPOSTGRES_DB=notes\nPOSTGRES_PASSWORD={password}\n"
