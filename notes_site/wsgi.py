"""The application for a server that imports one, such as gunicorn."""

import gc
import os

from flask import Flask

from notes_site import create_app
from notes_site.config import ConfigError, find_log_form
from notes_site.store import database
from notes_site.web.context import EXTENSION
from notes_site.web.seeing.log import start_log

DRAWN_FIRST = ("/", "/register", "/login")


def make() -> Flask:
    """Make the site, or end with the one line that says what stops it."""
    try:
        start_log(find_log_form(os.environ))
        app = create_app(is_shared=True)
    except ConfigError as error:
        raise SystemExit(f"notes-site: {error}") from None
    _draw_first(app)
    return app


def _draw_first(app: Flask) -> None:
    """Draw what every worker would draw first, so that those copied from here have it in common.

    That is compiled templates, forms, statements, and the finished pages themselves.
    """
    visitor = app.test_client()
    site = app.extensions[EXTENSION]
    first = (f"/topics/{topic.slug}" for topic in site.shelf.library.topics[:1])
    for path in (*DRAWN_FIRST, *first):
        host = f"http://{site.settings.host or '127.0.0.1'}"
        visitor.get(f"{site.settings.prefix}{path}", base_url=host)
    with app.app_context():
        database.close_all()
    gc.unfreeze()
    gc.collect()
    gc.freeze()
