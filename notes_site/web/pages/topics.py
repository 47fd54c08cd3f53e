"""The home page and the topics."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from notes_site.study.progress.reading import find_prompts
from notes_site.study.rendering.terms import explain
from notes_site.web.context import library, renderer, topic_or_404
from notes_site.web.pages.reading import find_standing, source_of
from notes_site.web.pages.trial import trial_items

blueprint = Blueprint("topics", __name__)


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
        trial=trial_items(topic.trial, {}),
    )


@blueprint.get("/topics/<slug>/cheat-sheet")
def cheat_sheet(slug: str) -> ResponseReturnValue:
    """Show the topic on one page to print."""
    topic = topic_or_404(slug)
    if not topic.cheat_sheet:
        abort(404)
    return render_template("topics/cheat_sheet.html", topic=topic)
