"""Reading in a real browser: what a word means, what was read, where one is on the page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import new_name, register
from tests.browser.screens import DESK, PHONE, SIZES, findings, nothing_scrolls_sideways
from tests.course import read_course

PAGE_OF_A_PDF = re.compile(rb"/Type\s*/Page\b")
NEW_PAGES = (
    *("/", "/glossary", "/tags", "/tags/sessions", "/trial", "/topics/routing"),
    *("/topics/routing?recall=1", "/topics/routing/cheat-sheet"),
)


def end_of(page: Page, section: str) -> None:
    """Scroll so that the end of a section comes into view."""
    page.locator(f".section-end[data-section='{section}']").scroll_into_view_if_needed()


def marks(page: Page, section: str) -> list[bool]:
    """Return for each mark of a section whether it can be seen."""
    found = page.locator(f"[data-read='{section}']")
    return list(found.evaluate_all("all => all.map(one => !one.classList.contains('is-unread'))"))


def test_section_is_marked_as_read_when_its_end_was_seen(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    register(page, new_name())
    page.goto("/topics/routing")
    assert marks(page, "trailing-slashes") == [False] * 3
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    with page.expect_response("**/topics/routing/read") as answer:
        end_of(page, "trailing-slashes")
    assert answer.value.status == 204
    expect(page.locator("h2#trailing-slashes + .read-mark")).to_be_visible()
    contents = page.get_by_role("navigation", name="On this page")
    expect(contents.get_by_role("link", name="Trailing slashes read")).to_be_visible()
    page.reload()
    assert marks(page, "trailing-slashes") == [True] * 3
    assert marks(page, "myths") == [False] * 3
    page.goto("/")
    page.get_by_role("link", name="Routing: Which rule wins").click()
    expect(page).to_have_url(re.compile("/topics/routing#which-rule-wins$"))


def test_section_is_marked_without_scripts_too(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    register(page, new_name())
    page.goto("/topics/routing")
    button = page.get_by_role("button", name="Mark as read (Converters)")
    button.click()
    expect(page).to_have_url(re.compile("/topics/routing#converters$"))
    expect(button).to_have_count(0)
    expect(page.locator("h2#converters + .read-mark")).to_be_visible()
    page.get_by_role("link", name="Continue at: Writing your own converter").click()
    expect(page).to_have_url(re.compile("#writing-your-own-converter$"))


def test_contents_follow_the_page_to_its_end(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 1280, "height": 2400})
    page.goto("/topics/routing")
    contents = page.get_by_role("navigation", name="On this page")
    current = contents.locator("a[aria-current]")
    expect(current).to_have_text(["From rule to endpoint to view"])
    page.mouse.move(640, 600)
    page.mouse.wheel(0, 100_000)
    expect(current).to_have_text(["Check yourself"])
    contents.get_by_role("link", name="Say it in one minute").click()
    expect(current).to_have_text(["Say it in one minute"])  # though it can't come to the top
    page.mouse.wheel(0, -100_000)
    expect(current).to_have_text(["From rule to endpoint to view"])


def test_meaning_of_a_word_shows_on_hover_and_stays_while_it_is_needed(
    open_page: Callable[..., Page],
) -> None:
    """WCAG 1.4.13: the pointer can go to what appeared, and Escape puts it away."""
    page = open_page(viewport=DESK)
    page.goto("/topics/routing")
    term, card = page.locator("a.term").first, page.locator("#term-card")
    expect(card).to_be_hidden()
    term.hover()
    expect(card).to_be_visible()
    expect(term).to_have_accessible_description(re.compile("WSGI library"))
    card.hover()
    page.wait_for_function("document.querySelector('#term-card').matches(':hover')")
    expect(card).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    term.hover()
    expect(card).to_be_visible()
    page.mouse.move(5, 5)
    expect(card).to_be_hidden()


def test_meaning_of_a_word_shows_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    page.goto("/topics/routing")
    term, card = page.locator("a.term").first, page.locator("#term-card")
    page.locator(".topic-facts a").last.focus()
    page.keyboard.press("Tab")
    expect(term).to_be_focused()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(term).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(card).to_be_visible()
    page.keyboard.press("Tab")
    expect(card.get_by_role("link")).to_be_focused()
    expect(card).to_be_visible()
    page.keyboard.press("Tab")
    expect(card).to_be_hidden()
    term.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/glossary#werkzeug$"))


def test_first_tap_explains_and_the_second_leads_to_the_glossary(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    page.goto("/topics/routing")
    term, card = page.locator("a.term").first, page.locator("#term-card")
    term.tap()
    expect(card).to_be_visible()
    nothing_scrolls_sideways(page)
    page.locator("h1").tap()
    expect(card).to_be_hidden()
    term.tap()
    expect(card).to_be_visible()
    term.tap()
    expect(page).to_have_url(re.compile("/glossary#werkzeug$"))


def test_second_tap_leads_to_the_glossary_where_it_could_not_be_asked(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    page.goto("/topics/routing")
    page.route(
        "**/glossary",
        lambda route: (
            route.fulfill(status=429, content_type="text/html")
            if route.request.resource_type == "xhr"
            else route.continue_()
        ),
    )
    page.locator("a.term").first.tap()
    page.locator("a.term").first.tap()
    expect(page).to_have_url(re.compile("/glossary#werkzeug$"))


def test_without_scripts_a_word_is_a_link_to_the_glossary(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/topics/routing")
    page.locator("a.term").first.click()
    expect(page.locator("dt:target")).to_have_text("Werkzeug")


@pytest.mark.parametrize("scripts", [True, False])
def test_recall_first_folds_until_the_reader_unfolds(
    open_page: Callable[..., Page], scripts: bool
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=scripts)
    page.goto("/topics/routing")
    own = page.locator("details.recall").count()  # which the author folded
    page.get_by_role("link", name="Recall before reading").click()
    expect(page.locator("details.recall")).not_to_have_count(own)
    first = page.locator("details.recall").first
    expect(first.locator("p").first).to_be_hidden()
    first.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(first.locator("p").first).to_be_visible()
    page.get_by_role("link", name="Show the whole text").click()
    expect(page.locator("details.recall")).to_have_count(own)


@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways_on_what_is_read(
    open_page: Callable[..., Page], viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    found: list[str] = []
    for path in NEW_PAGES:
        page.goto(path)
        nothing_scrolls_sideways(page)
        found.extend(findings(page))
    register(page, new_name())
    for path in ("/topics/routing", "/topics/routing?recall=1", "/"):
        page.goto(path)
        nothing_scrolls_sideways(page)
        found.extend(findings(page))
    assert found == []


def test_each_cheat_sheet_prints_on_one_page(browser: Browser, server: str) -> None:
    page = browser.new_page()
    for topic in read_course().topics:
        if topic.cheat_sheet:
            page.goto(f"{server}/topics/{topic.slug}/cheat-sheet")
            pdf = page.pdf(prefer_css_page_size=True)
            assert len(PAGE_OF_A_PDF.findall(pdf)) == 1, topic.slug
    page.close()
