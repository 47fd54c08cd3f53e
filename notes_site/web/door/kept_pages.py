"""Visitors' pages as finished bytes: rendered once, then sent before Flask hears of the request.

Kept is only what is the same for everybody: a page named in `KNOWN_QUERIES`, asked for by a
visitor (no session cookie, no credentials), that sets no cookie and may be stored. The key is the
path and, of the query, what the page knows; whatever else is asked goes to Flask and is not kept.
What changes by itself, with the day, is part of the key, too: what is announced.
Files that never change hold nothing of anybody: they are kept and sent whoever asks.
Content changes with the process, so nothing kept outlives it; where authors work (debug) nothing
is kept.
"""

import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import SecurityError
from werkzeug.http import parse_etags, remove_entity_headers
from werkzeug.sansio.utils import get_host

from notes_site.study.content.asked.words import BY_LEVEL
from notes_site.web.door import compressing
from notes_site.web.public import PUBLIC

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLAIN = frozenset({""})
FOR_PROGRAMS = ("discovery.robots", "discovery.sitemap", "discovery.feed", "prefetch.rules")
TEXTS = ("texts.topic", "texts.index", "texts.course")
OFFLINE = ("offline.show", "offline.worker", "offline.manifest")
KNOWN_QUERIES = dict.fromkeys((*PUBLIC, *FOR_PROGRAMS, *TEXTS, *OFFLINE), PLAIN)
KNOWN_QUERIES |= {"topics.show": frozenset({"", "recall=1", "essentials=1"})}
BY_LEVELS = frozenset({"", *(f"level={one}" for one in BY_LEVEL)})
KNOWN_QUERIES |= dict.fromkeys(
    ("questions.index", "questions.show", "questions.answers"), BY_LEVELS
)
"""The pages that are the same for every visitor, each with the queries that it knows."""
MARK = "notes_site.everybodys"
"""Set in a request's environ by those who know the route: the answer may be kept."""
MOST_BYTES = 32 * 1024 * 1024
BYTES_A_HEAD = 4_000
"""About what the three lists of headers of a page take in memory."""
UNREPEATED = {"Cross-Origin-Embedder-Policy", "Speculation-Rules", "X-Frame-Options"}
"""What "not changed" need not say again: the browser goes by what it stored (RFC 9110, 15.4.5)."""

Key = tuple[str, str, str, Hashable]
Sent = tuple[str, list[tuple[str, str]], bytes]
"""Status, headers and body."""


def offer(request: Request, queries: Collection[str] | None = None) -> bool:
    """Say that every visitor gets this answer alike, if its query is one that the page knows.

    Only the view's own layer knows the route; `queries` are those known of it unless given.
    """
    if queries is None:
        queries = KNOWN_QUERIES.get(request.endpoint or "", ())
    is_offered = request.method == "GET" and request.environ.get("QUERY_STRING", "") in queries
    if is_offered:
        request.environ[MARK] = True
    return is_offered


