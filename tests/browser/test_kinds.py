"""Every kind of question in a real browser: with and without JavaScript, by keyboard, for axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import (
    SHOW,
    answer_something,
    answer_something_by_keyboard,
    begin_answer,
    go_on,
    press,
    start,
)
from tests.browser.conftest import sign_in
from tests.browser.screens import DESK, PHONE, SIZES, findings, nothing_scrolls_sideways

SMALL_CONTROLS = """() => [...document.querySelectorAll(
    ".quiz-form :is(select, textarea, button, input[type=text])")]
  .filter((control) => control.checkVisibility())
  .filter((control) => Math.min(control.offsetWidth, control.offsetHeight) < 44)
  .map((control) => control.outerHTML)"""


def open_ordering(page: Page) -> None:
    start(page)
    while not page.locator(".order").count():
        go_on(page.get_by_role("button", name="Skip for now"))


@pytest.mark.promise("C6")
@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_quiz_with_every_kind_can_be_taken(
    open_page: Callable[..., Page],
    sample_server: str,
    viewport: dict[str, int],
    has_scripts: bool,
) -> None:
    page = open_page(
        base_url=sample_server,
        viewport=viewport,
        java_script_enabled=has_scripts,
        has_touch=viewport == PHONE,
    )
    start(page)
    for _ in range(10):
        nothing_scrolls_sideways(page)
        assert page.evaluate(SMALL_CONTROLS) == []
        answer_something(page)
        expect(page.locator("#feedback")).to_be_visible()
        nothing_scrolls_sideways(page)
        press(page.locator("[data-next]"))
    expect(page.get_by_role("heading", level=1, name="Results")).to_be_visible()


def test_quiz_with_every_kind_can_be_taken_with_the_keyboard_alone(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    start(page)
    for number in range(1, 11):
        expect(page.get_by_text(f"Question {number} of 10", exact=True)).to_be_visible()
        answer_something_by_keyboard(page)
        expect(page.locator("#feedback")).to_be_focused()
        page.wait_for_load_state()  # the scripts that know keys have run by then
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
    page.get_by_role("button", name="Check the answer").click()
    expect(page.get_by_role("alert")).to_contain_text("each one needs a place of its own")
    first, *rest = page.locator(".order .choice-text").all_inner_texts()
    page.get_by_label(f"Place of {first}").select_option("4")
    page.get_by_role("button", name="Show a hint").click()
    expect(page.locator("#hint")).to_be_visible()
    assert page.locator(".order .choice-text").all_inner_texts() == [*rest, first]


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
        with page.expect_navigation():
            go_on(page.locator("[data-next]"))
    assert found == []


def test_quiz_begun_in_one_browser_is_finished_in_another(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    name = start(page)
    for _ in range(3):
        answer_something(page)
        go_on(page.locator("[data-next]"))
    while not page.get_by_role("button", name=SHOW).count():
        go_on(page.get_by_role("button", name="Skip for now"))
    page.get_by_label("Your answer").fill("As I said it on the train.")
    page.get_by_role("button", name=SHOW).click()
    address = page.url.partition("#")[0]

    phone = open_page(
        base_url=sample_server, viewport=PHONE, java_script_enabled=False, has_touch=True
    )
    sign_in(phone, name)
    press(phone.get_by_role("link", name="Go on with the quiz"))
    for _ in range(7):
        if phone.url == address:
            expect(phone.get_by_text("As I said it on the train.")).to_be_visible()
        answer_something(phone)
        press(phone.locator("[data-next]"))
    expect(phone.get_by_role("heading", level=1, name="Results")).to_be_visible()
    page.reload()
    expect(page.locator("#feedback")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_hint_keeps_a_half_typed_answer_and_enter_checks_it(
    open_page: Callable[..., Page], sample_server: str, has_scripts: bool
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK, java_script_enabled=has_scripts)
    start(page)
    while not page.locator("input#text[maxlength='200']").count():
        go_on(page.get_by_role("button", name="Skip for now"))
    text, sure = page.get_by_label("Your answer"), page.get_by_role("radio", name="Sure")
    text.fill("retu")
    sure.check()
    page.get_by_role("button", name="Show a hint").click()
    expect(page.locator("#hint")).to_contain_text("a hint for the short answer")
    expect(page.locator("#hint")).to_be_in_viewport()
    expect(page.locator("#hint")).to_be_focused()
    expect(text).to_have_value("retu")
    expect(text).to_be_in_viewport()
    expect(sure).to_be_disabled()
    expect(page.get_by_role("radio", name="Fairly")).to_be_checked()
    page.reload()
    expect(text).to_have_value("retu")
    go_on(page.get_by_role("button", name="Skip for now"))
    page.go_back()
    expect(text).to_have_value("retu")

    text.press("End")
    page.keyboard.type("rn")
    page.keyboard.press("Enter")
    expect(page.locator("#feedback")).to_contain_text("Right")
    page.go_back()
    expect(page.locator("#feedback")).to_contain_text("Right")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_enter_checks_an_answer_whose_hint_was_not_asked_for(
    open_page: Callable[..., Page], sample_server: str, has_scripts: bool
) -> None:
    page = open_page(base_url=sample_server, viewport=PHONE, java_script_enabled=has_scripts)
    start(page)
    while not page.locator("input#text[maxlength='200']").count():
        go_on(page.get_by_role("button", name="Skip for now"))
    expect(page.get_by_role("button", name="Show a hint")).to_be_visible()
    page.get_by_label("Your answer").fill("return")
    page.keyboard.press("Enter")
    expect(page.locator("#feedback")).to_contain_text("Right")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_hint_keeps_the_order_begun(
    open_page: Callable[..., Page], sample_server: str, has_scripts: bool
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK, java_script_enabled=has_scripts)
    open_ordering(page)
    begin_answer(page)
    items = page.locator(".order .choice-text").all_inner_texts()
    values = "all => all.map((one) => one.value)"
    places = page.locator(".order select").evaluate_all(values)
    page.get_by_role("button", name="Show a hint").click()
    expect(page.locator("#hint")).to_be_visible()
    assert page.locator(".order .choice-text").all_inner_texts() == items
    assert page.locator(".order select").evaluate_all(values) == places == ["1", "2", "3", "4"]
