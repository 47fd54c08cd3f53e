"""A site that one joins by invitation."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from notes_site.store.database import db, writing
from notes_site.store.models import Invitation, User
from notes_site.store.people.invitations import add_invitation
from notes_site.store.people.users import make_admin
from tests.conftest import PASSWORD, Person
from tests.pages import attributes, only, section, texts


@pytest.fixture
def invited(make_app: Callable[..., Flask]) -> Flask:
    return make_app(NOTES_REGISTRATION="invite")


def invite(app: Flask, days: int = 7, uses: int = 1) -> str:
    """Make an invitation and return the page it leads to."""
    with app.app_context():
        return f"/register?invite={add_invitation(datetime.now(UTC), days, uses)}"


def join(app: Flask, link: str, name: str) -> int:
    """Open an invitation's link and register on the page that it leads to."""
    person = Person(app.test_client())
    return person.submit(link, "/register", username=name, password=PASSWORD).status_code


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.execute(select(User.username).order_by(User.id)).scalars())


def uses_left(app: Flask) -> int:
    """Return how often the one invitation may be used; one that is used up goes at a sign-in."""
    with app.app_context():
        return db.session.execute(select(Invitation.uses_left)).scalar_one_or_none() or 0


def test_visitor_without_an_invitation_is_told_to_ask_for_one(invited: Flask) -> None:
    visitor = Person(invited.test_client())
    assert "New accounts need an invitation here" in visitor.page("/register")
    assert "/register" not in attributes(visitor.page("/"), "a", "href")
    fields = {"username": "eve", "password": PASSWORD}
    assert visitor.submit("/login", "/register", **fields).status_code == 403
    assert "This invitation is over" in visitor.page("/register?invite=made-up")
    assert visitor.submit("/login", "/register", **fields).status_code == 403
    assert names(invited) == []


def test_link_leads_to_a_page_whose_address_does_not_tell_it(invited: Flask) -> None:
    """Nor does the page: it stays out of what a browser remembers, sends along or keeps."""
    link = invite(invited)
    token = link.partition("=")[2]
    person = Person(invited.test_client())
    led = person.get(f"{link}&next=/progress")
    assert (led.status_code, led.location) == (303, "/register?next=/progress")
    assert led.headers["Cache-Control"] == "no-store"
    page = person.page(led.location)
    assert token not in page
    assert 'name="username"' in page
    assert "over" in person.page(f"/register?invite={'x' * 5_000}")
    assert len(str(person.client.get_cookie("session"))) < 500


def test_invited_person_joins_and_the_link_is_used_up(invited: Flask) -> None:
    link = invite(invited)
    assert join(invited, link, "grace") == 303
    late = Person(invited.test_client())
    assert "This invitation is over" in late.page(link)
    fields = {"username": "eve", "password": PASSWORD}
    assert late.submit("/login", "/register", **fields).status_code == 403
    assert names(invited) == ["grace"]


def test_invitation_for_three_lets_three_in(invited: Flask) -> None:
    link = invite(invited, uses=3)
    assert [join(invited, link, name) for name in ("ada", "bob", "eve")] == [303] * 3
    assert uses_left(invited) == 0


def test_taken_name_or_mistake_takes_no_use(invited: Flask) -> None:
    link = invite(invited, uses=2)
    join(invited, link, "ada")
    assert join(invited, link, "ADA") == 422
    assert join(invited, link, "a b") == 422
    assert uses_left(invited) == 1
    assert join(invited, link, "bob") == 303


def test_of_twelve_at_once_only_as_many_join_as_were_invited(invited: Flask) -> None:
    link = invite(invited, uses=3)
    people = [Person(invited.test_client()) for _ in range(12)]
    for person in people:
        person.page(link)

    def register(number: int) -> int:
        fields = {"username": f"reader{number}", "password": PASSWORD}
        return people[number].submit("/login", "/register", **fields).status_code

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(register, range(12)))
    assert sorted(codes) == [303] * 3 + [403] * 9
    assert len(names(invited)) == 3
    assert uses_left(invited) == 0


