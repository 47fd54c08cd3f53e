"""Timed quizzes: against the server's clock, and told nothing until the end."""

from datetime import datetime
from math import ceil
from typing import Any

from flask import abort, url_for
from flask.views import MethodView

from notes_site.store.people.uses import QUIZ
from notes_site.store.practice.quizzes import Quiz
from notes_site.store.practice.timed import finish_quiz, record_grade
from notes_site.study.practice.timed import PLANS
from notes_site.study.questions.kind import Grade
from notes_site.web.context import library, now
from notes_site.web.machines.api.access import needs, reader
from notes_site.web.machines.api.blueprints import new_blueprint
from notes_site.web.machines.api.problems import problem
from notes_site.web.machines.api.requests import counted, refuse
from notes_site.web.machines.api.resources.quizzes import KEYED, find_start, refuse_unknown
from notes_site.web.machines.api.resources.said import read_said
from notes_site.web.machines.api.schemas import (
    ReportSchema,
    SaidSchema,
    TickedSchema,
    TimedSchema,
    TimedStepSchema,
    TimedWishSchema,
)
from notes_site.web.machines.api.shown import Told, ask, explain, said_in
from notes_site.web.practice.drafts import fields_of
from notes_site.web.practice.steps import Step, find_next, new_answer, step_or_404, steps_of
from notes_site.web.practice.timed import (
    NONE_FOR_IT,
    TOO_LATE,
    begin_timed,
    ended_or_404,
    is_given,
    keep_timed,
    sum_up,
    timed_or_404,
)

blueprint = new_blueprint("timed", "Mock interviews and exams, against the server's clock.")
OVER = "The time is over. The report tells what came of it."
RUNNING = "It is still running: finish it, or wait for its end."


def _left(quiz: Quiz, moment: datetime) -> int:
    if quiz.deadline_at is None or quiz.finished_at is not None:
        return 0
    return max(0, ceil((quiz.deadline_at - moment).total_seconds()))


def _describe(quiz: Quiz, moment: datetime) -> Told:
    steps = steps_of(quiz)
    return {
        "id": quiz.id,
        "mode": quiz.mode,
        "started_at": quiz.started_at,
        "deadline_at": quiz.deadline_at,
        "finished_at": quiz.finished_at,
        "seconds_left": _left(quiz, moment),
        "steps": [
            {
                "position": step.position,
                "question_id": step.question.id,
                "is_answered": is_given(step),
                "verdict": None,
            }
            for step in steps
        ],
        "next": next((step.position for step in steps if not is_given(step)), None),
    }


def _running(quiz_id: int, position: int, moment: datetime) -> tuple[Quiz, Step]:
    quiz = timed_or_404(quiz_id, moment)
    step = step_or_404(steps_of(quiz), position)
    if quiz.finished_at is not None:
        abort(problem(409, detail=OVER))
    return quiz, step


def _tell_step(quiz: Quiz, step: Step, moment: datetime) -> Told:
    given = fields_of(step)
    return {
        "quiz_id": quiz.id,
        "position": step.position,
        "question": ask(step.question, quiz.seed + step.question.id),
        "said": said_in(given) if given else None,
        "seconds_left": _left(quiz, moment),
        "next": find_next(steps_of(quiz), step.position, is_given),
    }


@blueprint.route("/interviews")
class InterviewsResource(MethodView):
    @needs("practise")
    @counted(QUIZ)
    @blueprint.arguments(TimedWishSchema)
    @blueprint.response(201, TimedSchema)
    @blueprint.doc(parameters=[KEYED])
    def post(self, wish: dict[str, Any]) -> Any:
        """Begin a mock interview or an exam; its clock starts now."""
        topics = wish.get("topics", [])
        refuse_unknown("topics", topics, library().by_slug)
        start = find_start()
        quiz_id = start.begun
        if quiz_id is None:
            plan = PLANS[wish["plan"]]
            quiz_id = begin_timed(plan, topics, start.seed, is_once=start.is_once)
        if quiz_id is None:
            refuse("plan", NONE_FOR_IT)
            raise AssertionError
        where = url_for("api_timed.InterviewResource", quiz_id=quiz_id)
        moment = now()
        return _describe(timed_or_404(quiz_id, moment), moment), 201, {"Location": where}


@blueprint.route("/interviews/<id:quiz_id>")
class InterviewResource(MethodView):
    @needs("read")
    @blueprint.response(200, TimedSchema)
    def get(self, quiz_id: int) -> Any:
        """Say how far a timed quiz is, and how much time is left."""
        moment = now()
        return _describe(timed_or_404(quiz_id, moment), moment)


