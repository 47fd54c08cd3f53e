"""Keys anywhere on the site, and the switch that turns single characters off (WCAG 2.1.4)."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.answering import go_on
from tests.browser.conftest import new_name, register
from tests.browser.screens import DESK

HELP = "Keyboard shortcuts"


def open_topic(open_page: Callable[..., Page], **options: object) -> Page:
    page = open_page(viewport=DESK, **options)
    page.goto("/topics/routing")
    return page


def test_slash_goes_to_the_search_and_writes_nothing(open_page: Callable[..., Page]) -> None:
    page = open_topic(open_page)
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    page.keyboard.type("n/p?")
    expect(page.locator("#site-search")).to_have_value("n/p?")
    expect(page.get_by_role("dialog", name=HELP)).to_be_hidden()


def test_n_and_p_turn_to_the_next_and_previous_topic(open_page: Callable[..., Page]) -> None:
    page = open_topic(open_page)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Routing")
    page.wait_for_load_state()  # with its scripts, which take keys
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1, name="Routing")).to_be_visible()
    page.keyboard.press("Control+n")
    expect(page.get_by_role("heading", level=1, name="Routing")).to_be_visible()


def test_question_mark_lists_the_keys_in_a_dialog_that_escape_closes(
    open_page: Callable[..., Page],
) -> None:
    page = open_topic(open_page)
    page.keyboard.press("Shift+?")
    dialog = page.get_by_role("dialog", name=HELP)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Next and previous topic")
    page.keyboard.press("n")
    assert page.url.endswith("/topics/routing")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_single_keys_stay_off_once_switched_off_and_come_back(
    open_page: Callable[..., Page],
) -> None:
    page = open_topic(open_page)
    page.get_by_role("button", name=HELP).click()
    dialog = page.get_by_role("dialog", name=HELP)
    dialog.get_by_role("checkbox").uncheck()
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name=HELP)).to_be_focused()

    page.reload()
    for key in ("/", "?", "n"):
        page.keyboard.press(key)
    assert page.url.endswith("/topics/routing")
    expect(page.locator("#site-search")).not_to_be_focused()
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name=HELP).click()
    dialog.get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()


def test_digits_choose_nothing_once_single_keys_are_off_and_enter_still_checks(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    register(page, new_name())
    page.evaluate("localStorage.setItem('keys', 'off')")
    page.goto("/practice?topic=first")
    go_on(page.get_by_role("button", name="Start"))
    while not page.locator("[name=choice]").count():
        go_on(page.get_by_role("button", name="Skip for now"))
    page.keyboard.press("1")
    expect(page.locator("[name=choice]:checked")).to_have_count(0)
    expect(page.locator(".choice-key").first).to_be_hidden()
    page.locator("[name=choice]").first.check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Why", exact=True)).to_be_visible()


def test_digits_stand_beside_options_only_where_they_choose_them(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    page.goto("/topics/first/trial")
    expect(page.locator(".choice-key").first).to_be_hidden()
    register(page, new_name())
    page.goto("/practice?topic=first")
    go_on(page.get_by_role("button", name="Start"))
    while not page.locator("[name=choice]").count():
        go_on(page.get_by_role("button", name="Skip for now"))
    expect(page.locator(".choice-key").first).to_be_visible()


def test_enter_in_the_list_of_keys_sends_no_answer(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    register(page, new_name())
    page.goto("/practice?topic=first")
    go_on(page.get_by_role("button", name="Start"))
    while not page.locator("[name=choice]").count():
        go_on(page.get_by_role("button", name="Skip for now"))
    page.keyboard.press("1")
    page.keyboard.press("?")
    page.get_by_role("dialog", name=HELP).get_by_role("checkbox").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Check the answer")).to_be_visible()


def test_help_is_not_offered_where_no_script_could_open_it(open_page: Callable[..., Page]) -> None:
    page = open_topic(open_page, java_script_enabled=False)
    expect(page.get_by_text(HELP)).to_have_count(2)
    expect(page.get_by_text(HELP).first).to_be_hidden()
    expect(page.get_by_role("radio", name="Dark")).to_be_hidden()
