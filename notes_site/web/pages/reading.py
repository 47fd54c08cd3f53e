"""What the reading pages show to a reader alone, and the marks that they leave."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.config import CHECKOUT
from notes_site.store.notes.reading import record_reads
from notes_site.study.content.library import SectionRef, Topic
from notes_site.study.progress.reading import Place, SectionKnowledge, find_place, know_sections
from notes_site.study.progress.topics import TopicProgress, library_progress
from notes_site.web.context import (
    find_known_and_reads,
    find_reader,
    get_reader,
    library,
    now,
    site,
    topic_or_404,
)

blueprint = Blueprint("reading", __name__)


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """What a reader knows: of each topic by slug, of the sections of this one by anchor."""

    progress: dict[str, TopicProgress]
    known: dict[str, SectionKnowledge]
    place: Place | None


NOBODY = TopicStanding({}, {}, None)


def find_standing(topic: Topic) -> TopicStanding:
    """Return what the reader knows beside a topic; for a visitor nothing, and no query."""
    reader = find_reader()
    if reader is None:
        return NOBODY
    known, reads = find_known_and_reads(reader)

    everything = known.once(library_progress)
    place = find_place(library(), reads)

    return TopicStanding(
        progress={progress.topic.slug: progress for progress in everything},
        known=know_sections(known, topic, reads),
        place=place if place and place.topic == topic else None,
    )


def source_of(topic: Topic) -> str:
    """Return where the host's repository shows a topic; "" where that is not known."""
    settings = site().settings
    if not settings.source_url or not settings.content_dir.is_relative_to(CHECKOUT):
        return ""
    folder = settings.content_dir.relative_to(CHECKOUT).as_posix()
    return f"{settings.source_url}/{folder}/{topic.path}"


@blueprint.post("/topics/<slug>/read")
@login_required
def mark(slug: str) -> ResponseReturnValue:
    """Mark sections as read; a script asks quietly and needs no page."""
    reader, topic = get_reader(), topic_or_404(slug)

    wanted = set(request.form.getlist("section"))
    anchors = [section.anchor for section in topic.sections if section.anchor in wanted]

    record_reads(reader.id, [SectionRef(slug, anchor) for anchor in anchors], now())
    if "quiet" in request.form:
        return "", 204
    last = anchors[-1] if anchors else None
    return redirect(url_for("topics.show", slug=slug, _anchor=last), 303)
