"""Two courses on one site, in two languages: one is read, practised and kept beside the other."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import answer_something
from tests.browser.conftest import new_name, register
from tests.browser.screens import PHONE, findings, nothing_scrolls_sideways
from tests.browser.workers import IS_KEPT, IS_READY, REGISTERED, wait_until
from tests.conftest import SAMPLE
from tests.processes import SERVE, process, wait_for_port

COURSES = {"english": "ltr", "arabic": "rtl"}
SITE = 'title = "On {slug}"\ntagline = "All of {slug}"\nlanguage = "{slug:.2}"\n'


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve two courses that are alike but for their names and languages; return the address."""
    folder: Path = tmp_path_factory.mktemp("school")
    for slug in COURSES:
        shutil.copytree(SAMPLE, folder / slug)
        (folder / slug / "site.toml").write_text(SITE.format(slug=slug), encoding="utf-8")
    data = str(tmp_path_factory.mktemp("data"))
    environ = {"NOTES_DATA_DIR": data, "NOTES_CONTENT_DIR": str(folder)}
    with process(*SERVE, env=environ) as running:
        yield f"http://127.0.0.1:{wait_for_port(running)}"


def look_at(page: Page, path: str) -> None:
    """Open a page on a phone, which has nothing to say against it in either direction."""
    page.goto(path)
    nothing_scrolls_sideways(page)
    assert findings(page) == []
    slug = path.split("/")[1]
    assert page.evaluate("getComputedStyle(document.body).direction") == COURSES.get(slug, "ltr")


def test_visitor_finds_both_courses_and_offline_in_each_what_was_read_there(
    open_page: Callable[..., Page], school: str
) -> None:
    page = open_page(base_url=school, viewport=PHONE)
    look_at(page, "/")
    page.get_by_role("link", name="On arabic").click()
    expect(page).to_have_url(f"{school}/arabic/")
    for slug in COURSES:
        look_at(page, f"/{slug}/")
        wait_until(page, IS_READY)
    scopes = [["/", "/sw.js"], *([f"/{slug}/", f"/{slug}/sw.js"] for slug in sorted(COURSES))]
    assert sorted(page.evaluate(REGISTERED)) == scopes
    read = "/english/topics/first"
    look_at(page, read)
    wait_until(page, IS_KEPT, read)

    page.context.set_offline(True)
    for slug, kept in (("english", 1), ("arabic", 0)):
        page.goto(f"/{slug}/topics/second")
        expect(page.locator("main .plain a").first).to_have_attribute(
            "href", f"/{slug}/topics/first"
        )
        expect(page.locator("[data-kept]:visible")).to_have_count(kept)
        page.locator("#query").fill("starting")
        page.locator("#query").press("Enter")
        page.wait_for_url(f"**/{slug}/search?q=starting")
        expect(page.locator("[data-found]").get_by_role("link")).to_have_count(kept)
    page.goto(read)
    expect(page.get_by_role("heading", level=1, name="First steps")).to_be_visible()
    page.goto("/arabic/topics/first")
    expect(page.get_by_role("heading", level=1, name="First steps")).to_have_count(0)


def test_readers_progress_in_one_course_says_nothing_in_the_other(
    open_page: Callable[..., Page], school: str
) -> None:
    page = open_page(base_url=school, viewport=PHONE)
    register(page, new_name())
    page.goto("/english/practice")
    page.locator("form[action$='/practice'] button").first.click()
    page.wait_for_url("**/english/quizzes/*/1")
    answer_something(page)
    expect(page.locator("#feedback")).to_be_visible()
    for slug, begun in (("english", 1), ("arabic", 0)):
        for path in ("", "progress"):
            look_at(page, f"/{slug}/{path}")
            expect(page.locator("main a[href*='/quizzes/']")).to_have_count(begun)
    look_at(page, "/")
    expect(page.locator(".mastery-begun")).to_have_count(2)  # of one course, and in the key