def test_invitation_ends_with_its_last_day(invited: Flask) -> None:
    link = invite(invited)
    with invited.app_context(), writing() as session:
        session.execute(update(Invitation).values(expires_at=datetime.now(UTC)))
    assert "This invitation is over" in Person(invited.test_client()).page(link)
    invite(invited)
    with invited.app_context():
        assert db.session.execute(select(func.count()).select_from(Invitation)).scalar_one() == 1


def test_only_a_hash_of_the_token_is_stored(invited: Flask) -> None:
    token = invite(invited).partition("=")[2]
    with invited.app_context():
        stored = db.session.execute(select(Invitation.token_hash)).scalar_one()
    assert token not in stored
    assert len(stored) == 64


def test_closed_site_lets_nobody_in_by_an_invitation(make_app: Callable[..., Flask]) -> None:
    closed = make_app(NOTES_REGISTRATION="closed")
    link = invite(closed)
    visitor = Person(closed.test_client())
    assert "New accounts are closed here" in visitor.page(link)
    fields = {"username": "eve", "password": PASSWORD}
    assert visitor.submit("/login", "/register", **fields).status_code == 403
    assert names(closed) == []


@pytest.fixture
def admin(invited: Flask) -> Person:
    """Return an admin of the site that is joined by invitation."""
    assert join(invited, invite(invited), "ada") == 303
    with invited.app_context():
        make_admin(1)
    person = Person(invited.test_client())
    person.sign_in("ada")
    return person


def test_admin_makes_an_invitation_whose_link_is_shown_once(invited: Flask, admin: Person) -> None:
    assert "/invitations" in attributes(admin.page("/account"), "a", "href")
    assert admin.submit("/invitations", days=3, uses=2).status_code == 303
    page = admin.page("/invitations")
    link = urlsplit(texts(page, ".own-note")[0])
    assert texts(section(page, "open-invitations"), "strong") == ["2 accounts"]
    assert "/register?invite=" not in admin.page("/invitations")
    assert join(invited, f"{link.path}?{link.query}", "grace") == 303
    open_ones = section(admin.page("/invitations"), "open-invitations")
    assert texts(open_ones, "strong") == ["1 account"]


def test_withdrawn_invitation_lets_nobody_in(invited: Flask, admin: Person) -> None:
    link = invite(invited)
    (action,) = attributes(
        section(admin.page("/invitations"), "open-invitations"), "form", "action"
    )
    assert admin.submit("/invitations", action).status_code == 303
    assert "This invitation is over" in Person(invited.test_client()).page(link)
    assert admin.submit("/invitations", action).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"days": "0"}, {"days": "91"}, {"uses": "501"}, {"uses": "many"}, {"days": ""}]
)
def test_invitation_that_cannot_be_is_explained(admin: Person, wrong: dict[str, str]) -> None:
    response = admin.submit("/invitations", **({"days": "7", "uses": "1"} | wrong))
    assert response.status_code == 422
    assert "field-error" in response.text


def test_reader_who_is_no_admin_neither_sees_nor_makes_invitations(
    app: Flask, ada: Person, bob: Person
) -> None:
    invite(app)
    assert ada.get("/invitations").status_code == 404
    assert ada.submit("/account", "/invitations", days=7, uses=1).status_code == 404
    assert ada.submit("/account", "/invitations/1/withdraw").status_code == 404
    assert uses_left(app) == 1


@pytest.mark.parametrize(
    ("registration", "words"), [("open", "Anybody may"), ("closed", "New accounts are closed")]
)
def test_admin_is_told_where_invitations_change_nothing(
    make_app: Callable[..., Flask], ada: Person, registration: str, words: str
) -> None:
    app = make_app(NOTES_REGISTRATION=registration)
    with app.app_context():
        make_admin(1)
    person = Person(app.test_client())
    person.sign_in("ada")
    assert words in person.page("/invitations")


def test_invited_person_whose_session_asks_first_for_a_page_goes_on_there(invited: Flask) -> None:
    person = Person(invited.test_client())
    link = f"{invite(invited)}&next=/progress"
    sent = only(person.page(link), "[name=next]").attributes["value"]
    fields = {"username": "grace", "password": PASSWORD, "next": sent}
    assert person.submit(link, "/register", **fields).location.endswith("next=/progress")
