"""Practice: choosing questions, answering them one a page, and what came of it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.answers import NewAnswer, find_histories, record_answer
from notes_site.store.quizzes import GivenAnswer, Sitting, add_quiz, find_quiz
from notes_site.study.library import Question
from notes_site.study.questions.kind import Form
from notes_site.study.selection import choose_questions
from notes_site.web.context import get_reader, library, now
from notes_site.web.forms import QUIZ_LENGTHS, PracticeForm

blueprint = Blueprint("quiz", __name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One position of a sitting whose question the library still has."""

    position: int
    question: Question
    answer: GivenAnswer | None


def sitting_or_404(quiz_id: int) -> Sitting:
    return find_quiz(get_reader().id, quiz_id) or abort(404)


def steps_of(sitting: Sitting) -> list[Step]:
    """Return the steps in order, leaving out questions that are no longer in the library."""
    known = library().questions
    return [
        Step(position, known[question_id], sitting.answers.get(position))
        for position, question_id in sitting.question_ids.items()
        if question_id in known
    ]


def step_or_404(steps: Iterable[Step], position: int) -> Step:
    return next((step for step in steps if step.position == position), None) or abort(404)


def practice_form() -> PracticeForm:
    form = PracticeForm(topics=request.args.getlist("topic"))
    form.topics.choices = [(topic.slug, topic.title) for topic in library().topics]
    return form


@blueprint.get("/practice")
@login_required
def practice() -> ResponseReturnValue:
    return render_template("quiz/practice.html", form=practice_form(), lengths=QUIZ_LENGTHS)


@blueprint.post("/practice")
@login_required
def start() -> ResponseReturnValue:
    reader, form = get_reader(), practice_form()
    if not form.validate():
        return render_template("quiz/practice.html", form=form, lengths=QUIZ_LENGTHS), 422
    histories = find_histories(reader.id)
    seed = secrets.token_hex(8)

    slugs = form.topics.data or library().by_slug
    candidates = [question for slug in slugs for question in library().by_slug[slug].questions]
    chosen = choose_questions(candidates, histories, form.length.data, seed)

    if not chosen:
        abort(404)
    quiz_id = add_quiz(reader.id, seed, [question.id for question in chosen], now())
    return redirect(url_for("quiz.question", quiz_id=quiz_id, position=1), 303)


@blueprint.get("/quizzes/<int:quiz_id>")
@login_required
def resume(quiz_id: int) -> ResponseReturnValue:
    """Go to the first question without an answer, or to the results."""
    steps = steps_of(sitting_or_404(quiz_id))
    waiting = next((step.position for step in steps if step.answer is None), None)
    if waiting is None:
        return redirect(url_for("quiz.results", quiz_id=quiz_id))
    return redirect(url_for("quiz.question", quiz_id=quiz_id, position=waiting))


@blueprint.get("/quizzes/<int:quiz_id>/<int:position>")
@login_required
def question(quiz_id: int, position: int) -> ResponseReturnValue:
    sitting = sitting_or_404(quiz_id)
    step = step_or_404(steps_of(sitting), position)
    return _show(sitting, step, draft=request.args.to_dict(flat=False))


@blueprint.post("/quizzes/<int:quiz_id>/<int:position>")
@login_required
def answer(quiz_id: int, position: int) -> ResponseReturnValue:
    reader, sitting = get_reader(), sitting_or_404(quiz_id)
    step = step_or_404(steps_of(sitting), position)
    asked, form = step.question, request.form.to_dict(flat=False)
    response = asked.kind.read_response(form)
    if response is None and step.answer is None:
        return _show(sitting, step, draft=form, is_empty=True), 422

    if response is not None and step.answer is None:
        grade = asked.kind.grade(response)
        given = NewAnswer(quiz_id, position, asked.id, asked.content_hash, response, grade)
        record_answer(reader.id, given, now())
    return redirect(url_for("quiz.question", quiz_id=quiz_id, position=position), 303)


def _show(sitting: Sitting, step: Step, *, draft: Form, is_empty: bool = False) -> str:
    """Render a question, or after the answer its feedback: one page, safe to reload.

    The draft fills the answer's fields with what the reader had chosen and typed so far.
    """
    steps = steps_of(sitting)
    waiting = [other.position for other in steps if other.answer is None and other != step]
    later = [position for position in waiting if position > step.position] or waiting
    return render_template(
        "quiz/question.html",
        sitting=sitting,
        steps=steps,
        step=step,
        place=steps.index(step) + 1,
        draft=draft,
        is_empty=is_empty,
        next_position=later[0] if later else None,
        topic=library().by_slug[step.question.slug],
        taught_in=library().find_section(step.question.see),
    )


@blueprint.get("/quizzes/<int:quiz_id>/results")
@login_required
def results(quiz_id: int) -> ResponseReturnValue:
    sitting = sitting_or_404(quiz_id)
    steps = steps_of(sitting)
    answered = [step for step in steps if step.answer]
    missed = [step for step in answered if step.answer and not step.answer.grade.is_right]
    to_reread = dict.fromkeys(step.question.see for step in missed)
    return render_template(
        "quiz/results.html",
        sitting=sitting,
        steps=steps,
        answered=answered,
        points=sum(step.answer.grade.score for step in answered if step.answer),
        reread=[taught for ref in to_reread if (taught := library().find_section(ref))],
    )
