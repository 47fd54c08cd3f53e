"""Codes from an app and recovery codes: a stolen password alone opens nothing (B20)."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import segno
from flask import Flask
from sqlalchemy import select, text
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from notes_site.store.database import db
from notes_site.store.models import RecoveryCode
from notes_site.store.people.passwords import hash_password
from notes_site.store.people.users import reset_password
from tests.conftest import PASSWORD, Clock, Person, shown
from tests.pages import only, texts, token_of, value_of
from tests.web.accounts import log, said_to_a_guesser
from tests.web.second import SECOND, begin_set_up, switch_codes_on

STEP = timedelta(seconds=30)
NEW_PASSWORD = "another few words"


def begin(app: Flask, name: str = "ada", address: str = "", password: str = PASSWORD) -> Person:
    """Return a browser in which somebody gave a name and the right password."""
    person = Person(app.test_client())
    if address:
        person.client.environ_base["REMOTE_ADDR"] = address
    response = person.sign_in(name, password)
    assert response.status_code == 200
    assert "Second step" in response.text
    return person


def give(person: Person, code: str, **fields: str) -> TestResponse:
    return person.submit("/login/code", code=code, **fields)


def two_workers(make_app: Callable[..., Flask]) -> tuple[list[Flask], Person]:
    """Return two processes' sites on one database, and Ada, who is signed in at the first."""
    workers = [make_app(), make_app()]
    ada = Person(workers[0].test_client())
    ada.register("ada")
    return workers, ada


def sent_as_it_stands(person: Person, page: str, code: str) -> TestResponse:
    """Send the second step's form of a page, hidden fields too."""
    form = only(page, 'form[action="/login/code"]')
    hidden = [one.attributes for one in form.css("input[type=hidden]")]
    data = [(str(one["name"]), one.get("value") or "") for one in hidden]
    return person.client.post("/login/code", data=MultiDict([*data, ("code", code)]))


@pytest.mark.promise("B20")
def test_stolen_password_alone_opens_nothing_where_codes_are_on(
    app: Flask, ada: Person, clock: Clock
) -> None:
    """B20: after name and password, a code from the reader's app is asked for."""
    authenticator, _ = switch_codes_on(ada, clock)
    clock.moment += STEP
    thief = begin(app)
    for path in ("/account", "/progress", "/account/second", "/account/passkeys"):
        assert thief.get(path).status_code == 303, path
    assert give(thief, "000000").status_code == 422
    assert not thief.is_signed_in()
    owner = begin(app)
    assert give(owner, authenticator.code()).status_code == 303
    assert owner.is_signed_in()


def test_nothing_changes_before_a_code_was_entered(app: Flask, ada: Person, clock: Clock) -> None:
    authenticator = begin_set_up(ada, clock)
    assert Person(app.test_client()).sign_in("ada").status_code == 303
    response = ada.submit(f"{SECOND}/setup", code="000000")
    assert response.status_code == 422
    assert "not the code" in response.text
    assert authenticator.secret in response.text.replace(" ", "")
    assert Person(app.test_client()).sign_in("ada").status_code == 303
    assert ada.submit(f"{SECOND}/setup", code=f" {authenticator.code()} ").status_code == 200
    begin(app)


