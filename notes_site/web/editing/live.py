"""Puts a script that watches for edits, and the mistakes of the content, into an author's pages."""

import re
from collections.abc import Iterable
from pathlib import Path

from flask import Blueprint, Flask, Response, g, get_template_attribute, request, url_for
from flask.typing import ResponseReturnValue

from notes_site.study.text.problems import Problem
from notes_site.web.context import all_sites, is_front, library, site
from notes_site.web.editing.placing import Placed, is_about, place
from notes_site.web.site import Site

SCRIPT = Path(__file__).with_name("live.js")
TEMPLATE = "editing/_problems.html"
MAIN = re.compile(r"<main\b[^>]*>")
HEADING_END = re.compile(r"</h[23]>(?:(?!<h[1-6]).)*?</a></div>|</h[23]>", re.DOTALL)

blueprint = Blueprint("editing", __name__)


@blueprint.get("/editing/seen")
def seen() -> ResponseReturnValue:
    """Name the content as it stands there now."""
    return _content_seen(), {"Content-Type": "text/plain", "Cache-Control": "no-store"}


@blueprint.get("/editing/live.js")
def script() -> ResponseReturnValue:
    """Send the script that asks for that."""
    headers = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-store"}
    return SCRIPT.read_bytes(), headers


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)

    @app.before_request
    def look() -> None:
        g.content_seen = _content_seen()  # before the page is drawn: what comes later shows

    @app.after_request
    def add(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.is_streamed:
            response.set_data(_added(response.get_data(as_text=True)))
        return response


def _content_seen() -> str:
    return "-".join(one.shelf.seen for one in _shown())


def _shown() -> list[Site]:
    """Return the courses that a page is of: at the root of several, all of them."""
    return [*all_sites().values()] if is_front() else [site()]


def _added(html: str) -> str:
    """Return a page with what its author is to see."""
    problems = [
        problem.below(one.course if is_front() else "")
        for one in _shown()
        for problem in one.shelf.problems
    ]
    if problems:
        html = _with_problems(html, problems)
    if request.method != "GET":
        return html
    tag = _draw("script", url_for("editing.script"), url_for("editing.seen"), g.content_seen)
    return html.replace("</head>", f"{tag}\n</head>", 1)


def _with_problems(html: str, problems: Iterable[Problem]) -> str:
    """Name mistakes at the top of a page, and those of its topic in their sections, too."""
    slug = (request.view_args or {}).get("slug")
    is_topic = request.endpoint == "topics.show"
    content = site().settings.content_dir
    here: list[Placed] = []
    others: list[Placed] = []
    for problem in problems:
        placed = place(problem, content) if is_topic else Placed(problem, "")
        (here if is_about(problem, slug) else others).append(placed.on(html))
    is_last_good = is_topic and slug in library().by_slug
    panel = _draw("panel", here, others, is_last_good and bool(here))
    html = MAIN.sub(lambda found: found[0] + panel, html, count=1)
    for anchor in {one.anchor: None for one in here if one.anchor}:
        words = _draw("beside", [one for one in here if one.anchor == anchor])
        html = _put_below_heading(html, anchor, words)
    return html


def _put_below_heading(html: str, anchor: str, words: str) -> str:
    """Put words below the line of a heading; on a topic's page most stand in a line of links."""
    before, mark, rest = html.partition(f'id="{anchor}"')
    tag = HEADING_END.search(rest)
    end = tag.end() if tag else 0
    return before + mark + rest[:end] + words + rest[end:]


def _draw(macro: str, *values: object) -> str:
    """Draw a macro as plain text, so that a page put around it isn't escaped."""
    return str(get_template_attribute(TEMPLATE, macro)(*values))
