"""The small stylesheet with the course's own colours and letters, where it has some."""

from flask import Blueprint, Response, abort

from notes_site.web.assets import ONE_YEAR
from notes_site.web.context import library

blueprint = Blueprint("look", __name__)


@blueprint.get("/look/<look_version>.css")
def show(look_version: str) -> Response:
    """Give the tokens that site.css is read with; other ones have another address."""
    look = library().look
    if look_version != look.version:
        abort(404)
    response = Response(look.stylesheet, mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = ONE_YEAR
    return response
