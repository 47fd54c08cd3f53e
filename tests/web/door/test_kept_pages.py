"""Visitors' pages from kept bytes: the same for everybody, and nothing of anybody in them."""

import gzip
import random
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, Response, make_response, request, session
from werkzeug.test import TestResponse

from notes_site import create_app
from notes_site.config import CHECKOUT
from notes_site.store.database import close_all
from notes_site.web.door import kept_pages
from notes_site.web.door.kept_pages import KNOWN_QUERIES
from tests.conftest import Person
from tests.processes import process, wait_for_port

SITE = "https://notes.example.org"
PATHS = (
    *("/", "/topics/first", "/topics/first?recall=1", "/topics/first/cheat-sheet"),
    *("/essentials", "/topics/second?essentials=1", "/questions", "/questions?level=junior"),
    *("/glossary", "/tags", "/tags/basics", "/robots.txt", "/sitemap.xml", "/offline", "/sw.js"),
    *("/manifest.webmanifest", "/speculation-rules.json"),
)
ZIPPED = {"Accept-Encoding": "gzip, deflate, br"}
STYLE = re.compile(r'rel="stylesheet" href="([^"]+)"')


@pytest.fixture
def heard(app: Flask) -> list[str]:
    """Return the addresses that Flask itself has to answer."""
    return listen(app)


def listen(app: Flask) -> list[str]:
    heard: list[str] = []

    @app.before_request
    def note() -> None:
        heard.append(request.full_path.rstrip("?"))

    return heard


def replace_view(app: Flask, endpoint: str, change: Callable[[Response], object]) -> None:
    """Let a view do something more to its answer."""
    view = app.view_functions[endpoint]

    def changed(**values: object) -> Response:
        response = make_response(view(**values))
        change(response)
        return response

    app.view_functions[endpoint] = changed


def head_of(response: TestResponse) -> dict[str, str]:
    """Return the headers, without those that name the second."""
    of_now = {"Date", "X-Accel-Expires"}
    return {name: value for name, value in response.headers if name not in of_now}


@pytest.mark.parametrize("headers", [{}, ZIPPED])
def test_every_public_page_is_rendered_once_and_then_the_same_to_the_byte(
    make_app: Callable[..., Flask], headers: dict[str, str]
) -> None:
    app = make_app(NOTES_SITE_URL=SITE)
    heard = listen(app)
    for path in PATHS:
        first, second = (
            app.test_client().get(path, headers=headers, base_url=SITE) for _ in range(2)
        )
        assert first.status_code == second.status_code == 200, path
        assert first.data == second.data, path
        assert head_of(first) == head_of(second), path
        assert "Set-Cookie" not in second.headers
        assert {"Cookie", "Accept-Encoding"} <= second.vary.as_set(preserve_casing=True)
    assert heard == list(PATHS)


def test_list_of_kept_pages_names_pages_that_there_are(app: Flask) -> None:
    assert set(KNOWN_QUERIES) <= {rule.endpoint for rule in app.url_map.iter_rules()}
    assert "session" in app.config["SESSION_COOKIE_NAME"]


def test_visitor_who_has_the_page_is_told_so_whatever_form_it_came_in(
    visitor: Person, heard: list[str]
) -> None:
    etags = {visitor.get("/", headers=headers).headers["ETag"] for headers in ({}, ZIPPED)}
    assert len(etags) == 1
    etag = etags.pop()
    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        again = visitor.get("/", headers={"If-None-Match": known} | ZIPPED)
        assert (again.status_code, again.data) == (304, b""), known
        assert "Content-Encoding" not in again.headers
        assert "Content-Length" not in again.headers
        assert again.headers["ETag"] == etag
        assert again.headers["Content-Security-Policy"]
    assert visitor.get("/", headers={"If-None-Match": '"other"'}).status_code == 200
    assert heard == ["/"]