def test_set_up_that_a_new_password_ended_switches_nothing_on(
    app: Flask, ada: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it ends between the look at the code and the turn to store."""
    authenticator = begin_set_up(ada, clock)
    monkeypatch.setattr("notes_site.web.people.ceremonies.take_ceremony", lambda *_: None)
    assert ada.submit(f"{SECOND}/setup", code=authenticator.code()).status_code == 303
    assert Person(app.test_client()).sign_in("ada").status_code == 303


def test_setting_up_asks_for_the_password(ada: Person) -> None:
    response = ada.submit(SECOND, f"{SECOND}/on", **{"on-password": "wrong"})
    assert response.status_code == 422
    assert "This is not your password" in response.text
    assert ada.get(f"{SECOND}/setup").status_code == 303


def test_secret_is_shown_to_its_reader_in_this_browser_for_ten_minutes(
    app: Flask, ada: Person, bob: Person, clock: Clock
) -> None:
    authenticator = begin_set_up(ada, clock)
    phone = Person(app.test_client())
    phone.sign_in("ada")
    assert phone.get(f"{SECOND}/setup").status_code == 303
    assert bob.get(f"{SECOND}/setup").status_code == 303
    token = token_of(ada.page(f"{SECOND}/setup"))
    clock.moment += timedelta(minutes=11)
    assert ada.get(f"{SECOND}/setup").status_code == 303
    response = ada.send(f"{SECOND}/setup", token, code=authenticator.code())
    assert response.location == SECOND
    assert "That took too long" in ada.page(SECOND)


def test_picture_holds_the_key_for_the_app(ada: Person, clock: Clock) -> None:
    authenticator = begin_set_up(ada, clock)
    picture = only(ada.page(f"{SECOND}/setup"), ".narrow svg")
    drawn = picture.css("path")[1].attributes["d"] or ""
    dark = {(int(x) - 4, int(y) - 4) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn)}
    wanted = (
        f"otpauth://totp/Sample%20notes:ada?secret={authenticator.secret}&issuer=Sample%20notes"
    )
    rows = segno.make(wanted, micro=False).matrix
    assert dark == {(x, y) for y, row in enumerate(rows) for x, one in enumerate(row) if one}
    assert picture.attributes["role"] == "img"


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_code_of_the_step_before_or_after_counts(
    app: Flask, ada: Person, clock: Clock, steps: int
) -> None:
    authenticator, _ = switch_codes_on(ada, clock)
    clock.moment += 5 * STEP
    assert give(begin(app), authenticator.code(steps)).status_code == 303


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_code_of_a_step_farther_away_does_not(
    app: Flask, ada: Person, clock: Clock, steps: int
) -> None:
    authenticator, _ = switch_codes_on(ada, clock)
    clock.moment += 5 * STEP
    assert give(begin(app), authenticator.code(steps)).status_code == 422


@pytest.mark.promise("B20")
def test_code_opens_once(app: Flask, ada: Person, clock: Clock) -> None:
    """B20: whoever looks over a reader's shoulder can't use the code again."""
    authenticator, _ = switch_codes_on(ada, clock)
    assert give(begin(app), authenticator.code()).status_code == 422  # it switched them on
    clock.moment += STEP
    code = authenticator.code()
    assert give(begin(app), code).status_code == 303
    assert give(begin(app), code).status_code == 422
    assert give(begin(app), authenticator.code(-1)).status_code == 422


def test_of_many_who_send_one_code_at_once_one_gets_in(
    make_app: Callable[..., Flask], clock: Clock
) -> None:
    """B20: shared by workers, decided by one statement."""
    workers, ada = two_workers(make_app)
    authenticator, recovery = switch_codes_on(ada, clock)
    clock.moment += STEP
    for code in (authenticator.code(), recovery[0]):
        browsers = [begin(workers[at % 2]) for at in range(5)]
        tokens = [token_of(one.page("/login/code")) for one in browsers]

        def send(at: int, code: str = code, browsers=browsers, tokens=tokens) -> int:  # type: ignore[no-untyped-def]
            response: TestResponse = browsers[at].send("/login/code", tokens[at], code=code)
            return response.status_code

        with ThreadPoolExecutor(5) as pool:
            assert sorted(pool.map(send, range(5))) == [303] + [422] * 4


@pytest.mark.promise("B20")
def test_recovery_code_opens_once_however_it_is_written(
    app: Flask, ada: Person, clock: Clock
) -> None:
    _, codes = switch_codes_on(ada, clock)
    assert len({*codes}) == 10
    assert give(begin(app), codes[0]).status_code == 303
    assert give(begin(app), codes[0]).status_code == 422
    written = codes[1].upper().replace("-", "  ")
    assert give(begin(app), written).status_code == 303
    assert "You have 8 left" in " ".join(texts(ada.page(SECOND), ".narrow p"))


def test_recovery_codes_are_stored_hashed_and_shown_once(
    app: Flask, ada: Person, clock: Clock
) -> None:
    _, codes = switch_codes_on(ada, clock)
    with app.app_context():
        stored = db.session.execute(select(RecoveryCode.code_hash)).scalars().all()
    assert len(stored) == 10
    assert all(len(one) == 64 for one in stored)
    page = ada.page(SECOND) + ada.get(f"{SECOND}/setup", follow_redirects=True).text
    assert not [code for code in codes if code in page]


def test_new_recovery_codes_end_the_old_ones(app: Flask, ada: Person, clock: Clock) -> None:
    authenticator, old = switch_codes_on(ada, clock)
    clock.moment += STEP
    fields = {"codes-password": PASSWORD, "codes-code": authenticator.code()}
    new = texts(ada.submit(SECOND, f"{SECOND}/codes", **fields).text, ".narrow li code")
    assert len({*new} - {*old}) == 10
    assert give(begin(app), old[0]).status_code == 422
    assert give(begin(app), new[0]).status_code == 303


@pytest.mark.promise("B20")
def test_password_alone_switches_no_codes_off_and_makes_no_recovery_codes(
    app: Flask, ada: Person, clock: Clock
) -> None:
    """B20: nor does a browser left open give away more with it."""
    authenticator, _ = switch_codes_on(ada, clock)
    clock.moment += STEP
    for name in ("off", "codes"):
        for code in ("", "000000"):
            fields = {f"{name}-password": PASSWORD, f"{name}-code": code}
            assert ada.submit(SECOND, f"{SECOND}/{name}", **fields).status_code == 422
    fields = {"off-password": "wrong", "off-code": authenticator.code()}
    assert ada.submit(SECOND, f"{SECOND}/off", **fields).status_code == 422
    begin(app)
    fields = {"off-password": PASSWORD, "off-code": authenticator.code()}
    assert ada.submit(SECOND, f"{SECOND}/off", **fields).status_code == 303
    assert Person(app.test_client()).sign_in("ada").status_code == 303
    with app.app_context():
        left = db.session.execute(text("SELECT count(*) FROM recovery_code")).scalar_one()
    assert left == 0


def test_reader_is_told_of_every_change_of_the_second_step(ada: Person, clock: Clock) -> None:
    authenticator, codes = switch_codes_on(ada, clock)
    fields = {"codes-password": PASSWORD, "codes-code": codes[0]}
    assert ada.submit(SECOND, f"{SECOND}/codes", **fields).status_code == 200
    clock.moment += STEP
    fields = {"off-password": PASSWORD, "off-code": authenticator.code()}
    assert ada.submit(SECOND, f"{SECOND}/off", **fields).status_code == 303
    assert log(ada)[:4] == [
        "Codes from an app asked for no more",
        "New recovery codes made",
        "Recovery code used",
        "Codes from an app asked for",
    ]


def test_codes_that_are_on_are_not_switched_on_again(ada: Person, clock: Clock) -> None:
    """A thief at an open browser who knows the password can't put an app of theirs in its place."""
    authenticator, _ = switch_codes_on(ada, clock)
    clock.moment += STEP
    fields = {"on-password": PASSWORD, "on-code": authenticator.code()}
    assert ada.submit(SECOND, f"{SECOND}/on", **fields).location == SECOND
    assert ada.get(f"{SECOND}/setup").location == SECOND


def test_wrong_password_and_unknown_name_are_answered_alike_where_codes_are_on(
    app: Flask, ada: Person, clock: Clock
) -> None:
    switch_codes_on(ada, clock)
    assert said_to_a_guesser(app, "ada") == said_to_a_guesser(app, "eda")


@pytest.mark.promise("B20")
def test_second_step_belongs_to_the_browser_that_gave_the_password(
    app: Flask, ada: Person, clock: Clock
) -> None:
    authenticator, _ = switch_codes_on(ada, clock)
    clock.moment += STEP
    owner, other = begin(app), Person(app.test_client())
    assert other.get("/login/code").location == "/login?next=/login/code"
    token = token_of(other.page("/login"))
    assert other.send("/login/code", token, code=authenticator.code()).status_code == 303
    assert not other.is_signed_in()
    assert give(owner, authenticator.code()).status_code == 303


def test_second_step_is_over_after_ten_minutes(app: Flask, ada: Person, clock: Clock) -> None:
    authenticator, _ = switch_codes_on(ada, clock)
    browser = begin(app)
    token = token_of(browser.page("/login/code"))
    clock.moment += timedelta(minutes=10)
    response = browser.send("/login/code", token, code=authenticator.code())
    assert response.location == "/login?next=/"
    assert "That took too long" in browser.page("/login")
    assert not browser.is_signed_in()


def test_second_step_is_over_once_it_was_taken(app: Flask, ada: Person, clock: Clock) -> None:
    """A copy of the cookie from between the two steps opens nothing afterwards."""
    _, codes = switch_codes_on(ada, clock)
    owner = begin(app)
    cookie = owner.client.get_cookie("session")
    assert cookie
    token = token_of(owner.page("/login/code"))
    assert give(owner, codes[0]).status_code == 303
    thief = Person(app.test_client())
    thief.client.set_cookie("session", cookie.value)
    assert thief.send("/login/code", token, code=codes[1]).status_code == 303
    assert not thief.is_signed_in()


def test_new_password_ends_second_steps_that_were_begun_with_the_old(
    app: Flask, ada: Person, clock: Clock
) -> None:
    _, codes = switch_codes_on(ada, clock)
    thief = begin(app)
    with app.app_context():
        reset_password(1, hash_password(NEW_PASSWORD), clock.moment)
    assert thief.get("/login/code").status_code == 303
    assert give(begin(app, password=NEW_PASSWORD), codes[0]).status_code == 303


@pytest.mark.promise("B20")
def test_codes_are_guessed_ten_times_by_one_and_twenty_times_by_all(
    make_app: Callable[..., Flask], clock: Clock
) -> None:
    """B20: counted by the account as well, for all workers; recovery codes still open it."""
    workers, ada = two_workers(make_app)
    authenticator, codes = switch_codes_on(ada, clock)
    clock.moment += STEP
    right = authenticator.code()
    wrong = f"{(int(right) + 500_000) % 1_000_000:06}"
    statuses = []
    for number in range(3):
        guesser = begin(workers[number % 2], address=f"203.0.113.{number}")
        token = token_of(guesser.page("/login/code"))
        statuses += [guesser.send("/login/code", token, code=wrong).status_code for _ in range(11)]
    assert statuses == [*[422] * 10, 429, *[422] * 9, *[429] * 2, *[429] * 11]
    owner = begin(workers[1], address="192.0.2.7")
    assert give(owner, right).status_code == 429
    assert give(owner, codes[0]).status_code == 303
    clock.moment += timedelta(minutes=16)
    assert give(begin(workers[0], address="203.0.113.1"), authenticator.code()).status_code == 303


def test_right_codes_are_never_counted(app: Flask, ada: Person, clock: Clock) -> None:
    authenticator, _ = switch_codes_on(ada, clock)
    for _ in range(25):
        clock.moment += STEP
        assert give(begin(app), authenticator.code()).status_code == 303


def test_second_step_goes_on_to_the_page_asked_for_and_nowhere_else(
    app: Flask, ada: Person, clock: Clock
) -> None:
    authenticator, _ = switch_codes_on(ada, clock)
    for target, place in (("/progress", "/progress"), ("//evil.example/", "/")):
        clock.moment += STEP
        browser = Person(app.test_client())
        page = browser.submit("/login", username="ada", password=PASSWORD, next=target).text
        assert sent_as_it_stands(browser, page, "000000").status_code == 422
        response = sent_as_it_stands(browser, page, authenticator.code())
        assert response.location == place


def test_what_was_typed_survives_the_second_step(app: Flask, ada: Person, clock: Clock) -> None:
    authenticator, _ = switch_codes_on(ada, clock)
    clock.moment += STEP
    question = f"{ada.start_quiz('first', length=1)}/1"
    token = token_of(ada.page(question))
    with app.app_context():
        reset_password(1, hash_password(PASSWORD), clock.moment)  # every browser is signed out
    fields = {"choice": "wrong", "next": question}
    page = ada.send(question, token, **fields).text
    assert value_of(page, "choice") == shown("wrong")
    form = only(page, 'form[action="/login"]')
    hidden = [one.attributes for one in form.css("input[type=hidden]")]
    data = [(str(one["name"]), one.get("value") or "") for one in hidden]
    data += [("username", "ada"), ("password", PASSWORD)]
    page = ada.client.post("/login", data=MultiDict(data)).text
    page = sent_as_it_stands(ada, page, "000000").text
    assert sent_as_it_stands(ada, page, authenticator.code()).location == question
    chosen = only(ada.page(question), f'input[value="{shown("wrong")}"]')
    assert "checked" in chosen.attributes


def test_visitor_who_is_signed_in_already_is_not_asked_for_a_code(ada: Person) -> None:
    assert ada.get("/login/code").location == "/"


def test_other_reader_is_asked_for_no_code(app: Flask, ada: Person, bob: Person) -> None:
    assert Person(app.test_client()).sign_in("bob").status_code == 303


def test_deleted_account_leaves_nothing_of_the_second_step(
    app: Flask, ada: Person, clock: Clock
) -> None:
    switch_codes_on(ada, clock)
    begin(app)
    with app.app_context():
        from notes_site.store.people.users import delete_user

        delete_user(1)
        for table in ("app_codes", "recovery_code", "ceremony", "passkey"):
            count = db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            assert count == 0, table


ODD_CODES = [
    "",
    " ",
    "٣٣٣٣٣٣",
    "-1",
    "1e5",
    "0" * 64,
    "9" * 9_000,
    "\u202e",
    "x" * 64,
    "００００００",
]


@pytest.mark.parametrize("code", ODD_CODES)
def test_odd_code_is_refused_in_words(app: Flask, ada: Person, clock: Clock, code: str) -> None:
    """D5: any text in place of a code is answered without a fault of ours."""
    begin_set_up(ada, clock)
    assert ada.submit(f"{SECOND}/setup", code=code).status_code == 422
    switch_codes_on(ada, clock)
    browser = begin(app)
    response = browser.submit("/login/code", code=code)
    assert response.status_code == 422
    assert "field-error" in response.text
    fields = {"off-password": PASSWORD, "off-code": code}
    assert ada.submit(SECOND, f"{SECOND}/off", **fields).status_code == 422


@pytest.mark.promise("B20")
@pytest.mark.parametrize(
    ("page", "action", "fields"),
    [
        ("/account", "/account/reset", {"reset_password": PASSWORD}),
        ("/account", "/account/delete", {"delete_password": PASSWORD, "delete_is_sure": "y"}),
        (
            "/account/security",
            "/account/password",
            {"change_password": PASSWORD, "change_new": "another few words"},
        ),
        ("/account/security", "/account/name", {"name_password": PASSWORD, "name_new": "other"}),
    ],
)
def test_open_browser_and_the_password_change_nothing_without_a_code(
    app: Flask, ada: Person, clock: Clock, page: str, action: str, fields: dict[str, str]
) -> None:
    authenticator, _ = switch_codes_on(ada, clock)
    clock.moment += STEP
    code = next(iter(fields)).removesuffix("password") + "code"
    for wrong in ("", "000000"):
        assert ada.submit(page, action, **fields, **{code: wrong}).status_code == 422
    assert Person(app.test_client()).sign_in("ada").status_code == 200
    assert ada.is_signed_in()
    assert ada.submit(page, action, **fields, **{code: authenticator.code()}).status_code == 303


@pytest.mark.promise("B20")
def test_switching_codes_on_signs_out_whoever_came_in_by_the_password_alone(
    app: Flask, ada: Person, clock: Clock
) -> None:
    thief = Person(app.test_client())
    assert thief.sign_in("ada").status_code == 303
    switch_codes_on(ada, clock)
    assert not thief.is_signed_in()
    assert ada.is_signed_in()
    assert "Signed out from afar" in log(ada)


@pytest.mark.promise("B20")
def test_owner_is_told_of_right_passwords_with_wrong_codes_in_one_line_a_day(
    app: Flask, ada: Person, clock: Clock
) -> None:
    switch_codes_on(ada, clock)
    thief = begin(app)
    for _ in range(3):
        assert give(thief, "000000").status_code == 422
    assert log(ada).count("Right password, wrong code") == 1
    assert "3 times" in ada.page("/account/security")


@pytest.mark.promise("B20")
def test_after_a_hundred_wrong_codes_the_app_counts_no_more_until_a_recovery_code_was_used(
    app: Flask, ada: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However slowly somebody guesses: no window ends that count."""
    monkeypatch.setattr("notes_site.store.people.second.MOST_WRONG", 3)
    authenticator, codes = switch_codes_on(ada, clock)
    thief = begin(app)
    for _ in range(3):
        assert give(thief, "000000").status_code == 422
    clock.moment += timedelta(days=1)
    assert give(begin(app), authenticator.code()).status_code == 422
    assert give(begin(app), codes[0]).status_code == 303
    assert give(begin(app), authenticator.code()).status_code == 303


def test_guesser_at_the_door_keeps_nobody_from_changing_the_password_inside(
    app: Flask, ada: Person, clock: Clock
) -> None:
    authenticator, _ = switch_codes_on(ada, clock)
    clock.moment += STEP
    thief = begin(app)
    assert [give(thief, "000000").status_code for _ in range(11)][-1] == 429
    fields = {"change_password": PASSWORD, "change_new": "another few words"}
    code = {"change_code": authenticator.code()}
    changed = ada.submit("/account/security", "/account/password", **fields, **code)
    assert changed.status_code == 303
