"""A page that comes in two pieces: what is seen first stays where it is."""

import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page

from tests.browser.screens import DESK, PHONE, WATCH

# The rest of the page is asked for once something was painted, or would have been by then.
ASK_FOR_THE_REST = """(async () => {
  const painted = () => performance.getEntriesByType("paint").length;
  for (let asked = 0; asked < 60 && !painted(); asked++)
    await fetch("/healthz", { cache: "no-store" });
  await fetch("/rest");
})();"""


class SlowLine(BaseHTTPRequestHandler):
    """Passes on what the site answers; a page stops in the midst of its header's links."""

    site: str
    rest: threading.Event

    def do_GET(self) -> None:
        if self.path == "/rest":
            self.rest.set()
            self.send_response(204)
            self.end_headers()
            return
        answer = self.ask()
        self.send_response(answer.status or 500)
        for name in ("Content-Type", "Content-Security-Policy"):
            if answer.headers[name]:
                self.send_header(name, answer.headers[name])
        self.end_headers()
        with suppress(ConnectionError):  # the browser was closed meanwhile
            self.pass_on(answer.read())

    def ask(self) -> HTTPResponse | HTTPError:
        try:
            return urllib.request.urlopen(self.site + self.path)  # type: ignore[no-any-return]
        except HTTPError as refused:
            return refused

    def pass_on(self, body: bytes) -> None:
        first, closed, rest = body.partition(b'</a>\n          <a href="/login">')
        self.wfile.write(first)
        self.wfile.flush()
        if closed:
            self.rest.wait(timeout=20)
            self.wfile.write(closed + rest)

    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""


@pytest.fixture
def slow_line(server: str) -> Iterator[str]:
    handler = type("Line", (SlowLine,), {"site": server, "rest": threading.Event()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as line:
        threading.Thread(target=line.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{line.server_port}"
        line.shutdown()


@pytest.mark.parametrize("path", ["/", "/topics/routing", "/search?q=slash"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_when_the_rest_of_a_page_comes_late(
    open_page: Callable[..., Page], slow_line: str, path: str, viewport: dict[str, int]
) -> None:
    """A header of which half was painted pushes the search aside when its links follow."""
    page = open_page(base_url=slow_line, viewport=viewport)
    page.add_init_script(WATCH + ASK_FOR_THE_REST)
    page.goto(path)
    page.evaluate("new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)))")
    assert page.evaluate("window.shifted") == 0
