"""Passkeys: whose signature opens an account, and what can't stand in for it (B20)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from notes_site.store.database import db
from notes_site.store.people.passkeys import delete_passkey
from notes_site.web.people.authenticators import Party, find_party
from tests.conftest import PASSWORD, Clock, Person
from tests.pages import only, texts, token_of, value_of
from tests.web.accounts import log
from tests.web.devices import (
    PASSKEYS,
    PRESENT,
    VERIFIED,
    Device,
    add,
    ask,
    begin_to_add,
    sign_in_with,
    to_text,
)
from tests.web.second import SECOND, switch_codes_on

REFUSED = "This passkey opens nothing here"


def is_refused(person: Person, credential: str) -> bool:
    assert sign_in_with(person, credential).status_code == 303
    return not person.is_signed_in() and REFUSED in person.page("/login")


def test_reader_signs_in_with_a_passkey_and_goes_on(app: Flask, ada: Person) -> None:
    device, browser = add(ada), Person(app.test_client())
    response = sign_in_with(browser, device.use(ask(browser)), next="/progress")
    assert response.location == "/progress"
    assert "You are signed in as ada" in " ".join(texts(browser.page("/account"), "p"))


def test_passkey_is_asked_of_the_device_without_a_name_and_with_its_owner(ada: Person) -> None:
    made = begin_to_add(ada)
    assert made["rp"] == {"id": "localhost", "name": "Sample notes"}
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["attestation"] == "none"
    used = ask(ada)
    assert used["rpId"] == "localhost"
    assert used["userVerification"] == "required"
    assert used["allowCredentials"] == []


def test_passkey_of_somebody_unknown_opens_nothing(app: Flask, ada: Person) -> None:
    add(ada)
    browser = Person(app.test_client())
    assert is_refused(browser, Device(handle=b"x" * 32).use(ask(browser)))


@pytest.mark.promise("B20")
def test_what_a_device_signed_opens_once(app: Flask, ada: Person) -> None:
    """B20: an assertion that was overheard is worth nothing."""
    device, browser = add(ada), Person(app.test_client())
    signed = device.use(ask(browser))
    cookie = browser.client.get_cookie("session")
    assert cookie
    assert sign_in_with(browser, signed).location == "/"
    assert browser.is_signed_in()
    thief = Person(app.test_client())
    assert is_refused(thief, signed)
    ask(thief)
    assert is_refused(thief, signed)
    copy = Person(app.test_client())
    copy.client.set_cookie("session", cookie.value)
    assert is_refused(copy, signed)


@pytest.mark.promise("B20")
def test_challenge_of_another_browser_opens_nothing(app: Flask, ada: Person) -> None:
    device = add(ada)
    one, other = Person(app.test_client()), Person(app.test_client())
    foreign = ask(one)
    ask(other)
    assert is_refused(other, device.use(foreign))


def test_challenge_is_over_after_ten_minutes(app: Flask, ada: Person, clock: Clock) -> None:
    device, browser = add(ada), Person(app.test_client())
    options = ask(browser)
    clock.moment += timedelta(minutes=10)
    assert is_refused(browser, device.use(options))


@pytest.mark.promise("B20")
@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "http://evil.example"},
        {"origin": "https://localhost"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"handle": b"somebody else"},
    ],
)
def test_what_is_not_signed_here_by_its_owner_opens_nothing(
    app: Flask, ada: Person, bent: dict[str, object]
) -> None:
    device, browser = add(ada), Person(app.test_client())
    for name, value in bent.items():
        setattr(device, name, value)
    assert is_refused(browser, device.use(ask(browser)))


def test_other_signature_opens_nothing(app: Flask, ada: Person) -> None:
    device, browser = add(ada), Person(app.test_client())
    device.key = Device().key
    assert is_refused(browser, device.use(ask(browser)))


def test_copied_device_is_found_out_by_its_count(app: Flask, ada: Person) -> None:
    device = add(ada)
    for count, opens in ((5, True), (6, True), (6, False), (4, False), (0, False), (7, True)):
        device.count = count
        browser = Person(app.test_client())
        sign_in_with(browser, device.use(ask(browser)))
        assert browser.is_signed_in() is opens, count


def test_device_that_counts_nothing_signs_in_again_and_again(app: Flask, ada: Person) -> None:
    device = add(ada)
    for _ in range(3):
        browser = Person(app.test_client())
        assert sign_in_with(browser, device.use(ask(browser))).location == "/"


def test_adding_asks_again_who_it_is(ada: Person) -> None:
    response = ada.submit(
        PASSKEYS, f"{PASSKEYS}/new", **{"add-name": "phone", "add-password": "wrong"}
    )
    assert response.status_code == 422
    assert "This is not your password" in response.text
    assert value_of(response.text, "add-name") == "phone"
    token = token_of(ada.page(PASSKEYS))
    made = Device().make({"user": {"id": "AAAA"}, "challenge": to_text(b"x" * 64)})
    ada.send(PASSKEYS, token, credential=made, name="phone")
    assert "could not be added" in ada.page(PASSKEYS)


def test_passkey_is_added_once_and_only_by_the_reader_who_asked(
    app: Flask, ada: Person, bob: Person
) -> None:
    device = Device()
    made = device.make(begin_to_add(ada))
    begin_to_add(bob)
    bob.send(PASSKEYS, token_of(bob.page(PASSKEYS)), credential=made, name="theirs")
    assert "could not be added" in bob.page(PASSKEYS)
    ada.send(PASSKEYS, token_of(ada.page(PASSKEYS)), credential=made, name="mine")
    assert "The passkey is added" in ada.page(PASSKEYS)
    ada.send(PASSKEYS, token_of(ada.page(PASSKEYS)), credential=made, name="again")
    assert "could not be added" in ada.page(PASSKEYS)
    bob.send(
        PASSKEYS, token_of(bob.page(PASSKEYS)), credential=device.make(begin_to_add(bob)), name="x"
    )
    assert "could not be added" in bob.page(PASSKEYS)


@pytest.mark.parametrize("bent", [{"origin": "http://evil.example"}, {"flags": PRESENT}])
def test_passkey_made_elsewhere_or_without_its_owner_is_not_added(
    ada: Person, bent: dict[str, object]
) -> None:
    made = Device(**bent).make(begin_to_add(ada))  # type: ignore[arg-type]
    ada.send(PASSKEYS, token_of(ada.page(PASSKEYS)), credential=made, name="phone")
    assert "could not be added" in ada.page(PASSKEYS)


def test_passkeys_are_listed_by_name_with_when_they_were_used(
    app: Flask, ada: Person, clock: Clock
) -> None:
    device = add(ada, "<b>phone</b>")
    assert texts(ada.page(PASSKEYS), ".kept li") == ["<b>phone</b> made just now, never used"]
    clock.moment += timedelta(days=2)
    browser = Person(app.test_client())
    sign_in_with(browser, device.use(ask(browser)))
    assert texts(browser.page(PASSKEYS), ".kept li") == [
        "<b>phone</b> made 2 days ago, last used just now"
    ]


def test_second_passkey_is_for_the_same_owner_and_not_on_the_same_device(ada: Person) -> None:
    device = add(ada)
    options = begin_to_add(ada, "laptop")
    assert [one["id"] for one in options["excludeCredentials"]] == [to_text(device.credential_id)]
    assert options["user"]["id"] == to_text(device.handle)


def test_other_mistake_of_a_form_is_not_blamed_on_the_passkey(ada: Person) -> None:
    signed = add(ada).use(ask(ada))
    fields = {"add-name": "", "add-credential": signed}
    page = ada.submit(PASSKEYS, f"{PASSKEYS}/new", **fields).text
    assert texts(page, ".field-error:not([hidden])") == ["Error: Give it a name."]


def test_deleting_asks_again_and_the_passkey_then_opens_nothing(app: Flask, ada: Person) -> None:
    device = add(ada)
    which = only(ada.page(PASSKEYS), "select option").attributes["value"] or ""
    fields = {"delete-which": which, "delete-password": "wrong"}
    assert ada.submit(PASSKEYS, f"{PASSKEYS}/delete", **fields).status_code == 422
    fields = {"delete-which": which, "delete-password": PASSWORD}
    assert ada.submit(PASSKEYS, f"{PASSKEYS}/delete", **fields).status_code == 303
    assert log(ada)[:3] == ["Passkey deleted", "Wrong password", "Passkey added"]
    browser = Person(app.test_client())
    assert is_refused(browser, device.use(ask(browser)))


def test_stranger_deletes_no_passkey_of_mine(app: Flask, ada: Person, bob: Person) -> None:
    add(ada)
    add(bob)
    which = only(ada.page(PASSKEYS), "select option").attributes["value"] or ""
    fields = {"delete-which": which, "delete-password": PASSWORD}
    assert bob.submit(PASSKEYS, f"{PASSKEYS}/delete", **fields).status_code == 422
    with app.app_context():
        assert delete_passkey(2, int(which), datetime.now(UTC), 2) is False
    assert len(texts(ada.page(PASSKEYS), ".kept li")) == 1


def test_passkey_stands_in_for_password_and_code_where_it_is_asked_again(
    ada: Person, bob: Person, clock: Clock
) -> None:
    device, theirs = add(ada), add(bob)
    switch_codes_on(ada, clock)
    for holder, status in ((theirs, 422), (device, 303)):
        signed = holder.use(ask(ada))
        response = ada.submit(SECOND, f"{SECOND}/off", **{"off-credential": signed})
        assert response.status_code == status
        if status == 422:
            assert "This passkey isn't one of yours." in " ".join(
                texts(response.text, ".field-error")
            )
            assert value_of(response.text, "off-credential") == ""


def test_passkey_counts_as_both_factors_where_codes_are_on(
    app: Flask, ada: Person, clock: Clock
) -> None:
    device = add(ada)
    switch_codes_on(ada, clock)
    browser = Person(app.test_client())
    assert "Second step" in browser.sign_in("ada").text
    assert sign_in_with(browser, device.use(ask(browser))).location == "/"
    assert browser.is_signed_in()


def test_password_is_turned_off_only_where_losing_a_device_shuts_nobody_out(
    app: Flask, ada: Person
) -> None:
    add(ada)
    fields = {"only-password": PASSWORD, "is_on": "yes"}
    assert f"{PASSKEYS}/only" not in ada.page(PASSKEYS)
    assert ada.submit(PASSKEYS, f"{PASSKEYS}/only", **fields).status_code == 409
    assert Person(app.test_client()).sign_in("ada").status_code == 303
    add(ada, "laptop")
    assert ada.submit(PASSKEYS, f"{PASSKEYS}/only", **fields).status_code == 303
    assert "Turned off" in ada.page(PASSKEYS)


@pytest.mark.promise("B20")
def test_stolen_password_alone_opens_nothing_where_it_is_turned_off(
    app: Flask, ada: Person, clock: Clock
) -> None:
    """B20: neither an app's code nor the password counts; a recovery code with it does."""
    device = add(ada)
    authenticator, codes = switch_codes_on(ada, clock)
    signed = device.use(ask(ada))
    ada.submit(PASSKEYS, f"{PASSKEYS}/only", **{"only-credential": signed, "is_on": "yes"})
    clock.moment += timedelta(seconds=30)
    thief = Person(app.test_client())
    page = thief.sign_in("ada").text
    assert "opens with a passkey" in page
    assert not thief.is_signed_in()
    assert thief.submit("/login/code", code=authenticator.code()).status_code == 422
    assert not thief.is_signed_in()
    assert thief.submit("/login/code", code=codes[0]).status_code == 303
    browser = Person(app.test_client())
    assert sign_in_with(browser, device.use(ask(browser))).location == "/"


