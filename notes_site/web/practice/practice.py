"""The page to practise from: the way to choose, which questions, how many; then a quiz begins."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from wtforms import SelectChoice

from notes_site.study.memory.known import Known
from notes_site.study.practice.selection import (
    MODES,
    Scope,
    common_tags,
    count_by_mode,
)
from notes_site.study.progress.planning import Pace
from notes_site.web.context import (
    can_register,
    find_known,
    find_reader,
    get_reader,
    library,
    pace_of,
)
from notes_site.web.door.links import this_address
from notes_site.web.forms import QUIZ_LENGTHS, PracticeForm
from notes_site.web.practice.beginning import Wish, begin, choose, new_seed, today_of, why_none

blueprint = Blueprint("practice", __name__)


def _practice_form() -> PracticeForm:
    """Return the form with its choices; an address may name some: ?topic=…&tag=…&difficulty=…."""
    form = PracticeForm(
        topics=request.args.getlist("topic"),
        tags=request.args.getlist("tag"),
        difficulties=request.args.getlist("difficulty", type=int),
        questions=[one for one in request.args.getlist("question") if one in library().questions],
        essentials=request.args.get("essentials") == "1",
    )
    form.topics.choices = [SelectChoice(topic.slug, topic.title) for topic in library().topics]
    form.tags.choices = [
        SelectChoice(tag, f"{tag} ({count})")
        for tag, count in common_tags(library().questions_by_tag, {*form.tags.data})
    ]
    return form


def _scope_of(form: PracticeForm) -> Scope:
    return Scope(
        frozenset(form.topics.data),
        frozenset(form.tags.data),
        frozenset(form.difficulties.data),
        frozenset(form.sections.data or ()),
        frozenset(form.questions.data or ()),
        bool(form.essentials.data),
    )


def _show(form: PracticeForm, known: Known, pace: Pace) -> str:
    return render_template(
        "practice/show.html",
        form=form,
        lengths=QUIZ_LENGTHS,
        modes=MODES.values(),
        counts=count_by_mode(_scope_of(form), known),
        pace=pace,
        today=today_of(get_reader(), known, pace),
    )


@blueprint.get("/practice")
def show() -> ResponseReturnValue:
    """Offer what today asks for, and other ways; a visitor gets an account and comes back."""
    reader = find_reader()
    if reader is None:
        door = "account.register" if can_register() else "account.login"
        return redirect(url_for(door, next=this_address()), 303)
    form, known = _practice_form(), find_known(reader)
    return _show(form, known, pace_of(reader, known))


@blueprint.post("/practice")
@login_required
def start() -> ResponseReturnValue:
    reader, form = get_reader(), _practice_form()
    known = find_known(reader)
    pace = pace_of(reader, known)
    if not form.validate():
        return _show(form, known, pace), 422

    seed = new_seed()
    wish = Wish(form.mode.data, _scope_of(form), form.length.data)
    chosen = choose(wish, seed)

    if not chosen:
        form.mode.errors = [why_none(wish.mode)]
        return _show(form, known, pace), 422
    return begin(chosen, form.mode.data, seed)
