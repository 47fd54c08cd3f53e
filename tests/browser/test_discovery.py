"""What pages say to search engines, in a browser that keeps to their policy."""

import json
from collections.abc import Callable

from playwright.sync_api import Page

LISTED = ("/", "/topics/routing", "/topics/routing/cheat-sheet", "/glossary", "/tags")


def test_structured_data_stands_in_the_page_and_breaks_no_rule(
    open_page: Callable[..., Page],
) -> None:
    """C3: a block of data is no script, so a policy without inline scripts lets it be."""
    page = open_page()
    page.add_init_script(
        "window.broken = [];"
        "addEventListener('securitypolicyviolation', (event) => broken.push(event.blockedURI))"
    )
    for path in LISTED:
        page.goto(path)
        assert page.evaluate("broken") == [], path
        document = json.loads(page.locator("script[type='application/ld+json']").inner_text())
        assert document["@graph"], path
        assert (
            page.locator("link[rel=canonical]").get_attribute("href") == f"http://127.0.0.1{path}"
        )