@pytest.mark.promise("B20")
def test_password_alone_turns_itself_on_nowhere(app: Flask, ada: Person) -> None:
    """B20: an open browser and the password together don't undo it; a passkey does."""
    device = add(ada)
    add(ada, "laptop")
    ada.submit(PASSKEYS, f"{PASSKEYS}/only", **{"only-password": PASSWORD, "is_on": "yes"})
    for code in ("", "000000"):
        fields = {"only-password": PASSWORD, "only-code": code, "is_on": "no"}
        assert ada.submit(PASSKEYS, f"{PASSKEYS}/only", **fields).status_code == 422
    assert Person(app.test_client()).sign_in("ada").status_code == 200
    signed = device.use(ask(ada))
    fields = {"only-credential": signed, "is_on": "no"}
    assert ada.submit(PASSKEYS, f"{PASSKEYS}/only", **fields).status_code == 303
    assert Person(app.test_client()).sign_in("ada").status_code == 303


def test_last_passkeys_are_not_deleted_while_the_password_is_off(ada: Person) -> None:
    device = add(ada)
    add(ada, "laptop")
    ada.submit(PASSKEYS, f"{PASSKEYS}/only", **{"only-password": PASSWORD, "is_on": "yes"})
    which = only(ada.page(PASSKEYS), "select option").attributes["value"] or ""
    fields = {"delete-which": which, "delete-credential": device.use(ask(ada))}
    response = ada.submit(PASSKEYS, f"{PASSKEYS}/delete", **fields)
    assert response.status_code == 422
    assert "you could be shut out" in response.text
    assert len(texts(ada.page(PASSKEYS), ".kept li")) == 2


