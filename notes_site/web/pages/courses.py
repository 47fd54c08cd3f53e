"""The list of courses, at the root of a site that has several."""

from dataclasses import dataclass, replace

from flask import render_template, request

from notes_site.store.courses.enrolments import Enrolled, find_enrolled
from notes_site.store.people.users import Reader
from notes_site.study.content.library import Library
from notes_site.study.progress.topics import library_progress
from notes_site.web.context import courses, find_known_in
from notes_site.web.site import Site


@dataclass(frozen=True, slots=True)
class ListedCourse:
    """A course and where it begins; `seen`, `mastered` and `due` are None for a visitor."""

    library: Library
    address: str
    seen: int | None = None
    mastered: int | None = None
    due: int | None = None


def show_courses(reader: Reader | None) -> str:
    enrolled = find_enrolled(reader.account_id) if reader else {}
    listed = [_list(slug, one, reader, enrolled.get(slug)) for slug, one in courses().items()]
    return render_template("courses/show.html", courses=listed)


def _list(slug: str, site: Site, reader: Reader | None, own: Enrolled | None) -> ListedCourse:
    library, address = site.shelf.library, f"{request.script_root}/{slug}/"
    if reader is None:
        return ListedCourse(library, address)
    if own is None:
        return ListedCourse(library, address, 0, 0, 0)
    known = find_known_in(site, replace(reader, id=own.user_id, memory_stamp=own.memory_stamp))
    progress = known.once(library_progress)
    return ListedCourse(
        library,
        address,
        sum(one.seen for one in progress),
        sum(one.mastered for one in progress),
        sum(map(known.is_due, known.active)),
    )
