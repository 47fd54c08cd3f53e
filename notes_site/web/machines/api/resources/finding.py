"""Search, and the trial: three questions that anybody may answer; nothing of it is stored."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask.views import MethodView

from notes_site.study.content.library import Question, SectionRef
from notes_site.study.search import Snippet
from notes_site.web.context import library, site, topic_or_404
from notes_site.web.machines.api.blueprints import new_blueprint
from notes_site.web.machines.api.requests import refuse
from notes_site.web.machines.api.resources.said import read_said
from notes_site.web.machines.api.schemas import (
    FoundSchema,
    SearchArgs,
    TrialGradedSchema,
    TrialSchema,
    TriedSchema,
)
from notes_site.web.machines.api.shown import Told, ask, explain, place, said_in
from notes_site.web.pages.search import MOST_HITS, MOST_QUESTIONS, address_of

blueprint = new_blueprint("finding", "Search and the trial: for anybody, without a token.")


def _plain(snippet: Snippet) -> str:
    return "".join(snippet.parts)


@blueprint.route("/search")
class SearchResource(MethodView):
    @blueprint.arguments(SearchArgs, location="query")
    @blueprint.response(200, FoundSchema)
    def get(self, args: dict[str, Any]) -> Any:
        """Find topics, sections and questions by words, as the site's search does."""
        found = site().shelf.find(args["q"].strip(), MOST_HITS, MOST_QUESTIONS)
        taught = ((one.title, place(SectionRef(one.slug, one.anchor))) for one in found.questions)
        return {
            "hits": [_tell_hit(one) for one in found.hits],
            "questions": [
                {"title": _plain(title), "section": section} for title, section in taught if section
            ],
            "corrected": found.corrected,
            "suggestion": found.suggestion,
            "is_partial": found.is_partial,
        }


def _tell_hit(hit: Any) -> Told:
    return {
        "topic": hit.slug,
        "topic_title": hit.topic_title,
        "anchor": hit.anchor,
        "heading": _plain(hit.heading),
        "snippet": _plain(hit.snippet),
        "page": address_of(hit),
    }


@blueprint.route("/trial")
class TrialResource(MethodView):
    @blueprint.response(200, TrialSchema)
    def get(self) -> Any:
        """Ask three questions of the course."""
        return _ask(library().trial)

    @blueprint.arguments(TriedSchema)
    @blueprint.response(200, TrialGradedSchema)
    def post(self, tried: dict[str, Any]) -> Any:
        """Grade answers to them, and forget them."""
        return _grade(library().trial, tried["answers"])


@blueprint.route("/topics/<slug>/trial")
class TopicTrialResource(MethodView):
    @blueprint.response(200, TrialSchema)
    def get(self, slug: str) -> Any:
        """Ask three questions of a topic."""
        return _ask(topic_or_404(slug).trial)

    @blueprint.arguments(TriedSchema)
    @blueprint.response(200, TrialGradedSchema)
    def post(self, tried: dict[str, Any], slug: str) -> Any:
        """Grade answers to them, and forget them."""
        return _grade(topic_or_404(slug).trial, tried["answers"])


def _ask(questions: Sequence[Question]) -> Told:
    return {"items": [ask(one, one.id) for one in questions]}


def _grade(questions: Sequence[Question], answers: Mapping[str, Told]) -> Told:
    asked, items = {one.id: one for one in questions}, []
    for name, said in answers.items():
        question = asked.get(name) or refuse(f"answers/{name}", "This trial has no such question.")
        response = read_said(question.kind, said, f"answers/{name}/")
        grade = question.kind.grade(response)
        told: Told = {"question_id": name, "said": said_in(question.kind.fill_form(response))}
        told |= {"score": grade.score, "verdict": grade.verdict, "explained": explain(question)}
        items.append(told)
    return {"items": items}