def test_where_browsers_take_no_passkeys_the_page_says_so_and_offers_none(
    app: Flask, ada: Person
) -> None:
    base = "http://127.0.0.1:5000"
    assert (
        "Sign in with a passkey" not in Person(app.test_client()).get("/login", base_url=base).text
    )
    token = token_of(ada.page("/account"))
    cookie = ada.client.get_cookie("session")
    assert cookie
    ada.client.set_cookie("session", cookie.value, domain="127.0.0.1")
    page = ada.get(PASSKEYS, base_url=base).text
    assert "open the site at localhost" in page
    assert "Add a passkey" not in page
    data = {"csrf_token": token, "credential": "{}"}
    for path in ("/login/passkey/options", "/login/passkey", PASSKEYS):
        assert ada.client.post(path, base_url=base, data=data).status_code == 404


@pytest.mark.parametrize(
    ("site_url", "is_taken"),
    [("https://notes.example.org", True), ("http://notes.example.org", False)],
)
def test_hosted_site_takes_passkeys_for_its_own_name_over_https(
    make_app: Callable[..., Flask], site_url: str, is_taken: bool
) -> None:
    client = make_app(NOTES_SITE_URL=site_url).test_client()
    page = client.get("/login", base_url=site_url).text
    assert ("Sign in with a passkey" in page) is is_taken
    if is_taken:
        data = {"csrf_token": token_of(page)}
        headers = {"Referer": f"{site_url}/login"}
        path = "/login/passkey/options"
        answer = client.post(path, base_url=site_url, data=data, headers=headers)
        assert json.loads(answer.text)["rpId"] == "notes.example.org"


