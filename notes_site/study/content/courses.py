"""A folder of courses: which of its sub-folders are courses, and what they are called."""

import re
from collections.abc import Mapping
from pathlib import Path

from notes_site.study.content.links import SITE_FILE
from notes_site.study.content.loading import FOLDER, OWN_PAGES

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class CourseNameError(ValueError):
    """A course whose folder's name can't stand in an address; its text is one line."""


def find_courses(folder: Path) -> Mapping[str, Path]:
    """Return the courses of a folder by their slugs, in order; none where it is a course itself.

    Raises CourseNameError.
    """
    if _has_topics(folder):
        return {}
    courses = {one.name: one for one in _folders(folder) if _is_course(one)}
    for name in courses:
        if not SLUG.fullmatch(name):
            raise CourseNameError(f"{name}: a course's folder is named like sql or first-aid")
    return courses


def _is_course(folder: Path) -> bool:
    return (folder / SITE_FILE).is_file() or _has_topics(folder)


def _has_topics(folder: Path) -> bool:
    return any(FOLDER.match(one.name) for one in _folders(folder))


def _folders(folder: Path) -> list[Path]:
    """Return what could be a topic or a course of a folder; there is none where it is absent."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(
        one
        for one in found
        if not one.name.startswith(".") and one.name != OWN_PAGES and one.is_dir()
    )
