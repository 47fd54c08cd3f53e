"""Guesses are counted by where they come from: one person's network, however it is written."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from notes_site.store.database import db, writing
from notes_site.store.models import Attempt
from tests.conftest import Clock, Person
from tests.pages import fields_of, token_of
from tests.web.queries import statements

TRIES = 21
"""One more than an address may guess at different names."""


def guess_from(app: Flask, address: str, number: int) -> int:
    person = Person(app.test_client())
    person.client.environ_base["REMOTE_ADDR"] = address
    return person.submit("/login", username=f"nobody{number}", password="not it").status_code


@pytest.mark.promise("B9")
@pytest.mark.parametrize(
    ("guesser", "same", "other"),
    [
        ("203.0.113.7", "::ffff:203.0.113.7", "203.0.113.8"),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", "2001:db8:0:2::1"),
        ("unix:", "", "203.0.113.7"),
    ],
)
def test_guesser_is_slowed_down_in_the_whole_network_and_nobody_beside_it(
    app: Flask, guesser: str, same: str, other: str
) -> None:
    codes = [guess_from(app, guesser, number) for number in range(TRIES)]
    assert codes == [422] * (TRIES - 1) + [429]
    assert guess_from(app, same, TRIES) == 429
    assert guess_from(app, other, TRIES) == 422


def sign_up_from(app: Flask, address: str, name: str) -> int:
    person = Person(app.test_client())
    person.client.environ_base["REMOTE_ADDR"] = address
    return person.register(name).status_code


@pytest.mark.promise("B7")
def test_guesser_of_one_name_is_slowed_down_however_the_name_is_written(app: Flask) -> None:
    spellings = ["ada", "ADA", " ada", "ada ", "\tAda", "aDa"]
    codes = [
        Person(app.test_client()).sign_in(spellings[number % len(spellings)], "no").status_code
        for number in range(11)
    ]
    assert codes == [422] * 10 + [429]


@pytest.mark.promise("B7")
def test_guesser_with_a_whole_site_of_networks_is_slowed_down_and_the_next_site_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes_site.web.door.throttle.NETWORKS_A_SITE", 2)
    codes = [guess_from(app, f"2001:db8:0:{number:x}::1", number) for number in range(41)]
    assert codes == [422] * 40 + [429]
    assert guess_from(app, "2001:db8:1::1", 41) == 422


@pytest.mark.promise("B7")
def test_clock_that_was_ahead_slows_nobody_down_for_longer_than_a_window(
    app: Flask, clock: Clock
) -> None:
    now = clock.moment
    clock.moment = now + timedelta(days=30)
    assert [guess_from(app, "203.0.113.7", number) for number in range(TRIES)][-1] == 429
    clock.moment = now
    assert guess_from(app, "203.0.113.7", TRIES) == 429
    clock.moment = now + timedelta(minutes=15)
    assert guess_from(app, "203.0.113.7", TRIES) == 422


@pytest.mark.promise("B10")
def test_nobody_learns_from_the_sign_up_form_who_has_an_account(app: Flask, ada: Person) -> None:
    """However many names one asks for, ten answers tell that a name is taken."""
    address = "203.0.113.7"
    codes = [sign_up_from(app, address, "ada") for _ in range(11)]
    assert codes == [422] * 10 + [429]
    assert sign_up_from(app, address, "somebody.else") == 429


def test_who_has_to_wait_with_signing_up_keeps_what_the_form_holds(
    app: Flask, ada: Person, visitor: Person
) -> None:
    fields = {"username": "ada", "password": "a long password", "trial": "signed", "next": "/tags"}
    for _ in range(11):
        page = visitor.submit("/register", **fields)
    assert page.status_code == 429
    assert "quarter of an hour" in page.text
    assert fields_of(page.text, "trial", "next", "username") == [
        ("next", "/tags"),
        ("trial", "signed"),
        ("username", "ada"),
    ]


def test_a_class_signs_up_at_once_from_one_address(app: Flask) -> None:
    assert {sign_up_from(app, "203.0.113.7", f"pupil{number}") for number in range(30)} == {303}


def guesses_kept(make_app: Callable[..., Flask], key: str) -> set[str]:
    """Start the site with this secret key, guess from one address, and return what is counted."""
    app = make_app(NOTES_SECRET_KEY=key)
    with app.app_context(), writing() as session:
        session.execute(delete(Attempt))
    guess_from(app, "203.0.113.7", 0)
    with app.app_context():
        return set(db.session.execute(select(Attempt.key)).scalars())


@pytest.mark.promise("B7")
def test_who_finds_the_database_cannot_try_out_which_addresses_it_counted(
    make_app: Callable[..., Flask],
) -> None:
    """There are only so many addresses: what is stored of them depends on the site's secret."""
    first = guesses_kept(make_app, "a" * 32)
    assert guesses_kept(make_app, "a" * 32) == first  # shared by workers, and kept over a restart
    assert first.isdisjoint(guesses_kept(make_app, "b" * 32))


@pytest.mark.promise("B7")
def test_guesser_who_has_to_wait_is_refused_without_writing(app: Flask) -> None:
    """Else a flood of guesses would keep everybody's answers from being saved in time."""
    person = Person(app.test_client())
    for number in range(TRIES):
        guess_from(app, "127.0.0.1", number)
    token = token_of(person.page("/login"))
    with statements(app) as sent:
        assert person.send("/login", token, username="nobody", password="no").status_code == 429
    assert {one.split()[0] for one in sent} <= {"BEGIN", "SELECT"}
    assert "BEGIN IMMEDIATE" not in sent


def sign_in_from(app: Flask, address: str, name: str) -> int:
    person = Person(app.test_client())
    person.client.environ_base["REMOTE_ADDR"] = address
    return person.sign_in(name).status_code


@pytest.mark.promise("B9")
def test_right_password_opens_so_often_from_one_network_and_the_owner_gets_in_elsewhere(
    app: Flask, ada: Person, bob: Person
) -> None:
    """Each sign-in costs a hash and a row, whoever knows the password."""
    codes = [sign_in_from(app, "203.0.113.7", "ada") for _ in range(31)]
    assert codes == [303] * 30 + [429]
    assert sign_in_from(app, "203.0.113.7", "bob") == 303
    assert sign_in_from(app, "203.0.113.8", "ada") == 303


def test_many_accounts_of_one_network_sign_in_so_often_in_all(
    app: Flask, ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes_site.web.door.throttle.TRIES_AN_ADDRESS", 4)
    codes = [sign_in_from(app, "203.0.113.7", name) for name in ("ada", "bob") * 3]
    assert codes == [303] * 4 + [429] * 2
    assert sign_in_from(app, "203.0.113.8", "bob") == 303
