"""The first ten minutes: an account, one question about the interview, then what one came for."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.conftest import PASSWORD, Clock, Person, shown
from tests.pages import attributes, only, texts, value_of
from tests.web.answering import count_answers, title_of

TRIED = f"/topics/first/trial?1-choice={shown('wrong')}"


def join(person: Person, page: str, **fields: object) -> str:
    """Fill in the registration as its page has it, and return the address that follows."""
    opened = person.page(page)
    sent = {name: value_of(opened, name) for name in ("next", "trial")}
    response = person.submit(
        page, "/register", **(sent | {"username": "eve"} | fields), password=PASSWORD
    )
    assert response.status_code == 303
    return str(response.location)


def go_on(person: Person, asked: str, **fields: object) -> str:
    """Answer the one question that follows, and return the address after it."""
    sent = {"next": value_of(person.page(asked), "next"), **(fields or {"skip": "y"})}
    return str(person.submit(asked, "/account/interview", **sent).location)


def button_of_the_trial(person: Person) -> str:
    """Return where a visitor's button on the trial's page leads."""
    return attributes(person.page(TRIED), ".try .button", "href")[0]


def test_visitor_who_wants_to_practise_creates_an_account_and_gets_a_question(
    visitor: Person,
) -> None:
    (link,) = attributes(visitor.page("/topics/second"), ".try a", "href")
    response = visitor.get(link)
    assert response.location == "/register?next=/practice?topic%3Dsecond"
    page = visitor.page(response.location)
    assert "/login?next=/practice?topic%3Dsecond" in attributes(page, "main a", "href")

    asked = join(visitor, response.location)
    assert "When is your interview?" in texts(visitor.page(asked), "h1")
    question = go_on(visitor, asked, none="y")
    assert question == "/quizzes/1/1"
    assert title_of(visitor.page(question)) == "Does the second topic have a question?"


def test_visitor_with_an_account_signs_in_and_gets_a_question(app: Flask, ada: Person) -> None:
    for wanted in ("/practice?topic=second", "/practice?tag=basics", "/practice?mode=today"):
        browser = Person(app.test_client())
        response = browser.submit("/login", username="ada", password=PASSWORD, next=wanted)
        assert response.location.endswith("/1"), wanted
        assert "Question 1 of" in browser.page(response.location)


def test_sign_in_with_nothing_to_ask_leads_to_the_page_itself(app: Flask, ada: Person) -> None:
    wanted = "/practice?topic=nothing"
    response = Person(app.test_client()).submit(
        "/login", username="ada", password=PASSWORD, next=wanted
    )
    assert response.location == wanted


@pytest.mark.parametrize("registration", ["invite", "closed"])
def test_where_registration_is_not_open_the_visitor_signs_in(
    make_app: Callable[..., Flask], registration: str
) -> None:
    person = Person(make_app(NOTES_REGISTRATION=registration).test_client())
    assert person.get("/practice?topic=first").location.startswith("/login?next=")
    assert button_of_the_trial(person) == "/practice?topic=first"


@pytest.mark.parametrize(
    ("came_from", "title"),
    [
        ("", "Which of these is right?"),
        ("?next=/", "Which of these is right?"),
        ("?next=/topics/second", "Does the second topic have a question?"),
        ("?next=/topics/second/trial", "Does the second topic have a question?"),
        ("?next=/practice", "Which of these is right?"),
        ("?next=https://evil.example/", "Which of these is right?"),
    ],
)
def test_new_reader_gets_the_first_question_of_what_they_came_from(
    visitor: Person, came_from: str, title: str
) -> None:
    question = go_on(visitor, join(visitor, f"/register{came_from}"))
    assert title_of(visitor.page(question)) == title


def test_new_reader_who_came_for_a_page_gets_that_page(visitor: Person) -> None:
    assert go_on(visitor, join(visitor, "/register?next=/progress")) == "/progress"


def test_what_was_answered_in_the_trial_counts_as_first_answers(
    app: Flask, visitor: Person
) -> None:
    link = button_of_the_trial(visitor)
    assert visitor.client.get_cookie("session") is None
    page = visitor.page(link)
    assert "Count the answer that I gave just now as my first" in texts(page, "label.choice")
    assert "checked" in only(page, "[name=keeps_trial]").attributes

    asked = join(visitor, link, keeps_trial="y")
    assert count_answers(app) == 1
    assert "✗ wrong" in visitor.page("/quizzes/1/results")
    assert texts(visitor.page("/progress"), ".figures td")[0] == "1/ of 9"
    assert title_of(visitor.page(go_on(visitor, asked))) != "Which of these is right?"


def test_what_was_answered_in_the_trial_is_left_out_where_the_tick_is_gone(
    app: Flask, visitor: Person
) -> None:
    join(visitor, button_of_the_trial(visitor))
    assert count_answers(app) == 0


def test_answers_of_the_trial_survive_a_name_that_is_taken(app: Flask, bob: Person) -> None:
    visitor = Person(app.test_client())
    link = button_of_the_trial(visitor)
    sent = {"trial": value_of(visitor.page(link), "trial"), "keeps_trial": "y"}
    refused = visitor.submit(link, "/register", username="bob", password=PASSWORD, **sent)
    assert refused.status_code == 422
    assert value_of(refused.text, "trial") == sent["trial"]
    assert "checked" in only(refused.text, "[name=keeps_trial]").attributes


@pytest.mark.parametrize("flaw", ["made up", "changed", "too old"])
def test_answers_that_are_forged_or_old_are_not_counted(
    app: Flask, visitor: Person, clock: Clock, flaw: str
) -> None:
    link = button_of_the_trial(visitor)
    (signed,) = parse_qs(urlsplit(link).query)["trial"]
    trial = {"made up": "x.y", "changed": f"x{signed}", "too old": signed}[flaw]
    if flaw == "too old":
        clock.moment += timedelta(hours=3)
    assert "keeps_trial" not in visitor.page(f"/register?trial={trial}")
    join(visitor, "/register", trial=trial, keeps_trial="y")
    assert count_answers(app) == 0


def test_trial_without_an_answer_carries_none(visitor: Person) -> None:
    (link,) = attributes(
        visitor.page("/topics/first/trial"), ".try .button:not(.button-quiet)", "href"
    )
    assert link == "/register?next=/practice?topic%3Dfirst"


@pytest.mark.parametrize("path", ["/topics/first/trial", "/tags/basics", "/practice/traps"])
def test_readers_button_to_practise_shows_a_question(ada: Person, path: str) -> None:
    page = ada.page(path)
    form = only(page, 'form[action="/practice"]')
    assert "Practise" in form.text()
    fields = {
        str(node.attributes["name"]): node.attributes["value"]
        for node in form.css("[name]:not([name=csrf_token])")
    }
    assert ada.submit(path, "/practice", **fields).location.endswith("/1")
