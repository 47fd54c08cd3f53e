"""A site below a path: its address alone says where it begins, and nothing of it leads out."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from flask import Flask
from werkzeug.test import TestResponse, create_environ, run_wsgi_app

from notes_site.store.people.users import make_admin
from notes_site.web.door.headers import SECURITY_HEADERS
from tests.conftest import Person
from tests.pages import attributes, parse
from tests.web.addresses import routes

ROOT = "/my/notes"
SITE = f"https://example.org{ROOT}/"
NEEDS_ADMIN = {"flags.index", "invitations.index"}
FROM_THE_TOP = re.compile(r"""["'(= ](/(?![/>])[^"')\s<]*)""")
"""Where a text for programs names a path of this host."""


@pytest.fixture
def below(make_app: Callable[..., Flask], content: Path) -> Flask:
    """Return a site whose address has a path, and no other setting."""
    topic = content / "01-first/topic.md"
    text = topic.read_text(encoding="utf-8")
    topic.write_text(text.replace("summary:", "changed: 2026-11-20\nsummary:", 1), encoding="utf-8")
    return make_app(NOTES_SITE_URL=f"http://localhost{ROOT}/")


def new_reader(app: Flask) -> Person:
    """Return somebody who registered; all they see keeps the page rules."""
    person = Person(app.test_client())
    assert person.register("ada").status_code == 303
    return person


def test_every_page_of_the_url_map_leads_only_to_pages_below_the_path(below: Flask) -> None:
    """The rules of all pages look at every link, form, file and redirect."""
    visitor, ada = Person(below.test_client()), new_reader(below)
    ada.start_quiz("first")
    ada.submit("/interviews", plan="interview-15")
    for endpoint, path in routes(below, "GET").items():
        assert visitor.get(path).status_code in {200, 301, 303, 404}, endpoint
        is_nobodys = endpoint in {
            *NEEDS_ADMIN,
            "calendar.show",
            "look.show",
        }  # an address that isn't known
        expected = 404 if is_nobodys else 200
        assert ada.get(path, follow_redirects=True).status_code == expected, endpoint


def test_whoever_follows_every_link_meets_only_pages_below_the_path(below: Flask) -> None:
    reader = new_reader(below)
    reader.start_quiz("first")
    for person in (Person(below.test_client()), reader):
        seen = set(walk(person))
        assert len(seen) > 12
        assert all(path.startswith(f"{ROOT}/") for path in seen)


def walk(person: Person) -> Iterator[str]:
    """Yield every address that links lead to from the first page, each asked for once."""
    waiting, known = [f"{ROOT}/"], {f"{ROOT}/"}
    while waiting:
        address = waiting.pop()
        yield address
        response = person.get(address.removeprefix(ROOT), follow_redirects=True)
        assert response.status_code == 200, address
        if response.mimetype != "text/html":
            continue
        links = {urldefrag(one)[0] for one in attributes(response.text, "a", "href")}
        new = {one for one in links if one.startswith("/")} - known
        known |= new
        waiting.extend(sorted(new))


def test_what_programs_read_names_no_path_above_the_site(below: Flask) -> None:
    visitor = Person(below.test_client())
    for path in ("/sw.js", "/manifest.webmanifest", "/speculation-rules.json", "/robots.txt"):
        head = visitor.get(path).text.partition("\n\n")[0]
        assert [one for one in FROM_THE_TOP.findall(head) if not one.startswith(ROOT)] == [], path
    for path in ("/sitemap.xml", "/feed.xml", "/robots.txt", "/topics/first"):
        absolute = re.findall(r"http://localhost(/[^\"'<\s]*)", visitor.get(path).text)
        assert absolute, path
        assert {one.count(ROOT) for one in absolute} == {1}, path
        assert [one for one in absolute if not one.startswith(f"{ROOT}/")] == [], path


def test_installed_app_and_early_fetching_begin_where_the_site_does(below: Flask) -> None:
    visitor = Person(below.test_client())
    manifest = json.loads(visitor.get("/manifest.webmanifest").data)
    assert {manifest[name] for name in ("id", "start_url", "scope")} == {f"{ROOT}/"}
    told = visitor.get("/topics/first").headers["Speculation-Rules"]
    assert told == f'"{ROOT}/speculation-rules.json"'
    rules = json.loads(visitor.get("/speculation-rules.json").data)
    assert rules["prefetch"][0]["where"]["and"][0] == {"href_matches": f"{ROOT}/topics/:slug"}


def test_links_in_topics_follow_the_site_when_it_moves(
    make_app: Callable[..., Flask], content: Path
) -> None:
    """What was rendered and kept for one address is not shown under another."""
    topic = content / "01-first/topic.md"
    topic.write_text(topic.read_text() + "\n\nThen read [the other](../02-second/topic.md).\n")
    for root in ("", "/a", "/b", ""):
        person = Person(make_app(NOTES_SITE_URL=f"http://localhost{root}").test_client())
        links = parse(person.page("/topics/first")).css("article a[href*=second]")
        assert {str(one.attributes["href"]).partition("#")[0] for one in links} == {
            f"{root}/topics/second"
        }


def asked(app: Flask, path: str, **environ: str) -> TestResponse:
    """Ask as a server does that hands on the whole path, or what it says it has split."""
    root = {"SCRIPT_NAME": "", "PATH_INFO": path, **environ}
    return app.test_client().open(environ_overrides=root, buffered=True)


def test_page_has_one_address_whoever_takes_the_path_off(below: Flask) -> None:
    whole = asked(below, f"{ROOT}/topics/first")
    split = asked(below, "/topics/first", SCRIPT_NAME=ROOT)
    assert whole.status_code == 200
    assert whole.data == split.data
    assert asked(below, f"{ROOT}/glossary").status_code == 200
    for path in ("/topics/first", "/", "/my/notesy/topics/first", f"{ROOT}x"):
        beside = asked(below, path)
        assert (beside.status_code, beside.text) == (404, f"This site begins at {ROOT}/\n"), path
        assert {*SECURITY_HEADERS.items()} <= {*beside.headers.items()}
    assert asked(below, "/topics/first", HTTP_X_FORWARDED_PREFIX=ROOT).status_code == 404


def test_path_without_its_slash_leads_to_the_first_page(below: Flask) -> None:
    response = asked(below, ROOT)
    assert (response.status_code, response.location) == (308, f"{ROOT}/")
    asked_more = asked(below, ROOT, QUERY_STRING="theme=dark&x=%C3%A9")
    assert asked_more.location == f"{ROOT}/?theme=dark&x=%C3%A9"


def test_who_asks_beside_the_path_for_headers_alone_gets_no_body(below: Flask) -> None:
    """Or the next answer on that connection would begin with it."""
    for path in ("/elsewhere", ROOT):
        environ = create_environ(path, "http://localhost", method="HEAD")
        body, status, headers = run_wsgi_app(below.wsgi_app, environ)
        assert status[:3] in {"404", "308"}
        assert (b"".join(body), int(headers["Content-Length"]) > 0) == (b"", True)


@pytest.mark.promise("B4")
def test_cookie_and_https_hold_for_the_sites_own_part_of_the_host(
    make_app: Callable[..., Flask],
) -> None:
    """B4: browsers refuse `__Host-` with a path, and names below the host's are somebody else's."""
    client = make_app(NOTES_SITE_URL=SITE).test_client()
    response = client.get("/login", base_url=SITE)
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Secure-session=")
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", f"Path={ROOT}/"):
        assert attribute in cookie.split("; ")
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000"
    assert client.get("/", base_url=SITE).status_code == 200


def test_reader_is_led_back_to_the_page_they_came_from_and_to_no_other(below: Flask) -> None:
    visitor = Person(below.test_client())
    for page, door in (("saved", "login"), ("practice", "register")):
        asked_to = visitor.get(f"/{page}?topic=first").location
        assert asked_to == f"{ROOT}/{door}?next={ROOT}/{page}?topic%3Dfirst"
    ada = new_reader(below)
    for wanted, found in (
        (f"{ROOT}/tags/basics", f"{ROOT}/tags/basics"),
        ("/tags/basics", f"{ROOT}/"),
        ("/my/notes-of-another/tags/basics", f"{ROOT}/"),
        (f"{ROOT}//example.org", f"{ROOT}/"),
    ):
        assert ada.get("/login", query_string={"next": wanted}).location == found


def test_link_that_is_handed_out_has_the_path(below: Flask) -> None:
    ada = new_reader(below)
    with below.app_context():
        make_admin(1)
    assert ada.submit("/invitations", days=7, uses=1).status_code == 303
    assert f"http://localhost{ROOT}/register?invite=" in ada.page("/invitations")


def test_what_one_site_keeps_offline_is_told_from_a_neighbours(
    make_app: Callable[..., Flask],
) -> None:
    """Caches belong to all of an origin: who begins alike would take the other's away."""
    stores = []
    for root in ("", "/notes", "/notes/sql", "/notesy"):
        visitor = Person(make_app(NOTES_SITE_URL=f"http://localhost{root}").test_client())
        (store,) = re.findall(r'"store": "([^"]+)"', visitor.get("/sw.js").text)
        stores.append(store)
        told = json.loads(attributes(visitor.page("/offline"), "section", "data-kept-search")[0])
        assert (told["store"], told["topics"]) == (store, f"{root}/topics/")
    assert not [(a, b) for a in stores for b in stores if a is not b and f"{b}1f".startswith(a)]
