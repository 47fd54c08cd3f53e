"""Addresses of PostgreSQL databases, as a setting names them; it needs no driver to tell."""

import re
from importlib.util import find_spec
from urllib.parse import urlsplit

SCHEME = "postgresql+psycopg://"
BEGINNINGS = ("postgresql://", "postgres://", SCHEME)
"""What an address may begin with; each is read as the last of them."""
PASSWORD = re.compile(r"(?<=//)([^:/@]*):.*@")
PASSWORD_BEHIND = re.compile(r"(?i)(password=)[^&]*")
EXTRA = "`python3 run.py` adds them; elsewhere: pip install 'notes-site[postgresql]'"


def names_server(url: str) -> bool:
    return url.startswith(BEGINNINGS)


def read_server_url(text: str) -> str:
    """Return the address with the driver's name in it; ValueError says what is wrong with it."""
    try:
        parts = urlsplit(text)
        is_whole = bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        is_whole = False
    if PASSWORD_BEHIND.search(text.partition("?")[2]):
        raise ValueError(
            "write the password before the @, or into ~/.pgpass: the log shows the rest"
        )
    if not is_whole:
        raise ValueError("write the database's name, too: postgresql://user@host/database")
    if find_spec("psycopg") is None:
        raise ValueError(f"PostgreSQL needs more packages; {EXTRA}")
    return f"{SCHEME}{text.partition('://')[2]}"


def hide_password(text: str) -> str:
    """Return a text without the password of an address, for whoever reads the log."""
    return PASSWORD_BEHIND.sub(r"\1***", PASSWORD.sub(r"\1:***@", text))
