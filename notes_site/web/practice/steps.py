"""The questions of a quiz that the library still has, each with what was answered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask import abort

from notes_site.store.practice.answers import Asked, NewAnswer, record_answer
from notes_site.store.practice.quizzes import GivenAnswer, Quiz, find_quiz
from notes_site.study.content.library import Question
from notes_site.study.memory.scheduling import Review
from notes_site.study.questions.kind import Form, Response
from notes_site.web.context import get_reader, library, now, site, today


@dataclass(frozen=True, slots=True)
class Step:
    """One position of a quiz whose question the library still has."""

    position: int
    question: Question
    answer: GivenAnswer | None
    written: str | None
    """What was written before the model answer was shown; None as long as it was not."""
    draft: Form = field(default_factory=dict)
    """What stood in the fields of its page when a button was pressed that sends no answer."""


def any_quiz_or_404(quiz_id: int) -> Quiz:
    return find_quiz(get_reader().id, quiz_id) or abort(404)


def steps_of(quiz: Quiz) -> list[Step]:
    """Return the steps in order, leaving out questions that are no longer in the library."""
    known = library().questions
    return [
        Step(
            position,
            known[question_id],
            quiz.answers.get(position),
            quiz.written.get(position),
            quiz.drafts.get(position, {}),
        )
        for position, question_id in quiz.question_ids.items()
        if question_id in known
    ]


def step_or_404(steps: Iterable[Step], position: int) -> Step:
    return next((step for step in steps if step.position == position), None) or abort(404)


def read_response(step: Step, form: Form) -> Response | None:
    """Take the answer from a form; for an open question, what was written stands."""
    kind = step.question.kind
    if not kind.is_self_graded:
        return kind.read_response(form)
    if step.written is None:
        return None
    return kind.read_response({**form, "text": [step.written]})


def new_answer(
    quiz_id: int,
    position: int,
    question: Question,
    response: Response,
    *,
    confidence: int | None = None,
    is_hinted: bool = False,
) -> NewAnswer:
    """Grade what the reader says to a question now; nothing is stored yet."""
    grade, day = question.kind.grade(response), today(get_reader())
    review = Review(day, grade.score, confidence, is_hinted, question.revision)
    return NewAnswer(quiz_id, position, question.id, question.content_hash, response, grade, review)


def take_answer(
    quiz_id: int, position: int, asked: Asked, response: Response, confidence: int | None
) -> bool:
    """Grade what the reader says and record it for good; False where another answer stands."""
    reader, question = get_reader(), library().questions[asked.question_id]
    given = new_answer(
        quiz_id,
        position,
        question,
        response,
        confidence=confidence,
        is_hinted=asked.is_hinted,
    )
    moved = record_answer(reader.id, given, now(), asked)
    if moved:
        site().known.follow(reader.id, moved)
    return moved is not None


def find_next(steps: Iterable[Step], position: int, is_given: Callable[[Step], bool]) -> int | None:
    """Return the next position that waits for an answer, after this one or else from the start."""
    waiting = [step.position for step in steps if not is_given(step) and step.position != position]
    return next((one for one in waiting if one > position), waiting[0] if waiting else None)
