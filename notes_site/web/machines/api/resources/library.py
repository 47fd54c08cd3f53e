"""What anybody may read: topics, sections, questions without their answers, tags, the glossary."""

from collections.abc import Iterable
from typing import Any

from flask import abort, url_for
from flask.views import MethodView

from notes_site.study.content.library import Question, Section, SectionRef, Topic
from notes_site.study.content.written import write_section, write_topic
from notes_site.web.context import library, question_or_404, topic_or_404
from notes_site.web.machines.api.blueprints import PageArgs, new_blueprint, page_of
from notes_site.web.machines.api.schemas import (
    QuestionArgs,
    QuestionListSchema,
    QuestionSchema,
    SectionListSchema,
    SectionSchema,
    TagListSchema,
    TermListSchema,
    TopicListSchema,
    TopicSchema,
)
from notes_site.web.machines.api.shown import Told, ask, page_of_topic, place, words
from notes_site.web.machines.texts import picture_at

blueprint = new_blueprint("library", "The course: what anybody may read, without a token.")


class QuestionPageArgs(QuestionArgs, PageArgs):
    """Which questions, and which part of their list."""


def _sum_up(topic: Topic) -> Told:
    return {
        "slug": topic.slug,
        "number": topic.number,
        "title": topic.title,
        "summary": topic.summary,
        "group": topic.group,
        "minutes": topic.minutes,
        "questions": len(topic.askable),
        "changed_on": topic.changed_on,
        "page": page_of_topic(topic),
    }


def _sum_up_section(topic: Topic, section: Section) -> Told:
    ref = SectionRef(topic.slug, section.anchor)
    return {
        "anchor": section.anchor,
        "title": section.title,
        "level": section.level,
        "asked": section.asked,
        "questions": len(library().questions_by_section.get(ref, ())),
        "page": url_for("topics.show", slug=topic.slug, _anchor=section.anchor),
    }


@blueprint.route("/topics")
class TopicsResource(MethodView):
    @blueprint.arguments(PageArgs, location="query")
    @blueprint.response(200, TopicListSchema)
    def get(self, args: dict[str, Any]) -> Any:
        """List the topics, in the order of the course."""
        return page_of([*map(_sum_up, library().topics)], lambda one: one["slug"], args)


@blueprint.route("/topics/<slug>")
class TopicResource(MethodView):
    @blueprint.response(200, TopicSchema)
    def get(self, slug: str) -> Any:
        """Give a topic with its text, in Markdown, and the list of its sections."""
        topic = topic_or_404(slug)
        return _sum_up(topic) | {
            "prerequisites": topic.prerequisites,
            "sections": [_sum_up_section(topic, one) for one in topic.sections],
            "text": write_topic(topic, library(), page_of_topic, picture_at),
        }


@blueprint.route("/topics/<slug>/sections")
class SectionsResource(MethodView):
    @blueprint.arguments(PageArgs, location="query")
    @blueprint.response(200, SectionListSchema)
    def get(self, args: dict[str, Any], slug: str) -> Any:
        """List the sections of a topic, in the order of reading."""
        topic = topic_or_404(slug)
        found = [_sum_up_section(topic, one) for one in topic.sections]
        return page_of(found, lambda one: one["anchor"], args)


@blueprint.route("/topics/<slug>/sections/<anchor>")
class SectionResource(MethodView):
    @blueprint.response(200, SectionSchema)
    def get(self, slug: str, anchor: str) -> Any:
        """Give one section with its text, in Markdown."""
        topic = topic_or_404(slug)
        section = topic.find_section(anchor) or abort(404)
        text = write_section(section, library(), page_of_topic, picture_at)
        return _sum_up_section(topic, section) | {"topic": slug, "text": text}


@blueprint.route("/questions")
class QuestionsResource(MethodView):
    @blueprint.arguments(QuestionPageArgs, location="query")
    @blueprint.response(200, QuestionListSchema)
    def get(self, args: dict[str, Any]) -> Any:
        """List questions that quizzes may ask: without answers, and what would tell them."""
        found = [*_chosen(args)]
        told, status, headers = page_of(found, lambda one: one.id, args)
        told["items"] = [ask(one, one.id) for one in told["items"]]
        return told, status, headers


def _chosen(args: dict[str, Any]) -> Iterable[Question]:
    for one in library().askable:
        has: dict[str, set[Any]] = {
            "topic": {one.slug},
            "section": {f"{one.see.slug}#{one.see.anchor}"},
            "tag": {*one.tags},
            "difficulty": {one.difficulty},
            "level": {one.level},
            "asked": {one.asked},
        }
        if all(args[name] in has[name] for name in has if name in args):
            yield one


@blueprint.route("/questions/<question_id>")
class QuestionResource(MethodView):
    @blueprint.response(200, QuestionSchema)
    def get(self, question_id: str) -> Any:
        """Give a question as it is asked."""
        question = question_or_404(question_id)
        if question.retired:
            abort(404)
        return ask(question, question.id)


@blueprint.route("/tags")
class TagsResource(MethodView):
    @blueprint.arguments(PageArgs, location="query")
    @blueprint.response(200, TagListSchema)
    def get(self, args: dict[str, Any]) -> Any:
        """List the subjects that run through the topics."""
        tags = library().questions_by_tag.items()
        found = [{"tag": tag, "questions": len(questions)} for tag, questions in tags]
        return page_of(found, lambda one: str(one["tag"]), args)


@blueprint.route("/glossary")
class GlossaryResource(MethodView):
    @blueprint.arguments(PageArgs, location="query")
    @blueprint.response(200, TermListSchema)
    def get(self, args: dict[str, Any]) -> Any:
        """List the words that the course explains."""
        found = [
            {
                "name": term.name,
                "also": term.also,
                "text": words(term.text),
                "section": place(term.see) if term.see else None,
            }
            for term in library().glossary
        ]
        return page_of(found, lambda one: str(one["name"]), args)