@pytest.mark.parametrize(
    ("site_url", "origin"),
    [
        ("https://Notes.Example.org:443/", "https://notes.example.org"),
        ("https://notes.example.org:8443", "https://notes.example.org:8443"),
    ],
)
def test_origin_of_a_hosted_site_is_what_browsers_call_it(
    make_app: Callable[..., Flask], site_url: str, origin: str
) -> None:
    app = make_app(NOTES_SITE_URL=site_url)
    with app.test_request_context("/", base_url="http://notes.example.org"):  # a proxy's own
        assert find_party() == Party("notes.example.org", origin)


def test_asking_for_challenges_without_end_is_slowed_down(app: Flask, visitor: Person) -> None:
    token = token_of(visitor.page("/login"))
    codes = [visitor.send("/login/passkey/options", token).status_code for _ in range(62)]
    assert codes == [200] * 60 + [429] * 2
    with app.app_context():
        count = db.session.execute(text("SELECT count(*) FROM ceremony")).scalar_one()
    assert count == 60


START = """
import sys
from notes_site import create_app
create_app()
print(*{"webauthn", "cryptography", "OpenSSL", "cbor2", "segno"} & sys.modules.keys())
"""


def test_start_reads_nothing_of_what_only_passkeys_need(environ: dict[str, str]) -> None:
    command = [sys.executable, "-c", START]
    done = subprocess.run(command, env=os.environ | environ, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "\n"), done.stderr


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=20), lambda one: st.lists(one, max_size=3)
)
PARTS = ("clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from([*PARTS, "id", "rawId", "type", "response"]),
    value=JSON | st.binary(max_size=80).map(to_text),
)
def test_nothing_in_place_of_a_part_of_a_passkey_breaks_the_site(
    app: Flask, ada: Person, part: str, value: object
) -> None:
    """D5: whatever a script sends is answered without a fault of ours."""
    made = json.loads(Device().make(begin_to_add(ada)))
    used = json.loads(Device(handle=b"x").use({"challenge": "AAAA"}))
    token = token_of(ada.page(PASSKEYS))
    ada.send("/login/passkey/options", token)
    for path, said in ((PASSKEYS, made), ("/login/passkey", used)):
        (said["response"] if part in PARTS else said)[part] = value
        sent = ada.send(path, token, credential=json.dumps(said), name="x")
        assert sent.status_code == 303


