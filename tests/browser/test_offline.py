"""Reading without the network in a real browser, and that nothing private is ever kept."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import answer_something, go_on
from tests.browser.conftest import new_name, register
from tests.browser.screens import DESK, PHONE, findings
from tests.browser.workers import IS_KEPT, open_site, read, wait_until
from tests.processes import process, wait_for_port

FILES = ("/static/", "/pictures/")
KEEP = "Keep the course for offline"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      const answer = await store.match(request, { ignoreVary: true });
      found.push({ name, path: new URL(request.url).pathname, body: await answer.text() });
    }
  }
  return found;
}"""


def kept(page: Page) -> list[dict[str, str]]:
    return list(page.evaluate(KEPT))


def kept_pages(page: Page) -> set[str]:
    return {one["path"] for one in kept(page) if not one["path"].startswith(FILES)}


def test_words_of_a_page_that_was_read_are_explained_offline_too(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    """The glossary says what they mean; it is kept with the page."""
    page = open_site(open_page, sample_server)
    read(page, "/topics/first")
    wait_until(page, IS_KEPT, "/glossary")
    page.context.set_offline(True)
    page.goto("/topics/first")
    page.locator("a.term").first.hover()
    expect(page.locator("#term-card")).to_contain_text("Sentences that stand together")


def test_page_that_was_read_can_be_read_again_offline_and_says_that_it_is_kept(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_site(open_page, sample_server, locale="de-DE")
    read(page, "/topics/first")
    words = page.locator("article").inner_text()
    expect(page.get_by_label("Offline")).to_have_count(0)
    page.context.set_offline(True)
    page.goto("/topics/first")
    assert page.locator("article").inner_text() == words
    expect(page.get_by_role("complementary", name="Offline")).to_contain_text(
        re.compile(
            "kept, as it was on [A-Z][a-z]{2} [0-9]"
        )  # the page's language, not the browser's
    )
    style = "getComputedStyle(document.querySelector('.site-header')).fontFamily"
    assert "system-ui" in page.evaluate(style)
    assert findings(page) == []
    page.context.set_offline(False)
    page.goto("/topics/first")
    expect(page.get_by_label("Offline")).to_have_count(0)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_whole_course_is_kept_on_request_and_removed_again(
    open_page: Callable[..., Page], sample_server: str, viewport: dict[str, int]
) -> None:
    page = open_site(open_page, sample_server, viewport=viewport)
    page.get_by_role("button", name=KEEP).click()
    expect(page.locator(".keeping").get_by_role("status")).to_have_text("All 12 pages are kept.")
    page.context.set_offline(True)
    for path, title in (("/topics/first", "First steps"), ("/topics/second", "Second steps")):
        page.goto(path)
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    page.get_by_role("link", name="Read offline").click()
    expect(page.get_by_text("✓ kept")).to_have_count(2)
    assert findings(page) == []
    page.get_by_role("button", name="Remove what is kept").click()
    expect(page.get_by_text("The rest did not arrive")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Remove what is kept").click()
    expect(page.locator(".keeping").get_by_role("status")).to_have_text("0 of 12 pages are kept.")
    assert kept_pages(page) == {"/offline"}


def search_for(page: Page, words: str) -> None:
    page.locator("#site-search").fill(words)
    page.locator("#site-search").press("Enter")
    page.wait_for_url(lambda url: url.endswith(f"/search?q={quote_plus(words)}"))


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_search_finds_what_is_kept_and_the_header_says_what_works(
    open_page: Callable[..., Page], sample_server: str, viewport: dict[str, int]
) -> None:
    page = open_site(open_page, sample_server, viewport=viewport)
    read(page, "/topics/first")
    page.context.set_offline(True)
    search_for(page, "zebra pargraphs starting")
    notice = page.get_by_role("complementary", name="Offline")
    expect(notice).to_contain_text("Reading and search work in what is kept; practice")
    expect(page.get_by_role("navigation", name="Site").get_by_role("link")).to_have_text(
        ["What is kept"]
    )
    found = page.get_by_role("region", name="Search what is kept")
    said = found.get_by_role("status")
    expect(said).to_contain_text("Showing results for “zebra paragraph starting”")
    expect(said).to_contain_text("these have most of them")
    expect(found.locator("mark").filter(has_text="paragraph")).to_have_count(1)
    assert findings(page) == []
    found.get_by_role("link", name="Starting").click()
    page.wait_for_url("**/topics/first#starting")
    expect(page.get_by_role("heading", name="Starting")).to_be_in_viewport()

    search_for(page, "zebra")
    expect(found.get_by_role("status")).to_have_text("Nothing is kept about “zebra”.")
    page.context.set_offline(False)
    search_for(page, "second")
    expect(page.locator("[data-found]").get_by_role("link", name="Second steps")).to_be_visible()


def test_practice_says_that_it_needs_the_server_and_takes_no_answer(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_site(open_page, sample_server)
    register(page, new_name())
    page.goto("/practice")
    go_on(page.get_by_role("button", name="Start"))
    question = page.url
    page.context.set_offline(True)
    paths = ("/practice", "/progress", "/account", "/topics/first/trial", "/login")
    for path in (question, *paths):
        page.goto(path)
        expect(page.get_by_label("Offline")).to_contain_text("practice needs it")
        expect(page.locator(".quiz-form")).to_have_count(0)
    page.context.set_offline(False)
    page.goto(question)
    page.context.set_offline(True)
    answer_something(page)
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.goto(question)
    expect(page.get_by_role("button", name="Check the answer")).to_be_visible()


def test_nothing_of_a_reader_is_ever_kept(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    """As an attacker who gets hold of everything that the browser's store holds."""
    page, name = open_site(open_page, sample_server), new_name()
    register(page, name)
    for path in ("/practice", "/progress", "/account", "/saved", "/search?q=first", "/nothing"):
        page.goto(path)
    for path in ("/", "/topics/first", "/topics/second?from=elsewhere", "/topics/first/trial"):
        page.goto(path)
    page.get_by_role("link", name="Practise", exact=True).click()
    go_on(page.get_by_role("button", name="Start"))
    answer_something(page)
    page.goto("/")
    page.get_by_role("button", name=KEEP).click()
    expect(page.get_by_text("All 12 pages are kept.")).to_be_visible()

    topics = {"/topics/first", "/topics/first/cheat-sheet", "/topics/second"}
    assert kept_pages(page) == topics | {
        *("/", "/glossary", "/privacy", "/pages/about", "/offline", "/essentials", "/questions"),
        *("/topics/first/questions", "/topics/first/questions/starting"),
        "/topics/first/questions/failing-well",
    }
    for one in kept(page):
        for private in (name, "csrf_token", "/account", "Welcome", "Sign out", "mastered"):
            is_public = (one["path"], private) == ("/privacy", "/account")  # it names the page
            is_public = is_public or one["path"].startswith("/static/")
            assert private not in one["body"] or is_public, one["path"]


@pytest.mark.promise("C5")
def test_nobody_sees_anothers_page_after_signing_out_or_in(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page, ada, bob = open_site(open_page, sample_server), new_name(), new_name()

    def see(path: str) -> str:
        page.goto(path)
        return page.locator("body").inner_text()

    register(page, ada)
    assert ada in see("/")
    assert ada in see("/account")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/account" not in url)
    page.go_back()
    assert ada not in page.locator("body").inner_text()
    assert "/login" in page.url
    assert ada not in see("/")
    page.context.set_offline(True)
    for path in ("/", "/account", "/progress", "/topics/first"):
        assert ada not in see(path), path
    page.go_back()
    assert ada not in page.locator("body").inner_text()
    page.context.set_offline(False)

    register(page, bob)
    page.context.set_offline(True)
    for path in ("/", "/account", "/topics/first"):
        words = see(path)
        assert ada not in words, path
        assert bob not in words, path
    page.context.set_offline(False)
    words = see("/")
    assert bob in words
    assert ada not in words


def serve_at(port: int, content: Path, data: Path):  # type: ignore[no-untyped-def]
    command = (sys.executable, "-u", "-m", "notes_site", "serve", "--port", str(port))
    return process(*command, env={"NOTES_CONTENT_DIR": str(content), "NOTES_DATA_DIR": str(data)})


def test_stopped_server_leaves_what_was_read_and_a_new_version_replaces_it(
    open_page: Callable[..., Page], content: Path, data: Path
) -> None:
    with serve_at(0, content, data) as running:
        port = wait_for_port(running)
        page = open_site(open_page, f"http://127.0.0.1:{port}")
        read(page, "/topics/first")
        old = {one["name"] for one in kept(page)}
        assert len(old) == 1
    page.goto("/topics/first")
    expect(page.get_by_label("Offline")).to_contain_text("as it was on")
    page.goto("/topics/second")
    expect(page.get_by_label("Offline")).to_contain_text("has not kept that page")

    file = content / "01-first" / "topic.md"
    file.write_text(file.read_text("utf-8").replace("First steps", "Very first steps"), "utf-8")
    with serve_at(port, content, data) as running:
        wait_for_port(running)
        page.goto("/")
        wait_until(page, "async (old) => !(await caches.keys()).includes(old)", next(iter(old)))
        new = kept(page)
    assert "/topics/first" in {one["path"] for one in new}
    assert len({one["name"] for one in new}) == 1
    page.goto("/topics/first")
    expect(page.get_by_role("heading", level=1, name="Very first steps")).to_be_visible()
    expect(page.get_by_label("Offline")).to_contain_text("as it was on")


def test_browser_finds_nothing_wrong_with_installing_the_site(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_site(open_page, sample_server)
    session = page.context.new_cdp_session(page)
    assert session.send("Page.getAppManifest")["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {one["errorId"] for one in errors} <= {"in-incognito"}  # what a test's window is


def test_reading_works_where_the_browser_keeps_nothing(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK, service_workers="block")
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto("/offline")
    expect(page.get_by_text("open this site with JavaScript and over https")).to_be_visible()
    expect(page.get_by_role("button", name=KEEP)).to_be_hidden()
    page.goto("/topics/first")
    expect(page.get_by_role("heading", level=1, name="First steps")).to_be_visible()
