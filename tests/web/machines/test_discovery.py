"""How others find the site: what they may list, what they are told, and under which name."""

import json
import re
import struct
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

from notes_site.web.machines.offline import kept_paths
from notes_site.web.public import FILES as FOR_EVERYBODY
from notes_site.web.public import PUBLIC
from tests.conftest import Person
from tests.pages import parse
from tests.web.addresses import routes
from tests.web.queries import statements

SITE = "https://notes.example.org"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
LISTED = (
    *("/", "/topics/first", "/topics/first/cheat-sheet", "/essentials", "/questions"),
    *("/glossary", "/tags", "/tags/basics"),
)
FILES = ("/robots.txt", "/sitemap.xml", "/feed.xml")

Facts = dict[str, dict[str, Any]]


class Head:
    """What a machine reads in a page: its title, its descriptions, links and data."""

    def __init__(self, page: str) -> None:
        tree = parse(page)
        self.title = "".join(node.text() for node in tree.css("head title"))
        self.data = "".join(node.text() for node in tree.css('[type="application/ld+json"]'))
        self.meta: dict[str, str] = {}
        for own in self._all(tree, "meta"):
            self.meta[own.get("name") or own.get("property", "")] = own.get("content", "")
        self.links: dict[str, list[dict[str, str]]] = {}
        for own in self._all(tree, "link"):
            self.links.setdefault(own["rel"], []).append(own)
        scripts = self._all(tree, "script")
        self.scripts = [own.get("type", own.get("src", "inline")) for own in scripts]

    @staticmethod
    def _all(tree: LexborHTMLParser, tag: str) -> list[dict[str, str]]:
        return [{k: v or "" for k, v in node.attributes.items()} for node in tree.css(tag)]

    @property
    def canonical(self) -> str:
        return self.links["canonical"][0]["href"]

    @property
    def facts(self) -> Facts:
        """The things that the page describes, under their schema.org types."""
        document = json.loads(self.data)
        assert document["@context"] == "https://schema.org"
        return {one["@type"]: one for one in document["@graph"]}


class Stranger(Person):
    """Somebody who knows the site by its name."""

    def get(self, path: str, **options: Any) -> TestResponse:
        return super().get(path, **({"base_url": SITE} | options))

    def head(self, path: str) -> Head:
        return Head(self.page(path))


@pytest.fixture
def named(make_app: Callable[..., Flask], content: Path) -> Flask:
    """Return a site that has a name, with one topic that says when it changed."""
    write_front(
        content, "01-first", "summary: The first", "changed: 2026-11-20\nsummary: The first"
    )
    return make_app(NOTES_SITE_URL=SITE)


@pytest.fixture
def stranger(named: Flask) -> Stranger:
    return Stranger(named.test_client())


def write_front(content: Path, topic: str, old: str, new: str) -> None:
    file = content / topic / "topic.md"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def sitemap(person: Person) -> dict[str, str | None]:
    """Return the path of every page in the sitemap, with the day that stands there."""
    root = ElementTree.fromstring(person.get("/sitemap.xml").data)
    assert root.tag == f"{MAP}urlset"
    found = {one.findtext(f"{MAP}loc", ""): one.findtext(f"{MAP}lastmod") for one in root}
    assert len(found) == len(root)
    assert all(address.startswith(f"{SITE}/") for address in found)
    return {urlsplit(address).path: day for address, day in found.items()}


def test_every_route_is_listed_or_says_noindex(named: Flask, stranger: Stranger) -> None:
    listed = sitemap(stranger)
    for endpoint, path in routes(named, "GET").items():
        says_noindex = stranger.get(path).headers.get("X-Robots-Tag") == "noindex"
        assert says_noindex is not (endpoint in {*PUBLIC, *FOR_EVERYBODY}), endpoint
        assert (path in listed) is (endpoint in PUBLIC), endpoint
    for path in ("/nothing", "/topics/nothing", "/topics/first?recall=1", "/search?q=first"):
        assert stranger.get(path).headers["X-Robots-Tag"] == "noindex"


def test_page_that_a_visitor_opens_is_public_or_a_form(named: Flask, stranger: Stranger) -> None:
    opened = {
        endpoint
        for endpoint, path in routes(named, "GET").items()
        if (answer := stranger.get(path)).status_code == 200 and answer.mimetype == "text/html"
    }
    assert opened - PUBLIC.keys() == {
        *("account.login", "account.register", "search.results"),
        *("trial.topic", "trial.course", "offline.show", "reset_link.show", "api_document.read"),
    }
    assert opened >= PUBLIC.keys()


def test_sitemap_holds_every_public_page_once_and_each_opens(
    named: Flask, stranger: Stranger
) -> None:
    listed = sitemap(stranger)
    with named.test_request_context(base_url=SITE):
        assert set(kept_paths()) <= set(listed)
    for path in listed:
        response = stranger.get(path)
        assert response.status_code == 200, path
        assert "X-Robots-Tag" not in response.headers, path


