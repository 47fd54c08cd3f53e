"""A quiz: its questions, answered one a page, and what came of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.notes.marks import Marks, find_marks
from notes_site.store.practice.answers import find_asked, void_answer
from notes_site.store.practice.quizzes import (
    Quiz,
    record_hint,
    record_shown,
)
from notes_site.study.memory.scheduling import FAIRLY_SURE, GUESSING, SURE
from notes_site.study.questions.kind import Form
from notes_site.web.context import get_reader, library, now, question_or_404
from notes_site.web.practice.drafts import keep_typed, keep_undone
from notes_site.web.practice.results import know_cards, outcome_of
from notes_site.web.practice.shown import Shown
from notes_site.web.practice.steps import (
    Step,
    any_quiz_or_404,
    find_next,
    read_response,
    step_or_404,
    steps_of,
    take_answer,
)
from notes_site.web.practice.traps import catching_again
from notes_site.words import N_, _

blueprint = Blueprint("quiz", __name__)

CONFIDENCES = (GUESSING, FAIRLY_SURE, SURE)
ANSWERED_ELSEWHERE = N_(
    "This question had been answered in another tab. What you sent now was not counted; "
    "the answer below stands."
)
SHOWN_ELSEWHERE = N_(
    "The model answer had been shown in another tab. What you wrote there stands; "
    "what you sent now was not counted."
)


def untimed_or_404(quiz_id: int) -> Quiz:
    """Return a quiz without a deadline; one with a deadline is none of these pages' business."""
    quiz = any_quiz_or_404(quiz_id)
    return quiz if quiz.deadline_at is None else abort(404)


@blueprint.get("/quizzes/<id:quiz_id>")
@login_required
def resume(quiz_id: int) -> ResponseReturnValue:
    """Go to the first question without an answer, or to the results."""
    quiz = any_quiz_or_404(quiz_id)
    if quiz.deadline_at is not None:
        return redirect(url_for("timed.show", quiz_id=quiz_id))
    steps = steps_of(quiz)
    waiting = next((step.position for step in steps if step.answer is None), None)
    if waiting is None:
        return redirect(url_for("quiz.results", quiz_id=quiz_id))
    return redirect(url_for("quiz.question", quiz_id=quiz_id, position=waiting))


@blueprint.get("/quizzes/<id:quiz_id>/<id:position>")
@login_required
def question(quiz_id: int, position: int) -> ResponseReturnValue:
    quiz = any_quiz_or_404(quiz_id)
    if quiz.deadline_at is not None:
        return redirect(url_for("timed.question", quiz_id=quiz_id, position=position))
    step = step_or_404(steps_of(quiz), position)
    return _show(quiz, step, draft=step.draft)


@blueprint.post("/quizzes/<id:quiz_id>/<id:position>")
@login_required
def answer(quiz_id: int, position: int) -> ResponseReturnValue:
    reader = get_reader()
    asked = find_asked(reader.id, quiz_id, position)
    if asked is None or asked.deadline_at is not None:
        abort(404)
    question = question_or_404(asked.question_id)
    is_first = False
    if not asked.is_answered:
        form = request.form.to_dict(flat=False)
        response = read_response(Step(position, question, None, asked.written), form)
        if response is None:
            quiz = untimed_or_404(quiz_id)
            step = step_or_404(steps_of(quiz), position)
            keep_typed(quiz_id, position)
            return _show(quiz, step, draft=form, is_empty=True), 422
        is_first = take_answer(quiz_id, position, asked, response, _read_confidence())
    anchor = "feedback" if is_first else _tell_late(quiz_id, position)
    if request.form.get("words"):
        keep_typed(quiz_id, position)
    return _go_to(quiz_id, position, anchor)


def _go_to(quiz_id: int, position: int, anchor: str | None = None) -> ResponseReturnValue:
    """Lead back to a question after its form was sent, and on the page to what is to be read."""
    target = url_for("quiz.question", quiz_id=quiz_id, position=position, _anchor=anchor)
    return redirect(target, 303)


def _read_confidence() -> int | None:
    confidence = request.form.get("confidence", type=int)
    return confidence if confidence in CONFIDENCES else None


def _tell_late(quiz_id: int, position: int) -> str:
    """Say that another answer stands, and return where; the same one sent twice is no news."""
    step = step_or_404(steps_of(untimed_or_404(quiz_id)), position)
    response = read_response(step, request.form.to_dict(flat=False))
    if step.answer is None or response in {None, step.answer.response}:
        return "feedback"
    flash(_(ANSWERED_ELSEWHERE), "late")
    return "late"


