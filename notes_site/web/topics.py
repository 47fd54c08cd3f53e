"""The home page and the topics."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from notes_site.store.histories import find_histories
from notes_site.store.quizzes import recent_quizzes
from notes_site.study.glossary import explain
from notes_site.study.library import Question, Topic
from notes_site.study.progress import TopicProgress, library_progress
from notes_site.study.questions.kind import Form, Grade, Response
from notes_site.study.readiness import plan_ahead
from notes_site.web.context import find_reader, library, renderer, topic_or_404
from notes_site.web.corrections import notices
from notes_site.web.memory import find_memory, find_pace

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


def progress_by_slug() -> dict[str, TopicProgress]:
    """Return what the reader knows of each topic; for a visitor nothing, and no query."""
    reader = find_reader()
    if reader is None:
        return {}
    everything = library_progress(library(), find_histories(reader.id))
    return {progress.topic.slug: progress for progress in everything}


@blueprint.get("/")
def home() -> ResponseReturnValue:
    reader = find_reader()
    if reader is None:
        return render_template("topics/home.html", progress={})
    newest = recent_quizzes(reader.id, 10)
    memory, pace = find_memory(reader), find_pace(reader)

    load, readiness = plan_ahead(library(), memory, reader.interview_on, pace)
    progress = {one.topic.slug: one for one in library_progress(library(), memory.histories)}

    return render_template(
        "topics/home.html",
        progress=progress,
        unfinished=next((quiz for quiz in newest if quiz.answered < quiz.length), None),
        has_practised=bool(memory.histories),
        corrections=notices(reader.id),
        load=load,
        readiness=readiness,
    )


@blueprint.get("/topics/<slug>")
def show(slug: str) -> ResponseReturnValue:
    topic = topic_or_404(slug)
    before, after = library().neighbours(topic)
    explained = explain(renderer().topic(topic), slug, library().glossary, "/glossary")
    return render_template(
        "topics/show.html",
        topic=topic,
        page=explained.page,
        terms=explained.terms,
        before=before,
        after=after,
        progress=progress_by_slug(),
        check=check_items(topic, {}),
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
    if len(request.query_string) > LONGEST_QUERY:
        abort(400)
    items = check_items(topic, request.args.to_dict(flat=False))
    page = render_template("topics/check.html", topic=topic, check=items, is_checked=True)
    return page, {"Cache-Control": "no-store"}


def check_items(topic: Topic, form: Form) -> list[CheckItem]:
    """Return the topic's three questions, each with its graded answer from the form, if any."""
    items = []
    for number, question in enumerate(topic.check_yourself, 1):
        response = question.kind.read_response({"choice": form.get(f"{number}-choice", ())})
        answer = Tried(response, question.kind.grade(response)) if response else None
        items.append(CheckItem(question, answer))
    return items
