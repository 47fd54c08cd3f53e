"""Telling readers that a mended answer key changed their grades."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.corrections.notices import (
    CorrectedAnswer,
    dismiss_corrections,
    find_corrections,
)
from notes_site.study.content.library import Question
from notes_site.web.context import get_reader, library
from notes_site.web.door.links import read_id

blueprint = Blueprint("corrections", __name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """A corrected question, and the newest of the reader's answers to it that was graded again."""

    question: Question
    answer: CorrectedAnswer


def notices(user_id: int) -> Sequence[Notice]:
    """Return what a reader is still to be told, a question once."""
    known = library().questions
    newest = {one.question_id: one for one in find_corrections(user_id)}
    return [Notice(known[one], answer) for one, answer in newest.items() if one in known]


@blueprint.post("/corrections/dismiss")
@login_required
def dismiss() -> ResponseReturnValue:
    """Show no more what the reader has seen; what was corrected since then stays."""
    dismiss_corrections(get_reader().id, request.form.get("newest", 0, type=read_id))
    return redirect(url_for("home.show"), 303)
