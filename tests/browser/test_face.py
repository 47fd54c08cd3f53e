"""The face: a slim header that stays at hand, the course as a path, marks told by their shape."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.answering import answer_something, go_on, press
from tests.browser.conftest import new_name, register
from tests.browser.screens import DESK, PHONE, SIZES, nothing_scrolls_sideways

NARROWEST = {"width": 320, "height": 640}
ADDRESS = re.compile(r"<loc>([^<]*)</loc>")
FOR_VISITORS = (
    *("/search", "/search?q=session", "/search?q=xyzzy", "/trial", "/topics/routing/trial"),
    *("/login", "/register", "/offline", "/nothing", "/topics/routing?recall=1"),
)
FOR_READERS = (
    *("/", "/topics/routing", "/practice", "/practice/traps", "/progress", "/account"),
    *("/saved", "/interviews"),
)
BOTTOM = "one => one.getBoundingClientRect().bottom"
LINES = """one => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return new Set([...words.getClientRects()].map((box) => Math.round(box.bottom))).size;
}"""
TOP = "one => one.getBoundingClientRect().top"


def public_paths(page: Page) -> list[str]:
    """Return the public pages; of those that list a tag's questions, a few."""
    sitemap = page.request.get("/sitemap.xml").text()
    listed = [urlsplit(address).path for address in ADDRESS.findall(sitemap)]
    assert "/topics/routing/cheat-sheet" in listed
    tags = [path for path in listed if path.startswith("/tags/")]
    return [path for path in listed if path not in tags[5:]]


def start_interview(page: Page) -> None:
    page.goto("/practice")
    page.get_by_role("link", name="Mock interview or exam").click()
    page.get_by_role("button", name="Start the clock").click()
    page.locator(".clock").wait_for()


def finish_interview(page: Page) -> None:
    page.get_by_role("button", name="Look over or finish").click()
    page.get_by_role("button", name="Finish now").click()
    page.locator(".report").wait_for()


@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("scripts", [True, False])
def test_header_is_slim_and_stays_with_all_that_is_needed_at_hand(
    open_page: Callable[..., Page], viewport: dict[str, int], scripts: bool
) -> None:
    page = open_page(viewport=viewport, java_script_enabled=scripts)
    page.goto("/topics/routing#trailing-slashes")
    header = page.get_by_role("banner")
    box = header.bounding_box()
    assert box
    assert 48 <= box["height"] <= 56
    assert box["y"] == 0
    shown = [header.get_by_role("link", name="Interview Notes"), header.get_by_role("searchbox")]
    shown += [header.get_by_role("link", name="Practise")]
    shown += [header.get_by_role("button", name="Switch between light and dark")] if scripts else []
    shown += [header.get_by_role("button", name="Contents")] if viewport == PHONE else []
    for control in shown:
        expect(control).to_be_in_viewport(ratio=1)
        room = control.bounding_box()
        assert room
        assert room["height"] >= 44
        assert room["width"] >= 44


@pytest.mark.parametrize("viewport", SIZES)
def test_what_a_link_leads_to_is_not_hidden_under_the_header(
    open_page: Callable[..., Page], viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport, reduced_motion="reduce")
    for path, target in (
        ("/topics/routing#trailing-slashes", "#trailing-slashes"),
        ("/glossary#werkzeug", "#werkzeug"),
        ("/#question", "#question"),
    ):
        page.goto(path)
        bottom = page.get_by_role("banner").evaluate(BOTTOM)
        assert page.locator(target).evaluate(TOP) >= bottom, path
    page.goto("/topics/routing")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    for _ in range(12):  # backwards through links that come into view under the header
        page.keyboard.press("Shift+Tab")
        focused = page.locator(":focus")
        assert focused.evaluate("one => !!one.closest('header')") or (
            focused.evaluate(BOTTOM) > bottom
        )


def test_closed_search_of_a_phone_shows_its_icon_alone_in_forced_colours(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=PHONE, forced_colors="active")
    page.goto("/search?q=session")
    field = page.locator("#site-search")
    size = "one => getComputedStyle(one, '::placeholder').fontSize + getComputedStyle(one).fontSize"
    assert field.evaluate(size) == "0px0px"
    field.focus()
    assert field.evaluate(size) == "16px16px"


