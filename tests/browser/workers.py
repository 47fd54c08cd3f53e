"""Waiting for what a page or its worker does by itself."""

from playwright.sync_api import Page

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
