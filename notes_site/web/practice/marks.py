"""What a reader keeps with single questions, and what they say is wrong with them."""

import re
from dataclasses import replace

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.notes.marks import Marks, find_marks, keep_marks
from notes_site.web.context import get_reader, now, question_or_404
from notes_site.web.door.links import go_to
from notes_site.web.practice.drafts import keep_typed_on, read_note
from notes_site.web.practice.saved import facts_of_saved
from notes_site.words import _

blueprint = Blueprint("marks", __name__)

PLACE = re.compile(r"[a-z0-9-]{1,200}")
"""A place on the page of what is saved, where many questions have the same buttons."""


@blueprint.get("/saved")
@login_required
def index() -> ResponseReturnValue:
    """Show the questions that the reader bookmarked, noted or suspended."""
    return render_template("marks/index.html", **facts_of_saved())


@blueprint.post("/questions/<question_id>/marks")
@login_required
def change(question_id: str) -> ResponseReturnValue:
    """Change what the pressed button names; a note that it doesn't save stays in its field."""
    reader, question, form = get_reader(), question_or_404(question_id), request.form
    marks = find_marks(reader.id, [question.id]).get(question.id, Marks())

    if "bookmark" in form:
        marks, anchor = replace(marks, is_bookmarked=form["bookmark"] == "yes"), "bookmark"
    elif "leave_out" in form:
        marks, anchor = replace(marks, is_suspended=form["leave_out"] == "yes"), "leave-out"
    elif "forget" in form:
        marks, anchor = Marks(), ""
    else:
        marks, anchor = replace(marks, note=read_note()), "note-fold"
        flash(_("Your note is saved."), "note")

    keep_marks(reader.id, question.id, marks, now())
    keep_typed_on(form.get("next"), *({"note"} if anchor == "note-fold" else ()))
    at = request.args.get("at", "")
    return go_to(form.get("next"), "marks.index", at if PLACE.fullmatch(at) else anchor)