@pytest.mark.parametrize("viewport", SIZES)
def test_clock_of_a_timed_quiz_stays_below_the_header(
    open_page: Callable[..., Page], viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport | {"height": 360})
    register(page, new_name())
    start_interview(page)
    page.evaluate("scrollTo(0, 150)")
    assert page.evaluate("scrollY") == 150
    clock, bottom = page.locator(".clock"), page.get_by_role("banner").evaluate(BOTTOM)
    expect(clock).to_be_in_viewport(ratio=1)
    assert abs(clock.evaluate(TOP) - bottom) <= 1


def test_contents_open_on_a_phone_and_close_when_they_led_somewhere(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=PHONE)
    page.goto("/topics/routing")
    menu = page.get_by_role("navigation", name="Contents")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Contents").click()
    menu.get_by_role("link", name="Trailing slashes").click()
    expect(menu).to_be_hidden()
    expect(page.get_by_role("heading", name="Trailing slashes")).to_be_in_viewport()
    page.get_by_role("button", name="Contents").click()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Contents").click()
    menu.get_by_role("link", name="Databases").click()
    expect(page).to_have_url(re.compile("/topics/databases$"))


def test_contents_and_search_work_on_a_phone_without_scripts(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/topics/routing")
    page.get_by_role("button", name="Contents").click()
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    field = page.get_by_role("searchbox", name="Search")
    field.click()
    field.fill("session cookie")
    room = field.bounding_box()
    assert room
    assert room["width"] > 300
    field.press("Enter")
    expect(page).to_have_url(re.compile("/search"))


def test_header_switches_the_theme_and_the_footer_knows(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE, color_scheme="dark")
    page.goto("/topics/routing")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    switch = page.get_by_role("button", name="Switch between light and dark")
    switch.click()
    assert page.evaluate(background) != dark
    expect(page.get_by_role("radio", name="Light")).to_be_checked()
    switch.click()
    assert page.evaluate(background) == dark
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()


def test_nothing_overflows_on_the_narrowest_screen(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=NARROWEST)
    page.goto("/")
    for path in (*public_paths(page), *FOR_VISITORS):
        page.goto(path)
        nothing_scrolls_sideways(page)
    register(page, new_name())
    for path in FOR_READERS:
        page.goto(path)
        nothing_scrolls_sideways(page)
    page.goto("/practice?topic=routing")
    page.locator("input[name=length][value='5']").check()
    go_on(page.get_by_role("button", name="Start"))
    while page.get_by_role("button", name="Check the answer").count():
        nothing_scrolls_sideways(page)
        answer_something(page)
        nothing_scrolls_sideways(page)
        go_on(page.locator("[data-next]"))
    nothing_scrolls_sideways(page)
    start_interview(page)
    nothing_scrolls_sideways(page)
    finish_interview(page)
    nothing_scrolls_sideways(page)


@pytest.mark.parametrize("viewport", [NARROWEST, PHONE, DESK, {"width": 900, "height": 900}])
def test_topics_stand_in_a_path_without_holes(
    open_page: Callable[..., Page], viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    page.goto("/")
    holes = page.locator(".cards").evaluate_all(
        """lists => lists.flatMap(list => {
          const room = list.getBoundingClientRect();
          let below = room.top;
          return [...list.children].filter(card => {
            const box = card.getBoundingClientRect(), link = card.querySelector("a");
            const pressed = document.elementFromPoint(0, 0) && getComputedStyle(link, "::after");
            const isWhole = box.left <= room.left && box.right >= room.right - 1
              && Math.abs(box.top - below) <= 1 && pressed.position === "absolute";
            below = box.bottom;
            return !isWhole;
          }).map(card => card.textContent);
        })"""
    )
    assert holes == []
    card = page.locator(".card").nth(3)
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8)
    expect(page).to_have_url(re.compile("/topics/routing$"))


@pytest.mark.parametrize("is_reader", [False, True], ids=["visitor", "reader"])
def test_ways_on_from_a_trial_stand_side_by_side_on_a_desk(
    open_page: Callable[..., Page], is_reader: bool
) -> None:
    page = open_page(viewport={"width": 600, "height": 900})
    if is_reader:
        register(page, new_name())
    page.goto("/topics/routing/trial")
    practise, back = page.locator(".try .button").all()
    assert practise.evaluate(TOP) == back.evaluate(TOP)


def test_every_head_of_the_table_of_topics_fits_one_line_of_a_phone(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=PHONE)
    register(page, new_name())
    day = page.evaluate("new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10)")
    page.goto("/account/interview")
    page.get_by_label("interview").fill(day)
    page.get_by_role("button", name="Save the day").click()
    page.goto("/progress")
    heads = page.locator(".figures thead th:visible")
    expect(heads).to_have_count(4)
    assert [one.evaluate(LINES) for one in heads.all()] == [1, 1, 1, 1]
    nothing_scrolls_sideways(page)


@pytest.mark.parametrize("colours", ["active", "none"])
def test_marks_of_mastery_differ_by_shape(open_page: Callable[..., Page], colours: str) -> None:
    page = open_page(viewport=DESK, forced_colors=colours)
    register(page, new_name())
    page.goto("/")
    marks = page.get_by_role("list", name="What the marks mean").first.locator("svg")
    expect(marks).to_have_count(4)
    assert len({mark.screenshot() for mark in marks.all()}) == 4
    if colours == "active":
        drawn = page.locator(".mastery-fill, .mastery").first
        assert drawn.evaluate("one => getComputedStyle(one).stroke") == "rgb(0, 0, 0)"


def test_reader_is_led_to_check_themselves_from_the_contents_and_on_the_way(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=DESK)
    page.goto("/topics/routing")
    contents = page.get_by_role("navigation", name="On this page")
    goal = page.get_by_role("heading", name="Check yourself")
    contents.get_by_role("link", name="Check yourself").click()
    expect(goal).to_be_in_viewport()
    offer = page.get_by_role("main").get_by_role("link", name="Check yourself")
    passed = offer.evaluate(
        "one => [...document.querySelectorAll('.prose h2')].filter("
        "title => title.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING).length"
    )
    assert passed == 3
    offer.click()
    expect(goal).to_be_in_viewport()


def edge(code: Locator) -> bytes:
    """Return what is seen above the first line at the right edge of a block of code."""
    code.scroll_into_view_if_needed()
    box = code.bounding_box()
    assert box
    clip = {"x": box["x"] + box["width"] - 9, "y": box["y"] + 1, "width": 8, "height": 4}
    return code.page.screenshot(clip=clip)  # type: ignore[arg-type]


def test_code_that_scrolls_shows_that_it_does(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=NARROWEST)
    page.goto("/topics/routing")
    wide = page.locator(".code:not(:has(.hll)):not(.code-output) pre")
    at = wide.evaluate_all("all => all.findIndex(one => one.scrollWidth > one.clientWidth + 40)")
    code = wide.nth(at)
    before = edge(code)
    code.evaluate("one => { one.scrollLeft = one.scrollWidth; }")
    assert edge(code) != before


def test_report_on_paper_says_whose_it_is_and_breaks_no_question(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=DESK)
    name = new_name()
    register(page, name)
    start_interview(page)
    press(page.get_by_role("button", name="Look over or finish"))
    press(page.get_by_role("button", name="Finish now"))
    said = page.get_by_text(re.compile(rf"^{name} · \d+ \w+ \d{{4}}$"))
    expect(said).to_be_hidden()
    folded = page.locator(".outcome-question > :not(summary)").first
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(said).to_be_visible()
    expect(folded).to_be_visible()
    broken = page.locator(".outcome-question").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).breakInside !== 'avoid').length"
    )
    assert broken == 0
    for hidden in (page.get_by_role("banner"), page.get_by_role("contentinfo")):
        expect(hidden).to_be_hidden()
