"""The next topic is there when it is asked for; nothing of a reader's is fetched ahead."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import new_name, register
from tests.browser.screens import DESK

WAY = "performance.getEntriesByType('navigation')[0].deliveryType"
WORKER_IS_HERE = """() => new Promise((here) => {
  const workers = navigator.serviceWorker;
  if (workers.controller) here();
  else workers.addEventListener("controllerchange", () => here(), { once: true });
})"""


class Prefetches:
    """What the browser may fetch ahead and what it did, as its own tools tell it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status: dict[str, str] = {}
        self.offered: set[str] = set()
        session = page.context.new_cdp_session(page)
        session.on("Preload.prefetchStatusUpdated", self._note_status)
        session.on("Preload.preloadingAttemptSourcesUpdated", self._note_offered)
        session.send("Preload.enable")

    def _note_status(self, event: dict[str, str]) -> None:
        self.status[event["prefetchUrl"]] = event["status"]

    def _note_offered(self, event: dict[str, list[dict[str, dict[str, str]]]]) -> None:
        self.offered = {one["key"]["url"] for one in event["preloadingAttemptSources"]}

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Let the tools' news in, a frame at a time."""
        for _ in range(600):
            if holds():
                return
            self.page.evaluate("new Promise(requestAnimationFrame)")
        raise AssertionError((self.status, self.offered))


def test_topic_that_the_pointer_rests_on_is_fetched_before_the_click(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    prefetches = Prefetches(page)
    page.goto("/topics/first")
    page.evaluate(WORKER_IS_HERE)  # what was fetched before it took over would be thrown away
    next_topic = page.locator("a[rel=next]")
    next_topic.hover()
    prefetches.wait_until(
        lambda: prefetches.status.get(f"{sample_server}/topics/second") == "Ready"
    )
    next_topic.click()
    expect(page.get_by_role("heading", level=1, name="Second steps")).to_be_visible()
    assert page.evaluate(WAY) == "navigational-prefetch"


def test_only_topics_are_ever_fetched_ahead(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    prefetches = Prefetches(page)
    for path in ("/", "/topics/second", "/search?q=first", "/offline", "/glossary"):
        page.goto(path)
        prefetches.wait_until(lambda: bool(prefetches.offered))
        paths = {url.removeprefix(sample_server).partition("#")[0] for url in prefetches.offered}
        assert paths <= {"/topics/first", "/topics/second"}, path
        prefetches.offered = set()


def test_nothing_is_fetched_ahead_for_a_reader(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    register(page, new_name())
    prefetches = Prefetches(page)
    for path in ("/", "/topics/first", "/progress"):
        answer = page.goto(path)
        assert answer
        assert answer.header_value("Speculation-Rules") is None
        page.locator("a[href^='/topics/']:visible").first.hover()
        page.evaluate("new Promise((done) => requestIdleCallback(done))")
    assert prefetches.offered == set()
    assert prefetches.status == {}
