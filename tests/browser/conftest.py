"""A real server process and a real Chromium."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.processes import SERVE, process, wait_for_port

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
QUIET = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
PASSWORD = "four unrelated words"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the course itself under a name, as a host would, and return the address."""
    data = str(tmp_path_factory.mktemp("data"))
    environ = {"NOTES_DATA_DIR": data, "NOTES_SITE_URL": "http://127.0.0.1"}
    with process(*SERVE, env=environ) as running:
        yield f"http://127.0.0.1:{wait_for_port(running)}"


@pytest.fixture(scope="session")
def sample_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample content, which has every kind of question, and return the address."""
    environ = {
        "NOTES_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "NOTES_CONTENT_DIR": str(Path(__file__).parent.parent / "content"),
    }
    with process(*SERVE, env=environ) as running:
        yield f"http://127.0.0.1:{wait_for_port(running)}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        if os.environ.get("CI") == "true":
            pytest.fail("CI has no Chromium; install Debian's package chromium")
        pytest.skip("no Chromium on this machine")
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *as_root])
        yield found
        found.close()


class Complaints:
    """What went wrong in a page's console or network: anything is one too many."""

    def __init__(self, page: Page) -> None:
        self.found: list[str] = []
        page.on("console", self._note_console)
        page.on("pageerror", lambda one: self.found.append(f"script error: {one} {one.stack}"))
        page.on("request", self._note_request)

    def _note_console(self, message: object) -> None:
        kind, text = message.type, message.text  # type: ignore[attr-defined]
        if kind in {"error", "warning"} and "status of 4" not in text:
            self.found.append(f"{kind}: {text}")

    def _note_request(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith(("http://127.0.0.1:", "http://localhost:", "data:")):
            self.found.append(f"request to another host: {url}")


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Return what opens a fresh browser; its console must stay silent to the end of the test."""
    contexts: list[BrowserContext] = []
    complaints: list[Complaints] = []

    def open_one(**options: object) -> Page:
        context = browser.new_context(**({"base_url": server} | options))  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        complaints.append(Complaints(page))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [text for one in complaints for text in one.found] == []


def new_name() -> str:
    return f"reader{next(_numbers)}"


def register(page: Page, name: str) -> None:
    page.goto("/register")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url(lambda url: "/register" not in url)  # or the next page cuts it short


def sign_in(page: Page, name: str) -> None:
    page.goto("/login")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)
