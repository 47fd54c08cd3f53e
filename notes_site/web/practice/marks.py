"""What a reader keeps with single questions, and what they say is wrong with them."""

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.notes.marks import LONGEST_NOTE, Marks, keep_marks
from notes_site.web.context import get_reader, question_or_404
from notes_site.web.door.links import go_to
from notes_site.web.practice.saved import facts_of_saved

blueprint = Blueprint("marks", __name__)


@blueprint.get("/questions")
@login_required
def index() -> ResponseReturnValue:
    """Show the questions that the reader bookmarked, noted or suspended."""
    return render_template("marks/index.html", **facts_of_saved())


@blueprint.post("/questions/<question_id>/marks")
@login_required
def change(question_id: str) -> ResponseReturnValue:
    reader, question = get_reader(), question_or_404(question_id)

    marks = Marks(
        is_bookmarked="is_bookmarked" in request.form,
        is_suspended="is_suspended" in request.form,
        note=request.form.get("note", "")[:LONGEST_NOTE].strip(),
    )

    keep_marks(reader.id, question.id, marks)
    flash("Saved.")
    return go_to(request.form.get("next"), "marks.index")