@blueprint.post("/quizzes/<id:quiz_id>/<id:position>/hint")
@login_required
def show_hint(quiz_id: int, position: int) -> ResponseReturnValue:
    """Show the hint above what was chosen and typed so far."""
    step = step_or_404(steps_of(untimed_or_404(quiz_id)), position)
    if step.answer is None:
        record_hint(get_reader().id, quiz_id, position)
    anchor = "hint" if step.answer is None else _tell_late(quiz_id, position)
    keep_typed(quiz_id, position)
    return _go_to(quiz_id, position, anchor)


@blueprint.get("/quizzes/<id:quiz_id>/<id:position>/hint")
@blueprint.get("/quizzes/<id:quiz_id>/<id:position>/model-answer")
@login_required
def go_to_question(quiz_id: int, position: int) -> ResponseReturnValue:
    """Lead from the address that a refused form leaves in the browser to the question's own."""
    return redirect(url_for("quiz.question", quiz_id=quiz_id, position=position))


@blueprint.post("/quizzes/<id:quiz_id>/<id:position>/model-answer")
@login_required
def show_model_answer(quiz_id: int, position: int) -> ResponseReturnValue:
    """Keep what was written on an open question, then show what a good answer says."""
    reader, quiz = get_reader(), untimed_or_404(quiz_id)
    step = step_or_404(steps_of(quiz), position)
    if not step.question.kind.is_self_graded:
        abort(404)
    response = step.question.kind.read_response({"text": request.form.getlist("text")})
    if response is None:
        keep_typed(quiz_id, position)
        draft = request.form.to_dict(flat=False)
        return _show(quiz, step, draft=draft, is_empty=True), 422

    is_late = step.written not in {None, response[0]}
    record_shown(reader.id, quiz_id, position, response[0], now())
    if is_late:
        flash(_(SHOWN_ELSEWHERE), "late")
    keep_typed(quiz_id, position, *(() if is_late else ("text",)))
    return _go_to(quiz_id, position, "late" if is_late else "model-answer")


@blueprint.post("/quizzes/<id:quiz_id>/<id:position>/undo")
@login_required
def undo(quiz_id: int, position: int) -> ResponseReturnValue:
    """Take the reader's newest answer back into its fields; an older one stands."""
    keep_typed(quiz_id, position)
    step = step_or_404(steps_of(untimed_or_404(quiz_id)), position)
    if void_answer(get_reader().id, quiz_id, position, now()):
        keep_undone(quiz_id, step)
    return _go_to(quiz_id, position)


def _show(quiz: Quiz, step: Step, *, draft: Form, is_empty: bool = False) -> str:
    """Render a question, or after the answer its feedback: one page, safe to reload.

    The draft fills the answer's fields with what the reader had chosen and typed so far.
    """
    steps = steps_of(quiz)
    reader = get_reader()
    asked = step.question.id
    is_told = step.answer is not None or step.written is not None
    found = find_marks(reader.id, [asked]) if is_told else {}
    marks = found.get(asked, Marks())
    return render_template(
        "quiz/question.html",
        quiz=quiz,
        steps=steps,
        step=step,
        place=steps.index(step) + 1,
        shown=_shown(quiz, step, draft, marks.note),
        is_empty=is_empty,
        is_hinted=step.position in quiz.hinted,
        marks=marks,
        comes_back_in=know_cards([asked], found).comes_back_in(step.question)
        if step.answer
        else None,
        next_position=find_next(steps, step.position, lambda other: other.answer is not None),
        topic=library().by_slug[step.question.slug],
        traps=catching_again(reader.id, step.question, step.answer.response) if step.answer else (),
        taught_in=library().find_section(step.question.see),
    )


def _shown(quiz: Quiz, step: Step, draft: Form, note: str) -> Shown:
    answer = step.answer
    return Shown(
        step.question,
        quiz.seed + step.question.id,
        draft=draft,
        written=step.written,
        note=note,
        response=answer.response if answer else None,
        grade=answer.grade if answer else None,
    )


@blueprint.get("/quizzes/<id:quiz_id>/results")
@login_required
def results(quiz_id: int) -> ResponseReturnValue:
    quiz = any_quiz_or_404(quiz_id)
    if quiz.deadline_at is not None:
        return redirect(url_for("timed.report", quiz_id=quiz_id))
    outcome, gain = outcome_of(quiz)
    return render_template(
        "quiz/results.html",
        quiz=quiz,
        steps=steps_of(quiz),
        outcome=outcome,
        gain=gain,
        interview_on=get_reader().interview_on,
        changes={one.question.id: one for one in outcome.answers},
        reread=[taught for ref in outcome.to_reread if (taught := library().find_section(ref))],
    )
