"""Weigh the pages and watch them load: `python benchmarks/pages.py`.

A real server serves the course to a real Chromium: every topic, the home page, search, a question
with its answer, and the progress page. For each the gzipped weight of HTML, CSS and JavaScript, the
requests, the shift of the layout and the broken rules are printed beside their budgets; the command
exits with 1 when a budget is missed.
"""

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response, sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
GZIP_LEVEL = 6  # what nginx and most proxies are set to
BUDGETS = {"document": 20_000, "stylesheet": 10_000, "script": 6_000}
"""Bytes, gzipped, on a topic page."""
WATCH = """
window.found = { shift: 0, violations: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.found.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
addEventListener("securitypolicyviolation", () => { window.found.violations += 1 });
"""
SCROLL_THROUGH = """async () => {
  for (let at = 0; at < document.body.scrollHeight; at += innerHeight) {
    scrollTo(0, at);
    await new Promise(requestAnimationFrame);
  }
  await new Promise((done) => setTimeout(done, 300));
}"""
PASSWORD = "four unrelated words"


@dataclass
class Weighed:
    """What one page cost."""

    path: str
    sizes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BUDGETS, 0))
    requests: int = 0
    elsewhere: int = 0
    shift: float = 0
    violations: int = 0

    @property
    def missed(self) -> list[str]:
        limits = BUDGETS if self.path.startswith("/topics/") else {}
        heavy = [kind for kind, limit in limits.items() if self.sizes[kind] > limit]
        counts = {
            "other hosts": self.elsewhere,
            "shift": round(self.shift, 4),
            "policy": self.violations,
        }
        return heavy + [name for name, value in counts.items() if value]


@contextmanager
def served() -> Iterator[str]:
    """Serve the course under a name, with an empty database, and yield the address."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-u", "-m", "notes_site", "serve", "--port", "0"]
        server = subprocess.Popen(
            command,
            env=os.environ | {"NOTES_DATA_DIR": folder, "NOTES_SITE_URL": "http://127.0.0.1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            lines = iter(server.stdout or ())
            yield next(found[0] for line in lines if (found := re.search(r"http://[\d.:]+", line)))
        finally:
            server.terminate()
            server.communicate(timeout=60)


def weigh(page: Page, path: str | None) -> Weighed:
    """Load the path, or the page that is open once more, and scroll through it."""
    seen: list[Response] = []

    def note(response: Response) -> None:
        seen.append(response)

    page.on("response", note)
    page.goto(path) if path else page.reload()
    page.wait_for_load_state("networkidle")
    page.evaluate(SCROLL_THROUGH)
    page.remove_listener("response", note)

    weighed = Weighed(urlsplit(page.url).path)
    for response in seen:
        weighed.requests += 1
        weighed.elsewhere += urlsplit(response.url).netloc != urlsplit(page.url).netloc
        kind = response.request.resource_type
        if kind in weighed.sizes and response.ok:
            weighed.sizes[kind] += len(gzip.compress(response.body(), GZIP_LEVEL))
    found = page.evaluate("window.found")
    weighed.shift, weighed.violations = found["shift"], found["violations"]
    return weighed


def visit(browser: Browser, base: str, width: int) -> Iterator[Weighed]:
    """Yield every page as a visitor and then a new reader meets it, each with empty caches."""

    def open_page() -> Page:
        context = browser.new_context(
            base_url=base, viewport={"width": width, "height": 800}, service_workers="block"
        )
        context.add_init_script(WATCH)
        return context.new_page()

    page = open_page()
    page.goto("/")
    links = page.locator(".card a[href^='/topics/']")
    paths = links.evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    page.context.close()
    for path in ["/", *paths, "/search?q=url_for", "/offline"]:
        page = open_page()
        yield weigh(page, path)
        page.context.close()

    page = open_page()
    page.goto("/register")
    page.get_by_label("Username").fill(f"reader{width}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url(lambda url: "/register" not in url)
    page.goto("/practice?topic=routing")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/quizzes/*/1")
    for path in (None, "/", "/topics/routing", "/practice", "/progress", "/account"):
        yield weigh(page, path)
    page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--width", type=int, nargs="*", default=[360, 1280])
    options = parser.parse_args()
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    names = ("HTML", "CSS", "JS", "requests", "other hosts", "shift", "policy")
    print(f"{'page':<34}{'width':>6}" + "".join(f"{name:>12}" for name in names))
    is_missed = False
    with served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=as_root)
        for width in options.width:
            for one in visit(browser, base, width):
                values = (*one.sizes.values(), one.requests, one.elsewhere)
                cells = [f"{value:>12}" for value in values]
                cells += [f"{one.shift:>12.4f}", f"{one.violations:>12}"]
                verdict = f"  MISSED: {', '.join(one.missed)}" if one.missed else ""
                print(f"{one.path:<34}{width:>6}" + "".join(cells) + verdict, flush=True)
                is_missed = is_missed or bool(one.missed)
        browser.close()
    print(f"Budgets on a topic page, gzipped: {BUDGETS}; shift, other hosts and policy: 0.")
    sys.exit(is_missed)


if __name__ == "__main__":
    main()
