"""Mock interviews and exams: against a clock that the server keeps, and told nothing until the end.

The pages of a running sitting are made without its answers' grades; the report alone shows them.
"""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from math import ceil

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from wtforms import SelectChoice

from notes_site.store.notes.marks import find_marks
from notes_site.store.people.users import Reader
from notes_site.store.practice.answers import NewAnswer
from notes_site.store.practice.quizzes import Sitting, add_quiz, find_quiz
from notes_site.store.practice.timed import (
    finish_quiz,
    record_grade,
    record_timed_answer,
    record_written,
)
from notes_site.study.memory.days import study_day
from notes_site.study.memory.scheduling import Review
from notes_site.study.practice.timed import PLANS, points_by_topic
from notes_site.study.questions.kind import Form, Response
from notes_site.web.context import get_reader, library, now
from notes_site.web.forms import InterviewForm
from notes_site.web.practice.quiz import Step, read_response, step_or_404, steps_of

blueprint = Blueprint("interviews", __name__)

TOO_LATE = (
    "The sitting was over before this answer arrived, so it could not be counted. "
    "All that you had answered before stands."
)


def sitting_or_404(interview_id: int, moment: datetime) -> Sitting:
    """Return a timed sitting of this reader; one whose deadline has passed is closed first."""
    reader = get_reader()
    sitting = find_quiz(reader.id, interview_id) or abort(404)
    deadline = sitting.deadline_at or abort(404)
    if sitting.finished_at is None and deadline <= moment:
        finish_quiz(reader.id, interview_id, moment)
        return replace(sitting, finished_at=deadline)
    return sitting


def is_given(step: Step) -> bool:
    return step.answer is not None or step.written is not None


def interview_form() -> InterviewForm:
    form = InterviewForm(topics=request.args.getlist("topic"))
    form.topics.choices = [SelectChoice(topic.slug, topic.title) for topic in library().topics]
    return form


@blueprint.get("/interviews")
@login_required
def new() -> ResponseReturnValue:
    return render_template("interviews/new.html", form=interview_form(), plans=PLANS.values())


@blueprint.post("/interviews")
@login_required
def start() -> ResponseReturnValue:
    reader, moment, form = get_reader(), now(), interview_form()
    if not form.validate():
        return render_template("interviews/new.html", form=form, plans=PLANS.values()), 422
    plan, seed = PLANS[form.plan.data], secrets.token_hex(8)
    suspended = {one for one, marks in find_marks(reader.id).items() if marks.is_suspended}

    slugs = set(form.topics.data) or library().by_slug
    askable = (one for one in library().askable if one.slug in slugs and one.id not in suspended)
    chosen = plan.choose(askable, seed)
    deadline = moment + plan.time_for(chosen)

    if not chosen:
        form.plan.errors = ["There is no question for it in these topics. Choose others."]
        return render_template("interviews/new.html", form=form, plans=PLANS.values()), 422
    ids = [question.id for question in chosen]
    interview_id = add_quiz(reader.id, seed, ids, moment, plan.mode, deadline)
    return redirect(url_for("interviews.question", interview_id=interview_id, position=1), 303)


@blueprint.get("/interviews/<id:interview_id>")
@login_required
def show(interview_id: int) -> ResponseReturnValue:
    """Show how far the reader is, and where to go on or finish."""
    moment = now()
    sitting = sitting_or_404(interview_id, moment)
    if sitting.finished_at is not None:
        return redirect(url_for("interviews.report", interview_id=interview_id))
    return render_template("interviews/show.html", **_facts(sitting, moment))


@blueprint.get("/interviews/<id:interview_id>/<id:position>")
@login_required
def question(interview_id: int, position: int) -> ResponseReturnValue:
    moment = now()
    sitting = sitting_or_404(interview_id, moment)
    if sitting.finished_at is not None:
        return redirect(url_for("interviews.report", interview_id=interview_id))
    step = step_or_404(steps_of(sitting), position)
    draft = request.args.to_dict(flat=False) or _as_form(step)
    return _show_question(sitting, step, moment, draft)


@blueprint.post("/interviews/<id:interview_id>/<id:position>")
@login_required
def answer(interview_id: int, position: int) -> ResponseReturnValue:
    reader, moment = get_reader(), now()
    sitting = sitting_or_404(interview_id, moment)
    steps = steps_of(sitting)
    step, form = step_or_404(steps, position), request.form.to_dict(flat=False)
    response = step.question.kind.read_response(form)
    if response is None and sitting.finished_at is None:
        return _show_question(sitting, step, moment, form, is_empty=True), 422

    if response is None or not _keep(reader, sitting, step, response, moment):
        flash(TOO_LATE)
        return redirect(url_for("interviews.report", interview_id=interview_id), 303)
    following = _next_position(steps, position)
    if following is None:
        return redirect(url_for("interviews.show", interview_id=interview_id), 303)
    target = url_for("interviews.question", interview_id=interview_id, position=following)
    return redirect(target, 303)


