"""Scripts in a real browser: modules of their own, and only the bytes that the page names."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import new_name, register
from tests.browser.screens import DESK

OWN_NAMES = """() => {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow));
  frame.remove();
  return Object.getOwnPropertyNames(window).filter((one) => !usual.has(one) && isNaN(one));
}"""
ADDED_BY_PLAYWRIGHT = {"__playwright__binding__", "__pwInitScripts"}


def test_scripts_leave_no_name_on_the_page(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=DESK)
    register(page, new_name())
    for path in ("/", "/topics/routing", "/search?q=route", "/practice", "/account"):
        page.goto(path)
        assert set(page.evaluate(OWN_NAMES)) <= ADDED_BY_PLAYWRIGHT, path
        for name in ("root", "show", "showAll", "choose", "isShortcut"):
            assert page.evaluate(f"typeof {name}") == "undefined", name


@pytest.mark.promise("C3")
def test_changed_script_is_not_run_though_another_imports_it(browser: Browser, server: str) -> None:
    context = browser.new_context(
        base_url=server, viewport={"width": 1280, "height": 900}, service_workers="block"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    planted = "document.title = 'planted'; export function choose() {}"
    page.route(
        "**/page.js",
        lambda route: route.fulfill(body=planted, content_type="text/javascript"),
    )
    page.goto("/topics/routing")
    expect(page.locator(".copy")).to_have_count(0)  # what imports it does not run either
    assert page.title() != "planted"
    assert any("integrity" in one for one in said)
    context.close()
