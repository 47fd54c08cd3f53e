"""Who opens and who sends what: every route of the URL map, as four people."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from notes_site.store.database import Base, db
from notes_site.store.people.invitations import add_invitation
from notes_site.store.people.users import find_credentials, make_admin
from tests.conftest import Person
from tests.pages import token_of
from tests.web.addresses import FILLED, is_api
from tests.web.machines.api.holding import make_token

FOR_EVERYBODY = {
    *("home.show", "topics.show", "topics.cheat_sheet", "search.results", "glossary.show"),
    *("tags.index", "tags.show", "trial.topic", "trial.course", "trial.moved"),
    *(
        "offline.show",
        "offline.worker",
        "offline.manifest",
        "prefetch.rules",
        "health.show",
        "health.show_ready",
    ),
    *("discovery.robots", "discovery.sitemap", "discovery.feed", "static"),
    *("texts.topic", "texts.index", "texts.course", "pictures.show"),
    "pictures.play",
    "downloads.send",
    "look.show",
    "own.show",
    *("essentials.show", "questions.index", "questions.show", "questions.answers"),
    *("account.register", "account.register_submit", "account.login", "account.login_submit"),
    *(
        "privacy.show",
        "api_document.read",
        "reset_link.show",
        "reset_link.use",
        "passkeys.options_submit",
    ),
    *("data.schema", "calendar.show"),
}
NEEDS_A_NAME = {"discovery.sitemap", "discovery.feed", "calendar.show", "look.show"}
"""Of the site, or of somebody's calendar; or colours of its own."""
LEADS_TO_SIGN_IN = {"arriving.code_submit", "passkeys.sign_in_submit"}
"""Of whoever proves nothing."""
FOR_ADMINS = {"flags.index", "flags.close", "invitations.index", "invitations.add"}
FOR_ADMINS |= {"invitations.withdraw"}
ENDS_THE_VISIT = {"account.logout"}
ENDS_THE_OWNERS = {"security.end", "security.end_others"}
DOES_NOTHING = {"results.drop", "results.take_up"}
"""Lead on whoever asks, and change only a quiz of one's own."""
OWNER, QUIZ, INTERVIEW, POSITIONS = 1, 1, 2, range(1, 10)
NOT_THEIRS = {"sign_in", "attempt", "flag", "invitation"}
"""Tables that the others change by being there, or by what is theirs to do."""


def paths(app: Flask, rule: Rule, method: str) -> Iterator[str]:
    """Yield the addresses of a route, of both quizzes and all their positions."""
    adapter = app.url_map.bind("localhost")
    quizzes = (QUIZ, INTERVIEW) if "quiz_id" in rule.arguments else (QUIZ,)
    for quiz_id in quizzes:
        for position in POSITIONS if "position" in rule.arguments else (1,):
            values = {**FILLED, "quiz_id": quiz_id, "position": position}
            filled = {name: values[name] for name in rule.arguments}
            yield adapter.build(rule.endpoint, filled, method=method)


def ask(person: Person, method: str, path: str, token: str) -> TestResponse:
    """Ask for a page, or send a form that has next to nothing in it."""
    if method == "GET":
        answer = person.client.get(path, buffered=True)
        is_led_on = answer.status_code == 302  # to the page that decides
        return person.client.get(answer.location, buffered=True) if is_led_on else answer
    data = {"csrf_token": token, "delete_password": "wrong", "held_on": "2026-11-23"}
    return person.client.post(path, data=data | {"daily_cap": "20"})


def is_sent_to_sign_in(answer: TestResponse) -> bool:
    is_led = answer.status_code == 303 and answer.location.startswith(("/login", "/register"))
    return is_led or (answer.status_code == 403 and 'action="/login"' in answer.text)


def is_let_in(answer: TestResponse) -> bool:
    """Tell whether somebody got the page, or was told what is wrong with a nearly empty form."""
    is_answered = answer.status_code in {200, 204, 301, 303, 409, 410, 422}
    return is_answered and not is_sent_to_sign_in(answer)


@pytest.fixture
def everybody(app: Flask, ada: Person, bob: Person) -> dict[str, Person]:
    """Return the four; Ada owns a quiz and an interview, and has raised a flag."""
    carol = Person(app.test_client())
    carol.register("carol")
    with app.app_context():
        found = find_credentials("carol")
        assert found
        make_admin(found.user_id)
        add_invitation(datetime.now(UTC), days=1, uses=1)
    assert ada.start_quiz("first", length=9) == f"/quizzes/{QUIZ}"
    assert ada.submit("/interviews", plan="interview-15").location == f"/interviews/{INTERVIEW}/1"
    assert make_token(ada)
    path = "/questions/first-single/flag"
    assert ada.submit("/account", path, words="It is wrong.", next="/").status_code == 303
    return {"visitor": Person(app.test_client()), "owner": ada, "stranger": bob, "admin": carol}


def wanted(rule: Rule, role: str) -> str:
    """Return what a role should meet at a route."""
    if rule.endpoint in FOR_EVERYBODY:
        return "not there" if rule.endpoint in NEEDS_A_NAME else "open"
    if role == "visitor" or rule.endpoint in LEADS_TO_SIGN_IN:
        return "sign in"
    if rule.endpoint in FOR_ADMINS and role != "admin":
        return "not there"
    is_owned = bool({"quiz_id", "browser_id", "token_id"} & rule.arguments)
    is_somebodys = is_owned and rule.endpoint not in DOES_NOTHING
    return "not there" if is_somebodys and role != "owner" else "open"


def is_as(outcome: str, answers: list[TestResponse]) -> bool:
    """Compare; each route is of one of the two kinds of quiz, and not there for the other."""
    if outcome == "sign in":
        return all(map(is_sent_to_sign_in, answers))
    if outcome == "not there":
        return all(answer.status_code == 404 for answer in answers)
    return any(map(is_let_in, answers))


def rows_of(app: Flask) -> dict[str, list[object]]:
    """Return all rows that belong to the owner, by their table."""
    columns = {"user_id": OWNER, "quiz_id": QUIZ}
    found: dict[str, list[object]] = {}
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            limits = {name: value for name, value in columns.items() if name in table.c}
            limits = {"id": OWNER} if table.name == "user" else limits
            if table.name not in NOT_THEIRS:
                statement = select(table).filter_by(**dict([*limits.items()][:1]))
                found[table.name] = [tuple(row) for row in db.session.execute(statement)]
        db.session.remove()
    return found


@pytest.mark.long
@pytest.mark.promise("B16")
@pytest.mark.parametrize("role", ["visitor", "stranger", "admin", "owner"])
def test_every_route_is_open_to_those_it_is_for_and_to_nobody_else(
    app: Flask, everybody: dict[str, Person], role: str
) -> None:
    person, before = everybody[role], rows_of(app)
    page = person.page("/login" if role == "visitor" else "/account")
    wrong = []
    for rule in app.url_map.iter_rules():
        if is_api(rule):  # tests/web/machines/api/test_access.py
            continue
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            ends = ENDS_THE_VISIT | (ENDS_THE_OWNERS if role == "owner" else set())
            if rule.endpoint in ends and role != "visitor":
                continue
            answers = [ask(person, method, one, token_of(page)) for one in paths(app, rule, method)]
            outcome = wanted(rule, role)
            if not is_as(outcome, answers):
                codes = sorted({answer.status_code for answer in answers})
                wrong.append(f"{method} {rule.rule}: {codes}, and it should be: {outcome}")
    assert not wrong, "\n".join(wrong)
    assert role == "owner" or rows_of(app) == before
