"""The home page and the topics."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from notes_site.store.notes.reading import find_reads
from notes_site.store.practice.quizzes import recent_quizzes
from notes_site.study.content.library import Question, Topic
from notes_site.study.progress.readiness import plan_ahead
from notes_site.study.progress.reading import find_place, find_prompts
from notes_site.study.progress.topics import library_progress
from notes_site.study.questions.kind import Form, Grade, Response
from notes_site.study.rendering.terms import explain
from notes_site.web.context import find_reader, library, now, renderer, topic_or_404
from notes_site.web.memory import find_memory, pace_of
from notes_site.web.pages.reading import find_standing, source_of
from notes_site.web.practice.corrections import notices

LONGEST_QUERY = 4_096

blueprint = Blueprint("topics", __name__)


@dataclass(frozen=True, slots=True)
class Tried:
    """An answer that is graded and forgotten."""

    response: Response
    grade: Grade


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One of the three questions under a topic."""

    question: Question
    answer: Tried | None


@blueprint.get("/")
def home() -> ResponseReturnValue:
    reader = find_reader()
    if reader is None:
        return render_template("topics/home.html", progress={})
    newest = recent_quizzes(reader.id, 10)
    memory = find_memory(reader)

    pace = pace_of(reader, memory)
    load, readiness = plan_ahead(library(), memory, reader.interview_on, pace)
    progress = {one.topic.slug: one for one in library_progress(library(), memory.histories)}

    return render_template(
        "topics/home.html",
        progress=progress,
        place=find_place(library(), find_reads(reader.id)),
        unfinished=next((quiz for quiz in newest if quiz.is_open(now())), None),
        has_practised=bool(memory.histories),
        corrections=notices(reader.id),
        load=load,
        readiness=readiness,
    )


@blueprint.get("/topics/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show a topic, or with ?recall=1 each section folded under a question to think about."""
    topic = topic_or_404(slug)
    standing = find_standing(topic)

    before, after = library().neighbours(topic)
    explained = explain(renderer().topic(topic), slug, library().glossary, "/glossary")
    is_recalling = request.args.get("recall") == "1"

    return render_template(
        "topics/show.html",
        topic=topic,
        page=explained.page,
        terms=explained.terms,
        before=before,
        after=after,
        prompts=find_prompts(library(), topic) if is_recalling else None,
        progress=standing.progress,
        known=standing.known,
        place=standing.place,
        source=source_of(topic),
        check=check_items(topic.check_yourself, {}),
    )


@blueprint.get("/topics/<slug>/cheat-sheet")
def cheat_sheet(slug: str) -> ResponseReturnValue:
    """Show the topic on one page to print."""
    topic = topic_or_404(slug)
    if not topic.cheat_sheet:
        abort(404)
    return render_template("topics/cheat_sheet.html", topic=topic)


@blueprint.get("/topics/<slug>/check")
def check(slug: str) -> ResponseReturnValue:
    """Grade three questions of a topic for anybody; stores nothing, so it needs no token."""
    topic = topic_or_404(slug)
    return _show_check(topic.check_yourself, topic)


@blueprint.get("/try")
def taste() -> ResponseReturnValue:
    """Ask three questions of the course, in the same way."""
    return _show_check(library().tasters, None)


def _show_check(questions: Sequence[Question], topic: Topic | None) -> ResponseReturnValue:
    if len(request.query_string) > LONGEST_QUERY:
        abort(400)
    items = check_items(questions, request.args.to_dict(flat=False))
    is_checked = bool(request.args)
    page = render_template("topics/check.html", topic=topic, check=items, is_checked=is_checked)
    return page, {"Cache-Control": "no-store"}


def check_items(questions: Sequence[Question], form: Form) -> list[CheckItem]:
    """Return three questions, each with its graded answer from the form, if any."""
    items = []
    for number, question in enumerate(questions, 1):
        response = question.kind.read_response({"choice": form.get(f"{number}-choice", ())})
        answer = Tried(response, question.kind.grade(response)) if response else None
        items.append(CheckItem(question, answer))
    return items
