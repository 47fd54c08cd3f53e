"""Every kind of question in a real browser: with and without JavaScript, by keyboard, for axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import register
from tests.browser.test_accessibility import findings
from tests.browser.test_journey import (
    DESK,
    PHONE,
    SIZES,
    answer_something,
    answer_something_by_keyboard,
    new_name,
    nothing_scrolls_sideways,
)

SMALL_CONTROLS = """() => [...document.querySelectorAll(
    ".quiz-form :is(select, textarea, button, input[type=text])")]
  .filter((control) => control.checkVisibility())
  .filter((control) => Math.min(control.offsetWidth, control.offsetHeight) < 44)
  .map((control) => control.outerHTML)"""


def start(page: Page) -> None:
    """Start a quiz that meets every kind."""
    register(page, new_name())
    page.goto("/practice")
    page.locator("input[name=length][value='10']").check()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Question 1 of 10", exact=True)).to_be_visible()


def open_ordering(page: Page) -> None:
    start(page)
    while not page.locator(".order").count():
        page.get_by_role("link", name="Skip for now").click()


@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_quiz_with_every_kind_can_be_taken(
    open_page: Callable[..., Page],
    sample_server: str,
    viewport: dict[str, int],
    has_scripts: bool,
) -> None:
    page = open_page(base_url=sample_server, viewport=viewport, java_script_enabled=has_scripts)
    start(page)
    for _ in range(10):
        nothing_scrolls_sideways(page)
        assert page.evaluate(SMALL_CONTROLS) == []
        answer_something(page)
        expect(page.locator("#feedback")).to_be_visible()
        nothing_scrolls_sideways(page)
        page.locator("[data-next]").click()
    expect(page.get_by_role("heading", level=1, name="Results")).to_be_visible()


def test_quiz_with_every_kind_can_be_taken_with_the_keyboard_alone(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    start(page)
    for number in range(1, 11):
        expect(page.get_by_text(f"Question {number} of 10", exact=True)).to_be_visible()
        answer_something_by_keyboard(page)
        expect(page.locator("#feedback")).to_be_visible()
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Results")).to_be_visible()


def test_items_are_moved_by_buttons_that_keep_the_focus_and_say_where(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=PHONE)
    open_ordering(page)
    texts = page.locator(".order .choice-text")
    first, second, *rest = texts.all_inner_texts()
    down = page.get_by_role("button", name=f"Move down: {first}")
    down.focus()
    page.keyboard.press("Space")
    assert texts.all_inner_texts() == [second, first, *rest]
    expect(down).to_be_focused()
    expect(page.locator("[data-order-said]")).to_have_text(f"{first}: place 2 of 4")
    for _ in range(4):
        page.keyboard.press("Enter")
    assert texts.all_inner_texts() == [second, *rest, first]
    expect(down).to_be_focused()
    expect(down).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name=f"Move up: {first}").click()
    values = page.locator(".order select").evaluate_all("all => all.map((one) => one.value)")
    assert values == ["1", "2", "3", "4"]
    shown = texts.all_inner_texts()
    page.get_by_role("button", name="Check the answer").click()
    expect(page.get_by_role("heading", name="Your order")).to_be_visible()
    assert [text.split("\n")[0].strip() for text in shown] == [
        text.replace("Rightly follows the one above", "")
        .replace("Should not follow the one above", "")
        .strip()
        for text in page.locator("li.choice .choice-text").all_inner_texts()
    ]


def test_order_as_it_is_shown_first_is_no_answer_and_a_draft_comes_back_in_order(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    open_ordering(page)
    path = page.url
    page.get_by_role("button", name="Check the answer").click()
    expect(page.get_by_role("alert")).to_contain_text("each one needs a place of its own")
    names = page.locator(".order select").evaluate_all("all => all.map((one) => one.name)")
    texts = page.locator(".order .choice-text").all_inner_texts()
    page.goto(f"{path}?" + "&".join(f"{name}={at}" for at, name in enumerate(names[::-1], 1)))
    assert page.locator(".order .choice-text").all_inner_texts() == texts[::-1]


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_in_any_kind(
    open_page: Callable[..., Page], sample_server: str, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(base_url=sample_server, viewport=viewport, color_scheme=scheme)
    start(page)
    found: list[str] = []
    for _ in range(10):
        found += findings(page)
        answer_something(page)
        expect(page.locator("#feedback")).to_be_visible()
        found += findings(page)
        page.locator("[data-next]").click()
    assert found == []
