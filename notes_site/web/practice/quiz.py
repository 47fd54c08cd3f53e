"""A quiz: its questions, answered one a page, and what came of it."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.notes.marks import Marks, find_marks
from notes_site.store.practice.answers import NewAnswer, find_asked, record_answer, void_answer
from notes_site.store.practice.cards import find_cards
from notes_site.store.practice.quizzes import (
    Quiz,
    record_hint,
    record_shown,
)
from notes_site.study.content.library import Question
from notes_site.study.memory.days import study_day
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import FAIRLY_SURE, GUESSING, SURE, Review
from notes_site.study.questions.kind import Form
from notes_site.web.context import get_reader, library, now, question_or_404, today
from notes_site.web.door.signing_in import LONGEST_ADDRESS, draft_fields
from notes_site.web.practice.results import outcome_of
from notes_site.web.practice.shown import Shown
from notes_site.web.practice.steps import (
    Step,
    any_quiz_or_404,
    find_next,
    read_response,
    step_or_404,
    steps_of,
)
from notes_site.web.practice.traps import catching_again

blueprint = Blueprint("quiz", __name__)

CONFIDENCES = (GUESSING, FAIRLY_SURE, SURE)


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
    return _show(quiz, step, draft=request.args.to_dict(flat=False))


@blueprint.post("/quizzes/<id:quiz_id>/<id:position>")
@login_required
def answer(quiz_id: int, position: int) -> ResponseReturnValue:
    reader = get_reader()
    asked = find_asked(reader.id, quiz_id, position)
    if asked is None or asked.deadline_at is not None:
        abort(404)
    question = question_or_404(asked.question_id)
    if not asked.is_answered:
        form = request.form.to_dict(flat=False)
        response = read_response(Step(position, question, None, asked.written), form)
        if response is None:
            quiz = untimed_or_404(quiz_id)
            step = step_or_404(steps_of(quiz), position)
            return _show(quiz, step, draft=form, is_empty=True), 422
        moment, grade = now(), question.kind.grade(response)
        confidence = request.form.get("confidence", type=int)
        review = Review(
            study_day(moment, reader.zone),
            grade.score,
            confidence if confidence in CONFIDENCES else None,
            asked.is_hinted,
            question.revision,
        )
        given = NewAnswer(
            quiz_id, position, question.id, question.content_hash, response, grade, review
        )
        record_answer(reader.id, given, moment, asked.standing)
    target = url_for("quiz.question", quiz_id=quiz_id, position=position, _anchor="feedback")
    return redirect(target, 303)


@blueprint.post("/quizzes/<id:quiz_id>/<id:position>/hint")
@login_required
def show_hint(quiz_id: int, position: int) -> ResponseReturnValue:
    """Show the hint above what was chosen and typed so far.

    The address carries that, so that going back and reloading keep it too. Where it would grow
    too long the page is the reply to the form: sending it again does nothing twice.
    """
    quiz = untimed_or_404(quiz_id)
    step = step_or_404(steps_of(quiz), position)
    place: dict[str, Any] = {"quiz_id": quiz_id, "position": position}
    if step.answer is not None:
        return redirect(url_for("quiz.question", **place, _anchor="feedback"), 303)

    record_hint(get_reader().id, quiz_id, position)
    draft = draft_fields()
    target = url_for("quiz.question", **(place | draft), _anchor="hint")
    if len(target) <= LONGEST_ADDRESS:
        return redirect(target, 303)
    return _show(replace(quiz, hinted=quiz.hinted | {position}), step, draft=draft)


@blueprint.get("/quizzes/<id:quiz_id>/<id:position>/hint")
@blueprint.get("/quizzes/<id:quiz_id>/<id:position>/model-answer")
@login_required
def go_to_question(quiz_id: int, position: int) -> ResponseReturnValue:
    """Lead from the address that a shown form leaves in the browser to the question's own."""
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
        draft = request.form.to_dict(flat=False)
        return _show(quiz, step, draft=draft, is_empty=True), 422

    record_shown(reader.id, quiz_id, position, response[0], now())
    target = url_for("quiz.question", quiz_id=quiz_id, position=position, _anchor="model-answer")
    return redirect(target, 303)


@blueprint.post("/quizzes/<id:quiz_id>/<id:position>/undo")
@login_required
def undo(quiz_id: int, position: int) -> ResponseReturnValue:
    """Take the reader's newest answer back; an older one stands."""
    untimed_or_404(quiz_id)
    void_answer(get_reader().id, quiz_id, position, now())
    return redirect(url_for("quiz.question", quiz_id=quiz_id, position=position), 303)


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
        comes_back_in=_comes_back_in(step.question, marks) if step.answer else None,
        next_position=find_next(steps, step.position, lambda other: other.answer is not None),
        topic=library().by_slug[step.question.slug],
        traps=catching_again(reader.id, step.question, step.answer.response) if step.answer else (),
        taught_in=library().find_section(step.question.see),
    )


def _comes_back_in(question: Question, marks: Marks) -> int | None:
    """Return in how many days an answered question is asked again; None where it never is."""
    reader = get_reader()
    suspended = frozenset({question.id} if marks.is_suspended else ())
    cards = find_cards(reader.id, [question.id])
    known = Known(library(), Memory({}, cards, today(reader), suspended))
    due_on = known.due_on(question)
    return (due_on - known.today).days if due_on else None


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
    outcome = outcome_of(quiz)
    return render_template(
        "quiz/results.html",
        quiz=quiz,
        steps=steps_of(quiz),
        outcome=outcome,
        changes={one.question.id: one for one in outcome.answers},
        reread=[taught for ref in outcome.to_reread if (taught := library().find_section(ref))],
    )
