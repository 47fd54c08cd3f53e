"""In which language a request is answered: its reader's, else the course's, else English.

A visitor has no language of their own, so pages that are kept for all visitors have one language;
programs that use the API read English. What an author wrote is in the course's language, whoever
reads it.
"""

from typing import Any

from flask import Flask, request

from notes_site.study.rendering.values import render_in
from notes_site.web.context import library
from notes_site.web.door.guard import API
from notes_site.web.languages.catalogues import direction_of, find_language, load_tongue, tag_of
from notes_site.web.public import FILES
from notes_site.words import ENGLISH, speak, spoken_language


def init_app(app: Flask) -> None:
    """Come before all else that may say something, and let templates know the language."""
    app.before_request(_speak_as_course)
    app.teardown_request(_fall_silent)
    app.add_template_global(interface_tag)
    app.add_template_global(interface_direction)
    app.add_template_global(course_lang)


def _speak_as_course() -> None:
    if request.endpoint not in FILES and not request.path.startswith(API):
        speak_as(None)


def _fall_silent(_error: BaseException | None) -> None:
    speak(ENGLISH)


def speak_as(language: str | None) -> None:
    """Go on in the language that a reader chose, if they did and it is spoken here.

    It has the words for what the course prepares for.
    """
    course = library()
    chosen = language if find_language(language) else course.language
    speak(load_tongue(chosen, course.event))


def interface_tag() -> str:
    """Return what `<html lang>` says: the interface's language, by the course's region if it is."""
    course, spoken = library().language, spoken_language()
    if spoken in {course, find_language(course)}:
        return course
    return tag_of(spoken)


def interface_direction() -> str:
    return direction_of(spoken_language())


def in_course(html: Any, element: str) -> Any:
    """Return what an author wrote so that it is known in which language, on a page of another.

    HTML of `study.rendering` goes in, and comes out.
    """
    course = library()
    if course.language == interface_tag():
        return html
    return render_in(course.language, course.direction, element, html)


def course_lang() -> dict[str, str]:
    """Return the attributes of what an author wrote, where the page is in another language."""
    course = library()
    if course.language == interface_tag():
        return {}
    return {"lang": course.language, "dir": course.direction}