@blueprint.post("/interviews/<id:interview_id>/finish")
@login_required
def finish(interview_id: int) -> ResponseReturnValue:
    moment = now()
    sitting_or_404(interview_id, moment)
    finish_quiz(get_reader().id, interview_id, moment)
    return redirect(url_for("interviews.report", interview_id=interview_id), 303)


@blueprint.get("/interviews/<id:interview_id>/report")
@login_required
def report(interview_id: int) -> ResponseReturnValue:
    sitting = sitting_or_404(interview_id, now())
    if sitting.finished_at is None:
        return redirect(url_for("interviews.show", interview_id=interview_id))
    steps = steps_of(sitting)
    scores = [(step.question, step.answer.grade.score if step.answer else 0.0) for step in steps]
    return render_template(
        "interviews/report.html",
        sitting=sitting,
        steps=steps,
        notes=find_marks(get_reader().id, [step.question.id for step in steps]),
        points=sum(score for _, score in scores),
        by_topic=points_by_topic(scores),
        ungraded=[step for step in steps if step.answer is None and step.written is not None],
        minutes_used=_minutes(sitting.started_at, sitting.finished_at),
        minutes=_minutes(sitting.started_at, sitting.deadline_at),
    )


@blueprint.post("/interviews/<id:interview_id>/<id:position>/grade")
@login_required
def grade(interview_id: int, position: int) -> ResponseReturnValue:
    """Record, after the end, what a reader found in their answer to an open question."""
    reader, moment = get_reader(), now()
    sitting = sitting_or_404(interview_id, moment)
    step = step_or_404(steps_of(sitting), position)
    if sitting.finished_at is None or not step.question.kind.is_self_graded:
        abort(404)
    response = read_response(step, request.form.to_dict(flat=False))

    if response is not None:
        record_grade(reader.id, _new_answer(reader, sitting, step, response, moment), moment)
    target = url_for("interviews.report", interview_id=interview_id, _anchor=f"q{position}")
    return redirect(target, 303)


def _keep(
    reader: Reader, sitting: Sitting, step: Step, response: Response, moment: datetime
) -> bool:
    """Store what was answered; an open question is graded by its reader after the end."""
    if step.question.kind.is_self_graded:
        return record_written(reader.id, sitting.id, step.position, response[0], moment)
    given = _new_answer(reader, sitting, step, response, moment)
    return record_timed_answer(reader.id, given, moment)


def _new_answer(
    reader: Reader, sitting: Sitting, step: Step, response: Response, moment: datetime
) -> NewAnswer:
    asked = step.question
    grade = asked.kind.grade(response)
    day = study_day(moment, reader.zone)
    review = Review(day, grade.score, None, is_hinted=False, revision=asked.revision)
    return NewAnswer(
        sitting.id, step.position, asked.id, asked.content_hash, response, grade, review
    )


def _as_form(step: Step) -> Form:
    """Return what was answered as the fields of the form it is changed in."""
    if step.answer is not None:
        return {"choice": step.answer.response}
    return {"text": [step.written]} if step.written is not None else {}


def _next_position(steps: Iterable[Step], position: int) -> int | None:
    """Return the next question without an answer, after this one or else from the start."""
    waiting = [step.position for step in steps if not is_given(step) and step.position != position]
    return next((one for one in waiting if one > position), waiting[0] if waiting else None)


def _minutes(start: datetime, end: datetime | None) -> int:
    """Return the minutes between two moments, begun ones counted."""
    return ceil((end - start).total_seconds() / 60) if end else 0


def _facts(sitting: Sitting, moment: datetime) -> dict[str, object]:
    """Return what each page of a running sitting shows: no answer's grade is among it."""
    steps = steps_of(sitting)
    left = (sitting.deadline_at - moment).total_seconds() if sitting.deadline_at else 0
    return {
        "sitting": sitting,
        "steps": steps,
        "given": [step.position for step in steps if is_given(step)],
        "seconds_left": ceil(left),
        "zone": get_reader().zone,
    }


def _show_question(
    sitting: Sitting, step: Step, moment: datetime, draft: Form, *, is_empty: bool = False
) -> str:
    """Render a question of a running sitting; the draft fills its fields."""
    facts = _facts(sitting, moment)
    steps = steps_of(sitting)
    return render_template(
        "interviews/question.html",
        **facts,
        step=step,
        place=steps.index(step) + 1,
        draft=draft,
        is_empty=is_empty,
        next_position=_next_position(steps, step.position),
        topic=library().by_slug[step.question.slug],
    )
