"""What a reader typed and did not send: kept with its question, whatever button was pressed."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.notes.marks import LONGEST_NOTE, Marks, find_marks, keep_marks
from notes_site.store.practice.quizzes import Quiz, find_quiz, record_drafts
from notes_site.study.questions import is_answer_field
from notes_site.study.questions.kind import Form
from notes_site.web.context import get_reader, library, now
from notes_site.web.door.links import find_page, go_to, own_path
from notes_site.web.door.typed import BESIDE, typed_fields
from notes_site.web.practice.steps import Step, steps_of

blueprint = Blueprint("drafts", __name__)

ASKING = frozenset({"quiz.question", "timed.question", "timed.report"})
"""The pages with fields to answer in."""
LISTED = "marks.index"
"""The page of what is saved; of its notes the one that its address names has a field."""


@blueprint.post("/drafts")
@login_required
def keep() -> ResponseReturnValue:
    """Keep what stands on a page, and go on to another, or back to it."""
    page = own_path(request.form.get("next"))
    keep_typed_on(page)
    return go_to(request.form.get("to") or page, "practice.show")


def keep_typed_on(page: str | None, *sent: str) -> None:
    """Keep what the form of a page held, but for the fields that were taken; elsewhere nothing."""
    endpoint, place = find_page(page) or ("", {})
    if endpoint in ASKING:
        keep_typed(place["quiz_id"], place.get("position"), *sent)
    elif endpoint == LISTED and "note" in request.form:
        names = parse_qs(urlsplit(page or "").query).get("note", [""])
        _save_listed_note(question_of_place(names[0]), read_note())


def question_of_place(place: str | None) -> str:
    """Return the question that stands at a place of the page of what is saved: note-<its id>."""
    return (place or "").partition("-")[2]


def read_note() -> str:
    """Return the note that was sent, as it is stored."""
    return as_note(request.form.get("note", ""))


def as_note(text: str) -> str:
    return text.replace("\r\n", "\n")[:LONGEST_NOTE].strip()


def _save_listed_note(question_id: str, note: str) -> None:
    """Save a note where no quiz could hold its draft; one that nobody changed is left alone.

    Another tab may have saved a newer one since the page was drawn.
    """
    if question_id not in library().questions or note == as_note(request.form.get("drawn", "")):
        return
    reader = get_reader()
    marks = find_marks(reader.id, [question_id]).get(question_id, Marks())
    if marks.note != note:
        keep_marks(reader.id, question_id, replace(marks, note=note), now())


def keep_typed(quiz_id: int, position: int | None, *sent: str) -> None:
    """Keep what stood in the fields of a question, or of all on the report of a timed quiz.

    A draft holds what differs from what the page would show without it.
    """
    reader = get_reader()
    quiz = find_quiz(reader.id, quiz_id)
    if quiz is None:
        return
    steps = [step for step in steps_of(quiz) if position in {None, step.position}]
    typed, of_all = typed_fields(), position is None
    marks = find_marks(reader.id, [step.question.id for step in steps]) if "note" in typed else {}
    changed: dict[int, Form] = {}
    for step in steps:
        held = _held_fields(quiz, step, typed, of_all=of_all)
        note = marks.get(step.question.id, Marks()).note
        draft = _difference(held, {"note": [note], **_saved_fields(quiz, step)}, sent)
        if draft != step.draft:
            changed[step.position] = draft
    if changed:
        record_drafts(reader.id, quiz_id, changed)


def keep_undone(quiz_id: int, step: Step) -> None:
    """Fill the fields of a question again with the answer that was taken back."""
    draft = {name: list(values) for name, values in fields_of(step).items()}
    if step.answer and step.answer.confidence is not None:
        draft["confidence"] = [str(step.answer.confidence)]
    record_drafts(get_reader().id, quiz_id, {step.position: {**step.draft, **draft}})


def prefix_of(step: Step) -> str:
    """Return what begins the names of a question's fields where several stand on one page."""
    return f"q{step.position}-"


def without_prefix(form: Form, prefix: str) -> Form:
    """Return the fields of one question of several on a page."""
    own = (name for name in form if name.startswith(prefix))
    return {name.removeprefix(prefix): form[name] for name in own}


def fields_of(step: Step) -> Form:
    """Return what was answered as the fields of the form it was given in."""
    if step.answer is not None:
        return step.question.kind.fill_form(step.answer.response)
    return {"text": [step.written]} if step.written is not None else {}


def _saved_fields(quiz: Quiz, step: Step) -> Form:
    """Return what the fields hold without a draft: in a timed quiz an answer can be changed."""
    return {} if quiz.deadline_at is None else fields_of(step)


def _held_fields(quiz: Quiz, step: Step, typed: Form, *, of_all: bool) -> Form:
    """Return the fields of one question as they were sent, and what its page has no field for."""
    own = without_prefix(typed, prefix_of(step)) if of_all else typed
    lasting = {"note", "words", "text"} if of_all else {"note", "words"}
    held = {name: step.draft[name] for name in lasting & step.draft.keys()} | {**own}
    return {name: held[name] for name in held if _belongs(name, quiz, step)}


def _belongs(name: str, quiz: Quiz, step: Step) -> bool:
    """Tell whether a field is one of this question, where it stands now."""
    if name in {"note", "words"}:
        return True
    is_over = quiz.deadline_at is None and step.answer is not None
    return not is_over and (name in BESIDE or is_answer_field(name, step.question.kind))


def _difference(held: Form, saved: Form, sent: Sequence[str]) -> Form:
    """Return the fields that hold something else than what is saved; empty values count as none."""
    unticked = saved.keys() - held.keys() - {"note", "text"}  # not sent, unlike an empty text
    found = {**held, **dict.fromkeys(unticked, ())}
    values = {name: [one for one in found[name] if one] for name in found if name not in sent}
    return {
        name: values[name]
        for name in values
        if sorted(values[name]) != sorted(filter(None, saved.get(name, ())))
    }
