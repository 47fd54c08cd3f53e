"""What a view asks for: the moment, the site, the reader."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import cast

from flask import abort, current_app, g, has_request_context, request
from flask.sansio.app import App
from flask_login import current_user

from notes_site.store.notes.reading import find_reads
from notes_site.store.people.users import Reader
from notes_site.store.practice.memory import find_memory, find_memory_and_reads
from notes_site.study.content.library import Library, Question, SectionRef, Topic
from notes_site.study.memory.days import study_day
from notes_site.study.memory.known import Known
from notes_site.study.progress.planning import Pace
from notes_site.study.rendering import Renderer
from notes_site.web.announced import announced_values
from notes_site.web.site import Site

EXTENSION = "notes_site"
COURSES = "notes_site_courses"
"""The sites of several courses by their slugs; then what stands at the root is the other's."""
COURSE = "notes_site.course"
"""Where a request's environ says which of them it is for."""


def read_clock() -> datetime:
    """Read the clock, in UTC; nothing else of the site does. Tests put another in its place."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the moment of this request: one for all that it asks, so that its day can't change."""
    if not has_request_context():
        return read_clock()
    if "moment" not in g:
        g.moment = read_clock()
    return cast("datetime", g.moment)


def course() -> str:
    """Return the slug of the course that is asked for; "" for the only one, or none of several."""
    return cast("str", request.environ.get(COURSE, "")) if has_request_context() else ""


def courses() -> Mapping[str, Site]:
    """Return the courses by their slugs; none where the site is one course."""
    return cast("Mapping[str, Site]", current_app.extensions[COURSES])


def is_front() -> bool:
    """Tell whether this is the root of several courses, and none of them."""
    return bool(courses()) and not course()


def site() -> Site:
    """Return the course that is asked for, or what stands at the root of several."""
    slug = course()
    return courses()[slug] if slug else cast("Site", current_app.extensions[EXTENSION])


def sites_of(app: App) -> Mapping[str, Site]:
    """Return what stands at the root, as "", and the courses by slug if there are several."""
    return {"": app.extensions[EXTENSION], **app.extensions[COURSES]}


def all_sites() -> Mapping[str, Site]:
    """Do the same for the application that answers."""
    return sites_of(current_app)


def studied() -> Mapping[str, Site]:
    """Return what readers study: the courses by their slugs, or the only one as ""."""
    return courses() or {"": site()}


def library() -> Library:
    return site().shelf.library


def site_title() -> str:
    """Return the name on every page; the host's is that of the root where there are courses."""
    return (not course() and site().settings.site_title) or library().title


def can_register() -> bool:
    """Tell whether anybody may have an account."""
    return site().settings.registration == "open"


def takes_invitations() -> bool:
    """Tell whether those may have one who were sent an invitation."""
    return site().settings.registration == "invite"


def site_values() -> dict[str, object]:
    """Return what every template knows of the site."""
    root = request.script_root.removesuffix(f"/{course()}") if course() else ""
    values: dict[str, object] = {
        "library": library(),
        "site_title": site_title(),
        "can_register": can_register(),
        "is_front": is_front(),
        "all_courses": f"{root}/" if course() else "",
    }
    return values | announced_values(library(), now())


def renderer() -> Renderer:
    return site().renderer


def find_reader() -> Reader | None:
    """Return who is signed in; None for a visitor."""
    return current_user.reader if current_user.is_authenticated else None


def get_reader() -> Reader:
    """Return who is signed in, in a view that asks for it."""
    reader = find_reader()
    if reader is None:
        abort(401)
    return reader


def admin_or_404() -> Reader:
    """Return who is signed in where they are an admin; to others there is no such page."""
    reader = get_reader()
    return reader if reader.is_admin else abort(404)


def today(reader: Reader) -> date:
    """Return the reader's study day."""
    return study_day(now(), reader.zone)


def topic_or_404(slug: str) -> Topic:
    return library().by_slug.get(slug) or abort(404)


def question_or_404(question_id: str) -> Question:
    return library().questions.get(question_id) or abort(404)


def find_known(reader: Reader) -> Known:
    """Return what the reader knows of the library today, in one statement, or none.

    It is as they had it when this request began.
    """
    return find_known_in(site(), reader)


def find_known_in(where: Site, reader: Reader) -> Known:
    """Do the same in a course, with who the reader is there."""
    day, kept, library = today(reader), where.known, where.shelf.library
    known = kept.find(reader, day, library, now())
    return known or kept.keep(reader, library, find_memory(reader.id, day, now()))


def find_known_and_reads(reader: Reader) -> tuple[Known, Mapping[SectionRef, datetime]]:
    """Return the same and when they read each section, in one statement."""
    day, kept = today(reader), site().known
    known = kept.find(reader, day, library(), now())
    if known:
        return known, find_reads(reader.id)
    memory, reads = find_memory_and_reads(reader.id, day, now())
    return kept.keep(reader, library(), memory), reads


def pace_of(reader: Reader, known: Known) -> Pace:
    """Return how many questions a day the reader wants, and how many due ones they had today."""
    return Pace(reader.daily_cap, known.memory.due_answered, reader.wanted_recall)
