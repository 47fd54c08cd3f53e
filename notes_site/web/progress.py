"""What a reader knows, topic by topic, and their recent sittings."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.quizzes import recent_quizzes
from notes_site.web.context import get_reader
from notes_site.web.topics import progress_by_slug

RECENT = 10

blueprint = Blueprint("progress", __name__)


@blueprint.get("/progress")
@login_required
def show() -> ResponseReturnValue:
    quizzes = recent_quizzes(get_reader().id, RECENT)
    return render_template("progress/show.html", progress=progress_by_slug(), quizzes=quizzes)
