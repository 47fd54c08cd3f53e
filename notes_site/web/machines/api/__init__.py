"""`/api/v1`: what the pages do for a reader, for programs; by the same functions as the pages.

Nothing of this package is imported where NOTES_API is off.
"""

from flask import Flask

from notes_site.config import Settings
from notes_site.web.machines.api import access, document, problems, requests
from notes_site.web.machines.api.resources import (
    answers,
    finding,
    library,
    progress,
    quizzes,
    saved,
    timed,
)

RESOURCES = (library, finding, quizzes, answers, timed, progress, saved)


def init_app(app: Flask, settings: Settings) -> None:
    """Add the API to a site whose pages are all there."""
    problems.init_app(app)
    access.init_app(app, settings)
    requests.init_app(app)
    blueprints = [one.blueprint for one in RESOURCES]
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
        app.extensions["csrf"].exempt(blueprint)  # no cookie is looked at, so none can be misused
    document.init_app(app, settings, blueprints)
