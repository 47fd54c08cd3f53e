"""Programs sign in by the same door as browsers, and what they hold ends as browsers do.

Ids name promises of trust.
"""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, update

from notes_site.__main__ import commands
from notes_site.store.database import db, writing
from notes_site.store.models import SignIn, User
from notes_site.store.people.programs.signing_in import GRACE, add_program, find_program
from notes_site.store.people.sweeping import LONGEST_SIGN_IN
from notes_site.store.people.tokens import hash_token
from notes_site.store.people.users import (
    MOST_BROWSERS,
    PERSONAL,
    PROGRAM,
    add_sign_in,
    find_credentials,
    find_reader,
)
from notes_site.web.door.throttle import GUESSES_A_NAME
from tests.conftest import PASSWORD, Clock, Person
from tests.pages import section, texts
from tests.web.accounts import log
from tests.web.machines.api.holding import (
    BASE,
    Holder,
    make_token,
    new_program,
    problem_of,
    signed_in,
)
from tests.web.queries import statements
from tests.web.second import switch_codes_on

PAGE = "/account/security"
NEW = "five quite unrelated words"


@pytest.mark.usefixtures("ada")
def test_program_signs_in_asks_renews_and_signs_out(app: Flask) -> None:
    program = new_program(app)
    answer = program.sign_in()
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert program.given["token_type"] == "Bearer"
    assert (program.given["expires_in"], program.given["scope"]) == (900, "read practise")
    mine = program.ask()
    assert mine.json
    assert mine.json["username"] == "ada"
    first = program.token
    assert program.refresh().status_code == 200
    assert program.token != first
    assert program.is_let_in()
    assert program.ask(f"{BASE}/sign-out", "POST").status_code == 204
    assert not program.is_let_in()
    assert program.refresh().status_code == 401


@pytest.mark.usefixtures("ada")
def test_neither_token_is_stored_as_it_is(app: Flask) -> None:
    program = signed_in(app)
    with app.app_context():
        row = db.session.execute(select(SignIn).where(SignIn.kind == "program")).scalar_one()
        kept = {str(getattr(row, one.name)) for one in SignIn.__table__.columns}
    for token in ("access_token", "refresh_token"):
        _, claims, _ = program.given[token].split(".")
        said = json.loads(base64.urlsafe_b64decode(claims + "=="))
        assert not kept & {program.given[token], said["sub"], said["jti"]}
        assert hash_token(said["sub"]) in kept


@pytest.mark.usefixtures("ada")
def test_what_a_program_is_known_by_is_no_browser_and_the_other_way_round(app: Flask) -> None:
    moment = datetime.now(UTC)
    with app.app_context():
        found = find_credentials("ada")
        assert found
        ticket = add_program(found.user_id, moment, "job", found.password_hash)
        browser = add_sign_in(found.user_id, moment, "Firefox")
        assert ticket
        assert browser
        assert find_reader(browser, moment)
        assert find_program(ticket.handle, PROGRAM, moment)
        assert find_reader(ticket.handle, moment) is None
        assert find_program(ticket.handle, PERSONAL, moment) is None
        assert find_program(browser, PROGRAM, moment) is None


@pytest.mark.usefixtures("ada")
def test_program_is_not_signed_in_by_a_password_that_was_changed_meanwhile(app: Flask) -> None:
    with app.app_context():
        assert add_program(1, datetime.now(UTC), "job", "another hash") is None


