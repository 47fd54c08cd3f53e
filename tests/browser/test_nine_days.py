"""Nine days to the interview: from a search engine's result to the printed report."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from notes_site import create_app
from notes_site.store.database import close_all
from notes_site.study.memory.days import DAY_STARTS
from tests.browser.answering import answer_something, begin_answer, press
from tests.browser.conftest import PASSWORD, new_name
from tests.browser.screens import DESK, PHONE, Album
from tests.conftest import Clock

FLAG, NOTE = "A float may have no dot.", "Say converter, not type."


@pytest.fixture(scope="module")
def days() -> Iterator[Clock]:
    """Return the clock that the served site lives by."""
    found = Clock(datetime.now(UTC))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("notes_site.web.context.read_clock", found.read)
        yield found


@pytest.fixture(scope="module")
def site(days: Clock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the course from this process, whose clock the test sets, and return the address."""
    data = str(tmp_path_factory.mktemp("data"))
    environ = {"NOTES_DATA_DIR": data, "NOTES_SITE_URL": "http://127.0.0.1"}
    app = create_app(environ, debug=False)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        close_all()


@dataclass
class Reader:
    """Somebody with an interview in nine days, and the pictures of what they saw."""

    page: Page
    album: Album
    name: str = field(default_factory=new_name)

    def press_button(self, name: str | re.Pattern[str]) -> None:
        press(self.page.get_by_role("button", name=name))

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def sees_title(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1, name=words)).to_be_visible()


@pytest.mark.parametrize(
    ("viewport", "scheme", "has_scripts"),
    [
        pytest.param(PHONE, "light", True, id="phone-light-scripts"),
        pytest.param(PHONE, "dark", False, id="phone-dark-no-scripts"),
        pytest.param(DESK, "dark", True, id="desk-dark-scripts"),
        pytest.param(DESK, "light", False, id="desk-light-no-scripts"),
    ],
)
def test_nine_days_from_a_search_engine_to_the_printed_report(
    open_page: Callable[..., Page],
    site: str,
    days: Clock,
    tmp_path: Path,
    viewport: dict[str, int],
    scheme: str,
    has_scripts: bool,
) -> None:
    options: dict[str, Any] = {"base_url": site, "viewport": viewport, "color_scheme": scheme}
    options |= {"java_script_enabled": has_scripts, "has_touch": viewport == PHONE}
    days.moment = datetime.now(UTC)
    reader = Reader(open_page(**options, reduced_motion="reduce"), Album(tmp_path))
    read_and_try(reader)
    get_an_account(reader, days)
    take_first_quiz(reader)
    look_at_results(reader)
    days.moment += timedelta(days=1)
    come_back_tomorrow(reader)
    sit_interview(reader)
    print_report(reader, days)


def read_and_try(reader: Reader) -> None:
    page = reader.page
    page.goto("/topics/routing#trailing-slashes", referer="https://search.example/")
    expect(page.get_by_role("heading", name="Trailing slashes")).to_be_in_viewport()
    reader.sees_title("Routing")
    reader.album.take(page, "topic")
    trial = page.locator("#try ~ form")
    press(trial.locator("[name$=choice]").first)
    press(trial.get_by_role("button", name="Check the answers"))
    reader.sees(re.compile("^(Right|Wrong|Partly right)"))
    reader.album.take(page, "trial")


def get_an_account(reader: Reader, days: Clock) -> None:
    page = reader.page
    press(page.get_by_role("link", name="Practise this topic"))
    expect(page.get_by_label("Count the answer that I gave")).to_be_checked()
    page.get_by_label("Username").fill(reader.name)
    page.get_by_label("Password").fill(PASSWORD)
    reader.album.take(page, "register")
    reader.press_button("Create the account")
    reader.sees_title("When is your interview?")
    day = (days.moment - DAY_STARTS).date() + timedelta(days=9)
    page.get_by_label("Day of the interview").fill(day.isoformat())
    reader.album.take(page, "date")
    reader.press_button("Save the day and go on")


def take_first_quiz(reader: Reader) -> None:
    """Answer ten questions of the topic they came from; one with a hint, a flag and a note."""
    page, is_marked = reader.page, False
    for number in range(1, 11):
        reader.sees(f"Question {number} of 10")
        expect(page.get_by_role("main").locator(".eyebrow").first).to_have_text("Routing")
        hint = page.get_by_role("button", name="Show a hint")
        if not is_marked and hint.count() and page.get_by_label("Fairly").count():
            ask_for_a_hint_and_tell_the_host(reader)
            is_marked = True
            reader.press_button("Check the answer")
            write_a_note(reader)
        else:
            answer_something(page)
        expect(page.locator("#feedback")).to_be_visible()
        press(page.locator("[data-next]"))
    assert is_marked


