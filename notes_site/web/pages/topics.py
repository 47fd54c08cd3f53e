"""The home page and the topics."""

from functools import lru_cache

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from notes_site.study.content.library import Library, Topic
from notes_site.study.progress.reading import find_prompts
from notes_site.study.rendering import Renderer
from notes_site.study.rendering.terms import Explained, explain
from notes_site.web.context import find_reader, library, renderer, topic_or_404
from notes_site.web.pages.reading import find_standing, source_of
from notes_site.web.pages.trial import trial_items

blueprint = Blueprint("topics", __name__)


@blueprint.get("/topics/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show a topic, or with ?recall=1 each section folded under a question to think about."""
    topic = topic_or_404(slug)
    standing = find_standing(topic)

    before, after = library().neighbours(topic)
    is_recalling = request.args.get("recall") == "1"

    return render_template(
        "topics/show.html",
        topic=topic,
        explained=_explained(renderer(), library(), topic),
        read_first=tuple(filter(None, map(library().by_slug.get, topic.prerequisites))),
        before=before,
        after=after,
        prompts=find_prompts(library(), topic) if is_recalling else None,
        progress=standing.progress,
        known=standing.known,
        place=standing.place,
        source=source_of(topic),
        trial=trial_items(topic.trial, {}) if find_reader() is None else (),
    )


@lru_cache(maxsize=256)
def _explained(renderer: Renderer, library: Library, topic: Topic) -> Explained:
    return explain(renderer.topic(topic), topic.slug, library.glossary, "/glossary")


@blueprint.get("/topics/<slug>/cheat-sheet")
def cheat_sheet(slug: str) -> ResponseReturnValue:
    """Show the topic on one page to print."""
    topic = topic_or_404(slug)
    if not topic.cheat_sheet:
        abort(404)
    return render_template("topics/cheat_sheet.html", topic=topic)
