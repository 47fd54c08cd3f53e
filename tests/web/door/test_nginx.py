"""The shipped nginx before the shipped gunicorn: it keeps visitors' pages, and nothing of anybody.

Only TLS and the ports differ from what a host copies from `deploy/`.
"""

import gzip
import os
import random
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from unittest.mock import ANY
from urllib.parse import urlencode

import pytest

from benchmarks import proxying
from benchmarks.durability import free_port
from notes_site.web.door.guard import UPLOAD
from notes_site.web.door.headers import HSTS, SECURITY_HEADERS
from tests.pages import token_of
from tests.processes import Gunicorn, gunicorn

HOST = "notes.example.org"
SETTINGS = {"NOTES_SITE_URL": f"https://{HOST}", "NOTES_TRUSTED_PROXIES": "1"}
STATUS = "tcp_nopush off;", "tcp_nopush off; add_header X-Stored $upstream_cache_status;"
"""Lets the tests see what nginx had stored."""
KEPT = ("/", "/topics/first", "/topics/first?recall=1", "/glossary", "/tags", "/offline")
NOT_KEPT = ("/search?q=starting", "/topics/first?recall=2", "/login", "/no-such-page")
FILE = {"Content-Type": "multipart/form-data; boundary=x"}
NAMES = ("ada-lovelace", "grace-hopper", "mary-keller")


@pytest.fixture(autouse=True)
def _needs_nginx() -> None:
    if not proxying.NGINX and not os.environ.get("CI"):
        pytest.skip("needs nginx")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def page(self) -> str:
        is_zipped = self.headers["Content-Encoding"] == "gzip"
        return (gzip.decompress(self.body) if is_zipped else self.body).decode()

    @property
    def is_stored(self) -> bool:
        return self.headers["X-Stored"] == "HIT"


