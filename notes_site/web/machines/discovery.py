"""How others find the site: what search engines may list, and what a link to a page shows.

Every absolute address here is built from NOTES_SITE_URL, never from the name in a request. While
the host has not set it, pages have a title and a description and nothing more, robots.txt names no
sitemap, and sitemap and feed answer 404 with a line that says what to set.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notes_site.study.content.asked.words import BY_LEVEL
from notes_site.study.content.library import Topic
from notes_site.web.assets import SHARE_PICTURE, SHARE_SIZE
from notes_site.web.context import courses, is_front, library, site, site_title
from notes_site.web.machines import schema_org
from notes_site.web.machines.schema_org import Crumb
from notes_site.web.public import FILES, PUBLIC, public_pages
from notes_site.words import N_, _

VARIANTS = frozenset({("recall", "1"), ("essentials", "1"), *(("level", one) for one in BY_LEVEL)})
"""The fields of an address, with their values, that show a public page in another way."""
SHARE_WORDS = N_(
    "Read, answer, remember: the curve of forgetting, lifted each time a question is asked again."
)
MOST_ENTRIES = 50
UNNAMED = "This site has no address of its own yet: its host has to set NOTES_SITE_URL.\n"
UNDATED = "No topic of this site says when it changed, so there is nothing to follow.\n"

blueprint = Blueprint("discovery", __name__)


@dataclass(frozen=True, slots=True)
class Listing:
    """How a public page shows elsewhere; without an address, only by its description."""

    title: str
    description: str
    address: str
    picture: str
    picture_size: tuple[int, int]
    picture_words: str
    feed: str
    facts: dict[str, Any]


@blueprint.after_app_request
def keep_out_of_indexes(response: Response) -> Response:
    """Say noindex of every answer but public pages and the files that they are made of."""
    is_public = request.endpoint in PUBLIC and response.status_code == 200 and not is_variant()
    if not is_public and request.endpoint not in FILES:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Forbid nothing: a crawler that may not open a page never sees that it is noindex."""
    lines = ["User-agent: *", "Disallow:"]
    if sitemap_address := absolute(url_for("discovery.sitemap")):
        lines += ["", f"Sitemap: {sitemap_address}"]
        lines += [
            f"Sitemap: {absolute(f'{request.script_root}/{one}/sitemap.xml')}" for one in courses()
        ]
    return _plain("\n".join(lines) + "\n")


@blueprint.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """List the public pages, and nothing else (sitemaps.org)."""
    if not absolute("/"):
        return _plain(UNNAMED), 404
    pages = public_pages(library())
    page = render_template("discovery/sitemap.xml", pages=pages, absolute=absolute)
    return page, {"Content-Type": "application/xml; charset=utf-8"}


@blueprint.get("/feed.xml")
def feed() -> ResponseReturnValue:
    """List the topics that changed, the newest first (Atom, RFC 4287)."""
    topics = library().changed_topics[:MOST_ENTRIES]
    if not absolute("/"):
        return _plain(UNNAMED), 404
    if not topics:
        return _plain(UNDATED), 404
    page = render_template("discovery/feed.xml", topics=topics, absolute=absolute)
    return page, {"Content-Type": "application/atom+xml; charset=utf-8"}


def absolute(path: str) -> str:
    """Return the whole address of a path under the site's own name; "" while it has none."""
    origin = site().settings.origin
    return origin and origin + path


@blueprint.app_template_global()
def listing(
    title: str,
    description: str,
    *,
    parents: Sequence[Crumb] = (),
    topic: Topic | None = None,
    kind: str = "",
) -> Listing:
    """Describe the page of this request: its parents below the home page, the topic it teaches."""
    address = absolute(url_for(request.endpoint or "", **(request.view_args or {})))
    if not address or is_variant():
        return Listing(title, description, "", "", (0, 0), "", "", {})
    return Listing(
        title,
        description,
        address,
        *_find_share_picture(),
        feed=url_for("discovery.feed") if library().changed_topics else "",
        facts=schema_org.describe(_facts(title, address, parents, topic, kind)),
    )


def _find_share_picture() -> tuple[str, tuple[int, int], str]:
    """Return the address, the size and the words of what stands beside a link elsewhere."""
    own = library().own_pictures
    if own.share:
        path = url_for("pictures.show", name=own.share.names[0])
        return absolute(path), own.share.shared_size, own.share_words
    return absolute(url_for("static", filename=SHARE_PICTURE)), SHARE_SIZE, _(SHARE_WORDS)


def _facts(
    title: str, address: str, parents: Sequence[Crumb], topic: Topic | None, kind: str
) -> Iterator[dict[str, Any]]:
    home = (site_title(), absolute(url_for("home.show")))
    if is_front():
        return
    if address == home[1]:
        yield schema_org.course(library(), *home, _address_of)
        return
    if topic:
        yield schema_org.lesson(topic, kind, address, home, library().language)
    way = [(name, absolute(path)) for name, path in parents]
    yield schema_org.breadcrumbs([home, *way, (title, address)])


def is_variant() -> bool:
    """Tell whether the public page of this request is asked for in its other way."""
    return not VARIANTS.isdisjoint(request.args.items())


def _address_of(topic: Topic) -> str:
    return absolute(url_for("topics.show", slug=topic.slug))


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
