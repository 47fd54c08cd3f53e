"""What the course has on one subject, across its topics."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from notes_site.web.context import library

blueprint = Blueprint("tags", __name__)


@blueprint.get("/tags")
def index() -> ResponseReturnValue:
    return render_template("tags/index.html", tags=library().questions_by_tag)


@blueprint.get("/tags/<path:tag>")
def show(tag: str) -> ResponseReturnValue:
    """Show the sections that teach a subject, and the stems of the questions about it."""
    questions = library().questions_by_tag.get(tag) or abort(404)
    taught = {question.see for question in questions}
    sections = [
        (topic, section)
        for topic in library().topics
        for section in topic.sections
        if (topic.slug, section.anchor) in {(one.slug, one.anchor) for one in taught}
    ]
    return render_template("tags/show.html", tag=tag, questions=questions, sections=sections)
