"""Draws the pictures that stand in the repository: `python -m tests.browser.pictures`.

The icons and the picture that other sites show beside a link come from the site's own mark and
curve; those of README.md from the course, read by somebody with a history. The type is that of
Debian's fonts-noto-core, fonts-noto-mono and fonts-jetbrains-mono.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, sync_playwright

from notes_site import create_app
from notes_site.store.database import close_all
from notes_site.store.people.users import change_settings, find_credentials
from notes_site.store.practice.answers import NewAnswer, record_answer
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.content.library import Library, Question
from notes_site.study.memory.days import study_day
from notes_site.study.memory.forgetting import forget
from notes_site.study.memory.scheduling import Review
from notes_site.study.questions.kind import Grade
from notes_site.web.context import library
from tests.browser.conftest import CHROMIUM, sign_in
from tests.browser.screens import DESK, PHONE
from tests.conftest import Person
from tests.processes import SERVE, process, wait_for_port

ROOT = Path(__file__).parent.parent.parent
DOCS, STATIC = ROOT / "docs", ROOT / "static"
NAME = "ada"
SHARED = """<body class="shared"><div><p class="brand">{mark} {title}</p>
  <h1>Read.<br>Answer.<br>Remember.</h1></div>{curve}</body>"""
SHARED_STYLE = """
  .shared { display: grid; grid-template-columns: 430px 1fr; gap: 64px; align-items: center;
    width: 1200px; height: 630px; min-height: 0; padding: 0 72px; border-top: 14px solid #0a555e; }
  .shared .brand { display: flex; gap: 20px; align-items: center; margin: 0 0 44px;
    font: 700 34px var(--sans); letter-spacing: -.01em; }
  .shared .site-mark { width: 72px; height: 72px; }
  .shared h1 { margin: 0; font: 700 76px/1.14 var(--sans); letter-spacing: -.03em; }
  .shared figcaption { display: none; }
  .shared .curve text { font-size: 16px; }
  .shared .curve path { stroke-width: 5; }
  .shared .curve > svg { zoom: 1.3; }
"""


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with TemporaryDirectory() as folder:
            words = give_history(folder)
            with served(folder) as address:
                draw_readme(browser, address)
            draw_shared(browser, words)
        draw_icons(browser)
        browser.close()


def give_history(folder: str) -> dict[str, str]:
    """Let a reader practise most days of the last forty; return what is shared of the site."""
    app = create_app({"NOTES_DATA_DIR": folder}, debug=False)
    Person(app.test_client()).register(NAME)
    now, chance = datetime.now(UTC), random.Random(3)
    with app.app_context():
        found = find_credentials(NAME)
        assert found
        change_settings(
            found.user_id,
            time_zone="UTC",
            wanted_recall=0.9,
            daily_cap=40,
            interview_on=study_day(now, ZoneInfo("UTC")) + timedelta(days=30),
        )
        for days_ago, questions in sittings(library(), chance):
            answer(found.user_id, now - timedelta(days=days_ago), questions, chance)
        find: Any = app.jinja_env.get_template
        words = {
            "title": library().title,
            "mark": find("macros/identity.html").module.mark(),
            "curve": find("home/_curve.html").module.forgetting(forget()),
        }
        close_all()
    return words


def sittings(course: Library, chance: random.Random) -> Iterator[tuple[int, list[Question]]]:
    """Yield how many days ago each sitting was, with what it asked: new ones and old ones."""
    met: list[Question] = []
    for days_ago in range(40, 0, -1):
        if chance.random() < 0.2:
            continue
        topic = course.topics[min(8, (40 - days_ago) // 5)]
        new = [question for question in topic.askable if question not in met][:7]
        old = chance.sample(met, min(len(met), 12))
        met += new
        yield days_ago, new + old


def answer(user_id: int, at: datetime, questions: list[Question], chance: random.Random) -> None:
    quiz_id = add_quiz(user_id, "drawn", [question.id for question in questions], at)
    for position, question in enumerate(questions, 1):
        score, sureness = float(chance.random() < 0.85), chance.choice([None, 1, 2, 3])
        review = Review(study_day(at, ZoneInfo("UTC")), score, sureness, False, question.revision)
        given = NewAnswer(quiz_id, position, question.id, "", ("x",), Grade(score), review)
        record_answer(user_id, given, at)


@contextmanager
def served(folder: str) -> Iterator[str]:
    with process(*SERVE, env={"NOTES_DATA_DIR": folder}) as running:
        yield f"http://127.0.0.1:{wait_for_port(running)}"


def draw_readme(browser: Browser, address: str) -> None:
    desk = look(browser, address, DESK, "light")
    phone = look(browser, address, PHONE, "dark")
    for page, name in ((desk, "home"), (phone, "start-phone")):
        page.goto("/")
        shoot(page, name)
    for page in (desk, phone):
        sign_in(page, NAME)
    desk.goto("/topics/routing")
    shoot(desk, "topic")
    desk.goto("/progress")
    shoot(desk, "progress")
    for page, path, name in (
        (phone, "/", "home-phone"),
        (phone, "/search?q=sesion cokie", "search-phone"),
    ):
        page.goto(path)
        shoot(page, name)
    answer_one(desk)
    shoot(desk, "question")


def look(browser: Browser, address: str, viewport: object, scheme: object) -> Page:
    return browser.new_page(
        base_url=address,
        viewport=viewport,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )


def answer_one(page: Page) -> None:
    page.goto("/practice?topic=databases")
    page.get_by_role("button", name="Start").click()
    while not page.locator(".quiz-form input[type=radio][name=choice]").count():
        page.get_by_role("button", name="Skip for now").click()
    page.locator(".quiz-form [name=choice]").first.check()
    page.get_by_role("button", name="Check the answer").click()
    page.locator("#feedback").wait_for()
    page.evaluate("scrollTo(0, 0)")


def shoot(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=DOCS / f"{name}.png")


def draw_shared(browser: Browser, words: dict[str, str]) -> None:
    """Draw what other sites show beside a link: mark, name, and the curve."""
    page = browser.new_page(viewport={"width": 1200, "height": 630}, reduced_motion="reduce")
    page.set_content(SHARED.format(**words))
    page.add_style_tag(path=STATIC / "site.css")
    page.add_style_tag(content=SHARED_STYLE)
    page.screenshot(path=STATIC / "og.png")


def draw_icons(browser: Browser) -> None:
    """Draw static/icon.svg in the sizes that systems ask for; one fills its whole square."""
    drawing = (STATIC / "icon.svg").read_text(encoding="utf-8")
    for name, size, room in (("192", 192, 0), ("512", 512, 0), ("maskable", 512, 64)):
        page = browser.new_page(viewport={"width": size, "height": size})
        ground = "#0a555e" if room else "transparent"
        body = f"body {{ margin: 0; padding: {room}px; background: {ground} }}"
        page.set_content(f"<style>{body} svg {{ display: block }}</style>{drawing}")
        page.screenshot(path=STATIC / f"icon-{name}.png", omit_background=True)


if __name__ == "__main__":
    main()