@blueprint.route("/interviews/<id:quiz_id>/questions/<id:position>")
class InterviewStepResource(MethodView):
    @needs("read")
    @blueprint.response(200, TimedStepSchema)
    @blueprint.alt_response(409, description=OVER)
    def get(self, quiz_id: int, position: int) -> Any:
        """Ask a question of a running timed quiz."""
        moment = now()
        quiz, step = _running(quiz_id, position, moment)
        return _tell_step(quiz, step, moment)


@blueprint.route("/interviews/<id:quiz_id>/questions/<id:position>/answer")
class InterviewAnswerResource(MethodView):
    @needs("practise")
    @blueprint.arguments(SaidSchema)
    @blueprint.response(200, TimedStepSchema)
    @blueprint.alt_response(409, description=OVER)
    def put(self, said: dict[str, Any], quiz_id: int, position: int) -> Any:
        """Answer a question, or change the answer, as long as there is time."""
        moment = now()
        quiz, step = _running(quiz_id, position, moment)
        kind = step.question.kind
        if kind.is_self_graded and said.keys() - {"text"}:
            refuse(min(said.keys() - {"text"}), "It is graded after the end: PUT …/grade.")
        response = read_said(kind, said)
        if not keep_timed(quiz, step, response, moment):
            abort(problem(409, detail=TOO_LATE))
        quiz, step = _running(quiz_id, position, moment)
        return _tell_step(quiz, step, moment)


@blueprint.route("/interviews/<id:quiz_id>/questions/<id:position>/grade")
class InterviewGradeResource(MethodView):
    @needs("practise")
    @blueprint.arguments(TickedSchema)
    @blueprint.response(200, ReportSchema)
    @blueprint.alt_response(409, description=RUNNING)
    def put(self, said: dict[str, Any], quiz_id: int, position: int) -> Any:
        """After the end, grade one's own answer to an open question."""
        moment = now()
        quiz = ended_or_404(quiz_id, moment)
        step = step_or_404(steps_of(quiz), position)
        if not step.question.kind.is_self_graded or step.written is None:
            abort(404)
        if quiz.finished_at is None:
            abort(problem(409, detail=RUNNING))
        response = read_said(step.question.kind, said, "", step.written)
        record_grade(reader().id, new_answer(quiz_id, position, step.question, response), moment)
        return _report(timed_or_404(quiz_id, moment))


@blueprint.route("/interviews/<id:quiz_id>/finish")
class InterviewFinishResource(MethodView):
    @needs("practise")
    @blueprint.response(200, ReportSchema)
    def post(self, quiz_id: int) -> Any:
        """End a timed quiz now, and tell what came of it."""
        moment = now()
        timed_or_404(quiz_id, moment)
        finish_quiz(reader().id, quiz_id, moment)
        return _report(timed_or_404(quiz_id, moment))


@blueprint.route("/interviews/<id:quiz_id>/report")
class ReportResource(MethodView):
    @needs("read")
    @blueprint.response(200, ReportSchema)
    @blueprint.alt_response(409, description=RUNNING)
    def get(self, quiz_id: int) -> Any:
        """Tell what a timed quiz came to, question by question, when it is over."""
        quiz = timed_or_404(quiz_id, now())
        if quiz.finished_at is None:
            abort(problem(409, detail=RUNNING))
        return _report(quiz)


def _report(quiz: Quiz) -> Told:
    steps = steps_of(quiz)
    came_to = sum_up(steps)
    return {
        "quiz_id": quiz.id,
        "points": came_to.points,
        "out_of": came_to.out_of,
        "topics": [
            {"topic": one.slug, "points": one.points, "questions": one.questions}
            for one in came_to.by_topic
        ],
        "steps": [_report_step(quiz, step, is_ungraded=step in came_to.ungraded) for step in steps],
    }


def _report_step(quiz: Quiz, step: Step, *, is_ungraded: bool) -> Told:
    grade = step.answer.grade if step.answer else None if is_ungraded else Grade(0)
    given = fields_of(step)
    return {
        "position": step.position,
        "question": ask(step.question, quiz.seed + step.question.id),
        "said": said_in(given) if given else None,
        "score": grade.score if grade else None,
        "verdict": grade.verdict if grade else None,
        "explained": explain(step.question),
    }
