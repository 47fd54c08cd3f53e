"""A page of another site asks the API in a real Chromium: only where the host has named it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import PASSWORD, register
from tests.processes import SERVE, process, wait_for_port

CONTENT = str(Path(__file__).parent.parent / "content")
ASK = """async ([path, options]) => {
    try {
        const answer = await fetch(path, options);
        return [answer.status, await answer.text(), answer.headers.get("WWW-Authenticate")];
    } catch (error) {
        return [0, String(error), null];
    }
}"""


class Elsewhere(BaseHTTPRequestHandler):
    """A site of somebody else's: one empty page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Elsewhere</title><link rel=icon href=data:,>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def site_elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@pytest.mark.promise("B13")
def test_page_of_another_site_asks_only_where_it_was_named_and_never_by_cookie(
    browser: Browser, tmp_path: Path
) -> None:
    """B13: the reader is signed in to the site in the same browser all the while."""
    with site_elsewhere() as named, site_elsewhere() as foreign:
        environ = {"NOTES_DATA_DIR": str(tmp_path), "NOTES_API_ORIGINS": named}
        with process(*SERVE, env=environ | {"NOTES_CONTENT_DIR": CONTENT}) as running:
            address = f"http://127.0.0.1:{wait_for_port(running)}"
            with browser.new_context(base_url=address) as context:
                ask_from_elsewhere(context, address, named, foreign)


def ask_from_elsewhere(context: BrowserContext, address: str, named: str, foreign: str) -> None:
    page = context.new_page()
    register(page, "ada")
    sent = {"username": "ada", "password": PASSWORD}
    token = context.request.post("/api/v1/sign-in", data=sent).json()["access_token"]
    with_token = {"headers": {"Authorization": f"Bearer {token}"}}

    def ask(**options: object) -> list[object]:
        found: list[object] = page.evaluate(ASK, [f"{address}/api/v1/reader", options])
        return found

    page.goto(foreign)
    assert ask(**with_token)[0] == 0
    page.goto(named)
    status, said, _ = ask(**with_token)
    assert status == 200
    assert '"ada"' in str(said)
    assert ask()[::2] == [401, 'Bearer realm="api"']
    assert ask(credentials="include", **with_token)[0] == 0
    body = {
        "method": "POST",
        "headers": with_token["headers"] | {"Content-Type": "application/json"},
    }
    path = f"{address}/api/v1/refresh"
    assert page.evaluate(ASK, [path, body | {"body": "{}"}])[0] == 422
