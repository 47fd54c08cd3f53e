"""What keeps catching a reader: the wrong ideas they fell for, and practice against them."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.practice.traps import find_wrong
from notes_site.study.content.library import Question
from notes_site.study.practice.selection import MODES, choose_questions
from notes_site.study.practice.traps import Trap, find_traps, traps_of
from notes_site.study.questions.kind import Response
from notes_site.web.context import find_known, get_reader, library, now
from notes_site.web.practice.beginning import begin, new_seed
from notes_site.words import N_, _

LENGTH = 10
NONE_ABOUT_IT = N_("There is no question to ask about this: you left them out, or they are gone.")

blueprint = Blueprint("traps", __name__)


def catching_again(user_id: int, question: Question, response: Response) -> Sequence[Trap]:
    """Return what a response fell for that caught its reader often; no query where it fell not."""
    fallen_for = traps_of(question, response)
    if not fallen_for:
        return ()
    by_trap = library().questions_by_trap
    ids = {one.id for name in fallen_for for one in by_trap.get(name, ())}
    traps = find_traps(library(), find_wrong(user_id, ids, now()))
    return [trap for trap in traps if trap.name in fallen_for]


def find_caught(user_id: int) -> Sequence[Trap]:
    """Return what keeps catching a reader, worst first."""
    ids = {one.id for questions in library().questions_by_trap.values() for one in questions}
    return find_traps(library(), find_wrong(user_id, ids, now()))


@blueprint.get("/practice/traps")
@login_required
def show() -> ResponseReturnValue:
    return render_template("traps/show.html", traps=find_caught(get_reader().id))


@blueprint.post("/practice/traps")
@login_required
def practise() -> ResponseReturnValue:
    """Start a quiz of questions that offer one wrong idea; without a name, all that caught."""
    seed = new_seed()
    chosen = choose_against(request.form.get("trap", ""), seed)
    if not chosen:
        flash(_(NONE_ABOUT_IT))
        return redirect(url_for("traps.show"), 303)
    return begin(chosen, "mix", seed)


def choose_against(name: str, seed: str) -> Sequence[Question]:
    """Choose questions that offer one wrong idea; without a name, all that caught the reader."""
    reader = get_reader()
    traps = find_caught(reader.id)
    questions = {one.id: one for trap in traps if name in {"", trap.name} for one in trap.questions}
    return choose_questions(MODES["mix"], questions.values(), find_known(reader), LENGTH, seed)
