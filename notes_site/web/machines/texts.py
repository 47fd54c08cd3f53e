"""The course for programs that read: each topic as Markdown, and what there is (llmstxt.org).

Only what topics say, never a question: its key would be among the words.
"""

from flask import Blueprint, Response, url_for

from notes_site.study.content.library import Topic
from notes_site.study.content.written import write_course, write_index, write_topic
from notes_site.web.context import library, site, site_title, topic_or_404
from notes_site.web.machines.discovery import absolute

blueprint = Blueprint("texts", __name__)


@blueprint.get("/topics/<slug>.md")
def topic(slug: str) -> Response:
    """Give a topic's words as Markdown."""
    return _text(
        write_topic(topic_or_404(slug), library(), _address_of, picture_at), "text/markdown"
    )


@blueprint.get("/llms.txt")
def index() -> Response:
    """List the topics with what each is about."""
    full_text = _whole(url_for("texts.course"))
    api = _whole(url_for("api_document.read")) if site().settings.api else ""
    return _text(write_index(library(), site_title(), _address_of, full_text, api), "text/plain")


@blueprint.get("/llms-full.txt")
def course() -> Response:
    """Give all topics in one text."""
    return _text(write_course(library(), site_title(), _address_of, picture_at), "text/plain")


def _address_of(topic: Topic) -> str:
    return _whole(url_for("texts.topic", slug=topic.slug))


def picture_at(name: str) -> str:
    """Return the address of a picture, with the site's name."""
    return _whole(url_for("pictures.show", name=name))


def _whole(path: str) -> str:
    """Return the address with the site's name, where it has one."""
    return absolute(path) or path


def _text(text: str, kind: str) -> Response:
    return Response(text, content_type=f"{kind}; charset=utf-8")
