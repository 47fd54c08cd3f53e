"""Searching in a real browser: while typing, by keyboard alone, and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import DESK, PHONE, findings, nothing_scrolls_sideways


def test_results_come_while_typing_and_are_walked_with_keys(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=DESK)
    page.goto("/")
    field, panel = page.locator("#site-search"), page.locator(".search-panel")
    field.focus()
    page.keyboard.type("bluprin")
    links = panel.locator(".hits a")
    expect(links.first).to_have_text("What a blueprint is")
    expect(panel).to_contain_text("Showing results for blueprint")
    expect(page.locator(".site-search [role=status]")).to_contain_text("best first")

    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(field).to_have_value("bluprin")

    page.keyboard.type("t")
    expect(panel).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Blueprints")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "none"])
def test_who_comes_from_the_search_finds_the_answer_unfolded(
    open_page: Callable[..., Page], has_scripts: bool
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=has_scripts)
    page.goto("/search?q=what+is+a+self+join")
    page.get_by_role("main").get_by_role("link", name="What is a self join?").click()
    expect(page.get_by_text("A table joined with itself")).to_be_visible()
    expect(page.locator("details[open]")).to_have_count(1)
    nothing_scrolls_sideways(page)


def test_escape_in_the_results_leads_back_to_the_field(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/")
    field, panel = page.locator("#site-search"), page.locator(".search-panel")
    field.press_sequentially("url_for")
    expect(panel).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(panel).to_be_hidden()


def test_escape_calls_off_the_search_that_is_under_way(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/")
    field, panel = page.locator("#site-search"), page.locator(".search-panel")
    field.press_sequentially("url")
    expect(panel.get_by_role("link").first).to_be_visible()
    with page.expect_request("**/search?*url_*"):
        page.route("**/search?*", lambda _: None)  # it is never answered
        page.keyboard.type("_")
    with page.expect_event("requestfailed"):
        page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_results_close_when_they_are_left(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/")
    page.locator("#site-search").press_sequentially("url_for")
    expect(page.locator(".search-panel")).to_be_visible()
    page.locator("h1").click()
    expect(page.locator(".search-panel")).to_be_hidden()


def test_results_on_the_page_are_walked_with_keys(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/search?q=url_for")
    links = page.locator("[data-found] .hits a")
    page.locator("#query").focus()
    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/topics/**")


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_in_the_results_while_typing(
    open_page: Callable[..., Page], viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme)
    page.goto("/topics/routing")
    page.locator("#site-search").press_sequentially("session cookie")
    expect(page.locator(".search-panel")).to_contain_text("Questions")
    nothing_scrolls_sideways(page)
    assert findings(page) == []


@pytest.mark.promise("C6")
def test_search_works_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/topics/routing")
    page.locator("#site-search").fill("sesion cokie")
    page.locator("#site-search").press("Enter")
    expect(page.get_by_text("Showing results for session cookie")).to_be_visible()
    page.locator(".hits a").first.click()
    page.wait_for_url("**/topics/*#*")
