"""Signing in with an account elsewhere (OpenID Connect), at a provider that may lie."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from werkzeug.test import TestResponse

from notes_site.store.people.invitations import add_invitation
from notes_site.store.people.users import find_credentials
from notes_site.web.door import throttle
from tests.conftest import PASSWORD, Clock, Person
from tests.pages import only, token_of
from tests.web.elsewhere import provider as providers
from tests.web.elsewhere.provider import CLIENT, SECRET, Provider
from tests.web.second import switch_codes_on

BACK = "http://localhost/login/elsewhere/back"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # of the provider's side, on this machine
    with providers.running(BACK) as found:
        yield found


@pytest.fixture
def settings(provider: Provider) -> dict[str, str]:
    return {
        "NOTES_SITE_URL": "http://localhost",
        "NOTES_OIDC_ISSUER": provider.issuer,
        "NOTES_OIDC_CLIENT_ID": CLIENT,
        "NOTES_OIDC_CLIENT_SECRET": SECRET,
        "NOTES_OIDC_NAME": "Babel ID",
    }


@pytest.fixture
def site(make_app: Callable[..., Flask], settings: dict[str, str]) -> Flask:
    return make_app(**settings)


@pytest.fixture
def ada(site: Flask) -> Person:
    """Return a reader who has linked her account, and is signed out."""
    person = Person(site.test_client())
    person.register("ada")
    link(person)
    person.submit("/account", "/logout")
    return person


def go_there(address: str) -> str:
    """Follow an address to the provider, as a browser does; return the way back, without a host."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(BACK)
    return answer.headers["Location"].removeprefix("http://localhost")


def begin(person: Person, page: str = "/login/elsewhere") -> str:
    """Press the link to sign in; return where it leads."""
    sent = person.get(page)
    assert sent.status_code == 303, sent.text
    return str(sent.location)


def come(person: Person, page: str = "/login/elsewhere") -> TestResponse:
    return person.get(go_there(begin(person, page)))


def link(person: Person) -> TestResponse:
    led_on = person.submit("/account/elsewhere", "/account/elsewhere/link", link_password=PASSWORD)
    address = only(led_on.text, "main a[rel=noreferrer]").attributes["href"]
    assert address
    return person.get(go_there(address))


def new_name(person: Person, name: str = "carol") -> TestResponse:
    assert come(person).location == "/register/elsewhere"
    return person.submit("/register/elsewhere", username=name)


def whose(person: Person) -> str:
    return only(person.page("/account"), "main p strong").text()


def test_first_time_somebody_chooses_a_name_and_the_next_time_is_at_home(site: Flask) -> None:
    carol = Person(site.test_client())
    assert "Sign in with Babel ID" in carol.page("/login")
    assert new_name(carol).location.startswith("/account/interview")
    assert whose(carol) == "carol"
    again = Person(site.test_client())
    assert come(again, "/login/elsewhere?next=/progress").location == "/progress"
    assert whose(again) == "carol"
    security = again.page("/account/security")
    assert "Sign-in from elsewhere linked" in security
    assert "Sign in from elsewhere" in security


def test_provider_is_asked_for_a_number_and_nothing_else_with_pkce(site: Flask) -> None:
    asked = parse_qs(urlsplit(begin(Person(site.test_client()))).query)
    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["redirect_uri"] == [BACK]


def test_name_that_is_taken_opens_nobodys_account(site: Flask, provider: Provider) -> None:
    Person(site.test_client()).register("ada")
    provider.claims = {"email": "ada@example.org", "preferred_username": "ada", "name": "ada"}
    stranger = Person(site.test_client())
    refused = new_name(stranger, "ada")
    assert refused.status_code == 422
    assert "This name is taken" in refused.text
    assert not stranger.is_signed_in()


def test_reader_links_an_account_signs_in_with_it_and_unlinks_it(site: Flask, ada: Person) -> None:
    assert come(ada).location == "/"
    assert whose(ada) == "ada"
    page = ada.page("/account/elsewhere")
    assert "Babel ID" in page
    assert "last used" in page
    issuer = only(page, "input[name=issuer]").attributes["value"]
    gone = {"unlink_password": PASSWORD, "issuer": issuer}
    ada.submit("/account/elsewhere", "/account/elsewhere/unlink", **gone)
    visitor = Person(site.test_client())
    assert come(visitor).location == "/register/elsewhere"
    assert "unlinked" in ada.page("/account/security")


def test_linking_and_unlinking_ask_for_the_password(site: Flask, ada: Person) -> None:
    ada.sign_in("ada")
    for what in ("link", "unlink"):
        wrong = {f"{what}_password": "no", "issuer": "x"}
        assert (
            ada.submit("/account/elsewhere", f"/account/elsewhere/{what}", **wrong).status_code
            == 422
        )