def test_first_visitor_after_a_restart_who_has_the_page_leaves_it_kept(
    make_app: Callable[..., Flask],
) -> None:
    etag = make_app().test_client().get("/").headers["ETag"]
    app = make_app()
    heard = listen(app)
    for _ in range(2):
        assert app.test_client().get("/", headers={"If-None-Match": etag}).status_code == 304
    assert heard == ["/"]


def test_only_what_is_kept_may_be_kept_by_nginx_and_to_the_end_of_this_second(
    visitor: Person, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.9)
    for path in ("/", "/topics/first?recall=1", "/offline"):
        names = [name for name, _ in visitor.get(path).headers]
        assert visitor.get(path).headers["X-Accel-Expires"] == "@1800000000"
        assert names.index("X-Accel-Expires") < names.index("Cache-Control")  # or nginx obeys that
        assert "X-Accel-Expires" not in ada.get(path).headers
    style = STYLE.findall(visitor.page("/"))[0]
    for path in (style, "/search?q=starting", "/topics/first?recall=2", "/login", "/healthz"):
        assert "X-Accel-Expires" not in visitor.get(path).headers, path


def test_page_that_has_not_changed_says_again_what_it_must(visitor: Person) -> None:
    """RFC 9110, 15.4.5, and what every answer of the site says; the rest the browser has."""
    page = visitor.get("/")
    again = visitor.get("/", headers={"If-None-Match": page.headers["ETag"]})
    left_out = {name for name, _ in page.headers} - {name for name, _ in again.headers}
    of_the_body = {"Content-Type", "Content-Length", "X-Accel-Expires"}
    assert left_out == of_the_body | kept_pages.UNREPEATED
    assert {"ETag", "Vary", "Cache-Control", "Content-Security-Policy"} <= {*again.headers.keys()}


def test_head_of_a_kept_page_is_the_head_of_the_page(visitor: Person, heard: list[str]) -> None:
    for headers in ({}, ZIPPED):
        page = visitor.get("/topics/first", headers=headers)
        head = visitor.client.head("/topics/first", headers=headers)
        assert head.data == b""
        assert head_of(head) == head_of(page)
    assert heard == ["/topics/first"]


@pytest.mark.parametrize(
    ("accepted", "is_zipped"),
    [
        *((None, False), ("gzip", True), ("GZip;q=0.5, br", True), ("*", True)),
        *(("gzip;q=0", False), ("identity, *;q=0", False), ("br, zstd", False), ("", False)),
    ],
)
def test_page_is_zipped_for_those_who_take_it(
    visitor: Person, accepted: str | None, is_zipped: bool
) -> None:
    plain = visitor.page("/topics/first")
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    for path in ("/topics/first", "/search?q=starting", STYLE.findall(plain)[0]):
        response = visitor.get(path, headers=headers)
        assert ("Content-Encoding" in response.headers) is is_zipped, path
        assert response.headers["Content-Length"] == str(len(response.data))
        body = gzip.decompress(response.data) if is_zipped else response.data
        assert body == visitor.get(path).data
        assert "Accept-Encoding" in response.headers["Vary"]


def test_part_of_a_file_is_a_part_of_its_plain_bytes(visitor: Person) -> None:
    address = STYLE.findall(visitor.page("/"))[0]
    whole = visitor.get(address).data
    part = visitor.get(address, headers=ZIPPED | {"Range": "bytes=0-1999"})
    assert (part.status_code, part.data) == (206, whole[:2000])
    assert "Content-Encoding" not in part.headers


def test_file_has_one_kept_copy_whatever_else_it_is_called(
    visitor: Person, heard: list[str]
) -> None:
    address = STYLE.findall(visitor.page("/"))[0]
    heard.clear()
    other = address.replace("site.css", "./site.css")
    for path, status in ((address, 200), (f"{address}?more=1", 200), (other, 404)):
        for _ in range(2):
            assert visitor.get(path).status_code == status
    assert heard.count(address) == 1
    assert len(heard) == 5


