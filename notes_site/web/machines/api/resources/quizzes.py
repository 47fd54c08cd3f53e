"""Quizzes as a whole: beginning one, going on with it, ending it, and what came of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from flask.views import MethodView
from marshmallow import Schema, fields, validate

from notes_site.store.people.uses import QUIZ
from notes_site.store.practice.quizzes import (
    NEWEST,
    Quiz,
    QuizSummary,
    add_quiz,
    drop_quiz,
    find_begun,
    recent_quizzes,
    take_up_quiz,
)
from notes_site.study.content.library import Question
from notes_site.study.practice.selection import Scope
from notes_site.web.context import library, now
from notes_site.web.machines.api.access import needs, reader
from notes_site.web.machines.api.blueprints import (
    MOST_A_PAGE,
    USUAL_PAGE,
    linked,
    new_blueprint,
)
from notes_site.web.machines.api.problems import problem
from notes_site.web.machines.api.requests import counted, refuse
from notes_site.web.machines.api.schemas import (
    QuizListSchema,
    QuizSchema,
    ResultsSchema,
    WishSchema,
)
from notes_site.web.machines.api.shown import Told, place
from notes_site.web.practice.beginning import Wish, choose, new_seed, why_none
from notes_site.web.practice.quiz import untimed_or_404
from notes_site.web.practice.results import outcome_of
from notes_site.web.practice.steps import steps_of

blueprint = new_blueprint("quizzes", "Quizzes: their questions, one after the other.")

IDEMPOTENCY_KEY = "Idempotency-Key"
LONGEST_KEY = 255
KEYED = {
    "in": "header",
    "name": IDEMPOTENCY_KEY,
    "description": "Your own name for this request: sent again, it begins nothing twice.",
    "schema": {"type": "string", "maxLength": LONGEST_KEY},
}
"""How the document says it."""
UNKNOWN = "There is no such one."
NOTHING = "There is nothing to repeat."


class QuizPageArgs(Schema):
    """Which part of the list of quizzes: how many, and those before which id."""

    limit = fields.Integer(load_default=USUAL_PAGE, validate=validate.Range(1, MOST_A_PAGE))
    after = fields.Integer(load_default=NEWEST, validate=validate.Range(1, NEWEST))


@dataclass(frozen=True, slots=True)
class Start:
    """The seed of a quiz that begins, and the quiz that this very request began before."""

    seed: str
    is_once: bool = False
    begun: int | None = None


def find_start() -> Start:
    """Return how a quiz begins: what has a name of its own has a seed of its own, too."""
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is None:
        return Start(new_seed())
    if not 1 <= len(key) <= LONGEST_KEY:
        abort(problem(400, detail=f"{IDEMPOTENCY_KEY} has 1 to {LONGEST_KEY} characters."))
    named = b"\n".join([request.path.encode(), key.encode("utf-8", "replace"), request.get_data()])
    seed = hashlib.sha256(named).hexdigest()[:16]
    return Start(seed, True, find_begun(reader().id, seed))


def refuse_unknown(name: str, wanted: Sequence[str], known: Any) -> None:
    for at, one in enumerate(wanted):
        if one not in known:
            refuse(f"{name}/{at}", UNKNOWN)


def begin_here(questions: Sequence[Question], mode: str, start: Start) -> Any:
    """Begin a quiz, and answer with it and its address."""
    ids = [one.id for one in questions]
    return show_begun(add_quiz(reader().id, start.seed, ids, now(), mode, is_once=start.is_once))


def show_begun(quiz_id: int) -> Any:
    where = url_for("api_quizzes.QuizResource", quiz_id=quiz_id)
    return describe(untimed_or_404(quiz_id)), 201, {"Location": where}


@blueprint.route("/quizzes")
class QuizzesResource(MethodView):
    @needs("read")
    @blueprint.arguments(QuizPageArgs, location="query")
    @blueprint.response(200, QuizListSchema)
    def get(self, args: dict[str, Any]) -> Any:
        """List the reader's quizzes, timed ones among them, the newest first."""
        limit = args["limit"]
        found = recent_quizzes(reader().id, limit + 1, args["after"])
        last = str(found[limit - 1].id) if len(found) > limit else None
        return linked([_sum_up(one) for one in found[:limit]], last)

    @needs("practise")
    @counted(QUIZ)
    @blueprint.arguments(WishSchema)
    @blueprint.response(201, QuizSchema)
    @blueprint.doc(parameters=[KEYED])
    def post(self, wish: dict[str, Any]) -> Any:
        """Begin a quiz of what is wanted: today's questions, a mix, mistakes and so on."""
        topics, tags, sections = (wish.get(name, ()) for name in ("topics", "tags", "sections"))
        refuse_unknown("topics", topics, library().by_slug)
        refuse_unknown("tags", tags, library().questions_by_tag)
        scope = Scope(
            frozenset(topics),
            frozenset(tags),
            frozenset(wish.get("difficulties", ())),
            frozenset(sections),
            is_essential=wish["essentials"],
        )
        start = find_start()
        if start.begun is not None:
            return show_begun(start.begun)
        chosen = choose(Wish(wish["mode"], scope, wish["length"]), start.seed)
        if not chosen:
            refuse("mode", why_none(wish["mode"]))
        return begin_here(chosen, wish["mode"], start)


