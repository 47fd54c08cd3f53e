"""axe finds nothing on any page: phone and desk, light and dark, visitor and reader."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.answering import answer_something
from tests.browser.conftest import new_name, register
from tests.browser.screens import SIZES, findings


@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    open_page: Callable[..., Page], viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    found: list[str] = []

    def look(path: str | None = None) -> None:
        if path:
            page.goto(path)
        found.extend(findings(page))

    for path in ("/", "/topics/routing", "/topics/databases", "/topics/deployment"):
        look(path)
    for path in (
        "/search",
        "/search?q=url_for",
        "/search?q=xyzzy",
        "/login",
        "/register",
        "/nothing",
    ):
        look(path)
    register(page, new_name())
    paths = ("/", "/topics/routing", "/practice", "/progress", "/account", "/account/interview")
    for path in (*paths, "/questions"):
        look(path)
    page.goto("/practice?topic=routing")
    page.locator("input[name=length][value='20']").check()
    page.get_by_role("button", name="Start").click()
    kinds: set[str] = set()
    while page.get_by_role("button", name="Check the answer").count():
        control = page.locator(".quiz-form :is(input:not([type=hidden]), select, textarea)").first
        kind = control.evaluate("control => control.type")
        if kind not in kinds:
            look()
        answer_something(page)
        if kind not in kinds:
            look()
        kinds.add(kind)
        page.locator("[data-next]").click()
    assert kinds >= {"radio", "checkbox", "text"}
    look()
    look("/progress")
    assert found == []
