"""The first page: for a visitor what this is, for a reader what today asks for."""

from collections.abc import Hashable

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from notes_site.store.people.users import Reader
from notes_site.store.practice.quizzes import recent_quizzes
from notes_site.study.progress.readiness import plan_ahead
from notes_site.study.progress.reading import find_place
from notes_site.study.progress.topics import topics_begun
from notes_site.web.context import find_known_and_reads, find_reader, library, now, pace_of
from notes_site.web.practice.corrections import notices
from notes_site.web.sheets import Gap, Own, nobodys, show_own

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show() -> ResponseReturnValue:
    reader = find_reader()
    if reader is None:
        return render_template("home/show.html", own=nobodys)
    own = own_of(reader)
    return show_own("home/show.html", "home/_own.html", own, dict)


def own_of(reader: Reader) -> Own:
    """Return what a reader has of their own on the home page, by the gaps that it fills."""
    newest = recent_quizzes(reader.id, 10)
    known, reads = find_known_and_reads(reader)

    load, readiness = plan_ahead(known, reader.interview_on, pace_of(reader, known))
    unfinished = next((quiz for quiz in newest if quiz.is_open(now())), None)

    own: dict[Gap, tuple[Hashable, ...] | list[object]] = {}
    own["today",] = [
        reader,
        known.has_practised,
        load,
        readiness,
        unfinished,
        find_place(library(), reads),
        next(iter(library().topics), None),
        notices(reader.id),
    ]
    for slug, begun in topics_begun(known).items():
        own["bar", slug] = begun
        own["mastered", slug] = (begun.mastered,)
    return own
