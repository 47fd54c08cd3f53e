"""What the reading pages show to a reader alone, and the marks that they leave."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.config import CHECKOUT
from notes_site.store.notes.reading import record_reads
from notes_site.store.people.users import Reader
from notes_site.study.content.library import SectionRef, Topic
from notes_site.study.progress.reading import Place, SectionKnowledge, find_place, know_sections
from notes_site.study.progress.topics import Begun, topics_begun
from notes_site.web.context import (
    find_known_and_reads,
    get_reader,
    library,
    now,
    site,
    topic_or_404,
)

blueprint = Blueprint("reading", __name__)


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """What a reader knows: of each topic they began by slug, of this one's sections by anchor.

    `place` is where to go on reading, if that is in this topic.
    """

    begun: Mapping[str, Begun]
    sections: Mapping[str, SectionKnowledge]
    place: Place | None


def find_standing(reader: Reader, topic: Topic) -> TopicStanding:
    """Return what the reader knows beside a topic."""
    known, reads = find_known_and_reads(reader)
    place = find_place(library(), reads)
    return TopicStanding(
        known.once(topics_begun),
        know_sections(known, topic, reads),
        place if place and place.topic == topic else None,
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
