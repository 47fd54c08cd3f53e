"""axe finds nothing on any page: phone and desk, light and dark, visitor and reader."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Literal
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page

from notes_site.config import find_folder
from notes_site.store.database import close_all
from notes_site.store.people.plans import set_interview_day
from notes_site.store.people.users import make_admin
from tests.browser.answering import answer_something, go_on
from tests.browser.conftest import new_name, register, sign_in
from tests.browser.screens import SIZES, findings
from tests.conftest import Person
from tests.processes import SERVE, process, wait_for_port
from tests.web.addresses import routes

COURSE = [f"/topics/{one.name[3:]}" for one in sorted(find_folder("content").glob("[0-9]*"))]
FOR_ALL = {
    "home.show": "/",
    "topics.cheat_sheet": "/topics/databases/cheat-sheet",
    "trial.topic": "/topics/routing/trial",
    "trial.course": "/trial",
    "tags.index": "/tags",
    "tags.show": "/tags/sessions",
    "glossary.show": "/glossary",
    "essentials.show": "/essentials",
    "questions.index": "/questions?level=senior",
    "questions.show": "/topics/routing/questions",
    "questions.answers": "/topics/sql/questions/joins",
    "search.results": "/search?q=url_for",
    "offline.show": "/offline",
    "privacy.show": "/privacy",
    "api_document.read": "/api",
}
FOR_VISITORS = {"account.register": "/register", "account.login": "/login"}
FOR_VISITORS |= {"reset_link.show": "/reset-password"}
FOR_READERS = {
    "practice.show": "/practice",
    "timed.new": "/interviews",
    "marks.index": "/saved",
    "traps.show": "/practice/traps",
    "progress.show": "/progress",
    "account.show": "/account",
    "security.show": "/account/security",
    "plan.interview": "/account/interview",
    "second.show": "/account/second",
    "passkeys.index": "/account/passkeys",
    "data.show": "/account/data",
    "tokens.index": "/account/tokens",
}
ELSEWHERE = {"quiz.question", "quiz.results", "timed.show", "timed.question", "timed.report"}
ELSEWHERE |= {"second.setup", "arriving.code", "own.show"}
"""Looked at in a quiz below, in test_interviews.py, test_passkeys.py and test_illustrated.py."""
FOR_ADMINS = {"flags.index": "/flags", "plan.outcome": "/account/interview/outcome"}
FOR_ADMINS |= {"invitations.index": "/invitations"}
"""Of an admin whose interview is over."""
NOT_DRAWN = {"static", "trial.moved", "quiz.resume", "quiz.go_to_question", "offline.worker"}
NOT_DRAWN |= {"offline.manifest", "prefetch.rules", "health.show", "health.show_ready"}
NOT_DRAWN |= {"discovery.robots", "discovery.sitemap", "discovery.feed"}
NOT_DRAWN |= {
    "pictures.show",
    "pictures.play",
    "downloads.send",
    "look.show",
    "texts.topic",
    "texts.index",
    "texts.course",
    "data.schema",
    "data.table",
}
NOT_DRAWN |= {"data.everything", "data.everything_packed", "calendar.show", "anki.cards"}
ODD = ["/nothing", "/search", "/search?q=xyzzy"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOOKS = [(scheme, width) for scheme in SCHEMES for width in (320, 360, 1280)]


def test_every_page_of_the_map_is_looked_at(app: Flask) -> None:
    looked_at = {"topics.show", *FOR_ALL, *FOR_VISITORS, *FOR_READERS, *ELSEWHERE, *FOR_ADMINS}
    assert looked_at | NOT_DRAWN == set(routes(app, "GET"))


@pytest.mark.promise("C3")
@pytest.mark.parametrize("at", range(len(LOOKS)), ids=[f"{one}-{two}" for one, two in LOOKS])
def test_axe_finds_nothing_on_any_page(open_page: Callable[..., Page], at: int) -> None:
    """Visitors and readers see each page on another of the six screens; topics are shared out."""
    scheme, width = LOOKS[at]
    page = open_page(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    by_visitors = [*COURSE[::2], *FOR_ALL.values(), *ODD, *FOR_VISITORS.values()]
    by_readers = [*FOR_READERS.values(), *ODD, *FOR_ALL.values(), *COURSE[1::2]]
    found: list[str] = []

    def look(paths: list[str]) -> None:
        for path in paths[at :: len(LOOKS)]:
            page.goto(path)
            found.extend(findings(page))

    look(by_visitors)
    register(page, new_name())
    look(by_readers)
    assert found == []


def test_axe_finds_nothing_on_what_an_admin_sees_after_an_interview(
    open_page: Callable[..., Page], app: Flask, ada: Person, environ: dict[str, str]
) -> None:
    quiz = ada.start_quiz("second")
    ada.submit(f"{quiz}/1", "/questions/second-single/flag", words="I can't follow.")
    with app.app_context():
        make_admin(1)
        set_interview_day(1, datetime.now(UTC).date() - timedelta(days=2))
        close_all()
    with process(*SERVE, env=environ) as running:
        page = open_page(base_url=f"http://127.0.0.1:{wait_for_port(running)}")
        sign_in(page, "ada")
        found: list[str] = []
        for (scheme, width), path in product(LOOKS, FOR_ADMINS.values()):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.goto(path)
            assert urlsplit(page.url).path == path
            found.extend(findings(page))
    assert found == []


@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_quiz(
    open_page: Callable[..., Page], viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    found: list[str] = []

    def look() -> None:
        found.extend(findings(page))

    register(page, new_name())
    page.goto("/practice?topic=routing")
    page.locator("input[name=length][value='20']").check()
    go_on(page.get_by_role("button", name="Start"))
    kinds: set[str] = set()
    while page.locator(".quiz-form").count():
        control = page.locator(".quiz-form :is(input:not([type=hidden]), select, textarea)").first
        kind = control.evaluate("control => control.type")
        if kind not in kinds:
            look()
        answer_something(page)
        if kind not in kinds:
            look()
        kinds.add(kind)
        go_on(page.locator("[data-next]"))
    assert kinds >= {"radio", "checkbox", "text"}
    look()
    page.goto("/progress")
    look()
    assert found == []
