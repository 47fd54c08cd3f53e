"""What a browser asked for that was signed out before its turn came is not done."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from notes_site.store.database import db, writing
from notes_site.store.models import AppCodes, Event, SignIn, User
from notes_site.store.people.second import draw_codes, set_passkey_only, switch_off, switch_on
from notes_site.store.people.users import add_sign_in, delete_user, end_sign_in
from tests.store.answers import NOW

Ask = Callable[[int, int], bool]


def begin_codes(user_id: int, sign_in_id: int) -> bool:
    return switch_on(user_id, "SECRET", 1, draw_codes(), NOW, sign_in_id)


ASKED: dict[str, Ask] = {
    "no codes any more": lambda user_id, sign_in_id: switch_off(user_id, NOW, sign_in_id),
    "the password again": lambda user_id, sign_in_id: set_passkey_only(
        user_id, NOW, sign_in_id, is_on=False
    ),
    "no account any more": delete_user,
}


@pytest.fixture
def browser(app: Flask, user_id: int) -> int:
    """Return the number of a browser in which the reader signed in."""
    with app.app_context():
        add_sign_in(user_id, NOW, "Firefox")
        return db.session.execute(select(SignIn.id)).scalar_one()


@pytest.fixture
def left(app: Flask, user_id: int, browser: int) -> int:
    """Return the number of one whose owner has codes, and only passkeys, and ended it."""
    with app.app_context():
        assert begin_codes(user_id, browser)
        with writing(user_id) as session:
            session.get_one(User, user_id).is_passkey_only = True
        end_sign_in(browser)
    return browser


@pytest.mark.parametrize("asked", ASKED)
def test_browser_that_was_signed_out_meanwhile_changes_nothing(
    app: Flask, user_id: int, left: int, asked: str
) -> None:
    with app.app_context():
        before = what_is_there(user_id)
        assert not ASKED[asked](user_id, left)
        assert what_is_there(user_id) == before


def test_browser_that_was_signed_out_before_it_sent_the_first_code_switches_none_on(
    app: Flask, user_id: int, browser: int
) -> None:
    with app.app_context():
        end_sign_in(browser)
        assert not begin_codes(user_id, browser)
        assert db.session.execute(select(AppCodes.user_id)).first() is None


def what_is_there(user_id: int) -> tuple[object, ...]:
    db.session.remove()
    only = db.session.execute(select(User.is_passkey_only).where(User.id == user_id)).scalar()
    counts = [
        db.session.execute(select(func.count()).select_from(table)).scalar()
        for table in (AppCodes, Event)
    ]
    return (only, *counts)