@dataclass(frozen=True, slots=True)
class Page:
    """One page in each form in which it is sent: plain, gzipped, or "not changed"."""

    etag: str
    plain: Sent
    gzipped: Sent | None
    unchanged: Sent
    is_for_ever: bool
    """A file that never changes and holds nothing of anybody: readers get the kept bytes, too."""

    @property
    def size(self) -> int:
        return BYTES_A_HEAD + len(self.plain[2]) + len(self.gzipped[2] if self.gzipped else b"")

    def choose(self, environ: "WSGIEnvironment") -> Sent:
        """Return the form that this request asks for."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and self._is_known(known):
            return self.unchanged
        if self.gzipped and compressing.accepts_gzip(environ):
            return self.gzipped
        return self.plain

    def _is_known(self, etags: str) -> bool:
        return etags == self.etag or parse_etags(etags).contains_raw(self.etag)


def make_page(headers: Headers, body: bytes) -> Page:
    """Finish a page: what is sent of it is decided here, once."""
    headers = Headers(headers)
    headers.remove("Date")  # every answer has its own
    headers["Content-Length"] = str(len(body))
    is_compressible = compressing.is_worth_it(headers)
    compressing.add_vary(headers)
    gzipped = None
    if is_compressible:
        packed_headers, packed = compressing.compressed(headers, body, compressing.KEPT_LEVEL)
        gzipped = "200 OK", list(packed_headers), packed
    unchanged = Headers(one for one in headers if one[0] not in UNREPEATED)
    remove_entity_headers(unchanged)
    return Page(
        headers.get("ETag", ""),
        ("200 OK", list(headers), body),
        gzipped,
        ("304 NOT MODIFIED", list(unchanged), b""),
        _is_for_ever(headers),
    )


class KeptPages:
    """The WSGI layer: answers what it keeps, passes the rest on, and sends that gzipped."""

    def __init__(
        self,
        app: "WSGIApplication",
        trusted_hosts: Collection[str] | None,
        *,
        is_keeping: Callable[[], bool],
        find_state: Callable[[], Hashable],
    ) -> None:
        """Take what tells whether anything is kept, and what all pages show at this moment."""
        self._app = app
        self._is_keeping = is_keeping
        self._find_state = find_state
        self._lock = threading.Lock()
        self._pages: dict[Key, Page] = {}
        self._size = 0

        @lru_cache(maxsize=128)
        def is_ours(scheme: str, host: str) -> bool:
            """Check the Host as Flask does, which refuses the request where this is False."""
            try:
                return bool(get_host(scheme, host, None, trusted_hosts))
            except SecurityError:
                return False

        self._is_ours = is_ours

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        may_be_kept = (
            method in {"GET", "HEAD"}
            and "HTTP_RANGE" not in environ
            and self._is_ours(environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""))
        )
        if not may_be_kept:
            return self._pass_on(environ, start_response)
        key = _key(environ, self._find_state())
        page = self._pages.get(key)
        if page is None or (compressing.is_signed(environ) and not page.is_for_ever):
            return self._pass_on(environ, start_response, key if method == "GET" else None)
        return _send(page, environ, start_response)

    def _pass_on(
        self,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
        key: Key | None = None,
    ) -> Iterable[bytes]:
        """Have Flask answer; keep that by the key, of the moment before it was asked.

        Unless a day went by meanwhile: then nobody knows which one the page shows.
        """
        status, headers, body = _ask(self._app, environ)
        is_asked_by_all = _is_for_ever(headers) or not compressing.is_signed(environ)
        is_everybodys = MARK in environ and is_asked_by_all and _is_everybodys(status, headers)
        if key and is_everybodys and key[-1] == self._find_state():
            page = make_page(headers, compressing.read(body))
            self._keep(key, page)
            return _send(page, environ, start_response)
        if compressing.is_worth_it(headers):
            compressing.add_vary(headers)
            if compressing.may_compress(environ, headers):
                plain = compressing.read(body)
                headers, packed = compressing.compressed(headers, plain, compressing.PASSING_LEVEL)
                body = (packed,)
        start_response(status, list(headers))
        return body

    def _keep(self, key: Key, page: Page) -> None:
        """Keep a page as the newest; the oldest leave when all together are too large."""
        if not self._is_keeping():
            return
        with self._lock:
            self._forget(key)
            self._pages[key] = page
            self._size += page.size
            while self._size > MOST_BYTES:
                self._forget(next(iter(self._pages)))

    def _forget(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page:
            self._size -= page.size


def _key(environ: "WSGIEnvironment", state: Hashable) -> Key:
    root, query = environ.get("SCRIPT_NAME", ""), environ.get("QUERY_STRING", "")
    return root, environ["PATH_INFO"], query, state


def _ask(
    app: "WSGIApplication", environ: "WSGIEnvironment"
) -> tuple[str, Headers, Iterable[bytes]]:
    """Return what Flask answers; it names status and headers before it returns the body."""
    head: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        head[:] = status, headers

    body = app(environ, start)
    status, headers = head
    return status, Headers(headers), body


def _is_for_ever(headers: Headers) -> bool:
    return "immutable" in headers.get("Cache-Control", "")


def _is_everybodys(status: str, headers: Headers) -> bool:
    """Look once more at a finished answer: nothing in it may be meant for one browser."""
    cache_control = headers.get("Cache-Control", "no-store")
    vary = {name.strip().lower() for name in headers.get("Vary", "").split(",")}
    return (
        status.startswith("200 ")
        and "Set-Cookie" not in headers
        and "no-store" not in cache_control
        and "private" not in cache_control
        and "Content-Encoding" not in headers
        and vary <= {"", "cookie", "accept-encoding"}
    )


def _shared() -> tuple[str, str]:
    """Let nginx keep a page to the end of this second: "1" would mean up to two of them.

    It stands before Cache-Control, or nginx goes by that.
    """
    return "X-Accel-Expires", f"@{int(time.time())}"


def _send(
    page: Page, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    status, headers, body = page.choose(environ)
    is_shared = body and not page.is_for_ever
    start_response(status, [_shared(), *headers] if is_shared else headers.copy())
    return () if environ["REQUEST_METHOD"] == "HEAD" or not body else (body,)