@dataclass
class Browser:
    """Somebody who comes through nginx, with the cookie that they were given."""

    port: int
    name: str = ""
    cookie: str = ""

    def ask(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        fields: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Host": HOST, "Referer": f"https://{HOST}/", **(headers or {})}
        sent |= {"Cookie": self.cookie} if self.cookie else {}
        sent |= {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        connection.request(method, path, urlencode(fields) if fields else body, sent)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    def register(self) -> None:
        form = self.ask("/register")
        self.keep_cookie(form)
        fields = {"username": self.name, "password": "four unrelated words"}
        fields["csrf_token"] = token_of(form.page)
        answer = self.ask("/register", method="POST", fields=fields)
        assert answer.status == 303, answer.page
        self.keep_cookie(answer)
        self.keep_cookie(self.ask("/topics/first"))  # its form is given a token

    def keep_cookie(self, answer: Answer) -> None:
        self.cookie = (answer.headers["Set-Cookie"] or self.cookie).partition(";")[0]


@contextmanager
def serving(environ: dict[str, str], folder: Path) -> Iterator[tuple[Gunicorn, int]]:
    (folder / "nginx").mkdir()
    with (
        gunicorn(environ | SETTINGS, []) as site,
        proxying.nginx(site.port, folder / "nginx", dict([STATUS])) as (port, _),
    ):
        yield site, port


def test_page_of_everybody_is_stored_in_both_forms_and_nothing_else_is(
    environ: dict[str, str], tmp_path: Path
) -> None:
    with serving(environ, tmp_path) as (_, port):
        visitor = Browser(port)
        for path in KEPT:
            for accepted, form in (("gzip, br", "gzip"), ("br", None), ("gzip;q=0", None)):
                answer = stored(visitor, path, {"Accept-Encoding": accepted})
                assert answer.headers["Content-Encoding"] == form
                assert answer.headers["Cache-Control"] == "no-cache"
                assert answer.headers["Content-Security-Policy"]
                assert "X-Accel-Expires" not in answer.headers
                known = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": accepted}
                assert visitor.ask(path, known).status == 304
                head = visitor.ask(path, {"Accept-Encoding": accepted}, "HEAD")
                assert (head.status, head.body) == (200, b"")
                assert head.headers["Content-Length"] == answer.headers["Content-Length"]
        for path in NOT_KEPT:
            assert not any(visitor.ask(path).is_stored for _ in range(3)), path
        credentials = {"Authorization": "Bearer made-up"}
        for path in KEPT:
            stored(visitor, path, {})
            assert not visitor.ask(path, credentials).is_stored
        assert visitor.ask("/", {"Host": "evil.example"}).status == 400


@pytest.mark.promise("D8")
def test_log_of_nginx_holds_no_secret_of_an_address(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """Links that set a password or let somebody in carry it behind the question mark.

    Programs that read calendars want an address that ends as a file does.
    """
    with serving(environ, tmp_path) as (_, port):
        for path in (
            *("/reset-password?token=s3cret", "/register?invite=s3cret"),
            "/calendar/s3cret.ics",
        ):
            Browser(port).ask(path, {"Referer": f"http://127.0.0.1{path}"})
    log = (tmp_path / "nginx/notes-site.log").read_text()
    assert '"GET /reset-password" 303' in log
    assert '"GET /register" ' in log
    assert '"GET /calendar/" 404' in log
    assert "s3cret" not in log


@pytest.mark.promise("C2")
def test_what_nginx_answers_itself_has_the_headers_of_the_site(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """C2: an address or a header that can't be, too long or too large; and the site away.

    A file gets through where readers bring theirs, in each of several courses, too.
    """
    with (
        gunicorn(environ | SETTINGS, []) as site,
        proxying.nginx(site.port, tmp_path) as (port, _),
    ):
        visitor = Browser(port)
        own = {
            "an address that can't be": (400, visitor.ask("/%00")),
            "a cookie too large": (400, visitor.ask("/", {"Cookie": "a" * 40_000})),
            "an address too long": (414, visitor.ask("/" + "a" * 40_000)),
            "a body too large": (413, visitor.ask("/login", {"Content-Length": "2000000"}, "POST")),
            "a method that nobody has": (405, visitor.ask("/", method="TRACE")),
        }
        for words, (status, answer) in own.items():
            assert (answer.status, "nginx" in answer.page) == (status, True), words
            assert said(answer) == {**EVERYWHERE, "Cache-Control": ["no-store"]}, words
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "'self'" not in answer.headers["Content-Security-Policy"]
            assert not answer.headers["Retry-After"]
        for path, status in ((UPLOAD, 401), (f"/sql{UPLOAD}", 415), (f"/a/b{UPLOAD}", 413)):
            answer = visitor.ask(path, FILE, "POST", body=b"a" * 2_000_000)
            assert (answer.status, "nginx" in answer.page) == (status, status == 413), path
        for path in ("/", "/no-such-page", "/static/site.css", "/healthz"):
            answer = visitor.ask(path)
            assert said(answer) == {**EVERYWHERE, "Cache-Control": ANY}, path
            assert "'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.promise("C2")
def test_while_the_site_is_away_nginx_says_so_with_the_same_headers(tmp_path: Path) -> None:
    with proxying.nginx(free_port(), tmp_path) as (port, _):
        away = Browser(port).ask("/login")
    assert (away.status, away.headers.get_all("Retry-After")) == (503, ["10"])
    assert said(away) == {**EVERYWHERE, "Cache-Control": ["no-store"]}
    assert "Back in a moment" in away.page


@pytest.mark.promise("C2")
def test_redirect_to_https_has_the_headers_of_the_site_but_hsts(tmp_path: Path) -> None:
    """C2: browsers heed HSTS over TLS alone (RFC 6797, 8.1), and nothing else is left out."""
    text = proxying.SHIPPED.read_text(encoding="utf-8")
    plain = re.search(r"server \{\n    listen 80;.*?\n\}\n", text, re.DOTALL)
    assert plain
    port = free_port()
    server = plain[0].replace("    listen [::]:80;\n", "").replace("/var/log/nginx", str(tmp_path))
    server = server.replace("listen 80", f"listen 127.0.0.1:{port}")
    with proxying.nginx(free_port(), tmp_path, more=server):
        for status, answer in (
            (301, Browser(port).ask("/topics/first?recall=1")),
            (400, Browser(port).ask("/%00")),
        ):
            assert answer.status == status
            assert "Strict-Transport-Security" not in answer.headers
            answer.headers["Strict-Transport-Security"] = HSTS
            assert said(answer) == {**EVERYWHERE, "Cache-Control": ["no-store"]}
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Server"] == "nginx"
    log = (tmp_path / "notes-site.log").read_text()
    assert '"GET /topics/first" 301' in log
    assert "recall" not in log


EVERYWHERE = {name: [value] for name, value in SECURITY_HEADERS.items()}
EVERYWHERE |= {"Strict-Transport-Security": [HSTS], "Content-Security-Policy": ANY}
EVERYWHERE |= {"Cache-Control": ANY}


def said(answer: Answer) -> dict[str, list[str]]:
    """Return the values of the headers that all answers have, each of which should be one."""
    found = {name: answer.headers.get_all(name) or [] for name in EVERYWHERE}
    assert {len(values) for values in found.values()} == {1}, found
    return found


def stored(visitor: Browser, path: str, headers: Mapping[str, str]) -> Answer:
    """Ask until the answer comes from what nginx has: at the turn of a second it lets it go."""
    for _ in range(100):
        answer = visitor.ask(path, headers)
        if answer.is_stored:
            return answer
    raise AssertionError(f"{path} is never stored")


@pytest.mark.promise("C4")
def test_nothing_of_a_reader_gets_through_nginx_into_anybody_elses_page(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """C4: 200 requests of three readers and visitors, mixed, 8 at a time, in many forms."""
    with serving(environ, tmp_path) as (_, port):
        readers = [Browser(port, name) for name in NAMES]
        for reader in readers:
            reader.register()
        chance = random.Random(1)
        etags = {path: Browser(port).ask(path).headers["ETag"] for path in KEPT}
        people = [Browser(port), *readers]
        asked = [(chance.choice(people), chance.choice(KEPT), number) for number in range(200)]

        def ask(one: tuple[Browser, str, int]) -> Answer:
            person, path, number = one
            headers = {"Accept-Encoding": "gzip"} if number % 2 else {}
            headers |= {"If-None-Match": etags[path]} if number % 5 == 0 else {}
            return person.ask(path, headers, "HEAD" if number % 7 == 0 else "GET")

        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(ask, asked))
        for (person, path, number), answer in zip(asked, answers, strict=True):
            look(person, path, answer, is_head=number % 7 == 0)
        told = zip(asked, answers, strict=True)
        pages = {(one[1], answer.page) for one, answer in told if not one[0].name and answer.body}
        assert len(pages) == len(KEPT)
        assert any(answer.is_stored for answer in answers)


def look(person: Browser, path: str, answer: Answer, *, is_head: bool) -> None:
    """Check one answer: of whom it speaks, and that nobody can keep what is somebody's."""
    assert "Set-Cookie" not in answer.headers
    assert not any(name in answer.page for name in set(NAMES) - {person.name}), path
    if person.name:
        assert answer.status == 200, "a reader's page is never known to be unchanged"
        assert answer.headers["Cache-Control"] == "no-store"
        assert not answer.is_stored
        assert is_head or (person.name in answer.page) == (path == "/")
        assert is_head or 'href="/account"' in answer.page
    else:
        assert answer.status in {200, 304}
        assert answer.headers["Cache-Control"] == "no-cache"
        assert 'href="/account"' not in answer.page
        assert "csrf_token" not in answer.page


def test_old_page_is_shown_no_later_than_in_the_second_in_which_the_old_site_ended(
    environ: dict[str, str], content: Path, tmp_path: Path
) -> None:
    """The clock is nginx's own: the Date of its answers."""
    topic = content / "01-first/topic.md"
    with serving(environ, tmp_path) as (site, port):
        visitor = Browser(port)
        for old, new in (("First steps", "Edited steps"), ("Edited steps", "Other steps")):
            topic.write_text(topic.read_text().replace(old, new))
            assert old in stored(visitor, "/topics/first", {}).page
            site.reload()
            ended = second(Browser(site.port).ask("/healthz"))
            while second(answer := visitor.ask("/topics/first")) <= ended:
                assert answer.status == 200
            assert new in answer.page


def second(answer: Answer) -> float:
    return parsedate_to_datetime(answer.headers["Date"]).timestamp()


def test_configuration_obeys_the_site_on_what_may_be_stored() -> None:
    text = re.sub(r"#.*", "", proxying.SHIPPED.read_text(encoding="utf-8"))
    assert re.findall(r"proxy_ignore_headers (.*?);", text) == ["Vary"]
    assert not re.findall(r"proxy_cache_valid|proxy_cache_use_stale|proxy_hide_header", text)
