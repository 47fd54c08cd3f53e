"""Finding a topic or a section by words."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from notes_site.web.context import site

LONGEST_QUERY = 200

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    query = request.args.get("q", "")[:LONGEST_QUERY].strip()
    hits = site().shelf.search.find(query)
    return render_template("search/results.html", query=query, hits=hits)
