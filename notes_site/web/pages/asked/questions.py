"""What interviewers ask, in their words: by topic and level, each with what answers it."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from notes_site.study.content.asked.words import BY_LEVEL, LEVELS, SPOKEN
from notes_site.study.content.library import Topic, TypicalQuestion
from notes_site.web.context import library, topic_or_404

blueprint = Blueprint("questions", __name__)


@blueprint.get("/questions")
def index() -> ResponseReturnValue:
    """List the topics that have questions of interviews, or with ?level=junior of one level."""
    level = _level()

    counts = {topic: len(_of_level(topic.typical, level)) for topic in library().topics}
    groups = [
        (group, {topic: counts[topic] for topic in topics if counts[topic]})
        for group, topics in library().topics_by_group
    ]

    return render_template(
        "questions/index.html",
        groups=[(group, found) for group, found in groups if found],
        level=level,
        counts=_count(library().typical),
    )


@blueprint.get("/topics/<slug>/questions")
def show(slug: str) -> ResponseReturnValue:
    """List those about a topic under the sections that teach them."""
    topic = _asked_topic_or_404(slug)
    level = _level()
    return render_template(
        "questions/show.html",
        topic=topic,
        groups=_groups(topic, level),
        level=level,
        counts=_count(topic.typical),
        spoken=SPOKEN,
    )


@blueprint.get("/topics/<slug>/questions/<about>")
def answers(slug: str, about: str) -> ResponseReturnValue:
    """Show those about a section, each answer folded, to be said aloud before.

    Where none is of the level that is asked for, all are shown.
    """
    topic = _asked_topic_or_404(slug)
    level = _level()
    groups = _groups(topic, level)
    if about not in groups:
        level, groups = "", _groups(topic, "")
    if about not in groups:
        abort(404)
    sections = [(one, library().find_section(asked[0].see)) for one, asked in groups.items()]
    place = [*groups].index(about)
    return render_template(
        "questions/answers.html",
        topic=topic,
        about=about,
        level=level,
        counts=_count(topic.typical_by_section[about]),
        before=sections[max(place - 1, 0) : place],
        after=sections[place + 1 : place + 2],
    )


def _asked_topic_or_404(slug: str) -> Topic:
    topic = topic_or_404(slug)
    return topic if topic.typical else abort(404)


def _level() -> str:
    """Return the level that is asked for; "" for all of them."""
    level = request.args.get("level", "")
    return level if level in BY_LEVEL else ""


def _groups(topic: Topic, level: str) -> dict[str, list[TypicalQuestion]]:
    """Return those of a level under what they are about, unless that is left out for a mistake."""
    found = {about: _of_level(asked, level) for about, asked in topic.typical_by_section.items()}
    find = library().find_section
    return {about: asked for about, asked in found.items() if asked and find(asked[0].see)}


def _of_level(asked: tuple[TypicalQuestion, ...], level: str) -> list[TypicalQuestion]:
    return [one for one in asked if BY_LEVEL.get(level, one.level) == one.level]


def _count(asked: tuple[TypicalQuestion, ...]) -> dict[str, int]:
    """Count questions by level; "" stands for all."""
    return {"": len(asked)} | {word: len(_of_level(asked, word)) for word in LEVELS.values()}
