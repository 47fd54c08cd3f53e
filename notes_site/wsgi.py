"""The application for a server that imports one, such as gunicorn."""

import logging

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


def start_log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # one line of ours says what it did