def test_identity_that_is_somebodys_is_linked_with_nobody_else(site: Flask, ada: Person) -> None:
    bob = Person(site.test_client())
    bob.register("bob")
    assert link(bob).location == "/account/elsewhere"
    assert "an account has it already" in bob.page("/account/elsewhere")
    come(ada)
    assert whose(ada) == "ada"


def test_who_wants_a_second_step_is_asked_for_it(site: Flask, ada: Person, clock: Clock) -> None:
    ada.sign_in("ada")
    codes_app, _ = switch_codes_on(ada, clock)
    visitor = Person(site.test_client())
    asked = come(visitor, "/login/elsewhere?next=/progress")
    assert asked.location == "/login/code?next=/progress"
    assert not visitor.is_signed_in()
    wrong = visitor.submit(asked.location, "/login/code", code="000000", next="/progress")
    assert wrong.status_code == 422
    let_in = visitor.submit(asked.location, "/login/code", code=codes_app.code(1), next="/progress")
    assert let_in.location == "/progress"
    assert whose(visitor) == "ada"


def test_account_without_a_password_gets_one_by_proving_itself_elsewhere_anew(
    site: Flask, provider: Provider
) -> None:
    carol = Person(site.test_client())
    new_name(carol)
    led_on = carol.submit("/account/elsewhere", "/account/elsewhere/password")
    address = str(only(led_on.text, "main a[rel=noreferrer]").attributes["href"])
    assert parse_qs(urlsplit(address).query)["prompt"] == ["login"]
    assert carol.get(go_there(address)).location == "/reset-password"
    set_it = carol.submit("/reset-password", new_password=PASSWORD)
    assert set_it.location == "/login"
    assert carol.sign_in("carol").status_code == 303


