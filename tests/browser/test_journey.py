"""The main journey, as people make it: phone and desk, with and without JavaScript, by keyboard."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from notes_site.study.memory.days import DAY_STARTS
from tests.browser.answering import CHECK, answer_something, answer_something_by_keyboard, go_on
from tests.browser.conftest import PASSWORD, new_name, register
from tests.browser.screens import DESK, SIZES, follow, nothing_scrolls_sideways


@pytest.mark.promise("C6")
@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_newcomer_reads_registers_takes_a_quiz_and_finds_their_progress(
    open_page: Callable[..., Page], viewport: dict[str, int], has_scripts: bool
) -> None:
    page = open_page(viewport=viewport, java_script_enabled=has_scripts)

    page.goto("/")
    page.get_by_role("link", name="Routing", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Routing")).to_be_visible()
    page.locator("#try ~ form [name$=choice]").first.check()
    page.get_by_role("button", name="Check the answers").click()
    page.get_by_role("link", name="Practise this topic").click()
    expect(page.get_by_label("Count the answer that I gave")).to_be_checked()
    name = new_name()
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    expect(page.get_by_role("button", name="Show the password")).to_have_count(int(has_scripts))
    page.get_by_role("button", name="Create the account").click()

    expect(page.get_by_role("heading", name="When is your interview?")).to_be_visible()
    nothing_scrolls_sideways(page)
    day = (datetime.now(UTC) - DAY_STARTS).date() + timedelta(days=9)
    page.get_by_label("Day of the interview").fill(day.isoformat())
    page.get_by_role("button", name="Save the day and go on").click()
    for number in range(1, 11):
        expect(page.get_by_text(f"Question {number} of 10", exact=True)).to_be_visible()
        expect(page.get_by_role("main").locator(".eyebrow").first).to_have_text("Routing")
        answer_something(page)
        expect(page.locator("#feedback")).to_be_visible()
        go_on(page.locator("[data-next]"))
    expect(page.get_by_role("heading", level=1, name="Results")).to_be_visible()
    nothing_scrolls_sideways(page)
    page.get_by_role("button", name=re.compile("Practise (it|the [0-9]+) again")).click()
    expect(page.get_by_text(re.compile("^Question 1 of [0-9]+$"))).to_be_visible()

    page.goto("/")
    page.get_by_role("button", name="Drop it").click()
    expect(page.get_by_text("Dropped. What you answered counts")).to_be_visible()
    expect(page.get_by_text("9 days to the interview")).to_be_visible()
    nothing_scrolls_sideways(page)
    page.goto("/progress")
    fold = page.locator(".fold-title").first.bounding_box()
    assert fold
    assert fold["y"] <= 3 * viewport["height"]  # groups stand above it, a line each; topics fold

    follow(page, "Account")
    with page.expect_navigation():  # else the contents open on the page that goes
        page.get_by_role("button", name="Sign out").click()
    follow(page, "Sign in")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    follow(page, "Progress")
    page.get_by_text("Topic by topic").click()
    row = page.locator("tr", has=page.get_by_role("link", name="Routing", exact=True))
    expect(row).to_contain_text(re.compile(r"11/ of \d+"))


@pytest.mark.parametrize("viewport", SIZES)
def test_nothing_scrolls_sideways_on_any_page(
    open_page: Callable[..., Page], viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    page.goto("/")
    topics = page.locator(".card a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert len(topics) == 30
    for path in ("/", *topics, "/search?q=url_for", "/login", "/register", "/nothing"):
        page.goto(path)
        nothing_scrolls_sideways(page)
    register(page, new_name())
    for path in ("/", "/practice", "/progress", "/account"):
        page.goto(path)
        nothing_scrolls_sideways(page)
    page.goto("/practice")
    page.get_by_text("Choose what to practise").click()
    page.locator("input[name=length][value='20']").check()
    page.locator("details").get_by_role("button", name="Start").click()
    for _ in range(20):
        nothing_scrolls_sideways(page)
        answer_something(page)
        nothing_scrolls_sideways(page)
        go_on(page.locator("[data-next]"))
    nothing_scrolls_sideways(page)


def test_quiz_can_be_taken_with_the_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    register(page, new_name())
    page.goto("/practice?topic=routing")
    page.locator("input[name=length][value='5']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    for number in range(1, 6):
        expect(page.get_by_text(f"Question {number} of 5", exact=True)).to_be_visible()
        answer_something_by_keyboard(page)
        expect(page.locator("#feedback")).to_be_visible()
        expect(page.locator("#feedback")).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Results")).to_be_visible()


def test_skip_link_comes_first_and_leads_to_the_content(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/topics/routing")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_chosen_theme_survives_a_reload(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK, color_scheme="light")
    background = "getComputedStyle(document.body).backgroundColor"
    page.goto("/")
    light = page.evaluate(background)
    page.get_by_role("radio", name="Dark").check()
    dark = page.evaluate(background)
    assert dark != light
    page.reload()
    assert page.evaluate(background) == dark
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    page.get_by_role("radio", name="System").check()
    assert page.evaluate(background) == light


def test_back_and_reload_after_an_answer_show_the_feedback(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    register(page, new_name())
    page.goto("/practice?topic=routing")
    go_on(page.get_by_role("button", name="Start"))
    answer_something(page)
    first = page.locator(".verdict").inner_text()
    page.reload()
    assert page.locator(".verdict").inner_text() == first
    go_on(page.locator("[data-next]"))
    page.go_back()
    assert page.locator(".verdict").inner_text() == first
    expect(page.get_by_role("button", name=CHECK)).to_have_count(0)


def test_table_of_contents_follows_the_reading(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/topics/routing")
    last = page.locator(".wide-only .contents a").last
    page.goto(f"/topics/routing{last.get_attribute('href')}")
    expect(last).to_have_attribute("aria-current", "true")


def test_code_can_be_copied(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/topics/routing")
    code = page.locator(".code").first
    code.get_by_role("button", name="Copy").click()
    expect(code.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code.locator("code").inner_text()
