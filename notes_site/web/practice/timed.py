"""Mock interviews and exams: against a clock that the server keeps, and told nothing until the end.

The pages of a running quiz are made without its answers' grades; the report alone shows them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from wtforms import SelectChoice

from notes_site.store.notes.marks import Marks, find_marks
from notes_site.store.practice.quizzes import Quiz, add_quiz, find_quiz, record_drafts
from notes_site.store.practice.timed import (
    finish_quiz,
    record_grade,
    record_timed_answer,
    record_written,
)
from notes_site.study.practice.timed import (
    PLANS,
    Plan,
    TopicPoints,
    order_modes,
    points_by_topic,
    suggest_plan,
)
from notes_site.study.questions.kind import Form, Grade, Response
from notes_site.web.context import find_known, get_reader, library, now
from notes_site.web.filters import points
from notes_site.web.forms import TimedQuizForm
from notes_site.web.practice.beginning import new_seed
from notes_site.web.practice.drafts import fields_of, keep_typed, prefix_of, without_prefix
from notes_site.web.practice.shown import Shown
from notes_site.web.practice.steps import (
    Step,
    find_next,
    new_answer,
    read_response,
    step_or_404,
    steps_of,
)
from notes_site.words import N_, _

blueprint = Blueprint("timed", __name__)

NONE_FOR_IT = N_("There is no question for it in these topics. Choose others.")
TOO_LATE = N_(
    "The time was over before this answer arrived, so it could not be counted. "
    "All that you had answered before stands."
)


@dataclass(frozen=True, slots=True)
class CameTo:
    """What a timed quiz came to; what waits for its reader's own grade is not in it yet."""

    points: float
    out_of: int
    by_topic: Sequence[TopicPoints]
    ungraded: Sequence[Step]


def timed_or_404(quiz_id: int, moment: datetime) -> Quiz:
    """Return a timed quiz of this reader; one whose deadline has passed is finished.

    Nothing is stored: that is left to the next POST, which takes it from `ended_or_404`.
    """
    quiz = find_quiz(get_reader().id, quiz_id) or abort(404)
    deadline = quiz.deadline_at or abort(404)
    is_over = quiz.finished_at is None and deadline <= moment
    return replace(quiz, finished_at=deadline) if is_over else quiz


def ended_or_404(quiz_id: int, moment: datetime) -> Quiz:
    """Return a timed quiz of this reader, and store its end where its deadline has passed."""
    quiz = timed_or_404(quiz_id, moment)
    if quiz.finished_at == quiz.deadline_at:
        finish_quiz(get_reader().id, quiz_id, moment)
    return quiz


def is_given(step: Step) -> bool:
    return step.answer is not None or step.written is not None


def timed_form() -> TimedQuizForm:
    plan = suggest_plan(library().event).name
    form = TimedQuizForm(topics=request.args.getlist("topic"), plan=plan)
    form.topics.choices = [SelectChoice(topic.slug, topic.title) for topic in library().topics]
    return form


@blueprint.get("/interviews")
@login_required
def new() -> ResponseReturnValue:
    return _show_plans(timed_form())


def _show_plans(form: TimedQuizForm) -> str:
    modes = order_modes(library().event)
    return render_template("timed/new.html", form=form, modes=modes, plans=PLANS.values())


@blueprint.post("/interviews")
@login_required
def start() -> ResponseReturnValue:
    form = timed_form()
    if not form.validate():
        return _show_plans(form), 422
    quiz_id = begin_timed(PLANS[form.plan.data], form.topics.data, new_seed())
    if quiz_id is None:
        form.plan.errors = [_(NONE_FOR_IT)]
        return _show_plans(form), 422
    return redirect(url_for("timed.question", quiz_id=quiz_id, position=1), 303)


def begin_timed(plan: Plan, topics: Collection[str], seed: str, **how: bool) -> int | None:
    """Start a timed quiz of these topics, or of all; None where they have no question for it.

    `how` goes on to the store.
    """
    reader, moment = get_reader(), now()
    slugs = set(topics) or library().by_slug
    active = find_known(reader).active
    chosen = plan.choose((one for one in active if one.slug in slugs), seed)
    if not chosen:
        return None
    ids, deadline = [question.id for question in chosen], moment + plan.time_for(chosen)
    return add_quiz(reader.id, seed, ids, moment, plan.mode, deadline, **how)


@blueprint.get("/interviews/<id:quiz_id>")
@login_required
def show(quiz_id: int) -> ResponseReturnValue:
    """Show how far the reader is, and where to go on or finish."""
    moment = now()
    quiz = timed_or_404(quiz_id, moment)
    if quiz.finished_at is not None:
        return redirect(url_for("timed.report", quiz_id=quiz_id))
    return render_template("timed/show.html", **_facts(quiz, moment))


@blueprint.get("/interviews/<id:quiz_id>/<id:position>")
@login_required
def question(quiz_id: int, position: int) -> ResponseReturnValue:
    moment = now()
    quiz = timed_or_404(quiz_id, moment)
    if quiz.finished_at is not None:
        return redirect(url_for("timed.report", quiz_id=quiz_id))
    step = step_or_404(steps_of(quiz), position)
    return _show_question(quiz, step, moment, {**fields_of(step), **step.draft})


