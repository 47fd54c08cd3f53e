"""The application for a server that imports one, such as gunicorn."""

import gc
import logging
import time

from flask import Flask

from notes_site import create_app
from notes_site.config import ConfigError
from notes_site.store import database
from notes_site.web.context import EXTENSION

DRAWN_FIRST = ("/", "/register", "/login")


def make() -> Flask:
    """Make the site, or end with the one line that says what stops it."""
    start_log()
    try:
        app = create_app()
    except ConfigError as error:
        raise SystemExit(f"notes-site: {error}") from None
    _draw_first(app)
    return app


def _draw_first(app: Flask) -> None:
    """Draw what every worker would draw first, so that those copied from here have it in common.

    That is compiled templates, forms, statements, and the finished pages themselves.
    """
    visitor = app.test_client()
    host = app.config["TRUSTED_HOSTS"]
    library = app.extensions[EXTENSION].shelf.library
    for path in (*DRAWN_FIRST, *(f"/topics/{topic.slug}" for topic in library.topics[:1])):
        visitor.get(path, base_url=f"http://{host[0] if host else '127.0.0.1'}")
    with app.app_context():
        database.close_all()
    gc.unfreeze()
    gc.collect()
    gc.freeze()


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
