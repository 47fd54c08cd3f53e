"""`/api/v1`: what the pages do for a reader, for programs; by the same functions as the pages.

Nothing of this package is imported where NOTES_API is off.
"""

from flask import Flask

from notes_site.config import Settings
from notes_site.web.door.guard import API
from notes_site.web.machines.api import cors, document, problems, requests, signed, tokens
from notes_site.web.machines.api.resources import (
    answers,
    finding,
    library,
    progress,
    quizzes,
    saved,
    studying,
    timed,
)

PARTS = (library, finding, tokens, quizzes, answers, timed, progress, studying, saved)


def init_app(app: Flask, settings: Settings) -> None:
    """Add the API to a site whose pages are all there."""
    problems.init_app(app)
    signed.init_app(app, settings)
    requests.init_app(app)
    cors.init_app(app, settings)
    blueprints = [one.blueprint for one in PARTS]
    for blueprint in blueprints:
        app.register_blueprint(blueprint, url_prefix=API.rstrip("/"))
        app.extensions["csrf"].exempt(blueprint)  # no cookie is looked at, so none can be misused
    document.init_app(app, settings, blueprints)
