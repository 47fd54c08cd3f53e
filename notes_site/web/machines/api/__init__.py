"""`/api/v1`: what the pages do for a reader, for programs; by the same functions as the pages.

Nothing of this package is imported where NOTES_API is off.
"""

from flask import Flask

from notes_site.config import Settings
from notes_site.web.machines.api import cors, problems, signed


def init_app(app: Flask, settings: Settings) -> None:
    """Add the API to a site whose pages are all there."""
    problems.init_app(app)
    signed.init_app(app, settings)
    cors.init_app(app, settings)
