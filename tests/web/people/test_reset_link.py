"""A forgotten password: a link from the host sets another, once and within an hour (B19)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from notes_site.store.database import db
from notes_site.store.models import ResetLink
from notes_site.store.people.passwords import hash_password
from notes_site.store.people.reset_links import add_reset_link, find_name_by_link, use_reset_link
from notes_site.store.people.users import reset_password
from tests.conftest import Clock, Person
from tests.pages import attributes, value_of

PAGE = "/reset-password"
NEW = "another few words"


def link_for(app: Flask, user_id: int = 1, now: datetime | None = None) -> str:
    with app.app_context():
        return f"{PAGE}?token={add_reset_link(user_id, now or datetime.now(UTC))}"


@pytest.mark.promise("B19")
def test_forgotten_password_is_set_by_the_link_and_every_browser_ends(
    app: Flask, ada: Person
) -> None:
    """B19: the link sets a password and ends all sessions."""
    somebody = Person(app.test_client())
    page = somebody.page(link_for(app))
    assert value_of(page, "username") == "ada"
    assert somebody.submit(PAGE, new_password=NEW).location == "/login"
    assert not ada.is_signed_in()
    assert not somebody.is_signed_in()
    assert "Sign in with it" in somebody.page("/login")
    assert somebody.sign_in("ada").status_code == 422
    assert somebody.sign_in("ada", NEW).status_code == 303
    assert "New password set with a link" in somebody.page("/account/security")


@pytest.mark.promise("B19")
def test_link_is_used_once(app: Flask, ada: Person) -> None:
    """B19: the second use is refused, and says what to do."""
    link = link_for(app)
    first, second = Person(app.test_client()), Person(app.test_client())
    first.page(link)
    second.page(link)
    token = value_of(second.page(PAGE), "csrf_token")
    assert first.submit(PAGE, new_password=NEW).status_code == 303
    refused = second.send(PAGE, token, new_password="a thief's own words")
    assert refused.status_code == 410
    assert "Ask the person who runs this site for a new link" in refused.text
    assert second.get(link, follow_redirects=True).status_code == 410
    assert Person(app.test_client()).sign_in("ada", NEW).status_code == 303


@pytest.mark.promise("B19")
def test_of_eight_uses_at_once_one_counts(app: Flask, ada: Person) -> None:
    token = link_for(app).partition("=")[2]

    def use(number: int) -> bool:
        with app.app_context():
            return use_reset_link(token, f"hash {number}", datetime.now(UTC))

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(8))) == [False] * 7 + [True]


@pytest.mark.promise("B19")
def test_link_holds_for_an_hour(app: Flask, ada: Person, clock: Clock) -> None:
    link = link_for(app, now=clock.moment)
    somebody = Person(app.test_client())
    clock.moment += timedelta(minutes=59)
    token = value_of(somebody.page(link), "csrf_token")
    clock.moment += timedelta(minutes=2)
    refused = somebody.send(PAGE, token, new_password=NEW)
    assert refused.status_code == 410
    assert "more than an hour old" in refused.text
    assert ada.is_signed_in()


@pytest.mark.promise("B19")
def test_any_other_new_password_ends_the_link(app: Flask, ada: Person) -> None:
    """One that went to the wrong person is worth nothing once the host or its reader acted."""
    link = link_for(app)
    with app.app_context():
        reset_password(1, hash_password("some other few words"), datetime.now(UTC))
    assert Person(app.test_client()).get(link, follow_redirects=True).status_code == 410


def test_link_that_was_made_while_the_clock_was_ahead_does_not_hold(
    app: Flask, ada: Person, clock: Clock
) -> None:
    link = link_for(app, now=clock.moment + timedelta(days=3))
    assert Person(app.test_client()).get(link, follow_redirects=True).status_code == 410


def test_link_that_is_too_old_is_neither_found_nor_used(app: Flask, ada: Person) -> None:
    made = datetime.now(UTC)
    token = link_for(app, now=made).partition("=")[2]
    late = made + timedelta(hours=1)
    with app.app_context():
        assert find_name_by_link(token, late) is None
        assert not use_reset_link(token, "hash", late)
        assert find_name_by_link(token, late - timedelta(seconds=1)) == "ada"
        assert use_reset_link(token, "hash", late - timedelta(seconds=1))


def test_newer_link_ends_the_one_before(app: Flask, ada: Person) -> None:
    before, newer = link_for(app), link_for(app)
    assert Person(app.test_client()).get(before, follow_redirects=True).status_code == 410
    assert Person(app.test_client()).get(newer, follow_redirects=True).status_code == 200


def test_links_of_two_readers_stay_apart(app: Flask, ada: Person, bob: Person) -> None:
    link, _ = link_for(app, 1), link_for(app, 2)
    somebody = Person(app.test_client())
    somebody.page(link)
    somebody.submit(PAGE, new_password=NEW)
    assert bob.is_signed_in()
    assert Person(app.test_client()).sign_in("bob").status_code == 303


@pytest.mark.parametrize("password", ["short", "password1", "", "x" * 1025, "ada-lovelace"])
def test_password_keeps_the_same_rules_and_a_refusal_uses_nothing(
    app: Flask, visitor: Person, password: str
) -> None:
    visitor.register("ada-lovelace")
    somebody = Person(app.test_client())
    somebody.page(link_for(app))
    assert somebody.submit(PAGE, new_password=password).status_code == 422
    assert somebody.submit(PAGE, new_password=NEW).status_code == 303


def test_token_leaves_the_address_and_stands_on_no_page(app: Flask, ada: Person) -> None:
    link = link_for(app)
    token = link.partition("=")[2]
    somebody = Person(app.test_client())
    moved = somebody.get(link)
    assert (moved.status_code, moved.location) == (303, PAGE)
    page = somebody.get(PAGE)
    assert token not in page.text
    for answer in (moved, page):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert not [one for one in attributes(page.text, "a, link, script", "href") if "//" in one]


@pytest.mark.promise("B19")
def test_only_a_hash_of_the_token_is_stored(app: Flask, ada: Person) -> None:
    token = link_for(app).partition("=")[2]
    with app.app_context():
        assert token not in db.session.execute(select(ResetLink.token_hash)).scalar_one()


@pytest.mark.parametrize("token", ["made-up", "".join(map(str, range(4_000))), "\0", "\U0001f422"])
def test_link_that_never_was_says_what_to_do(visitor: Person, token: str) -> None:
    response = visitor.get(PAGE, query_string={"token": token}, follow_redirects=True)
    assert response.status_code == 410
    assert "Ask the person who runs this site" in response.text


def test_page_without_a_link_says_how_to_get_one(visitor: Person) -> None:
    assert "Ask the person who runs this site for a link" in visitor.page(PAGE)
    assert visitor.submit("/login", PAGE, new_password=NEW).status_code == 410
