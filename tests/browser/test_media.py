"""The page as others see it: themes, zoom, paper, from the right, in the system's own colours."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import answer_something, go_on
from tests.browser.conftest import new_name, register
from tests.browser.screens import DESK, PHONE, nothing_scrolls_sideways
from tests.processes import SERVE, process, wait_for_port

BACKGROUND = "getComputedStyle(document.body).backgroundColor"
FEW_WORDS = """from pathlib import Path
from notes_site.__main__ import main
from notes_site.web.languages import catalogues
catalogues.LOCALE = Path("tests/locale")
main()"""
"""A site that speaks a few words of Arabic, and English for the rest."""
BLOCKED_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("blocked", "SecurityError"); } })"""
TEXT_OUTSIDE = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return one.checkVisibility() && box.width && (box.left < -1 || box.right > innerWidth + 1)
    && !one.closest("pre, .table-scroll, .heatmap, .visually-hidden, svg");
}).map((one) => one.outerHTML.slice(0, 120))"""
THEME_BEFORE_BODY = """new MutationObserver((_, observer) => {
  if (!document.body) return;
  window.themeBeforeBody = document.documentElement.dataset.theme;
  observer.disconnect();
}).observe(document, { childList: true, subtree: true })"""


@pytest.fixture
def arabic_server(content: Path, data: Path) -> Iterator[str]:
    site = content / "site.toml"
    site.write_text('language = "ar"\n' + site.read_text(encoding="utf-8"), encoding="utf-8")
    environ = {"NOTES_DATA_DIR": str(data), "NOTES_CONTENT_DIR": str(content)}
    with process(sys.executable, "-u", "-c", FEW_WORDS, *SERVE[-3:], env=environ) as running:
        yield f"http://127.0.0.1:{wait_for_port(running)}"


def test_chosen_theme_is_there_before_anything_is_painted(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK, color_scheme="light")
    page.add_init_script("localStorage.setItem('theme', 'dark')")
    page.add_init_script(THEME_BEFORE_BODY)
    page.goto("/topics/routing")
    assert page.evaluate("window.themeBeforeBody") == "dark"
    shown = page.locator("meta[name=theme-color]").evaluate_all(
        "all => all.filter((meta) => matchMedia(meta.media).matches).map((meta) => meta.content)"
    )
    assert shown == ["#15171a"]
    assert page.evaluate(BACKGROUND) == "rgb(21, 23, 26)"


def test_theme_can_be_switched_where_storage_is_blocked(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK, color_scheme="light")
    page.add_init_script(BLOCKED_STORAGE)
    page.goto("/topics/routing")
    light = page.evaluate(BACKGROUND)
    page.get_by_role("radio", name="Dark").check()
    assert page.evaluate(BACKGROUND) != light
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_colours_of_the_browsers_frame_are_those_of_the_page(
    open_page: Callable[..., Page],
) -> None:
    for scheme, content in (("light", "rgb(253, 252, 249)"), ("dark", "rgb(21, 23, 26)")):
        page = open_page(viewport=DESK, color_scheme=scheme)
        page.goto("/")
        colour = page.locator(f"meta[name=theme-color][data-theme={scheme}]").get_attribute(
            "content"
        )
        page.evaluate("colour => { document.querySelector('h1').style.color = colour }", colour)
        assert page.evaluate(BACKGROUND) == content
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == content


@pytest.mark.parametrize(
    "viewport", [{"width": 640, "height": 450}, {"width": 320, "height": 256}], ids=["200%", "400%"]
)
def test_zoomed_page_needs_no_sideways_scrolling(
    open_page: Callable[..., Page], viewport: dict[str, int]
) -> None:
    """WCAG 1.4.4 and 1.4.10: a window of 1280 pixels at 200 and 400 percent."""
    page = open_page(viewport=viewport)
    for path in ("/", "/topics/routing", "/topics/databases", "/search?q=url_for", "/register"):
        page.goto(path)
        nothing_scrolls_sideways(page)
    page.keyboard.press("?")
    expect(page.get_by_role("button", name="Close")).to_be_in_viewport()
    register(page, new_name())
    for path in ("/", "/practice", "/progress", "/account"):
        page.goto(path)
        nothing_scrolls_sideways(page)
    page.goto("/practice")
    go_on(page.get_by_role("button", name="Start"))
    nothing_scrolls_sideways(page)
    answer_something(page)
    nothing_scrolls_sideways(page)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_page_written_from_the_right_is_not_broken(
    open_page: Callable[..., Page], arabic_server: str, viewport: dict[str, int]
) -> None:
    page = open_page(base_url=arabic_server, viewport=viewport)
    for path in ("/", "/topics/first", "/topics/second", "/search?q=first", "/register"):
        page.goto(path)
        assert page.locator("html").get_attribute("dir") == "rtl"
        nothing_scrolls_sideways(page)
        assert page.evaluate(TEXT_OUTSIDE) == [], path
    name = page.locator(".site-name").bounding_box()
    assert name
    assert name["x"] + name["width"] > viewport["width"] * 0.8
    page.goto("/topics/first")
    direction = "one => getComputedStyle(one).direction"
    assert page.locator("pre").first.evaluate(direction) == "ltr"
    register(page, new_name())
    page.goto("/practice")
    go_on(page.get_by_role("button", name="Start"))
    nothing_scrolls_sideways(page)
    assert page.evaluate(TEXT_OUTSIDE) == []


def test_printed_topic_is_the_chapter_and_nothing_else(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK, color_scheme="dark")
    page.goto("/topics/routing")
    page.emulate_media(media="print")
    for hidden in (".site-header", ".site-footer", ".reading-topics", ".turn", ".copy", ".try"):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
    expect(page.get_by_role("heading", level=1, name="Routing")).to_be_visible()
    cut = "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    assert page.locator(".code pre").evaluate_all(cut) == 0
    assert page.locator("h1").evaluate("one => getComputedStyle(one).color") == "rgb(28, 30, 32)"


def test_nothing_moves_for_who_asked_for_less_motion(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK, reduced_motion="reduce")
    for path in ("/", "/topics/routing"):
        page.goto(path)
        assert page.evaluate("document.getAnimations().length") == 0
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_right_and_wrong_are_told_apart_in_forced_colours(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=DESK, forced_colors="active")
    register(page, new_name())
    page.goto("/practice?topic=routing")
    go_on(page.get_by_role("button", name="Start"))
    page.wait_for_url("**/quizzes/*/1")
    page.get_by_role("link", name="Account").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    answer_something(page)
    expect(page.locator(".verdict-icon")).to_be_visible()
    assert (
        page.locator(".verdict").evaluate("one => getComputedStyle(one).borderLeftWidth") == "3px"
    )