def test_sitemap_says_when_a_page_changed_where_that_is_known(stranger: Stranger) -> None:
    listed = sitemap(stranger)
    assert listed["/topics/first"] == listed["/topics/first/cheat-sheet"] == "2026-11-20"
    assert listed["/"] == "2026-11-20"
    assert listed["/topics/second"] is None
    assert all(date.fromisoformat(day) for day in listed.values() if day)


def test_robots_may_open_everything_and_are_told_of_the_sitemap(stranger: Stranger) -> None:
    lines = stranger.page("/robots.txt").splitlines()
    assert [line for line in lines if line.startswith("Disallow")] == ["Disallow:"]
    assert lines[-1] == f"Sitemap: {SITE}/sitemap.xml"


def test_feed_is_valid_atom_with_the_newest_change_first(
    make_app: Callable[..., Flask], content: Path
) -> None:
    """RFC 4287: what a feed and its entries must have."""
    write_front(content, "01-first", "summary:", "changed: 2026-11-19\nsummary:")
    write_front(
        content,
        "02-second",
        "title: Second steps",
        'changed: 2026-11-20\ntitle: "Steps & <b>more</b>"',
    )
    stranger = Stranger(make_app(NOTES_SITE_URL=SITE).test_client())
    feed = ElementTree.fromstring(stranger.get("/feed.xml").data)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in entries] == [
        "Steps & <b>more</b>",
        "First steps",
    ]
    for one in (feed, *entries):
        assert urlsplit(one.findtext(f"{ATOM}id")).netloc == "notes.example.org"
        assert datetime.fromisoformat(one.findtext(f"{ATOM}updated", "")).utcoffset() is not None
    assert len({one.findtext(f"{ATOM}id") for one in (feed, *entries)}) == 3
    assert feed.findtext(f"{ATOM}updated") == "2026-11-20T00:00:00Z"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Sample notes"
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"{SITE}/feed.xml", "alternate": f"{SITE}/"}
    assert entries[0].findtext(f"{ATOM}summary") == "The second topic of the sample."


def test_every_listed_page_names_itself_differently(stranger: Stranger) -> None:
    heads = [stranger.head(path) for path in LISTED]
    assert all(head.meta["description"] for head in heads)
    for told in ("title", "canonical"):
        assert len({getattr(head, told) for head in heads}) == len(LISTED)
    assert [urlsplit(head.canonical).path for head in heads] == list(LISTED)
    assert all(head.canonical.startswith(f"{SITE}/") for head in heads)


@pytest.mark.parametrize("path", LISTED)
def test_link_to_a_page_shows_what_it_is_about(stranger: Stranger, path: str) -> None:
    head = stranger.head(path)
    assert head.meta["og:url"] == head.canonical
    assert head.meta["og:title"] in head.title
    assert head.meta["og:description"] == head.meta["description"]
    assert re.fullmatch(f"{SITE}/static/[0-9a-f]{{12}}/og.png", head.meta["og:image"])
    assert head.meta["twitter:card"] == "summary_large_image"
    assert head.meta["og:image:alt"]
    feed = head.links["alternate"][0]
    assert (feed["type"], feed["href"]) == ("application/atom+xml", "/feed.xml")


def test_address_with_more_in_it_is_the_same_page(stranger: Stranger) -> None:
    assert stranger.head("/topics/first?from=elsewhere").canonical == f"{SITE}/topics/first"
    assert "canonical" not in stranger.head("/topics/first?recall=1").links


def test_picture_is_as_large_as_previews_want_light_and_may_be_shown_elsewhere(
    stranger: Stranger,
) -> None:
    meta = stranger.head("/").meta
    response = stranger.get(meta["og:image"].removeprefix(SITE))
    assert response.mimetype == "image/png"
    size = struct.unpack(">II", response.data[16:24])
    assert size == (1200, 630)
    assert size == (int(meta["og:image:width"]), int(meta["og:image:height"]))
    assert len(response.data) <= 60_000
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in response.headers["Cache-Control"]


def test_topic_is_described_as_a_lesson_of_the_course(stranger: Stranger) -> None:
    facts = stranger.head("/topics/first").facts
    lesson = facts["LearningResource"]
    assert lesson["name"] == "First steps"
    assert lesson["url"] == f"{SITE}/topics/first"
    assert lesson["timeRequired"] == "PT3M"
    assert lesson["dateModified"] == "2026-11-20"
    assert lesson["isPartOf"] == {"@type": "Course", "name": "Sample notes", "url": f"{SITE}/"}
    assert way(facts) == [("Sample notes", "/"), ("First steps", "/topics/first")]
    assert "dateModified" not in stranger.head("/topics/second").facts["LearningResource"]


