"""What is typed stays, and so does the place on the page; fields are reached and sent by keys."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.answering import SHOW, answer_something, go_on, press, start
from tests.browser.screens import DESK, PHONE

DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('draft:'))"


@pytest.fixture
def quiz(open_page: Callable[..., Page], sample_server: str) -> Page:
    """Return a page with the first question of a quiz that meets every kind."""
    page = open_page(base_url=sample_server, viewport=DESK)
    start(page)
    return page


def go_to(page: Page, control: Callable[[Page], Locator]) -> Locator:
    """Skip to a question that has such a control."""
    while not control(page).count():
        go_on(page.get_by_role("button", name="Skip for now"))
    return control(page)


def top_of(control: Locator) -> float:
    box = control.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_bookmark_is_one_press_and_the_page_stays_where_it_was(
    open_page: Callable[..., Page], sample_server: str, has_scripts: bool
) -> None:
    page = open_page(base_url=sample_server, viewport=PHONE, java_script_enabled=has_scripts)
    start(page)
    answer_something(page)
    page.locator("#note-fold summary").click()
    page.get_by_label("Your note").fill("Half a note")
    mark = page.locator("#bookmark")
    mark.scroll_into_view_if_needed()
    before = top_of(mark)
    mark.click()
    expect(mark).to_contain_text("Bookmarked")
    expect(mark).to_be_in_viewport()
    expect(page.get_by_label("Your note")).to_have_value("Half a note")
    if has_scripts:
        expect(mark).to_be_focused()
        assert abs(top_of(mark) - before) < 2
    mark.click()
    expect(mark).to_contain_text("☆")


def test_what_is_typed_outlives_reload_and_leaving_until_its_reader_signs_out(quiz: Page) -> None:
    go_to(quiz, lambda page: page.get_by_role("button", name=SHOW))
    address = quiz.url
    quiz.get_by_label("Your answer").fill("As I would\nsay it.")
    quiz.reload()
    expect(quiz.get_by_label("Your answer")).to_have_value("As I would\nsay it.")
    quiz.get_by_role("link", name="Progress").click()
    quiz.wait_for_url("**/progress")
    quiz.goto(address)
    expect(quiz.get_by_label("Your answer")).to_have_value("As I would\nsay it.")
    quiz.get_by_role("button", name=SHOW).click()
    expect(quiz.locator("#model-answer")).to_be_visible()
    assert quiz.evaluate(DRAFTS) == []

    quiz.get_by_role("checkbox").first.check()
    quiz.reload()
    expect(quiz.get_by_role("checkbox").first).to_be_checked()
    assert len(quiz.evaluate(DRAFTS)) == 1
    quiz.goto("/account")
    quiz.get_by_role("button", name="Sign out of this browser").click()
    expect(quiz.get_by_text("You are signed out.")).to_be_visible()
    assert quiz.evaluate(DRAFTS) == []


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_row_of_questions_keeps_what_is_typed_and_enter_sends_it(
    open_page: Callable[..., Page], sample_server: str, has_scripts: bool
) -> None:
    page = open_page(base_url=sample_server, viewport=PHONE, java_script_enabled=has_scripts)
    start(page)
    field = go_to(page, lambda page: page.locator("input[name=text]")).first
    here = page.locator("button.step[aria-current]")
    name = here.inner_text()
    field.fill("not quite")
    page.locator("button.step:not([aria-current])").last.click()
    expect(page.get_by_role("button", name=name, exact=True)).not_to_have_attribute(
        "aria-current", "step"
    )
    page.get_by_role("button", name=name, exact=True).click()
    expect(field).to_have_value("not quite")
    field.press("Enter")
    expect(page.locator("#feedback")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_reading_on_leaves_a_note_where_it_is(
    open_page: Callable[..., Page], sample_server: str, has_scripts: bool
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK, java_script_enabled=has_scripts)
    start(page)
    answer_something(page)
    page.locator("#note-fold summary").click()
    page.get_by_label("Your note").fill("Half a note")
    read, tabs = page.get_by_role("link", name="Read:"), page.context.pages
    if has_scripts:
        read.click()
        page.wait_for_url("**/topics/**")
        page.go_back()
    else:
        expect(read).to_contain_text("opens in a new tab")
        with page.expect_popup():
            read.click()
    assert len(page.context.pages) == len(tabs) + (not has_scripts)
    expect(page.get_by_label("Your note")).to_have_value("Half a note")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_note_stays_while_other_saved_questions_are_left_out(
    open_page: Callable[..., Page], sample_server: str, has_scripts: bool
) -> None:
    page = open_page(base_url=sample_server, viewport=PHONE, java_script_enabled=has_scripts)
    start(page)
    for _ in range(3):
        answer_something(page)
        page.locator("#bookmark").click()
        go_on(page.locator("[data-next]"))
    page.goto("/saved")
    page.get_by_role("button", name="Write a note").nth(1).click()
    note = page.get_by_label("Your note")
    expect(note).to_be_focused()
    note.fill("Half a note")
    if has_scripts:
        page.reload()
        expect(note).to_have_value("Half a note")
    out = page.get_by_role("button", name="Leave it out").last
    out.scroll_into_view_if_needed()
    before = top_of(out)
    out.click()
    again = page.get_by_role("button", name="Ask it again")
    expect(again).to_be_in_viewport()
    if has_scripts:
        expect(again).to_be_focused()
        assert abs(top_of(again) - before) < 2
    expect(note).to_have_value("Half a note")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".own-note")).to_have_text("Half a note")


@pytest.mark.promise("A7")
def test_late_answer_of_a_second_tab_is_told_and_not_counted(quiz: Page) -> None:
    go_to(quiz, lambda page: page.locator("[name=choice]"))
    tab = quiz.context.new_page()
    tab.goto(quiz.url)
    for page, which in ((quiz, 0), (tab, 1)):
        page.locator("[name=choice]").nth(which).check()
        page.get_by_role("button", name="Check the answer").click()
        expect(page.locator("#feedback")).to_be_visible()
    told = tab.get_by_text("had been answered in another tab")
    expect(told).to_be_in_viewport()
    expect(told).to_be_focused()
    expect(quiz.get_by_text("had been answered in another tab")).to_have_count(0)
    tab.reload()
    expect(told).to_have_count(0)


def test_one_tab_leads_from_the_skip_link_to_the_field_which_ctrl_enter_sends(quiz: Page) -> None:
    quiz.reload()
    quiz.keyboard.press("Tab")
    expect(quiz.get_by_role("link", name="Skip to the content")).to_be_focused()
    quiz.keyboard.press("Enter")
    quiz.keyboard.press("Tab")
    expect(quiz.locator("[name=choice]").first).to_be_focused()

    code = go_to(quiz, lambda page: page.locator("textarea.code-input"))
    expect(code).to_be_focused()
    expect(code).to_have_accessible_description(
        re.compile("^What does this print. What the code prints, line by line")
    )
    code.fill("late")
    code.press("Enter")
    quiz.keyboard.type("done")
    expect(code).to_have_value("late\ndone")
    quiz.locator("#flag-fold summary").click()
    words = quiz.get_by_label("What is wrong?")
    words.fill("The key is wrong.")
    words.press("Control+Enter")
    expect(quiz.get_by_text("Thank you.")).to_be_in_viewport()
    expect(code).to_have_value("late\ndone")
    code.press("Control+Enter")
    expect(quiz.locator("#feedback")).to_be_visible()


def test_items_are_ordered_by_dragging_by_arrow_keys_and_by_numbers(quiz: Page) -> None:
    go_to(quiz, lambda page: page.locator(".order"))
    texts = quiz.locator(".order .choice-text")
    one, two, three, four = texts.all_inner_texts()

    quiz.locator(".order-item").first.hover(position={"x": 200, "y": 20})
    quiz.mouse.down()
    below = quiz.locator(".order-item").nth(2).bounding_box()
    assert below is not None
    quiz.mouse.move(below["x"] + 200, below["y"] + below["height"] - 4, steps=12)
    quiz.mouse.up()
    assert texts.all_inner_texts() == [two, three, one, four]

    up = quiz.get_by_role("button", name=f"Move up: {one}")
    up.press("ArrowUp")
    assert texts.all_inner_texts() == [two, one, three, four]
    up.press("4")
    assert texts.all_inner_texts() == [two, three, four, one]
    expect(up).to_be_focused()
    expect(quiz.locator("[data-order-said]")).to_have_text(f"{one}: place 4 of 4")

    quiz.get_by_label(f"Place of {four}").select_option("1")
    assert texts.all_inner_texts() == [four, two, three, one]
    values = quiz.locator(".order select").evaluate_all("all => all.map((one) => one.value)")
    assert values == ["1", "2", "3", "4"]


def test_graded_answer_of_a_report_gets_no_frame_and_the_button_keeps_its_place(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=PHONE)
    start(page)
    page.goto("/interviews")
    press(page.get_by_role("group", name="Mock interview").get_by_label("15"))
    press(page.get_by_role("button", name="Start the clock"))
    while not page.locator("textarea").count():
        go_on(page.get_by_role("button", name="Skip for now"))
    page.get_by_label("Your answer").fill("As I would say it.")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Look over or finish").click()
    page.get_by_role("button", name="Finish now").click()
    page.get_by_role("checkbox").first.check()
    button = page.locator("button[id$=-grade]")
    button.scroll_into_view_if_needed()
    before = top_of(button)
    button.click()
    expect(page.get_by_text("You gave yourself")).to_be_in_viewport()
    expect(button).to_have_text("Change my grade")
    expect(button).to_be_focused()
    assert abs(top_of(button) - before) < 2
    outline = "one => getComputedStyle(one).outlineStyle"
    assert page.locator(".outcome-question:target").evaluate(outline) == "none"
