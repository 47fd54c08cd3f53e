"""An author's browser shows an edit without being asked, and stays where it was."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.processes import SERVE, process, wait_for_port

WORDS = "\n\n".join(f"Paragraph {number} of many." for number in range(40))


def test_edit_shows_by_itself_at_the_same_place(browser: Browser, tmp_path: Path) -> None:
    course = tmp_path / "course"
    environ = {"NOTES_CONTENT_DIR": str(course), "NOTES_DATA_DIR": str(tmp_path / "data")}
    with process(sys.executable, "-m", "notes_site", "content", "new", str(course)) as begun:
        assert begun.wait() == 0
    topic = course / "01-first-steps/topic.md"
    long = topic.read_text().replace("## Code", f"{WORDS}\n\n## Code").replace("## Why", "## Why")
    topic.write_text(f"{long}\n{WORDS}\n")
    with process(*SERVE, "--debug", env=environ) as server:
        context = browser.new_context(viewport={"width": 1280, "height": 700})
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{wait_for_port(server)}/topics/first-steps")
        heading = page.locator("#why-questions")
        heading.evaluate(
            "one => window.scrollTo(0, one.getBoundingClientRect().top - 10 + scrollY)"
        )
        place = "one => Math.round(one.getBoundingClientRect().top)"
        before = heading.evaluate(place)
        grown = topic.read_text().replace("## Sections", f"## Sections\n\n{WORDS}", 1)
        topic.write_text(grown.replace("Reading feels like knowing.", "Reading feels easy."))
        expect(page.get_by_text("Reading feels easy.")).to_be_in_viewport()
        assert abs(heading.evaluate(place) - before) <= 2
        topic.write_text(grown.replace("```python run", "```python rnu"))
        expect(page.get_by_label("Mistakes in the content")).to_contain_text("did you mean run?")
        expect(page.get_by_label("Mistakes in this section")).to_have_count(1)
        assert abs(heading.evaluate(place) - before) <= 2
        topic.write_text(grown)
        expect(page.get_by_label("Mistakes in the content")).to_have_count(0)
        context.close()
