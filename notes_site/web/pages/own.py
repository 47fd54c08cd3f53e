"""Pages of the host's own, as their files have them."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from notes_site.web.context import library

blueprint = Blueprint("own", __name__)


@blueprint.get("/pages/<page_name>")
def show(page_name: str) -> ResponseReturnValue:
    page = library().find_own_page(page_name) or abort(404)
    return render_template("own/show.html", page=page)