ODD = st.none() | st.integers(-9, 9) | st.binary(max_size=9) | st.text(max_size=3) | st.floats()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.dictionaries(st.sampled_from([1, 3, -1, -2]), ODD | st.just(-7)) | st.integers(),
    form=st.sampled_from(["none", "packed", "tpm", "apple", "android-key", "x", 5]),
    statement=st.dictionaries(st.sampled_from(["alg", "sig", "x5c"]), ODD | st.just(-7)) | ODD,
)
def test_no_odd_key_breaks_the_site(
    app: Flask, ada: Person, key: object, form: object, statement: object
) -> None:
    made = Device(public_key=key, attestation=(form, statement)).make(begin_to_add(ada))
    token = token_of(ada.page(PASSKEYS))
    assert ada.send(PASSKEYS, token, credential=made, name="x").status_code == 303
    assert "could not be added" in ada.page(PASSKEYS)


@pytest.mark.parametrize("said", ["", "{}", "[]", "null", "[" * 15_000, "9" * 5_000, '{"id": 1}'])
def test_what_is_no_passkey_at_all_is_refused(app: Flask, ada: Person, said: str) -> None:
    browser = Person(app.test_client())
    ask(browser)
    assert is_refused(browser, said)
    begin_to_add(ada)
    ada.send(PASSKEYS, token_of(ada.page(PASSKEYS)), credential=said, name="x")
    assert "could not be added" in ada.page(PASSKEYS)


@pytest.mark.promise("B20")
def test_turning_the_password_off_signs_out_whoever_came_in_by_it(app: Flask, ada: Person) -> None:
    thief = Person(app.test_client())
    assert thief.sign_in("ada").status_code == 303
    device = add(ada)
    add(ada, "laptop")
    assert thief.is_signed_in()
    fields = {"only-credential": device.use(ask(ada)), "is_on": "yes"}
    assert ada.submit(PASSKEYS, f"{PASSKEYS}/only", **fields).status_code == 303
    assert not thief.is_signed_in()
    assert ada.is_signed_in()


@pytest.mark.promise("B20")
def test_code_of_an_app_does_not_undo_what_is_stronger(ada: Person, clock: Clock) -> None:
    """With the password off an app's code, which can be phished, proves nothing inside either."""
    device = add(ada)
    authenticator, codes = switch_codes_on(ada, clock)
    signed = device.use(ask(ada))
    ada.submit(PASSKEYS, f"{PASSKEYS}/only", **{"only-credential": signed, "is_on": "yes"})
    clock.moment += timedelta(seconds=30)
    for code, status in ((authenticator.code(), 422), (codes[0], 303)):
        fields = {"only-password": PASSWORD, "only-code": code, "is_on": "no"}
        assert ada.submit(PASSKEYS, f"{PASSKEYS}/only", **fields).status_code == status


def test_button_of_an_old_page_does_what_it_says(ada: Person) -> None:
    add(ada)
    add(ada, "laptop")
    for _ in range(2):
        signed = {"only-password": PASSWORD, "is_on": "yes"}
        ada.submit(PASSKEYS, f"{PASSKEYS}/only", **signed)
    assert "Turned off" in ada.page(PASSKEYS)
