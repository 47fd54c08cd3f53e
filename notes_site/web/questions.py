"""What a reader keeps with single questions, and what they say is wrong with them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.flags import LONGEST_FLAG, add_flag, close_flag, open_flags
from notes_site.store.marks import LONGEST_NOTE, Marks, find_marks, keep_marks
from notes_site.study.library import Question
from notes_site.web.context import get_reader, library, now, site
from notes_site.web.links import own_path

blueprint = Blueprint("questions", __name__)


def question_or_404(question_id: str) -> Question:
    return library().questions.get(question_id) or abort(404)


def _go_back() -> ResponseReturnValue:
    return redirect(own_path(request.form.get("next")) or url_for("questions.kept"), 303)


@blueprint.get("/questions")
@login_required
def kept() -> ResponseReturnValue:
    """Show the questions that the reader bookmarked, noted or suspended."""
    known = library().questions
    marks = find_marks(get_reader().id)
    found = [(known[one], kept) for one, kept in sorted(marks.items()) if one in known]
    return render_template("questions/kept.html", found=found)


@blueprint.post("/questions/<question_id>/marks")
@login_required
def change_marks(question_id: str) -> ResponseReturnValue:
    reader, question = get_reader(), question_or_404(question_id)

    marks = Marks(
        is_bookmarked="is_bookmarked" in request.form,
        is_suspended="is_suspended" in request.form,
        note=request.form.get("note", "")[:LONGEST_NOTE].strip(),
    )

    keep_marks(reader.id, question.id, marks)
    flash("Saved.")
    return _go_back()


@blueprint.post("/questions/<question_id>/flag")
@login_required
def flag(question_id: str) -> ResponseReturnValue:
    reader, question = get_reader(), question_or_404(question_id)
    words = request.form.get("words", "")[:LONGEST_FLAG].strip()
    if words:
        add_flag(reader.id, question.id, question.content_hash, words, now())
        flash("Thank you. The person who runs this site will read it.")
    else:
        flash("Nothing was sent: say in a few words what is wrong.")
    return _go_back()


@blueprint.get("/flags")
@login_required
def flags() -> ResponseReturnValue:
    """Show the host, signed in as an admin, what readers say is wrong."""
    _admin_or_404()
    shelf = site().shelf
    return render_template(
        "questions/flags.html", flags=open_flags(), known=shelf.library.questions, shelf=shelf
    )


@blueprint.post("/flags/<id:flag_id>/close")
@login_required
def close(flag_id: int) -> ResponseReturnValue:
    _admin_or_404()
    if not close_flag(flag_id, now()):
        abort(404)
    return redirect(url_for("questions.flags"), 303)


def _admin_or_404() -> None:
    if not get_reader().is_admin:
        abort(404)