def test_home_is_described_as_a_course_with_its_topics(stranger: Stranger) -> None:
    course = stranger.head("/").facts["Course"]
    assert course["description"] == "A small course for tests."
    parts = [part["url"] for part in course["hasPart"]]
    assert parts == [f"{SITE}/topics/first", f"{SITE}/topics/second"]


def test_page_below_another_says_the_way_to_it(stranger: Stranger) -> None:
    home, tags = ("Sample notes", "/"), ("Tags", "/tags")
    assert way(stranger.head("/tags/basics").facts) == [home, tags, ("basics", "/tags/basics")]
    sheet = way(stranger.head("/topics/first/cheat-sheet").facts)
    assert sheet[:2] == [home, ("First steps", "/topics/first")]


def way(facts: Facts) -> list[tuple[str, str]]:
    crumbs = facts["BreadcrumbList"]["itemListElement"]
    assert [one["position"] for one in crumbs] == list(range(1, len(crumbs) + 1))
    assert all(one["item"].startswith(f"{SITE}/") for one in crumbs)
    return [(one["name"], urlsplit(one["item"]).path) for one in crumbs]


@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", '"><img src=x>', "<!--<script>", "]]>&amp;'"]
)
def test_title_cannot_break_out_of_the_data_it_stands_in(
    make_app: Callable[..., Flask], content: Path, title: str
) -> None:
    """D2: hostile words in the content stay words."""
    write_front(content, "01-first", "title: First steps", f"title: {json.dumps(title)}")
    stranger = Stranger(make_app(NOTES_SITE_URL=SITE).test_client())
    for path, kind in (("/topics/first", "LearningResource"), ("/", "Course")):
        head = stranger.head(path)
        assert "inline" not in head.scripts
        assert head.scripts.count("application/ld+json") == 1
        assert title in json.dumps(head.facts[kind], ensure_ascii=False).replace('\\"', '"')
    assert stranger.head("/topics/first").meta["og:title"] == title


def test_no_address_comes_from_the_name_in_a_request(
    make_app: Callable[..., Flask], content: Path
) -> None:
    write_front(content, "01-first", "summary:", "changed: 2026-11-20\nsummary:")
    strange = {"base_url": "https://evil.example", "headers": {"X-Forwarded-Host": "evil.example"}}
    unnamed = Person(make_app().test_client())
    for path in (*LISTED, *FILES):
        assert "evil.example" not in unnamed.get(path, **strange).text, path
    named = Person(make_app(NOTES_SITE_URL=SITE).test_client())
    for path in (*LISTED, *FILES):
        response = named.get(path, **strange)
        assert response.status_code == 400
        assert "evil.example" not in response.text
        forwarded = named.get(path, base_url=SITE, headers={"X-Forwarded-Host": "evil.example"})
        assert forwarded.status_code == 200
        assert "evil.example" not in forwarded.text


def test_site_without_a_name_says_so_and_shows_descriptions_only(visitor: Person) -> None:
    for path in ("/sitemap.xml", "/feed.xml"):
        response = visitor.get(path)
        assert (response.status_code, response.mimetype) == (404, "text/plain")
        assert "NOTES_SITE_URL" in response.text
    assert "Sitemap" not in visitor.page("/robots.txt")
    for path in LISTED:
        head = Head(visitor.page(path))
        assert head.meta["description"]
        assert not {"canonical", "alternate"} & head.links.keys()
        assert not [name for name in head.meta if name.startswith("og:")]
        assert "application/ld+json" not in head.scripts


def test_site_that_does_not_know_when_it_changed_offers_no_feed(
    make_app: Callable[..., Flask],
) -> None:
    stranger = Stranger(make_app(NOTES_SITE_URL=SITE).test_client())
    assert stranger.get("/feed.xml").status_code == 404
    assert "NOTES_SITE_URL" not in stranger.get("/feed.xml").text
    assert "alternate" not in stranger.head("/").links
    assert set(sitemap(stranger).values()) == {None}


@pytest.mark.parametrize("path", [*LISTED, *FILES])
def test_what_machines_ask_for_costs_no_sql_no_cookie_and_can_be_asked_about_again(
    named: Flask, stranger: Stranger, path: str
) -> None:
    with statements(named) as seen:
        response = stranger.get(path)
    assert (response.status_code, seen) == (200, [])
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-cache"
    again = stranger.get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers.get("X-Robots-Tag") == response.headers.get("X-Robots-Tag")


def test_worker_keeps_nothing_that_machines_ask_for(stranger: Stranger) -> None:
    kept = re.search(r"const COURSE = (.*);", stranger.page("/sw.js"))
    assert kept
    assert not set(FILES) & set(json.loads(kept[1])["pages"])
