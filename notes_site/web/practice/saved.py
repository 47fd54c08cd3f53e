"""A reader's saved questions: found by words, practised together; and what won't stick."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.notes.marks import Marks, find_marks
from notes_site.study.content.library import Question
from notes_site.study.practice.selection import MODES, choose_questions
from notes_site.study.progress.leeches import LEECH, find_leeches
from notes_site.study.progress.today import LONGEST_QUIZ
from notes_site.web.context import find_known, get_reader, library
from notes_site.web.forms import LONGEST_QUERY
from notes_site.web.practice.beginning import begin, new_seed
from notes_site.web.practice.drafts import keep_typed_on, question_of_place
from notes_site.words import _

blueprint = Blueprint("saved", __name__)

Saved = tuple[Question, Marks]


def facts_of_saved() -> dict[str, Any]:
    """Return what a reader saved, of it what has the words asked for, and what won't stick."""
    reader, words = get_reader(), _words(request.args)
    marks, known = find_marks(reader.id), find_known(reader)
    everything = _saved(marks)
    found = _having(words, everything)
    return {
        "words": words,
        "open": _place(request.args.get("note")),
        "found": found,
        "is_any_saved": bool(everything),
        "to_practise": sum(known.is_active(question) for question, _ in found),
        "leeches": [(one, marks.get(one.question.id, Marks())) for one in find_leeches(known)],
        "often": LEECH,
    }


@blueprint.post("/saved")
@login_required
def find() -> ResponseReturnValue:
    """Save the note that is open, and list what has the words on the page, or open another note."""
    keep_typed_on(request.form.get("next"))
    place = _place(request.form.get("open"))
    at = "note" if place else _place(request.form.get("close"))
    words = _words(request.form) or None
    return redirect(url_for("marks.index", q=words, note=place, _anchor=at), 303)


@blueprint.post("/saved/practise")
@login_required
def practise() -> ResponseReturnValue:
    """Ask what is saved, of it what has the words on the page."""
    keep_typed_on(request.form.get("next"))
    reader, words, seed = get_reader(), _words(request.form), new_seed()
    saved = [question for question, _ in _having(words, _saved(find_marks(reader.id)))]
    chosen = choose_questions(MODES["mix"], saved, find_known(reader), LONGEST_QUIZ, seed)
    if not chosen:
        flash(_("There is no saved question to ask: they are left out of your quizzes."))
        return redirect(url_for("marks.index"), 303)
    return begin(chosen, "mix", seed)


def _place(sent: str | None) -> str | None:
    """Return a question's place on the page, where the library has the question."""
    return sent if question_of_place(sent) in library().questions else None


def _words(sent: Mapping[str, str]) -> str:
    return sent.get("q", "")[:LONGEST_QUERY].strip()


def _saved(marks: Mapping[str, Marks]) -> list[Saved]:
    """Return what the library still has of it, in the library's order."""
    return [
        (question, marks[question.id])
        for question in library().questions.values()
        if question.id in marks
    ]


def _having(words: str, saved: Iterable[Saved]) -> list[Saved]:
    """Return those in whose title, topic, tags or note each of the words stands."""
    wanted = words.casefold().split()
    return [one for one in saved if all(word in _text(*one) for word in wanted)]


def _text(question: Question, marks: Marks) -> str:
    topic = library().by_slug[question.slug].title
    return "\n".join((question.title, topic, *question.tags, marks.note)).casefold()
