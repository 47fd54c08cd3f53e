"""Personal tokens: made after asking again, shown once, limited, and ended by their reader."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from notes_site.store.database import db
from notes_site.store.models import SignIn
from notes_site.store.people.programs.personal import LIFETIMES, MOST_TOKENS, PREFIX, add_token
from tests.conftest import PASSWORD, Clock, Person
from tests.pages import section, texts, token_of
from tests.web.accounts import log
from tests.web.machines.api.holding import BASE, make_token, new_program
from tests.web.second import switch_codes_on

PAGE = "/account/tokens"


def listed(person: Person) -> list[str]:
    page = person.page(PAGE)
    return texts(section(page, "yours"), "li") if 'aria-labelledby="yours"' in page else []


def kept(app: Flask) -> list[SignIn]:
    with app.app_context():
        return [*db.session.execute(select(SignIn).where(SignIn.kind == "personal")).scalars()]


def test_token_is_shown_once_and_stored_as_a_hash(app: Flask, ada: Person) -> None:
    token = make_token(ada, name="a dashboard")
    assert token.startswith(PREFIX)
    assert len(token) > len(PREFIX) + 40
    assert token not in ada.page(PAGE) + ada.page("/account/security")
    (row,) = kept(app)
    values = {str(getattr(row, one.name)) for one in SignIn.__table__.columns}
    assert not any(token.removeprefix(PREFIX) in one for one in values)
    assert log(ada)[0] == "Personal token made"


@pytest.mark.promise("B20")
def test_token_is_made_only_by_who_proves_to_be_the_reader(
    app: Flask, ada: Person, clock: Clock
) -> None:
    """B20: by the password, and the code where the account asks for one."""
    fields = {"new-name": "x", "new-scopes": "read", "new-days": 30}
    for password in ("", "wrong"):
        answer = ada.submit(PAGE, **fields, **{"new-password": password})
        assert answer.status_code == 422
    device, _ = switch_codes_on(ada, clock)
    right = fields | {"new-password": PASSWORD}
    assert ada.submit(PAGE, **right).status_code == 422
    assert not kept(app)
    assert ada.submit(PAGE, **right, **{"new-code": device.code(1)}).status_code == 200
    assert len(kept(app)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        *({"name": ""}, {"name": "  "}, {"name": "n" * 61}),
        *({"scopes": "admin"}, {"days": 31}, {"days": "for ever"}),
    ],
)
def test_odd_tokens_are_not_made(app: Flask, ada: Person, changed: dict[str, object]) -> None:
    fields = {"name": "x", "scopes": "read", "days": 30, "password": PASSWORD} | changed
    answer = ada.submit(PAGE, **{f"new-{name}": value for name, value in fields.items()})
    assert answer.status_code == 422
    assert not kept(app)


@pytest.mark.parametrize("lifetime", LIFETIMES, ids=lambda one: f"{one.days} days")
def test_token_lasts_as_long_as_its_reader_said_used_or_not(
    app: Flask, ada: Person, clock: Clock, lifetime: timedelta
) -> None:
    script = new_program(app, make_token(ada, days=lifetime.days))
    clock.moment += lifetime - timedelta(minutes=1)
    assert script.is_let_in()
    clock.moment += timedelta(minutes=1)
    assert not script.is_let_in()
    fresh = Person(app.test_client())
    fresh.sign_in("ada")
    clock.moment += timedelta(days=1)
    fresh.sign_in("ada")  # which sweeps by now: the clock has held for a day
    assert not kept(app)


def test_page_says_when_a_token_was_last_used_by_the_day(
    app: Flask, ada: Person, clock: Clock
) -> None:
    script = new_program(app, make_token(ada, "read"))
    assert "not used yet" in listed(ada)[0]
    assert script.is_let_in()
    assert "last used today" in listed(ada)[0]
    clock.moment += timedelta(days=3)
    assert "last used 3 days ago" in listed(ada)[0]
    (row,) = kept(app)
    assert script.is_let_in()
    clock.moment += timedelta(hours=20)
    assert script.is_let_in()
    assert kept(app)[0].last_seen_at - row.last_seen_at == timedelta(days=3)


def test_token_is_ended_by_its_reader_and_nobody_else(app: Flask, ada: Person, bob: Person) -> None:
    script, other = (new_program(app, make_token(ada)) for _ in range(2))
    path = f"{PAGE}/{kept(app)[0].id}/end"
    assert bob.submit("/account", path).status_code == 404
    assert script.is_let_in()
    assert ada.submit(PAGE, path).location == PAGE
    assert not script.is_let_in()
    assert other.is_let_in()
    assert len(listed(ada)) == 1
    assert log(ada)[0] == "Personal token ended"


def test_program_may_give_its_token_back(app: Flask, ada: Person) -> None:
    script = new_program(app, make_token(ada, "read"))
    assert script.ask(f"{BASE}/sign-out", "POST").status_code == 204
    assert not script.is_let_in()


def test_reader_has_so_many_tokens_and_then_no_more(app: Flask, ada: Person) -> None:
    with app.app_context():
        mine = db.session.execute(select(SignIn.id)).scalar_one()
        for at in range(MOST_TOKENS):
            assert add_token(1, f"no. {at}", ["read"], datetime.now(UTC), LIFETIMES[0], mine)
    assert "as many as one may have" in ada.page(PAGE)
    fields = {"new-name": "x", "new-scopes": "read", "new-days": 30, "new-password": PASSWORD}
    answer = ada.send(PAGE, token_of(ada.page("/account")), **fields)
    assert answer.status_code == 422
    assert f"You have {MOST_TOKENS} tokens" in answer.text
    assert len(kept(app)) == MOST_TOKENS


def test_page_leads_to_what_a_token_may_ask(ada: Person) -> None:
    assert 'href="/api"' in ada.page(PAGE)
    assert "GET /topics" in ada.page("/api")


def test_site_without_the_api_has_no_tokens(make_app: Callable[..., Flask]) -> None:
    app = make_app(NOTES_API="off")
    ada = Person(app.test_client())
    ada.register("ada")
    assert ada.get(PAGE).status_code == 404
    assert "token" not in ada.page("/account/security").lower().replace("csrf_token", "")
