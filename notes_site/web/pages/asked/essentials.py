"""The essentials: what interviewers ask most, as a short way through the course."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from notes_site.store.notes.reading import find_reads
from notes_site.study.content.library import SectionRef
from notes_site.web.context import find_reader, library

blueprint = Blueprint("essentials", __name__)


@blueprint.get("/essentials")
def show() -> ResponseReturnValue:
    """List what to read, section by section; a reader sees how far they are."""
    topics = library().essential_topics or abort(404)
    reader = find_reader()
    reads: Mapping[SectionRef, datetime] = find_reads(reader.id) if reader else {}

    refs = [SectionRef(topic.slug, one.anchor) for topic in topics for one in topic.essentials]
    unread = [ref for ref in refs if ref not in reads]

    return render_template(
        "essentials/show.html",
        topics=topics,
        read={(ref.slug, ref.anchor) for ref in refs if ref in reads},
        go_on=unread[0] if unread else None,
        to_practise=sum(question.is_essential for question in library().askable),
    )