@pytest.mark.promise("D6")
def test_foreign_host_is_refused_though_the_page_is_kept(make_app: Callable[..., Flask]) -> None:
    """D6."""
    app = make_app(NOTES_SITE_URL=SITE)
    client = app.test_client()
    assert client.get("/", base_url=SITE).status_code == 200
    for host in ("evil.example", "notes.example.org.evil.example", "", "notes.example.org:x"):
        assert client.get("/", base_url=SITE, headers={"Host": host}).status_code == 400, host
    assert client.get("/", base_url=SITE, headers={"Host": "notes.example.org:443"}).data


@pytest.mark.promise("D6")
def test_foreign_host_named_by_the_proxy_is_refused(make_app: Callable[..., Flask]) -> None:
    client = make_app(NOTES_SITE_URL=SITE, NOTES_TRUSTED_PROXIES="1").test_client()
    assert client.get("/", base_url=SITE).status_code == 200
    foreign = {"X-Forwarded-Host": "evil.example"}
    assert client.get("/", base_url=SITE, headers=foreign).status_code == 400


def test_page_is_kept_under_its_address_alone_not_under_the_hosts_name(
    visitor: Person, heard: list[str]
) -> None:
    pages = {visitor.get("/", base_url=f"http://{host}").data for host in ("one.test", "two.test")}
    assert len(pages) == 1
    assert heard == ["/"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "session=made-up"},
        {"Cookie": "theme=dark; __Host-session=made-up"},
        {"Authorization": "Bearer made-up"},
    ],
)
def test_whoever_may_be_somebody_is_answered_by_the_site_itself(
    app: Flask, heard: list[str], headers: dict[str, str]
) -> None:
    client = app.test_client(use_cookies=False)
    for _ in range(2):
        client.get("/", headers=headers)
    assert heard == ["/", "/"]  # neither kept then nor answered from what is kept
    client.get("/")
    client.get("/", headers=headers)
    assert heard == ["/"] * 4


def test_cookie_of_another_site_on_this_machine_changes_nothing(
    app: Flask, heard: list[str]
) -> None:
    client = app.test_client(use_cookies=False)
    pages = {client.get("/", headers={"Cookie": f"theirs={n}"}).data for n in range(3)}
    assert len(pages) == len(heard) == 1


def remember_in_the_session(_response: Response) -> None:
    session["seen"] = "yes"


@pytest.mark.parametrize(
    "change",
    [
        lambda response: response.set_cookie("seen", "yes"),
        remember_in_the_session,
        lambda response: response.headers.update({"Cache-Control": "no-store"}),
        lambda response: response.headers.update({"Cache-Control": "private"}),
        lambda response: response.headers.update({"Vary": "User-Agent"}),
        lambda response: setattr(response, "status_code", 203),
    ],
)
@pytest.mark.parametrize("endpoint", ["home.show", "static"])
def test_answer_for_one_browser_is_never_kept(
    app: Flask, heard: list[str], endpoint: str, change: Callable[[Response], object]
) -> None:
    """C4, by trying: a page that everybody gets begins to do what it must not."""
    path = STYLE.findall(app.test_client().get("/topics/first").text)[0]
    path = "/" if endpoint == "home.show" else path
    replace_view(app, endpoint, change)
    heard.clear()
    for _ in range(2):
        Person(app.test_client(use_cookies=False)).get(path)
    assert heard == [path] * 2


def test_query_that_the_page_does_not_know_is_neither_kept_nor_another_page(
    visitor: Person, heard: list[str]
) -> None:
    plain, recall = visitor.page("/topics/first"), visitor.page("/topics/first?recall=1")
    assert plain != recall
    for query in ("recall=2", "recall=", "recall", "utm_source=x", "recall=2&recall=1"):
        for _ in range(2):
            response = visitor.get(f"/topics/first?{query}")
            assert response.text == plain, query
            assert response.headers.get("X-Robots-Tag") is None
    assert visitor.page("/topics/first?recall=1&x=1") == recall
    assert len(heard) == 2 + 10 + 1


