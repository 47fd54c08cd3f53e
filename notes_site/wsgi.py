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

    def format(self, record: logging.LogRecord) -> str:
        """Write it down with the traceback of a fault; no end of a line stands but at the end."""
        return escape(super().format(record))


def escape(text: str) -> str:
    """Return a text with what no line shows escaped, such as ends of lines and control bytes."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


def start_log() -> None:
    handler = logging.StreamHandler()
    words = "%(asctime)s %(levelname)s %(message)s"
    handler.setFormatter(UtcFormatter(words, "%Y-%m-%dT%H:%M:%SZ"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)  # one line of ours says what it did
