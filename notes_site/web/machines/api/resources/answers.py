"""The questions of a quiz: asked, answered once, and told after the answer."""

from typing import Any

from flask import abort
from flask.views import MethodView

from notes_site.store.notes.marks import find_marks
from notes_site.store.practice.answers import find_asked, void_answer
from notes_site.store.practice.quizzes import GivenAnswer, Quiz, record_hint, record_shown
from notes_site.study.content.library import Question
from notes_site.study.practice.traps import Trap
from notes_site.web.context import now, question_or_404
from notes_site.web.machines.api.access import needs, reader
from notes_site.web.machines.api.blueprints import new_blueprint
from notes_site.web.machines.api.problems import problem
from notes_site.web.machines.api.requests import refuse
from notes_site.web.machines.api.resources.said import read_said
from notes_site.web.machines.api.schemas import AnswerSchema, StepSchema, WrittenSchema
from notes_site.web.machines.api.shown import (
    Told,
    ask,
    explain,
    place,
    said_in,
    words,
)
from notes_site.web.practice.drafts import keep_undone
from notes_site.web.practice.quiz import ANSWERED_ELSEWHERE, SHOWN_ELSEWHERE, untimed_or_404
from notes_site.web.practice.results import know_cards
from notes_site.web.practice.steps import Step, find_next, step_or_404, steps_of, take_answer
from notes_site.web.practice.traps import catching_again

NOT_NEWEST = "Only the newest answer can be taken back."

blueprint = new_blueprint("answers", "The questions of a quiz, and answers to them.")


def _find(quiz_id: int, position: int) -> tuple[Quiz, Step]:
    quiz = untimed_or_404(quiz_id)
    return quiz, step_or_404(steps_of(quiz), position)


def _tell(quiz_id: int, position: int) -> Told:
    """Say where a question stands: nothing that tells its answer before there is one."""
    quiz, step = _find(quiz_id, position)
    question, is_hinted = step.question, position in quiz.hinted
    kind = question.kind
    following = find_next(steps_of(quiz), position, lambda other: other.answer is not None)
    return {
        "quiz_id": quiz_id,
        "position": position,
        "question": ask(question, quiz.seed + question.id),
        "is_hinted": is_hinted,
        "hint": words(question.hint) if is_hinted or step.answer else None,
        "written": step.written,
        "model_answer": kind.tell_programs(words)
        if step.written is not None and kind.is_self_graded
        else None,
        "feedback": tell_feedback(question, step.answer) if step.answer else None,
        "next": following,
    }


def tell_feedback(question: Question, answer: GivenAnswer) -> Told:
    """Say all that there is to say of an answer."""
    marks = find_marks(reader().id, [question.id])
    return {
        "said": said_in(question.kind.fill_form(answer.response)),
        "score": answer.grade.score,
        "verdict": answer.grade.verdict,
        "confidence": answer.confidence,
        "answered_at": answer.answered_at,
        "is_corrected": answer.is_corrected,
        "comes_back_in": know_cards([question.id], marks).comes_back_in(question),
        "explained": explain(question),
        "traps": [tell_trap(one) for one in catching_again(reader().id, question, answer.response)],
    }


def tell_trap(trap: Trap) -> Told:
    refs = dict.fromkeys(question.see for question in trap.questions)
    return {
        "name": trap.name,
        "words": trap.words,
        "times": trap.times,
        "questions": len(trap.questions),
        "sections": [told for ref in refs if (told := place(ref))],
    }


@blueprint.route("/quizzes/<id:quiz_id>/questions/<id:position>")
class StepResource(MethodView):
    @needs("read")
    @blueprint.response(200, StepSchema)
    def get(self, quiz_id: int, position: int) -> Any:
        """Ask a question of a quiz, or tell what came of its answer."""
        return _tell(quiz_id, position)


@blueprint.route("/quizzes/<id:quiz_id>/questions/<id:position>/answer")
class AnswerResource(MethodView):
    @needs("practise")
    @blueprint.arguments(AnswerSchema)
    @blueprint.response(200, StepSchema)
    @blueprint.alt_response(409, description="Another answer stands, or its turn has not come")
    def put(self, said: dict[str, Any], quiz_id: int, position: int) -> Any:
        """Answer a question. The same answer again changes nothing; to another the first stands."""
        asked = find_asked(reader().id, quiz_id, position)
        if asked is None or asked.deadline_at is not None:
            abort(404)
        question = question_or_404(asked.question_id)
        if question.kind.is_self_graded and asked.written is None:
            refuse("choice", "Write, and look at the model answer first: PUT …/model-answer.", 409)
        response = read_said(question.kind, said, "", asked.written)
        confidence = said.get("confidence")
        if asked.is_answered or not take_answer(quiz_id, position, asked, response, confidence):
            _, step = _find(quiz_id, position)
            if step.answer is None or step.answer.response != response:
                abort(problem(409, detail=ANSWERED_ELSEWHERE))
        return _tell(quiz_id, position)

    @needs("practise")
    @blueprint.response(200, StepSchema)
    @blueprint.alt_response(409, description=NOT_NEWEST)
    def delete(self, quiz_id: int, position: int) -> Any:
        """Take back the reader's newest answer; an older one stands."""
        _, step = _find(quiz_id, position)
        if not void_answer(reader().id, quiz_id, position, now()):
            abort(problem(409, detail=NOT_NEWEST))
        keep_undone(quiz_id, step)
        return _tell(quiz_id, position)


@blueprint.route("/quizzes/<id:quiz_id>/questions/<id:position>/hint")
class HintResource(MethodView):
    @needs("practise")
    @blueprint.response(200, StepSchema)
    def put(self, quiz_id: int, position: int) -> Any:
        """Show the hint. It costs nothing; the question comes back a little sooner."""
        _, step = _find(quiz_id, position)
        if not step.question.hint:
            abort(404)
        if step.answer is None:
            record_hint(reader().id, quiz_id, position)
        return _tell(quiz_id, position)


@blueprint.route("/quizzes/<id:quiz_id>/questions/<id:position>/model-answer")
class ModelAnswerResource(MethodView):
    @needs("practise")
    @blueprint.arguments(WrittenSchema)
    @blueprint.response(200, StepSchema)
    @blueprint.alt_response(409, description="Other words were written before, and stand")
    def put(self, written: dict[str, Any], quiz_id: int, position: int) -> Any:
        """Keep what was written on an open question, and show what a good answer says."""
        _, step = _find(quiz_id, position)
        kind = step.question.kind
        if not kind.is_self_graded:
            abort(404)
        response = kind.read_response({"text": [written["text"]]})
        if response is None:
            refuse("text", str(kind.incomplete))
        elif step.written not in {None, response[0]}:
            abort(problem(409, detail=SHOWN_ELSEWHERE))
        else:
            record_shown(reader().id, quiz_id, position, response[0], now())
        return _tell(quiz_id, position)