@pytest.mark.promise("D3")
@pytest.mark.parametrize("path", ["/topics/%66irst", "//topics/first", "/topics/first;x", "/%2F"])
def test_odd_address_gets_what_the_site_itself_would_say(
    make_app: Callable[..., Flask], path: str
) -> None:
    client, fresh = make_app().test_client(), make_app().test_client()
    for known in ("/", "/topics/first"):
        client.get(known)
    kept, own = client.get(path), fresh.get(path)
    assert (kept.status_code, kept.data) == (own.status_code, own.data)


@pytest.mark.promise("E8")
def test_kept_pages_take_no_more_memory_than_they_may(
    app: Flask, visitor: Person, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest leave, and come back when they are asked for."""
    monkeypatch.setattr(kept_pages, "MOST_BYTES", 60_000)
    paths = ["/", "/topics/first", "/topics/second", "/glossary", "/tags", "/offline"]
    for path in paths:
        visitor.page(path)
    layer = app.wsgi_app
    assert isinstance(layer, kept_pages.KeptPages)
    assert 0 < sum(page.size for page in layer._pages.values()) <= 60_000
    assert layer._size == sum(page.size for page in layer._pages.values())
    assert 0 < len(layer._pages) < len(paths)
    heard.clear()
    visitor.page("/offline")
    visitor.page("/")
    assert heard == ["/"]


def test_authors_edit_shows_at_once_even_to_a_browser_that_has_the_page(
    environ: dict[str, str], content: Path
) -> None:
    app = create_app(environ, debug=True)
    client = app.test_client()
    before = client.get("/topics/first", headers=ZIPPED)
    again = {"If-None-Match": before.headers["ETag"]} | ZIPPED
    assert client.get("/topics/first", headers=again).status_code == 304
    file = content / "01-first/topic.md"
    file.write_text(file.read_text().replace("First steps", "Edited steps"))
    after = client.get("/topics/first", headers=again)
    assert after.status_code == 200
    assert "Edited steps" in gzip.decompress(after.data).decode()
    with app.app_context():
        close_all()


def test_page_with_a_secret_and_words_of_others_is_not_zipped(ada: Person) -> None:
    """Its length would tell how much of the secret the words have in common (BREACH)."""
    token = {"csrf_token": "made-up"}
    for path in ("/topics/first", "/practice", "/account"):
        response = ada.get(path, headers=ZIPPED)
        assert response.headers["Content-Encoding"] == "gzip", path
        assert response.headers["Cache-Control"] == "no-store"
        assert ada.client.get(path).data[:15] == gzip.decompress(response.data)[:15]
    for path in ("/search?q=starting", "/practice?topic=first", "/topics/first?recall=1"):
        assert "Content-Encoding" not in ada.get(path, headers=ZIPPED).headers, path
    style = STYLE.findall(ada.page("/"))[0]
    assert ada.get(style, headers=ZIPPED).headers["Content-Encoding"] == "gzip"
    refused = ada.client.post("/practice", data=token, headers=ZIPPED)
    assert len(refused.data) > 1_000
    assert "Content-Encoding" not in refused.headers


def test_sign_in_page_that_leads_on_is_not_zipped(visitor: Person) -> None:
    response = visitor.get("/login?next=/practice", headers=ZIPPED)
    assert "Set-Cookie" in response.headers
    assert "Content-Encoding" not in response.headers


def test_documented_proxy_leaves_compressing_to_the_site() -> None:
    text = (CHECKOUT / "deploy/nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"^ *(gzip\S* .*?;)", text, re.MULTILINE) == ["gzip off;"]


@pytest.mark.promise("C4")
def test_nothing_of_a_reader_gets_into_anybody_elses_page(app: Flask) -> None:
    """C4: 200 requests of three readers and visitors, mixed, from 8 threads."""
    names = ("ada-lovelace", "grace-hopper", "mary-keller")
    people = [Person(app.test_client()) for _ in names]
    for person, name in zip(people, names, strict=True):
        person.register(name)
        person.start_quiz("first")
    cookies = [person.client._cookies for person in people]
    chance = random.Random(1)
    paths = [path for path in PATHS if "." not in path]
    asked = [(chance.choice([None, *people]), chance.choice(paths)) for _ in range(200)]
    turn = {id(person): threading.Lock() for person in people}

    def ask(one: tuple[Person | None, str]) -> TestResponse:
        person, path = one
        if person is None:
            return app.test_client().get(path, headers=chance.choice(({}, ZIPPED)), buffered=True)
        with turn[id(person)]:
            return person.get(path)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, asked))

    visitors: dict[str, set[str]] = {}
    for (asking, path), answer in zip(asked, answers, strict=True):
        is_zipped = answer.headers.get("Content-Encoding") == "gzip"
        page = (gzip.decompress(answer.data) if is_zipped else answer.data).decode()
        others = set(names) - {asking.name if asking else ""}
        assert answer.status_code == 200
        assert not any(name in page for name in others), path
        assert "Set-Cookie" not in answer.headers
        if asking is None:
            assert "csrf_token" not in page
            assert answer.headers["Cache-Control"] == "no-cache"
            visitors.setdefault(path, set()).add(page)
        else:
            assert (asking.name in page) == (path == "/")
            assert answer.headers["Cache-Control"] == "no-store"
            assert "X-Accel-Expires" not in answer.headers
    assert {len(pages) for pages in visitors.values()} == {1}
    assert [person.client._cookies for person in people] == cookies


@pytest.mark.parametrize("server", ["waitress", "gunicorn"])
def test_odd_requests_are_answered_alike_by_a_real_server(
    environ: dict[str, str], server: str
) -> None:
    """HTTP/1.0 without a name, the absolute form, a body with GET, and what comes after it."""
    host = b"Host: localhost\r\n"
    body = b"Content-Length: 5\r\n\r\nhello"
    close = b"Connection: close\r\n\r\n"
    requests = {
        "plain": b"GET / HTTP/1.1\r\n" + host + close,
        "old": b"GET / HTTP/1.0\r\n\r\n",
        "absolute": b"GET http://localhost/ HTTP/1.1\r\n" + host + close,
        "with a body": b"GET / HTTP/1.1\r\n" + host + b"Connection: close\r\n" + body,
        "expecting": b"GET / HTTP/1.1\r\n"
        + host
        + b"Expect: 100-continue\r\nConnection: close\r\n"
        + body,
    }
    two = b"GET / HTTP/1.1\r\n" + host + body + b"GET /offline HTTP/1.1\r\n" + host + close
    with serving(environ, server) as port:
        first = body_of(talk(port, requests["plain"]))
        assert first.endswith(b"</html>")
        for name, sent in requests.items():
            assert body_of(talk(port, sent)) == first, name
        assert talk(port, two).count(b"HTTP/1.1 200 OK") == 2


@contextmanager
def serving(environ: dict[str, str], server: str) -> Iterator[int]:
    """Serve the site in a process of its own, and yield its port."""
    if server == "waitress":
        command = [sys.executable, "-u", "-m", "notes_site", "serve", "--port", "0"]
        with process(*command, env=environ) as running:
            yield wait_for_port(running)
        return
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--no-control-socket"]
    command += ["--worker-class", "gthread", "notes_site:create_app()"]
    with process(*command, env=environ, stderr=subprocess.STDOUT) as running:
        assert running.stdout
        found = (re.search(r"Listening at: \S+:(\d+)", line) for line in running.stdout)
        yield next(int(match[1]) for match in found if match)


def talk(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def body_of(answer: bytes) -> bytes:
    """Return the body of one answer; a "100 Continue" may have come before it."""
    head, _, rest = answer.partition(b"\r\n\r\n")
    if b" 100 " in head:
        head, _, rest = rest.partition(b"\r\n\r\n")
    assert b" 200 OK" in head
    return rest