def _sum_up(one: QuizSummary) -> Told:
    is_open, is_timed = one.is_open(now()), one.deadline_at is not None
    return {
        "id": one.id,
        "mode": one.mode,
        "is_timed": is_timed,
        "started_at": one.started_at,
        "deadline_at": one.deadline_at,
        "finished_at": one.finished_at,
        "length": one.length,
        "answered": one.answered,
        "points": None if is_open and is_timed else one.points,
        "is_open": is_open,
    }


def describe(quiz: Quiz) -> Told:
    steps = steps_of(quiz)
    return {
        "id": quiz.id,
        "mode": quiz.mode,
        "started_at": quiz.started_at,
        "finished_at": quiz.finished_at,
        "steps": [
            {
                "position": step.position,
                "question_id": step.question.id,
                "is_answered": step.answer is not None,
                "verdict": step.answer.grade.verdict if step.answer else None,
            }
            for step in steps
        ],
        "next": next((step.position for step in steps if step.answer is None), None),
    }


@blueprint.route("/quizzes/<id:quiz_id>")
class QuizResource(MethodView):
    @needs("read")
    @blueprint.response(200, QuizSchema)
    def get(self, quiz_id: int) -> Any:
        """Say how far a quiz is."""
        return describe(untimed_or_404(quiz_id))


@blueprint.route("/quizzes/<id:quiz_id>/drop")
class QuizDropResource(MethodView):
    @needs("practise")
    @blueprint.response(200, QuizSchema)
    def post(self, quiz_id: int) -> Any:
        """End a quiz that its reader won't go on with; what was answered in it counts."""
        untimed_or_404(quiz_id)
        drop_quiz(reader().id, quiz_id, now())
        return describe(untimed_or_404(quiz_id))


@blueprint.route("/quizzes/<id:quiz_id>/take-up")
class QuizTakeUpResource(MethodView):
    @needs("practise")
    @blueprint.response(200, QuizSchema)
    def post(self, quiz_id: int) -> Any:
        """Go on with a quiz that was dropped."""
        untimed_or_404(quiz_id)
        take_up_quiz(reader().id, quiz_id)
        return describe(untimed_or_404(quiz_id))


@blueprint.route("/quizzes/<id:quiz_id>/again")
class QuizAgainResource(MethodView):
    @needs("practise")
    @counted(QUIZ)
    @blueprint.response(201, QuizSchema)
    @blueprint.alt_response(409, description=NOTHING)
    @blueprint.doc(parameters=[KEYED])
    def post(self, quiz_id: int) -> Any:
        """Begin a quiz of what was not right, in the same order."""
        quiz, start = untimed_or_404(quiz_id), find_start()
        if start.begun is not None:
            return show_begun(start.begun)
        missed = outcome_of(quiz)[0].to_repeat
        if not missed:
            abort(problem(409, detail=NOTHING))
        return begin_here(missed, "mistakes", start)


@blueprint.route("/quizzes/<id:quiz_id>/results")
class ResultsResource(MethodView):
    @needs("read")
    @blueprint.response(200, ResultsSchema)
    def get(self, quiz_id: int) -> Any:
        """Say what a quiz came to so far."""
        outcome, gain = outcome_of(untimed_or_404(quiz_id))
        return {
            "quiz_id": quiz_id,
            "points": outcome.points,
            "out_of": len(outcome.answers),
            "answers": [
                {
                    "question_id": one.question.id,
                    "score": one.grade.score,
                    "verdict": one.grade.verdict,
                    "comes_back_in": one.comes_back_in,
                }
                for one in outcome.answers
            ],
            "to_reread": [told for ref in outcome.to_reread if (told := place(ref))],
            "gain": gain,
        }
