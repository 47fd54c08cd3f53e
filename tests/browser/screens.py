"""The screens that pages are looked at on, and what is looked for."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}

SIZES = [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")]

# Adds up what moved without a person's doing; before the page's own scripts.
WATCH = """window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


def nothing_scrolls_sideways(page: Page) -> None:
    page.wait_for_load_state()
    width, room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= room, page.url


def follow(page: Page, name: str) -> None:
    """Follow a link of the header; a phone has it among the contents."""
    contents = page.get_by_role("banner").get_by_role("button", name="Contents")
    if contents.is_visible():
        contents.click()
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()


@dataclass
class Album:
    """Pictures of whole pages in the order they were seen; pytest keeps those of its last runs.

    `--basetemp` says where.
    """

    folder: Path
    taken: int = 0

    def take(self, page: Page, name: str) -> None:
        nothing_scrolls_sideways(page)
        self.taken += 1
        page.screenshot(path=self.folder / f"{self.taken:02}-{name}.png", full_page=True)


OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed is not listed: on long pages that took longest
}


def findings(page: Page) -> list[str]:
    page.evaluate("scrollTo(0, 0)")  # a link half under the header is no small target
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{page.url}: {one['id']}: {one['help']}: {[node['html'] for node in one['nodes'][:3]]}"
        for one in violations
    ]
