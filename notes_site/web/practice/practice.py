"""The page to practise from: the way to choose, which questions, how many; then a quiz begins."""

import secrets
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from wtforms import SelectChoice

from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.content.library import Question
from notes_site.study.memory.known import Known
from notes_site.study.practice.selection import MODES, Scope, choose_questions, common_tags
from notes_site.study.progress.planning import Pace
from notes_site.study.progress.readiness import plan_ahead
from notes_site.web.context import find_known, get_reader, library, now, pace_of
from notes_site.web.forms import QUIZ_LENGTHS, PracticeForm

blueprint = Blueprint("practice", __name__)


def _practice_form() -> PracticeForm:
    """Return the form with its choices; an address may name some: ?topic=…&tag=…&difficulty=…."""
    form = PracticeForm(
        topics=request.args.getlist("topic"),
        tags=request.args.getlist("tag"),
        difficulties=request.args.getlist("difficulty", type=int),
    )
    form.topics.choices = [SelectChoice(topic.slug, topic.title) for topic in library().topics]
    form.tags.choices = [
        SelectChoice(tag, f"{tag} ({count})")
        for tag, count in common_tags(library().questions_by_tag, {*form.tags.data})
    ]
    return form


def _questions_in_scope(form: PracticeForm) -> Sequence[Question]:
    scope = Scope(
        frozenset(form.topics.data), frozenset(form.tags.data), frozenset(form.difficulties.data)
    )
    askable = library().askable
    return askable if scope.is_everything else [one for one in askable if scope.holds(one)]


def _count_by_mode(form: PracticeForm, known: Known) -> dict[str, int]:
    """Count the questions that each way to practise may ask, within the form's limits."""
    asked = [question for question in _questions_in_scope(form) if known.is_active(question)]
    return {
        mode.name: sum(mode.takes(known, question) for question in asked) for mode in MODES.values()
    }


def _show(form: PracticeForm, known: Known, pace: Pace) -> str:
    _, plan = known.once(plan_ahead, get_reader().interview_on, pace)
    return render_template(
        "practice/show.html",
        form=form,
        lengths=QUIZ_LENGTHS,
        modes=MODES.values(),
        counts=_count_by_mode(form, known),
        pace=pace,
        plan=plan,
    )


@blueprint.get("/practice")
@login_required
def show() -> ResponseReturnValue:
    reader, form = get_reader(), _practice_form()
    known = find_known(reader)
    pace = pace_of(reader, known)
    is_any_due = any(MODES["due"].may_ask(known, one) for one in known.active)
    if not request.args and pace.left and is_any_due:
        form.mode.data = "due"
    return _show(form, known, pace)


@blueprint.post("/practice")
@login_required
def start() -> ResponseReturnValue:
    reader, form = get_reader(), _practice_form()
    known = find_known(reader)
    pace = pace_of(reader, known)
    if not form.validate():
        return _show(form, known, pace), 422
    mode, seed = MODES[form.mode.data], secrets.token_hex(8)

    length = pace.most_of(mode, form.length.data)
    chosen = choose_questions(mode, _questions_in_scope(form), known, length, seed)

    if not chosen:
        form.mode.errors = [
            "There is no such question now. Choose another way, or fewer limits."
            if length
            else f"You have answered today's {pace.daily_cap} due questions; the rest can wait."
        ]
        return _show(form, known, pace), 422
    quiz_id = add_quiz(reader.id, seed, [one.id for one in chosen], now(), mode.name)
    return redirect(url_for("quiz.question", quiz_id=quiz_id, position=1), 303)