@blueprint.post("/interviews/<id:quiz_id>/<id:position>")
@login_required
def answer(quiz_id: int, position: int) -> ResponseReturnValue:
    moment = now()
    quiz = ended_or_404(quiz_id, moment)
    steps = steps_of(quiz)
    step, form = step_or_404(steps, position), request.form.to_dict(flat=False)
    response = step.question.kind.read_response(form)
    if response is None and quiz.finished_at is None:
        keep_typed(quiz_id, position)
        return _show_question(quiz, step, moment, form, is_empty=True), 422

    if response is None or not keep_timed(quiz, step, response, moment):
        flash(_(TOO_LATE))
        keep_typed(quiz_id, position)
        return redirect(url_for("timed.report", quiz_id=quiz_id), 303)
    following = find_next(steps, position, is_given)
    if following is None:
        return redirect(url_for("timed.show", quiz_id=quiz_id), 303)
    target = url_for("timed.question", quiz_id=quiz_id, position=following)
    return redirect(target, 303)


@blueprint.post("/interviews/<id:quiz_id>/finish")
@login_required
def finish(quiz_id: int) -> ResponseReturnValue:
    moment = now()
    timed_or_404(quiz_id, moment)
    finish_quiz(get_reader().id, quiz_id, moment)
    return redirect(url_for("timed.report", quiz_id=quiz_id), 303)


@blueprint.get("/interviews/<id:quiz_id>/report")
@login_required
def report(quiz_id: int) -> ResponseReturnValue:
    quiz = timed_or_404(quiz_id, now())
    if quiz.finished_at is None:
        return redirect(url_for("timed.show", quiz_id=quiz_id))
    steps = steps_of(quiz)
    came_to = sum_up(steps)
    notes = find_marks(get_reader().id, [step.question.id for step in steps])
    return render_template(
        "timed/report.html",
        quiz=quiz,
        steps=steps,
        outcomes=[(step, _shown_after(quiz, step, notes.get(step.question.id))) for step in steps],
        points=came_to.points,
        by_topic=came_to.by_topic,
        out_of=came_to.out_of,
        ungraded=came_to.ungraded,
        minutes_used=_minutes(quiz.started_at, quiz.finished_at),
        minutes=_minutes(quiz.started_at, quiz.deadline_at),
    )


def sum_up(steps: Sequence[Step]) -> CameTo:
    """Sum up a timed quiz that is over; what was not answered has earned nothing."""
    ungraded = [step for step in steps if step.answer is None and step.written is not None]
    scores = [
        (step.question, step.answer.grade.score if step.answer else 0.0)
        for step in steps
        if step not in ungraded
    ]
    points = sum(score for _, score in scores)
    return CameTo(points, len(scores), points_by_topic(scores), ungraded)


def _shown_after(quiz: Quiz, step: Step, marks: Marks | None) -> Shown:
    """Tell what was right; what its reader grades has the fields for that, and the last ticks."""
    answer, note = step.answer, marks.note if marks else ""
    asked = Shown(step.question, quiz.seed + step.question.id, prefix_of(step), note=note)
    if step.question.kind.is_self_graded and step.written is not None:
        return replace(asked, written=step.written, draft={**fields_of(step), **step.draft})
    if answer is None:
        return replace(asked, response=(), grade=Grade(0))
    return replace(asked, response=answer.response, grade=answer.grade)


@blueprint.post("/interviews/<id:quiz_id>/<id:position>/grade")
@login_required
def grade(quiz_id: int, position: int) -> ResponseReturnValue:
    """Record, after the end, what a reader found in their answer to an open question."""
    reader, moment = get_reader(), now()
    quiz = ended_or_404(quiz_id, moment)
    step = step_or_404(steps_of(quiz), position)
    if quiz.finished_at is None or not step.question.kind.is_self_graded:
        abort(404)
    own = without_prefix(request.form.to_dict(flat=False), prefix_of(step))
    response = read_response(step, own)

    if response is not None:
        given = new_answer(quiz_id, position, step.question, response)
        record_grade(reader.id, given, moment)
        said = _("You gave yourself %(points)s of 1 point.", points=points(given.grade.score))
        flash(said, f"graded-{position}")
    keep_typed(quiz_id, None)
    target = url_for("timed.report", quiz_id=quiz_id, _anchor=f"q{position}")
    return redirect(target, 303)


def keep_timed(quiz: Quiz, step: Step, response: Response, moment: datetime) -> bool:
    """Store what was answered, False where it is too late.

    An open question is graded by its reader after the end.
    """
    reader = get_reader()
    if step.question.kind.is_self_graded:
        is_kept = record_written(reader.id, quiz.id, step.position, response[0], moment)
    else:
        given = new_answer(quiz.id, step.position, step.question, response)
        is_kept = record_timed_answer(reader.id, given, moment)
    if is_kept and step.draft:  # what stood in the fields is over
        record_drafts(reader.id, quiz.id, {step.position: {}})
    return is_kept


def _minutes(start: datetime, end: datetime | None) -> int:
    """Return the minutes between two moments, begun ones counted."""
    return ceil((end - start).total_seconds() / 60) if end else 0


def _facts(quiz: Quiz, moment: datetime) -> dict[str, object]:
    """Return what each page of a running quiz shows: no answer's grade is among it."""
    steps = steps_of(quiz)
    left = (quiz.deadline_at - moment).total_seconds() if quiz.deadline_at else 0
    return {
        "quiz": quiz,
        "steps": steps,
        "given": [step.position for step in steps if is_given(step)],
        "seconds_left": ceil(left),
        "zone": get_reader().zone,
    }


def _show_question(
    quiz: Quiz, step: Step, moment: datetime, draft: Form, *, is_empty: bool = False
) -> str:
    """Render a question of a running quiz; the draft fills its fields."""
    facts = _facts(quiz, moment)
    steps = steps_of(quiz)
    return render_template(
        "timed/question.html",
        **facts,
        step=step,
        place=steps.index(step) + 1,
        shown=Shown(step.question, quiz.seed + step.question.id, draft=draft),
        is_empty=is_empty,
        next_position=find_next(steps, step.position, is_given),
        topic=library().by_slug[step.question.slug],
    )
