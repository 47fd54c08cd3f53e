"""Waiting for what a page or its worker does by itself."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.screens import DESK

REGISTERED = """async () => (await navigator.serviceWorker.getRegistrations())
  .map((one) => [new URL(one.scope).pathname, new URL(one.active.scriptURL).pathname])"""
"""The reach and the script of each worker."""
IS_READY = """async () => {
  await navigator.serviceWorker.ready;
  return Boolean(navigator.serviceWorker.controller);
}"""


def wait_until(page: Page, test: str, argument: object = None) -> None:
    """Wait until an asynchronous test holds in the page (Playwright takes a promise for a yes)."""
    found = page.evaluate(
        f"""async (argument) => {{
          const test = {test}, end = performance.now() + 10000;
          while (performance.now() < end) {{
            if (await test(argument)) return true;
            await new Promise(requestAnimationFrame);
          }}
          return false;
        }}""",
        argument,
    )
    assert found, test


IS_KEPT = """path => caches.match(path, { ignoreVary: true }).then(Boolean)"""


def open_site(open_page: Callable[..., Page], server: str, **options: object) -> Page:
    """Open the home page and wait for the worker."""
    page = open_page(base_url=server, **({"viewport": DESK} | options))
    page.goto("/")
    wait_until(page, IS_READY)
    wait_until(page, IS_KEPT, "/")
    return page


def read(page: Page, path: str) -> None:
    page.goto(path)
    wait_until(page, IS_KEPT, path)
