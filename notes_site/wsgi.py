"""The application for a server that imports one, such as gunicorn."""

import logging
import time

from flask import Flask

from notes_site import create_app
from notes_site.config import ConfigError


def make() -> Flask:
    """Make the site, or end with the one line that says what stops it."""
    start_log()
    try:
        return create_app()
    except ConfigError as error:
        raise SystemExit(f"notes-site: {error}") from None


class UtcFormatter(logging.Formatter):
    """One line an event, with the second in UTC (RFC 3339)."""

    converter = staticmethod(time.gmtime)


def start_log() -> None:
    handler = logging.StreamHandler()
    words = "%(asctime)s %(levelname)s %(message)s"
    handler.setFormatter(UtcFormatter(words, "%Y-%m-%dT%H:%M:%SZ"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)  # one line of ours says what it did
