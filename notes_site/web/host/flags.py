"""What readers say is wrong with questions: sending it, and the host's list."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.notes.flags import LONGEST_FLAG, add_flag, close_flag, open_flags
from notes_site.web.context import admin_or_404, course, get_reader, now, question_or_404, site
from notes_site.web.door.links import go_to
from notes_site.web.practice.drafts import keep_typed_on
from notes_site.words import _

blueprint = Blueprint("flags", __name__)


@blueprint.post("/questions/<question_id>/flag")
@login_required
def add(question_id: str) -> ResponseReturnValue:
    reader, question = get_reader(), question_or_404(question_id)
    words = request.form.get("words", "").replace("\r\n", "\n")[:LONGEST_FLAG].strip()
    if words:
        add_flag(reader.id, question.id, question.content_hash, words, now(), course())
        flash(_("Thank you. The person who runs this site will read it."), "flag")
    else:
        flash(_("Nothing was sent: say in a few words what is wrong."), "flag")
    keep_typed_on(request.form.get("next"), "words")
    return go_to(request.form.get("next"), "marks.index", "flag-fold")


@blueprint.get("/flags")
@login_required
def index() -> ResponseReturnValue:
    """Show the host, signed in as an admin, what readers say is wrong."""
    admin_or_404()
    shelf = site().shelf
    page = render_template(
        "flags/index.html", flags=open_flags(course()), known=shelf.library.questions, shelf=shelf
    )
    # Readers' words beside the admin's form token: the length of a compressed page would tell it.
    return page, {"Cache-Control": "no-store, no-transform"}


@blueprint.post("/flags/<id:flag_id>/close")
@login_required
def close(flag_id: int) -> ResponseReturnValue:
    admin_or_404()
    if not close_flag(flag_id, now()):
        abort(404)
    return redirect(url_for("flags.index"), 303)
