"""A mock interview in a real browser: with and without JavaScript, its clock, and for axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import begin_answer, press
from tests.browser.conftest import new_name, register
from tests.browser.screens import DESK, PHONE, findings, nothing_scrolls_sideways


def start(page: Page) -> None:
    register(page, new_name())
    page.goto("/practice")
    press(page.get_by_role("link", name="Mock interview or exam"))
    press(page.get_by_role("group", name="Mock interview").get_by_label("15"))
    press(page.get_by_role("button", name="Start the clock"))
    expect(page.get_by_text("Question 1 of 5", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("viewport", "scheme", "has_scripts"),
    [
        pytest.param(DESK, "light", True, id="desk-scripts"),
        pytest.param(PHONE, "dark", True, id="phone-scripts"),
        pytest.param(PHONE, "light", False, id="phone-no-scripts"),
    ],
)
def test_mock_interview_is_sat_to_its_report(
    open_page: Callable[..., Page],
    sample_server: str,
    viewport: dict[str, int],
    scheme: str,
    has_scripts: bool,
) -> None:
    page = open_page(
        base_url=sample_server,
        viewport=viewport,
        color_scheme=scheme,
        java_script_enabled=has_scripts,
        has_touch=viewport == PHONE,
    )
    found: list[str] = []

    def look() -> None:
        nothing_scrolls_sideways(page)
        if has_scripts:
            found.extend(findings(page))

    start(page)
    for number in range(1, 6):
        expect(page.get_by_text(f"Question {number} of 5", exact=True)).to_be_visible()
        expect(page.locator(".clock")).to_contain_text("minutes left")
        look()
        begin_answer(page)
        press(page.get_by_role("button", name="Save and go on"))
    expect(page.get_by_text("5 of 5 questions answered.")).to_be_visible()
    look()
    press(page.get_by_role("button", name="Finish now"))
    expect(page.get_by_role("heading", level=1, name="Mock interview: report")).to_be_visible()
    look()
    for line in page.get_by_role("group", name="What did your answer have?").all():
        press(line.get_by_role("checkbox").first)
    press(page.get_by_role("button", name="Grade myself"))
    expect(page.get_by_role("button", name="Change my grade")).to_be_visible()
    expect(page.get_by_text("0.5 of 1 point").first).to_be_visible()
    look()
    assert found == []


def test_mock_interview_is_sat_with_the_keyboard_alone(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page, keys = open_page(base_url=sample_server, viewport=DESK), None
    start(page)
    keys = page.keyboard
    for number in range(1, 6):
        expect(page.get_by_text(f"Question {number} of 5", exact=True)).to_be_visible()
        if page.locator("textarea").count():
            expect(page.locator("textarea")).to_be_focused()
            keys.type("As I would say it.")
            keys.press("Tab")
        else:
            keys.press("1")
        keys.press("Enter")
    expect(page.get_by_text("5 of 5 questions answered.")).to_be_visible()
    page.get_by_role("button", name="Finish now").focus()
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Mock interview: report")).to_be_visible()
    page.get_by_role("checkbox").first.focus()
    keys.press("Space")
    page.get_by_role("button", name="Grade myself").focus()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Change my grade")).to_be_visible()


def test_report_is_printed_by_a_button_that_scripts_bring(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    for has_scripts in (False, True):
        page = open_page(base_url=sample_server, viewport=DESK, java_script_enabled=has_scripts)
        start(page)
        press(page.get_by_role("button", name="Look over or finish"))
        press(page.get_by_role("button", name="Finish now"))
        button = page.get_by_role("button", name="Print the report")
        expect(button).to_be_visible(visible=has_scripts)
    page.evaluate("() => { window.print = () => { document.title = 'printed'; } }")
    button.click()
    expect(page).to_have_title("printed")


def test_paper_tells_nobody_to_tick(open_page: Callable[..., Page], sample_server: str) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    start(page)
    while not page.locator("textarea").count():
        press(page.get_by_role("button", name="Skip for now"))
    begin_answer(page)
    press(page.get_by_role("button", name="Save and go on"))
    press(page.get_by_role("button", name="Look over or finish"))
    press(page.get_by_role("button", name="Finish now"))
    box = page.get_by_role("checkbox")
    box.nth(0).check()
    expect(page.get_by_text("Tick what you wrote")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("What a good answer has", exact=True)).to_be_visible()
    assert "tick" not in page.locator("main").inner_text().lower()
    expect(box.nth(0)).to_be_visible()
    expect(box.nth(1)).to_be_hidden()


def test_clock_counts_down_sends_what_is_begun_and_says_when_the_time_is_up(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    page.clock.install()
    start(page)
    clock = page.locator(".clock")
    expect(clock).to_contain_text("15 minutes left")
    page.clock.fast_forward("10:00")
    expect(clock).to_contain_text("5 minutes left")
    begin_answer(page)
    page.clock.fast_forward("04:58")
    expect(page.get_by_text("Question 2 of 5", exact=True)).to_be_visible()
    page.clock.fast_forward("14:58")
    expect(page.get_by_text("Question 2 of 5", exact=True)).to_be_visible()
    page.clock.fast_forward("00:03")
    expect(clock).to_contain_text("The time is up. What you answered stands.")
    expect(clock.get_by_role("status")).to_have_text("The time is up.")
    page.get_by_role("link", name="See the report").click()
    expect(page.get_by_text("1 of 5 questions answered.")).to_be_visible()
