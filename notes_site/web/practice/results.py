"""What can be done with a quiz as a whole: repeat what was missed, drop the rest, take it up."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.notes.marks import Marks, find_marks
from notes_site.store.practice.cards import StandingAnswer, find_told, find_told_cards
from notes_site.store.practice.quizzes import Quiz, drop_quiz, take_up_quiz
from notes_site.study.content.library import SectionRef
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import rebuild_card
from notes_site.study.practice.outcome import Gain, QuizOutcome, look_at_gain, look_at_outcome
from notes_site.web.context import get_reader, library, now, today
from notes_site.web.practice.beginning import begin, new_seed
from notes_site.web.practice.steps import any_quiz_or_404, steps_of
from notes_site.words import _

blueprint = Blueprint("results", __name__)


def outcome_of(quiz: Quiz) -> tuple[QuizOutcome, Gain | None]:
    """Return what a quiz came to, with what is believed of its questions now, and what it won."""
    answers = [(step.question, step.answer.grade) for step in steps_of(quiz) if step.answer]
    sections = [*dict.fromkeys(question.see for question, _ in answers)]
    beside = (one for ref in sections for one in library().questions_by_section.get(ref, ()))
    ids = [*dict.fromkeys(one.id for one in (*(question for question, _ in answers), *beside))]
    known = know_cards(ids, find_marks(get_reader().id, ids))
    gain = _gain_of(quiz, [question.id for question, _ in answers], sections, known)
    return look_at_outcome(answers, known), gain


def _gain_of(
    quiz: Quiz, asked: Sequence[str], sections: Sequence[SectionRef], known: Known
) -> Gain | None:
    """Compare the cards as they would be without a quiz of today with those that it made.

    Both are replayed from the answers; what was answered after the quiz is in neither. None for
    an older quiz: what it did is no news, and tomorrow is another one.
    """
    reader = get_reader()
    told = find_told(reader.id, asked, now())
    own = [one for one in told if one.quiz_id == quiz.id]
    if not own or max(one.review.day for one in own) < known.today:
        return None
    end = max(one.answered_at for one in own)
    until = [one for one in told if one.answered_at <= end]
    earlier = [one for one in until if one.quiz_id != quiz.id]
    before, after = (_replay(known, asked, one) for one in (earlier, until))
    return look_at_gain(sections, before, after, reader.interview_on)


def _replay(known: Known, asked: Sequence[str], told: Sequence[StandingAnswer]) -> Known:
    """Return what would be known if some questions had been answered like this and no more."""
    rebuilt = (
        (name, rebuild_card((one.review for one in group), get_reader().wanted_recall))
        for name, group in groupby(told, key=lambda one: one.question_id)
    )
    return known.believing(asked, {name: card for name, card in rebuilt if card})


def know_cards(ids: Sequence[str], marks: Mapping[str, Marks]) -> Known:
    """Return what is believed of a few questions of the reader now, without what was done."""
    reader = get_reader()
    suspended = frozenset(name for name, kept in marks.items() if kept.is_suspended)
    cards = find_told_cards(reader.id, ids, now())
    memory = Memory({}, cards, today(reader), suspended)
    return Known(library(), memory)


@blueprint.post("/quizzes/<id:quiz_id>/again")
@login_required
def again(quiz_id: int) -> ResponseReturnValue:
    """Ask what was not right once more, at once and in the same order."""
    missed = outcome_of(any_quiz_or_404(quiz_id))[0].to_repeat
    if not missed:
        flash(_("There is nothing to repeat: all was right, or is left out by now."))
        return redirect(url_for("quiz.results", quiz_id=quiz_id), 303)
    return begin(missed, "mistakes", new_seed())


@blueprint.post("/quizzes/<id:quiz_id>/drop")
@login_required
def drop(quiz_id: int) -> ResponseReturnValue:
    """End a quiz that its reader won't go on with; what was answered in it counts."""
    drop_quiz(get_reader().id, quiz_id, now())
    flash(_("Dropped. What you answered counts; the results page takes it up again."))
    return redirect(url_for("home.show"), 303)


@blueprint.post("/quizzes/<id:quiz_id>/take-up")
@login_required
def take_up(quiz_id: int) -> ResponseReturnValue:
    """Go on with a quiz that was dropped."""
    take_up_quiz(get_reader().id, quiz_id)
    return redirect(url_for("quiz.resume", quiz_id=quiz_id), 303)
