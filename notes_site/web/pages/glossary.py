"""The glossary: every term of the course on one page."""

from itertools import groupby

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from notes_site.web.context import library

blueprint = Blueprint("glossary", __name__)


@blueprint.get("/glossary")
def show() -> ResponseReturnValue:
    terms = library().glossary or abort(404)
    letters = [(letter, [*found]) for letter, found in groupby(terms, lambda one: one.initial)]
    return render_template("glossary/show.html", letters=letters)
