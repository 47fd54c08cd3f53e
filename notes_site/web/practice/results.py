"""What can be done with a quiz as a whole: repeat what was missed, drop the rest, take it up."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.notes.marks import Marks, find_marks
from notes_site.store.practice.cards import find_cards
from notes_site.store.practice.quizzes import Quiz, drop_quiz, take_up_quiz
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.practice.outcome import QuizOutcome, look_at_outcome
from notes_site.web.context import get_reader, library, now, today
from notes_site.web.practice.beginning import begin, new_seed
from notes_site.web.practice.steps import any_quiz_or_404, steps_of

blueprint = Blueprint("results", __name__)


def outcome_of(quiz: Quiz) -> QuizOutcome:
    """Return what a quiz came to, with what is believed of its questions now."""
    reader, steps = get_reader(), steps_of(quiz)
    answers = [(step.question, step.answer.grade) for step in steps if step.answer]
    ids = [question.id for question, _ in answers]
    return look_at_outcome(answers, know_cards(ids, find_marks(reader.id, ids)))


def know_cards(ids: Sequence[str], marks: Mapping[str, Marks]) -> Known:
    """Return what is believed of a few questions of the reader now, without what was done."""
    reader = get_reader()
    suspended = frozenset(name for name, kept in marks.items() if kept.is_suspended)
    memory = Memory({}, find_cards(reader.id, ids), today(reader), suspended)
    return Known(library(), memory)


@blueprint.post("/quizzes/<id:quiz_id>/again")
@login_required
def again(quiz_id: int) -> ResponseReturnValue:
    """Ask what was not right once more, at once and in the same order."""
    missed = outcome_of(any_quiz_or_404(quiz_id)).to_repeat
    if not missed:
        flash("There is nothing to repeat: all was right, or is left out by now.")
        return redirect(url_for("quiz.results", quiz_id=quiz_id), 303)
    return begin(missed, "mistakes", new_seed())


@blueprint.post("/quizzes/<id:quiz_id>/drop")
@login_required
def drop(quiz_id: int) -> ResponseReturnValue:
    """End a quiz that its reader won't go on with; what was answered in it counts."""
    drop_quiz(get_reader().id, quiz_id, now())
    flash("Dropped. What you answered counts; the results page takes it up again.")
    return redirect(url_for("home.show"), 303)


@blueprint.post("/quizzes/<id:quiz_id>/take-up")
@login_required
def take_up(quiz_id: int) -> ResponseReturnValue:
    """Go on with a quiz that was dropped."""
    take_up_quiz(get_reader().id, quiz_id)
    return redirect(url_for("quiz.resume", quiz_id=quiz_id), 303)
