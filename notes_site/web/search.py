"""Finding a topic or a section by words."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from notes_site.web.context import site

LONGEST_QUERY = 200
MOST_HITS = 20

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    query = request.args.get("q", "")[:LONGEST_QUERY].strip()
    hits = site().shelf.search.find(query, MOST_HITS)
    return render_template("search/results.html", query=query, hits=hits, most=MOST_HITS)
