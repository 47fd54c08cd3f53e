"""`/api/v1`: what the pages do for a reader, for programs; by the same functions as the pages.

Nothing of this package is imported where NOTES_API is off.
"""

from flask import Flask

from notes_site.config import Settings
from notes_site.web.machines.api import access, problems


def init_app(app: Flask, settings: Settings) -> None:
    """Add the API to a site whose pages are all there."""
    problems.init_app(app)
    access.init_app(app, settings)
