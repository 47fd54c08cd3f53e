"""Answering questions in a browser, as people do: by finger, mouse or keys."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import new_name, register

SHOW, CHECK = "Show the model answer", re.compile("Check the answer|Grade myself")


def press(control: Locator) -> None:
    """Press as people do on this device: with a finger where the screen takes one."""
    if not control.page.evaluate("navigator.maxTouchPoints > 0"):
        control.click()
    elif control.evaluate("one => one.matches('a, button:not([type=button])')"):
        with control.page.expect_navigation():  # a tap doesn't wait for what it sets off
            control.tap()
    else:
        control.tap()


def go_on(control: Locator) -> None:
    """Press what leads to another page, and wait until all of that has come."""
    with control.page.expect_navigation():
        control.click()


def answer_something(page: Page) -> None:
    """Answer whatever kind of question stands on the page."""
    begin_answer(page)
    press(page.locator(".quiz-form").get_by_role("button", name=CHECK))


def begin_answer(page: Page) -> None:
    """Fill in whatever kind of question stands on the page."""
    form = page.locator(".quiz-form")
    show = form.get_by_role("button", name=SHOW)
    if show.count():
        page.get_by_label("Your answer").fill("As I would say it.")
        press(show)
    if form.locator("[name=choice]").count():
        press(form.locator("[name=choice]").first)
        expect(form.locator("[name=choice]").first).to_be_checked()
    elif form.locator(".order-move:visible").count():
        press(form.locator("[data-move=down]").first)
    elif form.locator(".order").count():
        for place, select in enumerate(form.locator("select").all(), 1):
            select.select_option(str(place))
    elif form.locator("select").count():
        form.locator("select").first.select_option(index=1)
    else:
        page.get_by_label("Your answer").fill("1")


def answer_something_by_keyboard(page: Page) -> None:
    """Answer whatever kind of question stands on the page, with keys alone."""
    page.wait_for_load_state()  # until then nothing listens to keys
    form, keys = page.locator(".quiz-form"), page.keyboard
    show, check = (form.get_by_role("button", name=name) for name in (SHOW, CHECK))
    if show.count():
        page.get_by_label("Your answer").focus()
        keys.type("As I would say it.")
        keys.press("Tab")
        expect(show).to_be_focused()
        keys.press("Enter")
        expect(page.locator("#model-answer")).to_be_focused()
    if form.locator("[name=choice]").count():
        keys.press("1")
        expect(form.locator("[name=choice]").first).to_be_checked()
    elif form.locator(".order").count():
        form.locator("[data-move=down]").first.focus()
        keys.press("Enter")
        check.focus()
    elif form.locator("select").count():
        form.locator("select").first.focus()
        keys.press("ArrowDown")
        check.focus()
    else:
        page.get_by_label("Your answer").focus()
        keys.type("1")
        if form.locator("textarea").count():
            keys.press("Tab")
            check.focus()
    keys.press("Enter")


def start(page: Page) -> str:
    """Start a quiz that meets every kind, as somebody new; return their name."""
    name = new_name()
    register(page, name)
    page.goto("/practice")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Question 1 of 10", exact=True)).to_be_visible()
    return name
