"""The trial: three questions that anybody may answer without an account."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notes_site.study.content.library import Question, Topic
from notes_site.study.questions.kind import Form
from notes_site.web.context import library, topic_or_404
from notes_site.web.practice.shown import Shown
from notes_site.web.practice.trial_answers import sign_answers

LONGEST_QUERY = 4_096

blueprint = Blueprint("trial", __name__)


@blueprint.get("/topics/<slug>/trial")
def topic(slug: str) -> ResponseReturnValue:
    """Grade three questions of a topic for anybody; stores nothing, so it needs no token."""
    topic = topic_or_404(slug)
    return _show(topic.trial, topic)


@blueprint.get("/trial")
def course() -> ResponseReturnValue:
    """Ask three questions of the course, in the same way."""
    return _show(library().trial, None)


@blueprint.get("/topics/<slug>/check")
@blueprint.get("/try")
def moved(slug: str = "") -> ResponseReturnValue:
    """Lead on from an address that these pages had before, with the answers in it."""
    page = url_for("trial.topic", slug=slug) if slug else url_for("trial.course")
    answers = request.query_string.decode("ascii", "ignore")
    return redirect(f"{page}?{answers}" if answers else page, 301)


def _show(questions: Sequence[Question], topic: Topic | None) -> ResponseReturnValue:
    if len(request.query_string) > LONGEST_QUERY:
        abort(400)
    items = trial_items(questions, request.args.to_dict(flat=False))
    is_checked = "checked" in request.args  # not where one option was pressed on another page
    page = render_template(
        "trial/show.html",
        topic=topic,
        trial=items,
        is_checked=is_checked,
        answers=sign_answers(items),
    )
    return page, {"Cache-Control": "no-store"}


def trial_items(questions: Sequence[Question], form: Form) -> list[Shown]:
    """Return three questions, each with its answer from the form, graded and forgotten."""
    items = []
    for number, question in enumerate(questions, 1):
        prefix = f"{number}-"
        own = {name.removeprefix(prefix): form[name] for name in form if name.startswith(prefix)}
        response = question.kind.read_response(own)
        grade = question.kind.grade(response) if response else None
        items.append(Shown(question, question.id, prefix, response=response, grade=grade))
    return items
