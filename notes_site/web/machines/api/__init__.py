"""`/api/v1`: what the pages do for a reader, for programs; by the same functions as the pages.

Nothing of this package is imported where NOTES_API is off.
"""

from flask import Flask

from notes_site.config import Settings
from notes_site.web.machines.api import problems


def init_app(app: Flask, settings: Settings) -> None:  # noqa: ARG001 - the document needs them
    """Add the API to a site whose pages are all there."""
    problems.init_app(app)
