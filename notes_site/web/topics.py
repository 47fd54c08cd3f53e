"""The home page and the topics."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from notes_site.store.histories import find_histories
from notes_site.store.quizzes import recent_quizzes
from notes_site.study.progress import TopicProgress, library_progress
from notes_site.web.context import find_reader, library, renderer, topic_or_404

blueprint = Blueprint("topics", __name__)


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
    newest = recent_quizzes(reader.id, 1) if reader else []
    unfinished = next((quiz for quiz in newest if quiz.answered < quiz.length), None)
    return render_template("topics/home.html", progress=progress_by_slug(), unfinished=unfinished)


@blueprint.get("/topics/<slug>")
def show(slug: str) -> ResponseReturnValue:
    topic = topic_or_404(slug)
    before, after = library().neighbours(topic)
    return render_template(
        "topics/show.html",
        topic=topic,
        page=renderer().topic(topic),
        before=before,
        after=after,
        progress=progress_by_slug(),
    )
