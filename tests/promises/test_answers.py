"""Answers that are sent twice, in two tabs, hours later, or while the clock is wrong."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Clock, Person, shown
from tests.pages import fields_of, texts, token_of
from tests.promises.conftest import Measuring
from tests.web.addresses import routes
from tests.web.answering import ANSWERS, count_answers, options_of

CHOSEN = [title for title, answer in ANSWERS.items() if isinstance(answer.get("choice"), str)]
"""Questions with options, one of which is chosen."""


def tab_of(app: Flask, person: Person) -> FlaskClient:
    """Return another tab of somebody's browser."""
    tab = app.test_client()
    cookie = person.client.get_cookie("session")
    assert cookie
    tab.set_cookie("session", cookie.value)
    return tab


def chosen_positions(person: Person, quiz: str) -> dict[int, list[str]]:
    """Return the options of the questions of a quiz where one is chosen, by position."""
    pages = ((at, person.page(f"{quiz}/{at}")) for at in range(1, 11))
    return {at: options_of(page) for at, page in pages if texts(page, "h1#question")[0] in CHOSEN}


@pytest.mark.promise("A6")
def test_answer_sent_twenty_times_at_once_and_again_later_counts_once(
    app: Flask, ada: Person
) -> None:
    path = f"{ada.start_quiz('second')}/1"
    data = {"csrf_token": token_of(ada.page(path)), "choice": shown("yes")}
    tabs = [tab_of(app, ada) for _ in range(20)]
    with ThreadPoolExecutor(len(tabs)) as pool:
        codes = list(pool.map(lambda tab: tab.post(path, data=data).status_code, tabs))
    assert codes == [303] * len(tabs)
    assert tab_of(app, ada).post(path, data=data).status_code == 303
    assert count_answers(app) == 1
    assert "<strong>Right</strong>" in ada.page(path)


@pytest.mark.promise("A7")
def test_of_two_tabs_at_once_one_answer_stands_and_both_show_it(
    app: Flask, ada: Person, measuring: Measuring
) -> None:
    pairs = measuring.choose(12, 100)
    answered = 0
    while answered < pairs:
        quiz = ada.start_quiz()
        for position, options in chosen_positions(ada, quiz).items():
            path, tabs = f"{quiz}/{position}", [tab_of(app, ada) for _ in range(2)]
            token = token_of(ada.page(path))

            def send(
                one: tuple[FlaskClient, str], path: str = path, token: str = token
            ) -> tuple[int, list[str]]:
                tab, choice = one
                sent = tab.post(path, data={"csrf_token": token, "choice": choice})
                return sent.status_code, texts(tab.get(path).text, "#feedback > :first-child")

            with ThreadPoolExecutor(2) as pool:
                first, second = pool.map(send, zip(tabs, options, strict=False))
            answered += 1
            assert first == second
            assert first[0] == 303
            assert first[1]
            assert count_answers(app) == answered
    measuring.note("A7", "two tabs", {"pairs": answered, "answers": count_answers(app)})


@pytest.mark.promise("B14")
def test_page_left_open_for_three_hours_still_takes_the_answer(
    app: Flask, ada: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{ada.start_quiz('second')}/1"
    data = dict(fields_of(ada.page(path), "csrf_token")) | {"choice": shown("yes")}
    later = time.time() + 3 * 3600
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    clock.moment += timedelta(hours=3)
    assert ada.client.post(path, data=data).status_code == 303
    assert "<strong>Right</strong>" in ada.page(path)
    assert count_answers(app) == 1


@pytest.mark.promise("B15")
@pytest.mark.parametrize("days", [-2, 2])
def test_clock_that_is_days_off_breaks_nothing(
    app: Flask, ada: Person, clock: Clock, days: int
) -> None:
    quiz = ada.start_quiz("second", length=5)
    ada.submit("/interviews", plan="interview-15")
    clock.moment += timedelta(days=days)
    assert ada.submit(f"{quiz}/1", choice="yes").status_code == 303
    for endpoint, path in routes(app, "GET").items():
        assert ada.get(path).status_code < 500, endpoint
    clock.moment -= timedelta(days=days)
    assert ada.is_signed_in()
    assert "<strong>Right</strong>" in ada.page(f"{quiz}/1")