@pytest.mark.usefixtures("ada")
def test_wrong_password_and_unknown_name_are_refused_alike(app: Flask) -> None:
    answers = [new_program(app).sign_in("ada", "wrong"), new_program(app).sign_in("nobody")]
    assert [one.status_code for one in answers] == [401, 401]
    assert answers[0].data == answers[1].data
    assert answers[0].headers["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.promise("B7")
def test_programs_guess_by_the_count_of_browsers(app: Flask, ada: Person) -> None:
    """B7: who guesses here has guessed there."""
    for _ in range(GUESSES_A_NAME - 1):
        assert new_program(app).sign_in("ada", "wrong").status_code == 401
    assert Person(app.test_client()).sign_in("ada", "wrong").status_code == 422
    answer = new_program(app).sign_in()
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert f"{GUESSES_A_NAME} times" in " ".join(texts(section(ada.page(PAGE), "events"), "li"))


def test_program_is_listed_by_its_name_and_ended_like_a_browser(
    app: Flask, ada: Person, bob: Person
) -> None:
    program, other = signed_in(app), new_program(app)
    other.client.environ_base["HTTP_USER_AGENT"] = "curl/8.5.0"
    assert other.sign_in().status_code == 200
    listed = texts(section(ada.page(PAGE), "browsers"), "li strong")
    assert listed[1] == "curl/8.5.0"
    assert listed[2].startswith("Werkzeug/")
    with app.app_context():
        found = db.session.execute(select(SignIn.id).where(SignIn.browser == "curl/8.5.0"))
        path = f"/account/browsers/{found.scalar_one()}/end"
    assert bob.submit(PAGE, path).status_code == 404
    assert other.is_let_in()
    assert ada.submit(PAGE, path).status_code == 303
    assert not other.is_let_in()
    assert program.is_let_in()
    assert log(ada)[:2] == ["Signed out from afar", "Program signed in"]


@pytest.mark.promise("B2")
def test_new_password_ends_every_program_and_every_personal_token(app: Flask, ada: Person) -> None:
    """B2: with the tokens that they hold, both kinds, and those made of them."""
    program, script = signed_in(app), new_program(app, make_token(ada))
    assert program.is_let_in()
    assert script.is_let_in()
    fields = {"change_password": PASSWORD, "change_new": NEW}
    assert ada.submit(PAGE, "/account/password", **fields).status_code == 303
    assert not program.is_let_in()
    assert not script.is_let_in()
    assert program.refresh().status_code == 401
    assert ada.is_signed_in()


@pytest.mark.parametrize("how", ["end others", "second step", "delete", "reset by host"])
def test_what_ends_browsers_ends_programs(
    app: Flask, ada: Person, clock: Clock, environ: dict[str, str], how: str
) -> None:
    program, script = signed_in(app), new_program(app, make_token(ada))
    if how == "end others":
        ada.submit(PAGE, "/account/browsers/end-others")
    elif how == "second step":
        switch_codes_on(ada, clock)
    elif how == "delete":
        fields = {"delete_password": PASSWORD, "delete_is_sure": "y"}
        assert ada.submit("/account", "/account/delete", **fields).status_code == 303
    else:
        ended = CliRunner(env=environ).invoke(
            commands, ["user", "reset-password", "ada"], f"{NEW}\n{NEW}\n"
        )
        assert ended.exit_code == 0, ended.output
    assert not program.is_let_in()
    assert not script.is_let_in()
    assert program.refresh().status_code == 401


@pytest.mark.usefixtures("ada")
@pytest.mark.promise("B15")
def test_program_is_signed_out_as_a_browser_would_be(app: Flask, clock: Clock) -> None:
    """B15: after 14 days without a request, and after 30 in all."""
    program, idle = signed_in(app), signed_in(app)
    for _ in range(3):
        clock.moment += timedelta(days=9)
        assert program.is_let_in()
    assert not idle.is_let_in()
    assert idle.refresh().status_code == 401
    clock.moment += LONGEST_SIGN_IN - timedelta(days=27)
    assert not program.is_let_in()
    assert program.refresh().status_code == 401


def test_refresh_token_used_twice_signs_its_program_out_and_no_other(
    app: Flask, ada: Person, clock: Clock
) -> None:
    """RFC 9700, 4.14.2: the thief and the program come with tokens of one family."""
    program, other = signed_in(app), signed_in(app)
    stolen = program.given["refresh_token"]
    assert program.refresh().status_code == 200
    clock.moment += GRACE + timedelta(seconds=1)
    thief = new_program(app)
    assert thief.refresh(stolen).status_code == 401
    assert not program.is_let_in()
    assert program.refresh().status_code == 401
    assert other.is_let_in()
    assert ada.is_signed_in()
    said = [one for one in log(ada) if "old token" in one]
    assert said == ["Program signed out: somebody used an old token of it once more"]


@pytest.mark.usefixtures("ada")
def test_two_refreshes_at_once_or_an_answer_that_got_lost_sign_nobody_out(
    app: Flask, clock: Clock
) -> None:
    """Both get the same token, so that each can go on by it, and only one of them next time."""
    program, twin = signed_in(app), new_program(app)
    twin.given = program.given
    for _ in range(3):
        assert program.refresh().status_code == 200
        clock.moment += GRACE
        assert twin.refresh().status_code == 200
        assert jti(twin) == jti(program)
        assert program.is_let_in()
        assert twin.is_let_in()
        clock.moment += timedelta(minutes=20)


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("is_older", [False, True])
def test_token_that_is_older_than_the_one_before_has_no_grace(app: Flask, is_older: bool) -> None:
    """Nor does it get a token made of it: the salt belongs to the one before alone."""
    program = signed_in(app)
    old = program.given["refresh_token"]
    for _ in range(2 if is_older else 1):
        assert program.refresh().status_code == 200
    assert new_program(app).refresh(old).status_code == (401 if is_older else 200)
    assert program.is_let_in() is not is_older


def jti(program: Holder) -> str:
    """Return what the store knows a program's refresh token by."""
    _, claims, _ = program.given["refresh_token"].split(".")
    return str(json.loads(base64.urlsafe_b64decode(claims + "=="))["jti"])


@pytest.mark.usefixtures("ada")
def test_many_programs_crowd_out_the_oldest_program_and_no_browser(app: Flask, ada: Person) -> None:
    with app.app_context():
        found = find_credentials("ada")
        assert found
        for at in range(MOST_BROWSERS + 3):
            add_program(found.user_id, datetime.now(UTC), f"job {at}", found.password_hash)
    listed = texts(section(ada.page(PAGE), "browsers"), "li strong")
    assert len(listed) == MOST_BROWSERS + 1
    assert "job 2" not in listed
    assert "job 3" in listed


@pytest.mark.promise("B20")
def test_program_of_a_guarded_account_needs_the_code_once(
    app: Flask, ada: Person, clock: Clock
) -> None:
    """B20: the password alone opens nothing here, either."""
    device, recovery = switch_codes_on(ada, clock)
    program = new_program(app)
    without = program.sign_in()
    assert without.status_code == 401
    assert without.json
    assert without.json["errors"][0]["pointer"] == "#/code"
    assert program.sign_in(code="000000").status_code == 401
    assert "Right password, wrong code" in log(ada)
    code = device.code(1)
    assert program.sign_in(code=code).status_code == 200
    assert new_program(app).sign_in(code=code).status_code == 401
    assert new_program(app).sign_in(code=recovery[0]).status_code == 200
    assert new_program(app).sign_in("ada", "wrong", code=device.code(2)).status_code == 401


@pytest.mark.promise("B20")
def test_account_without_a_password_takes_no_program_by_password(app: Flask, ada: Person) -> None:
    """B20: not even with a code; its reader makes a personal token."""
    token = make_token(ada)
    with app.app_context(), writing() as session:
        session.execute(update(User).values(is_passkey_only=True))
    answer = new_program(app).sign_in(code="abcd-efgh-ijkl-mnop")
    assert answer.status_code == 403
    assert "personal token" in problem_of(answer)
    assert new_program(app, token).is_let_in()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"username": "ada"},
        {"username": "ada", "password": 7},
        {"username": "ada", "password": "x" * 2_000},
        {"username": ["ada"], "password": PASSWORD},
        {"username": "ada", "password": PASSWORD, "code": {}},
        {"username": "ada", "password": PASSWORD, "name": "n" * 61},
        {"username": "ada", "password": PASSWORD, "is_admin": True},
        {"username": "a\0da", "password": PASSWORD},
        {"username": "\ud800", "password": PASSWORD},
    ],
)
@pytest.mark.usefixtures("ada")
def test_odd_sign_ins_are_refused_by_field(app: Flask, sent: dict[str, object]) -> None:
    answer = app.test_client().post(f"{BASE}/sign-in", json=sent)
    assert answer.status_code == 422
    problem_of(answer)


@pytest.mark.usefixtures("ada")
def test_check_of_a_token_is_one_select(app: Flask) -> None:
    program = signed_in(app)
    program.ask()
    with statements(app) as seen:
        assert program.is_let_in()
    assert len(seen) == 1, seen
