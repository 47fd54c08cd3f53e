"""Finding a topic, a section or a question by words; a whole page, or the list alone."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notes_site.study.content.library import Section, SectionRef, Topic
from notes_site.study.search import Hit, QuestionHit, Snippet
from notes_site.web.context import library, site
from notes_site.web.forms import LONGEST_QUERY

MOST_HITS, MOST_QUESTIONS = 20, 5
MOST_HITS_WHILE_TYPING, MOST_QUESTIONS_WHILE_TYPING = 7, 2

blueprint = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True)
class Taught:
    """A question that was found, with the section that teaches its answer."""

    title: Snippet
    topic: Topic
    section: Section


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    query = request.args.get("q", "")[:LONGEST_QUERY].strip()
    is_typing = "partial" in request.args
    most = MOST_HITS_WHILE_TYPING if is_typing else MOST_HITS
    most_questions = MOST_QUESTIONS_WHILE_TYPING if is_typing else MOST_QUESTIONS

    found = site().shelf.find(query, most, most_questions)
    taught = [one for hit in found.questions if (one := find_taught(hit))]

    template = "search/typing.html" if is_typing else "search/results.html"
    return render_template(template, query=query, found=found, taught=taught, most=most)


@blueprint.app_template_global()
def address_of(hit: Hit) -> str:
    """Return where a place is read: in its topic, or among what interviewers ask about it."""
    anchor = hit.anchor or None
    if hit.about:
        return url_for("questions.answers", slug=hit.slug, about=hit.about, _anchor=anchor)
    return url_for("topics.show", slug=hit.slug, _anchor=anchor)


def find_taught(hit: QuestionHit) -> Taught | None:
    """Return what teaches a question; None when its topic was left out for a mistake."""
    place = library().find_section(SectionRef(hit.slug, hit.anchor))
    return Taught(hit.title, *place) if place else None
