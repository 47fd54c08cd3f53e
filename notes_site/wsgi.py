"""The application for a server that imports one, such as gunicorn."""

import os

from flask import Flask

from notes_site import create_app
from notes_site.config import ConfigError, find_log_form
from notes_site.web.seeing.log import start_log


def make() -> Flask:
    """Make the site, or end with the one line that says what stops it."""
    try:
        start_log(find_log_form(os.environ))
        return create_app(is_shared=True)
    except ConfigError as error:
        raise SystemExit(f"notes-site: {error}") from None
