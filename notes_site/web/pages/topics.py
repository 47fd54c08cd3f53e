"""The home page and the topics."""

from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notes_site.study.content.library import Library, Topic
from notes_site.study.progress.reading import find_prompts
from notes_site.study.rendering import Renderer
from notes_site.study.rendering.terms import Explained, explain
from notes_site.web.context import find_reader, library, renderer, topic_or_404
from notes_site.web.filters import percent
from notes_site.web.languages.speaking import in_course, interface_tag
from notes_site.web.pages.reading import TopicStanding, find_standing, source_of
from notes_site.web.pages.trial import trial_items
from notes_site.web.sheets import Gap, Own, nobodys, show_own

blueprint = Blueprint("topics", __name__)


@blueprint.get("/topics/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show a topic, or with ?recall=1 each section folded under a question to think about.

    With ?essentials=1 what interviewers don't ask often is folded.
    """
    topic = topic_or_404(slug)
    is_recalling = request.args.get("recall") == "1"
    is_short = not is_recalling and request.args.get("essentials") == "1" and topic.essentials != ()
    reader = find_reader()
    if reader is None:
        trial = trial_items(topic.trial, {})
        page = describe(topic, is_recalling, is_short)
        return render_template("topics/show.html", **page, trial=trial, own=nobodys)
    own = own_of(topic, find_standing(reader, topic))
    key = topic, is_recalling, is_short
    return show_own("topics/show.html", "topics/_own.html", own, describe, *key)


def describe(topic: Topic, is_recalling: bool, is_short: bool) -> dict[str, object]:
    """Return what everybody's page of a topic is drawn from."""
    before, after = library().neighbours(topic, is_short=is_short)
    return {
        "topic": topic,
        "explained": _explained(
            renderer(), library(), topic, url_for("glossary.show"), interface_tag()
        ),
        "read_first": tuple(filter(None, map(library().by_slug.get, topic.prerequisites))),
        "is_short": is_short,
        "asked": {section.anchor: section.asked for section in topic.sections},
        "was": {section.anchor: section.was for section in topic.sections},
        "before": before,
        "after": after,
        "prompts": find_prompts(library(), topic) if is_recalling else None,
        "taught": {ref.anchor: count for ref, count in library().taught_by_topic[topic.slug]},
        "source": source_of(topic),
    }


def own_of(topic: Topic, standing: TopicStanding) -> Own:
    """Return what a reader has of their own on a topic's page, by the gaps that it fills."""
    own: dict[Gap, tuple[Hashable, ...]] = {}
    for slug, begun in standing.begun.items():
        own["topic_mark", slug] = begun
    if topic.slug in standing.begun:
        own["practised", len(topic.askable)] = standing.begun[topic.slug]
    for anchor, known in standing.sections.items():
        if known.is_read:
            own["read_mark", anchor] = own["section_end", anchor] = (True,)
        if known.answered:
            own["section_facts", anchor] = known.answered, percent(known.recall)
    place = standing.place
    if place and place.section != topic.sections[0]:
        own["place",] = place.section.anchor, place.section.title
    return own


@lru_cache(maxsize=256)
def _explained(
    renderer: Renderer, library: Library, topic: Topic, glossary_url: str, _interface: str
) -> Explained:
    found = explain(renderer.topic(topic), topic.slug, library.glossary, glossary_url)
    sections = tuple(
        replace(one, heading=in_course(one.heading, "span"), body=in_course(one.body, "div"))
        for one in found.page.sections
    )
    page = replace(found.page, intro=in_course(found.page.intro, "div"), sections=sections)
    return replace(found, page=replace(page, footnotes=in_course(page.footnotes, "div")))


@blueprint.get("/topics/<slug>/cheat-sheet")
def cheat_sheet(slug: str) -> ResponseReturnValue:
    """Show the topic on one page to print."""
    topic = topic_or_404(slug)
    if not topic.cheat_sheet:
        abort(404)
    return render_template("topics/cheat_sheet.html", topic=topic)