def ask_for_a_hint_and_tell_the_host(reader: Reader) -> None:
    """What they answered and how sure they are stays, whatever is pressed between."""
    page = reader.page
    begin_answer(page)
    press(page.get_by_label("Fairly"))
    answered = held(page)
    assert {"confidence": "2"}.items() < answered.items()
    press(page.locator("#flag-fold summary"))
    page.get_by_label("What is wrong?").fill(FLAG)
    reader.press_button("Show a hint")
    expect(page.locator("#hint")).to_be_in_viewport()
    assert held(page) == answered | {"words": FLAG}
    reader.album.take(page, "hint")
    reader.press_button("Tell the host")
    expect(page.get_by_text("Thank you.")).to_be_in_viewport()
    assert held(page) == answered
    reader.album.take(page, "flag")


def held(page: Page) -> dict[str, str]:
    """Return what the reader has put into the form of the question."""
    found: dict[str, str] = page.locator(".quiz-form").evaluate(
        "form => Object.fromEntries([...new FormData(form)].filter(([name, value]) => value))"
    )
    return {name: value for name, value in found.items() if name not in {"csrf_token", "page"}}


def write_a_note(reader: Reader) -> None:
    page = reader.page
    press(page.locator("#note-fold summary"))
    page.get_by_label("Your note").fill(NOTE)
    reader.press_button("Save the note")
    expect(page.locator(".own-note")).to_have_text(NOTE)
    reader.album.take(page, "feedback")


def look_at_results(reader: Reader) -> None:
    reader.sees_title("Results")
    expect(reader.page.get_by_role("button", name=re.compile("again"))).to_be_visible()
    reader.album.take(reader.page, "results")


def come_back_tomorrow(reader: Reader) -> None:
    """Home says what comes back and what is new, and one button begins with it."""
    page = reader.page
    page.goto("/")
    reader.sees_title(f"Welcome back, {reader.name}")
    reader.sees("8 days to the interview")
    reader.sees(re.compile(r"^\s*[1-9]\d* comes? back, [1-9]\d* (is|are) new: \w"))
    reader.sees("1 day in a row; one answer today keeps it")
    main = page.get_by_role("main")
    expect(main.locator(".today .button")).to_have_count(1)
    reader.album.take(page, "home")
    page.goto("/progress")
    expect(main).not_to_contain_text("leaves time for 0")
    expect(main).to_contain_text(re.compile(r"[1-9]\d* new"))
    reader.album.take(page, "progress")
    page.goto("/")
    press(main.locator(".today .button"))
    reader.sees(re.compile(r"^Question 1 of [1-9]\d*$"))
    answer_something(page)
    expect(page.locator("#feedback")).to_be_visible()


def sit_interview(reader: Reader) -> None:
    page = reader.page
    page.goto("/practice")
    press(page.get_by_role("link", name="Mock interview or exam"))
    press(page.get_by_role("group", name="Mock interview").get_by_label("15"))
    reader.album.take(page, "interviews")
    reader.press_button("Start the clock")
    for number in range(1, 5):
        reader.sees(re.compile(f"^Question {number} of"))
        expect(page.locator(".clock")).to_contain_text("minutes left")
        begin_answer(page)
        if number == 1:
            reader.album.take(page, "interview")
        reader.press_button("Save and go on")
    reader.press_button("Look over or finish")
    reader.sees(re.compile(r"^4 of \d+ questions answered\."))
    reader.album.take(page, "overview")
    reader.press_button("Finish now")


def print_report(reader: Reader, days: Clock) -> None:
    """On paper stand name and day, and nothing to press."""
    page = reader.page
    reader.sees_title("Mock interview: report")
    reader.album.take(page, "report")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 in CSS pixels
    day = days.moment.date()  # of the calendar, also in the hours before a study day begins
    expect(page.get_by_text(f"{reader.name} · {day.day} {day:%B %Y}", exact=True)).to_be_visible()
    for hidden in (page.get_by_role("banner"), page.get_by_role("contentinfo")):
        expect(hidden).to_be_hidden()
    expect(page.locator(".report :is(.button, .link-button):visible")).to_have_count(0)
    assert page.locator(".outcome-question:visible").count() > 4
    reader.album.take(page, "printed")
