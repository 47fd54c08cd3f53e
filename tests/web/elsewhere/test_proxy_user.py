"""Signing in by the word of a proxy in front: only of one that the host has named by address."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from notes_site.config import ConfigError
from notes_site.store.people.invitations import add_invitation
from tests.conftest import PASSWORD, Person
from tests.pages import only

PROXY, STRANGER = "10.1.2.3", "203.0.113.7"
SETTINGS = {
    "NOTES_SITE_URL": "http://localhost",
    "NOTES_TRUSTED_PROXIES": "1",
    "NOTES_PROXY_ADDRESSES": "10.0.0.0/8",
    "NOTES_PROXY_USER_HEADER": "Remote-User",
}


@pytest.fixture
def site(make_app: Callable[..., Flask]) -> Flask:
    return make_app(**SETTINGS)


def browser(site: Flask, user: str, address: str = PROXY) -> Person:
    """Return a browser whose requests come from an address and say who is asking."""
    person = Person(site.test_client())
    person.client.environ_base.update(
        {"REMOTE_ADDR": address, "HTTP_REMOTE_USER": user, "HTTP_X_FORWARDED_FOR": STRANGER}
    )
    return person


def go_on(person: Person) -> str:
    return str(person.submit("/login", "/login/proxy").location)


def whose(person: Person) -> str:
    return only(person.page("/account"), "main p strong").text()


def test_whom_the_proxy_names_chooses_a_name_once_and_is_let_in_from_then_on(site: Flask) -> None:
    ada = browser(site, "ada@corp")
    assert "Go on as ada@corp" in ada.page("/login")
    assert go_on(ada) == "/register/elsewhere"
    ada.submit("/register/elsewhere", username="ada")
    assert whose(ada) == "ada"
    again = browser(site, "ada@corp")
    assert go_on(again) == "/"
    assert whose(again) == "ada"


def test_who_opened_an_invitation_begins_by_the_word_of_the_proxy(
    make_app: Callable[..., Flask],
) -> None:
    site = make_app(**SETTINGS, NOTES_REGISTRATION="invite")
    with site.app_context():
        token = add_invitation(datetime.now(UTC), days=1, uses=1)
    ada = browser(site, "ada@corp")
    assert go_on(ada) == "/login"
    ada.page(f"/register?invite={token}")
    assert go_on(ada) == "/register/elsewhere"
    ada.submit("/register/elsewhere", username="ada")
    assert whose(ada) == "ada"


@pytest.mark.promise("B22")
@pytest.mark.parametrize(
    ("user", "address"),
    [
        ("ada", STRANGER),
        ("ada", ""),
        ("ada", "::1"),
        ("", PROXY),
        ("ada,bob", PROXY),
        ("ada bob", PROXY),
        ("a" * 256, PROXY),
        ("ädä", PROXY),
    ],
)
def test_header_of_anybody_else_or_of_two_is_not_believed(
    site: Flask, user: str, address: str
) -> None:
    owner = browser(site, "ada")
    go_on(owner)
    owner.submit("/register/elsewhere", username="ada")
    liar = browser(site, user, address)
    assert "Go on as" not in liar.page("/login")
    assert go_on(liar) == "/login"
    assert not liar.is_signed_in()


@pytest.mark.promise("B22")
def test_name_that_a_reader_has_here_is_not_whom_the_proxy_names(site: Flask) -> None:
    browser(site, "").register("ada")
    ada_there = browser(site, "ada")
    assert go_on(ada_there) == "/register/elsewhere"
    assert not ada_there.is_signed_in()


def test_reader_links_whom_the_proxy_names(site: Flask) -> None:
    ada = browser(site, "a.lovelace")
    ada.register("ada")
    fields = {"link_password": PASSWORD, "way": "proxy"}
    ada.submit("/account/elsewhere", "/account/elsewhere/link", **fields)
    assert "the sign-in in front of this site" in ada.page("/account/elsewhere")
    again = browser(site, "a.lovelace")
    go_on(again)
    assert whose(again) == "ada"


@pytest.mark.promise("B22")
@pytest.mark.parametrize("user", ["bob", ""])
def test_who_is_somebody_else_to_the_proxy_now_is_not_taken_for_the_reader(
    site: Flask, user: str
) -> None:
    ada = browser(site, "ada")
    go_on(ada)
    ada.submit("/register/elsewhere", username="ada")
    assert ada.is_signed_in()
    ada.client.environ_base["HTTP_REMOTE_USER"] = user
    assert not ada.is_signed_in()


@pytest.mark.parametrize("missing", ["NOTES_PROXY_ADDRESSES", "NOTES_TRUSTED_PROXIES"])
def test_header_without_a_named_proxy_is_refused_at_the_start(
    make_app: Callable[..., Flask], missing: str
) -> None:
    with pytest.raises(ConfigError, match=r"NOTES_PROXY_(USER_HEADER|ADDRESSES) needs"):
        make_app(**{name: value for name, value in SETTINGS.items() if name != missing})


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"NOTES_OIDC_ISSUER": "http://id.example.org"}, "as it says it"),
        ({"NOTES_OIDC_ISSUER": "https://id.example.org?x=1"}, "as it says it"),
        ({"NOTES_OIDC_ISSUER": "https://id.example.org"}, "needs NOTES_OIDC_CLIENT_ID"),
        ({"NOTES_OIDC_CLIENT_ID": "notes"}, "of no use without NOTES_OIDC_ISSUER"),
        ({"NOTES_OIDC_CLIENT_SECRET_FILE": "/no/such/file"}, "no such file"),
        ({"NOTES_PROXY_USER_HEADER": "Remote User"}, "the name of a header"),
        ({"NOTES_PROXY_ADDRESSES": "example.org"}, "addresses or networks"),
    ],
)
def test_setting_that_lets_nobody_in_safely_is_refused(
    make_app: Callable[..., Flask], settings: dict[str, str], said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        make_app(**settings)