def test_way_to_the_provider_is_asked_for_so_often_signed_in_or_not(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time the provider is asked by this site."""
    monkeypatch.setattr(throttle, "PASSKEYS_AN_ADDRESS", 3)
    carol, other = Person(site.test_client()), Person(site.test_client())
    new_name(carol)
    for expected in (200, 200, 429):
        led_on = carol.submit("/account/elsewhere", "/account/elsewhere/password")
        assert led_on.status_code == expected
    assert other.get("/login/elsewhere").status_code == 429


def test_who_signed_in_there_long_ago_sets_no_password(site: Flask, provider: Provider) -> None:
    carol = Person(site.test_client())
    new_name(carol)
    provider.signed_in_at = time.time() - 3_600
    led_on = carol.submit("/account/elsewhere", "/account/elsewhere/password")
    address = str(only(led_on.text, "main a[rel=noreferrer]").attributes["href"])
    assert carol.get(go_there(address)).location == "/login"


@pytest.mark.parametrize(
    ("registration", "is_let_in"), [("open", True), ("invite", False), ("closed", False)]
)
def test_newcomers_come_in_where_accounts_are_open(
    make_app: Callable[..., Flask],
    settings: dict[str, str],
    registration: str,
    is_let_in: bool,
) -> None:
    site = make_app(**settings, NOTES_REGISTRATION=registration)
    visitor = Person(site.test_client())
    assert (come(visitor).location == "/register/elsewhere") is is_let_in
    if not is_let_in:
        assert "No account here is linked" in visitor.page("/login")
        assert visitor.get("/register/elsewhere").location == "/login"


def test_invitation_lets_one_newcomer_in(
    make_app: Callable[..., Flask], settings: dict[str, str], provider: Provider, clock: Clock
) -> None:
    site = make_app(**settings, NOTES_REGISTRATION="invite")
    with site.app_context():
        token = add_invitation(clock.moment, days=1, uses=1)
    first, second = Person(site.test_client()), Person(site.test_client())
    for person, provider.subject in ((first, "one"), (second, "another")):
        link_there = only(person.page(f"/register?invite={token}"), "a[href^='/login/elsewhere']")
        address = str(link_there.attributes["href"])
        assert token not in address
        assert come(person, address).location == "/register/elsewhere"
    assert first.submit("/register/elsewhere", username="carol").status_code == 303
    assert second.get("/register/elsewhere").location == "/login"
    with site.app_context():
        assert find_credentials("carol")


Lie = tuple[dict[str, object], str]
LIES: dict[str, Lie] = {
    "another nonce": ({"claims": {"nonce": "made up"}}, "Invalid claim: 'nonce'"),
    "no nonce": ({"claims": {"nonce": None}}, "Missing claim: 'nonce'"),
    "another audience": ({"claims": {"aud": ["somebody-else"]}}, "Invalid claim: 'aud'"),
    "us among others": ({"claims": {"aud": [CLIENT, "b"], "azp": "b"}}, "Invalid claim: 'azp'"),
    "another issuer's token": ({"claims": {"iss": "https://b.example"}}, "Invalid claim: 'iss'"),
    "too old": ({"claims": {"exp": 1_000_000_000}}, "The token is expired"),
    "no end": ({"claims": {"exp": None}}, "Missing claim: 'exp'"),
    "no subject": ({"claims": {"sub": ""}}, "no subject"),
    "a subject with NUL": ({"claims": {"sub": "2482\0"}}, "a subject with NUL"),
    "a subject that is no text": ({"claims": {"sub": 7}}, "Claim 'sub' must be"),
    "not signed": ({"forged": "none"}, "UnsupportedAlgorithmError"),
    "signed by the public key": ({"forged": "HS256"}, "UnsupportedAlgorithmError"),
    "signed by another key": ({"forged": "another key"}, "BadSignatureError"),
    "another issuer's way back": ({"back": {"iss": "https://b.example"}}, "of another issuer"),
    "another issuer's metadata": ({"metadata": {"issuer": "https://b.example"}}, "another issuer"),
}
"""How a provider lies, and the reason for which it is refused."""


@pytest.mark.promise("B22")
@pytest.mark.parametrize("lie", LIES)
def test_what_the_provider_did_not_say_to_us_now_opens_nothing(
    ada: Person, provider: Provider, lie: str, caplog: pytest.LogCaptureFixture
) -> None:
    address, (told, reason) = begin(ada), LIES[lie]
    for name, value in told.items():
        setattr(provider, name, value)
    answer = ada.get(go_there(address))
    assert (answer.status_code, answer.location) == (303, "/login")
    assert not ada.is_signed_in()
    (refused,) = [line for line in caplog.messages if "elsewhere refused: " in line and ":" in line]
    assert reason in refused
    for name in told:
        setattr(provider, name, "" if name == "forged" else {})
    assert come(ada).location == "/"


@pytest.mark.promise("B22")
def test_way_back_opens_nothing_with_another_state_twice_or_in_another_browser(
    site: Flask, ada: Person
) -> None:
    way_back = go_there(begin(ada))
    stranger = Person(site.test_client())
    assert stranger.get(way_back).location == "/login"
    begin(stranger)  # who has begun something of their own
    assert stranger.get(way_back).location == "/login"
    assert not stranger.is_signed_in()
    assert ada.get(way_back).location == "/"
    ada.submit("/account", "/logout")
    assert ada.get(way_back).location == "/login"
    way_back = go_there(begin(ada))
    assert ada.get(way_back.replace("state=", "state=x")).location == "/login"
    assert ada.get(way_back).location == "/login"  # it was over with the first
    assert not ada.is_signed_in()


@pytest.mark.promise("B22")
def test_code_that_was_used_opens_nothing(site: Flask, ada: Person) -> None:
    """Injected into another way back of the same browser: the verifier is another, too."""
    used = parse_qs(urlsplit(go_there(begin(ada))).query)["code"][0]
    query = parse_qs(urlsplit(go_there(begin(ada))).query)
    state, iss = query["state"][0], query["iss"][0]
    answer = ada.client.get(
        "/login/elsewhere/back", query_string={"code": used, "state": state, "iss": iss}
    )
    assert answer.location == "/login"
    assert not ada.is_signed_in()


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_to_no_other_site(site: Flask, ada: Person, target: str) -> None:
    assert come(ada, f"/login/elsewhere?next={target}").location == "/"


def test_way_back_is_soon_or_over(site: Flask, ada: Person, clock: Clock) -> None:
    way_back = go_there(begin(ada))
    clock.moment += timedelta(minutes=11)
    assert ada.get(way_back).location == "/login"


def test_link_that_another_reader_began_links_nothing(site: Flask, ada: Person) -> None:
    """Whoever uses the browser meanwhile is not whose account was to be linked."""
    bob = Person(site.test_client())
    bob.register("bob")
    led_on = bob.submit("/account/elsewhere", "/account/elsewhere/link", link_password=PASSWORD)
    way_back = go_there(str(only(led_on.text, "main a[rel=noreferrer]").attributes["href"]))
    bob.submit("/account", "/logout")
    assert bob.get(way_back).location == "/login"
    assert not bob.is_signed_in()


def test_provider_that_is_away_is_said_and_everything_else_works(
    make_app: Callable[..., Flask], settings: dict[str, str]
) -> None:
    site = make_app(**(settings | {"NOTES_OIDC_ISSUER": "http://127.0.0.1:9"}))
    visitor = Person(site.test_client())
    assert begin(visitor) == "/login"
    page = visitor.page("/login")
    assert "The other site doesn&#39;t answer" in page
    assert token_of(page)
    assert visitor.register("dora").status_code == 303


def test_site_without_a_provider_has_no_trace_of_one(app: Flask) -> None:
    visitor = Person(app.test_client())
    assert visitor.get("/login/elsewhere").status_code == 404
    assert "elsewhere" not in visitor.page("/login")
