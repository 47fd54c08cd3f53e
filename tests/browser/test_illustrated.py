"""Pictures in a real browser: nothing shifts, each theme loads its own, one width is offline."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.screens import DESK, PHONE, WATCH, findings
from tests.browser.workers import open_site, read
from tests.course import EXAMPLE
from tests.illustrated import OPENING, photograph, picture, show
from tests.processes import SERVE, process, wait_for_port

SEE_ALL = """async () => {
  for (const image of document.images) {
    image.scrollIntoView();
    if (getComputedStyle(image).display === "none") continue;
    if (!image.complete) await new Promise((seen) => image.addEventListener("load", seen));
    await image.decode();
  }
  return window.shifted;
}"""
IS_LOADED = "image => image.naturalWidth > 0"
SCRIPT = "<script>document.documentElement.remove()</script>"


@pytest.fixture(scope="module")
def illustrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample with pictures of several formats, and return the address."""
    folder = tmp_path_factory.mktemp("illustrated")
    content = shutil.copytree(Path(__file__).parents[1] / "content", folder / "content")
    show(content, "two.light.png", picture("PNG"), "One for each theme")
    (content / "02-second/two.dark.png").write_bytes(picture("WEBP"))
    show(content, "photo.jpg", photograph(), "A photograph")
    show(content, "tool.svg", f"{OPENING}<rect width='9' height='9' fill='#00f'/>{SCRIPT}</svg>")
    environ = {"NOTES_DATA_DIR": str(folder / "data"), "NOTES_CONTENT_DIR": str(content)}
    with process(*SERVE, env=environ) as running:
        yield f"http://127.0.0.1:{wait_for_port(running)}"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the example course, and return the address."""
    data = str(tmp_path_factory.mktemp("example"))
    environ = {"NOTES_DATA_DIR": data, "NOTES_CONTENT_DIR": str(EXAMPLE)}
    with process(*SERVE, env=environ) as running:
        yield f"http://127.0.0.1:{wait_for_port(running)}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_shifts_and_only_what_is_seen_is_loaded(
    illustrated: str, open_page: Callable[..., Page], scheme: Literal["light", "dark"]
) -> None:
    for viewport in (PHONE, DESK):
        page = open_page(base_url=illustrated, viewport=viewport, color_scheme=scheme)
        page.add_init_script(WATCH)
        page.goto("/topics/second")
        assert page.evaluate(SEE_ALL) == 0
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
        assert findings(page) == []
        other = "dark" if scheme == "light" else "light"
        assert page.locator(f".{scheme}-only").evaluate(IS_LOADED)
        assert not page.locator(f".{other}-only").evaluate(IS_LOADED)
        page.goto("/pages/about")
        assert findings(page) == []


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", DESK), ("dark", PHONE)], ids=["light-desk", "dark-phone"]
)
def test_nothing_shifts_in_the_example_course_and_axe_finds_nothing(
    example: str,
    open_page: Callable[..., Page],
    scheme: Literal["light", "dark"],
    viewport: ViewportSize,
) -> None:
    """With a logo, an announcement, formulas, and a picture for each theme."""
    page = open_page(base_url=example, viewport=viewport, color_scheme=scheme)
    page.add_init_script(WATCH)
    for path in ("/", "/topics/joins", "/topics/null", "/pages/about", "/topics/joins/trial"):
        page.goto(path)
        assert page.evaluate(SEE_ALL) == 0, path
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"], path
        assert findings(page) == [], path


def test_announcement_that_was_put_away_stays_away(
    example: str, open_page: Callable[..., Page]
) -> None:
    """On the next page it is gone before anything is painted, so nothing shifts."""
    page = open_page(base_url=example, viewport=DESK)
    page.add_init_script(WATCH)
    page.goto("/")
    announced = page.get_by_role("complementary", name="Announcements")
    expect(announced).to_be_visible()
    page.get_by_role("button", name="Don't show this again").click()
    expect(announced).to_be_hidden()
    page.goto("/topics/joins")
    expect(announced).to_be_hidden()
    assert page.evaluate("window.shifted") == 0


def test_sign_in_page_keeps_still(illustrated: str, open_page: Callable[..., Page]) -> None:
    """A script puts a button below the password: before the page is seen, however slow it comes."""
    for _ in range(5):
        page = open_page(base_url=illustrated, viewport=PHONE)
        page.add_init_script(WATCH)
        page.goto("/progress")
        expect(page.get_by_role("button", name="Show the password")).to_be_visible()
        page.evaluate("new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)))")
        assert page.evaluate("window.shifted") == 0


def test_drawing_that_is_opened_alone_runs_nothing(
    illustrated: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(base_url=illustrated)
    page.goto("/topics/second")
    page.goto(page.locator("img[src$='.svg']").last.get_attribute("src") or "")
    assert page.locator("rect").count() == 1


def test_picture_of_a_page_that_was_read_is_there_offline(
    illustrated: str, open_page: Callable[..., Page]
) -> None:
    """Whatever width this screen would load, the one that is kept is shown."""
    page = open_site(open_page, illustrated, viewport=PHONE)
    read(page, "/topics/second")
    page.context.set_offline(True)
    page.goto("/topics/second")
    expect(page.get_by_label("Offline")).to_be_visible()
    photo = page.get_by_alt_text("A photograph")
    photo.scroll_into_view_if_needed()
    assert photo.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }")
