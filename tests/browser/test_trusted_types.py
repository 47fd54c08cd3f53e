"""No script makes text into elements, nor loads one from an address that this site did not make."""

import pytest
from playwright.sync_api import Browser

from tests.browser.workers import IS_READY, REGISTERED, wait_until

TRY_IT = """async () => {
  const tries = {
    html: () => { document.createElement("p").innerHTML = "<b>bold</b>"; },
    script: () => { document.createElement("script").src = "/static/other.js"; },
    worker: () => navigator.serviceWorker.register("/other.js"),
    policy: () => trustedTypes.createPolicy("mine", {}),
  };
  const found = {};
  for (const [what, act] of Object.entries(tries)) {
    try { await act(); found[what] = "taken"; } catch ({ name }) { found[what] = name; }
  }
  return found;
}"""


@pytest.mark.promise("D1")
def test_browser_refuses_what_an_injected_script_would_do(browser: Browser, server: str) -> None:
    with browser.new_context(base_url=server) as context:
        page = context.new_page()
        page.goto("/")
        assert page.evaluate(TRY_IT) == dict.fromkeys(
            ("html", "script", "worker", "policy"), "TypeError"
        )


def test_the_one_worker_is_registered_all_the_same(browser: Browser, server: str) -> None:
    with browser.new_context(base_url=server) as context:
        page = context.new_page()
        page.goto("/")
        wait_until(page, IS_READY)
        page.goto("/topics/routing")
        assert page.evaluate(REGISTERED) == [["/", "/sw.js"]]
