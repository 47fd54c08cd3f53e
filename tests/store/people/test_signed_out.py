"""What a browser asked for that was signed out before its turn came is not done."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from notes_site.store.database import db, writing
from notes_site.store.elsewhere.identities import Outsider, link_identity, unlink_identity
from notes_site.store.models import (
    AppCodes,
    Event,
    Identity,
    Passkey,
    QuizRow,
    RecoveryCode,
    SignIn,
    User,
)
from notes_site.store.people.passkeys import NewPasskey, add_passkey, delete_passkey
from notes_site.store.people.second import (
    draw_codes,
    replace_recovery_codes,
    set_passkey_only,
    switch_off,
    switch_on,
)
from notes_site.store.people.users import (
    add_sign_in,
    change_name,
    delete_user,
    end_sign_in,
    reset_progress,
)
from notes_site.store.practice.quizzes import add_quiz
from tests.store.answers import NOW

Ask = Callable[[int, int], bool | None]
ELSEWHERE = Outsider("https://id.example.org", "7")
TABLES = (User, AppCodes, RecoveryCode, Passkey, Identity, QuizRow, Event)
"""What such a browser could ask to change."""


def begin_codes(user_id: int, sign_in_id: int) -> bool:
    return switch_on(user_id, "SECRET", 1, draw_codes(), NOW, sign_in_id)


ASKED: dict[str, Ask] = {
    "no codes any more": lambda user_id, sign_in_id: switch_off(user_id, NOW, sign_in_id),
    "the password again": lambda user_id, sign_in_id: set_passkey_only(
        user_id, NOW, sign_in_id, is_on=False
    ),
    "no account any more": delete_user,
    "no progress any more": reset_progress,
    "another name": lambda user_id, sign_in_id: change_name(user_id, "eve", NOW, sign_in_id),
    "no passkey any more": lambda user_id, sign_in_id: delete_passkey(user_id, 1, NOW, sign_in_id),
    "other recovery codes": lambda user_id, sign_in_id: replace_recovery_codes(
        user_id, draw_codes(), NOW, sign_in_id
    ),
    "no way in from elsewhere": lambda user_id, sign_in_id: unlink_identity(
        user_id, ELSEWHERE.issuer, NOW, sign_in_id
    ),
}


@pytest.fixture
def browser(app: Flask, user_id: int) -> int:
    """Return the number of a browser in which the reader signed in."""
    with app.app_context():
        add_sign_in(user_id, NOW, "Firefox")
        return db.session.execute(select(SignIn.id)).scalar_one()


@pytest.fixture
def left(app: Flask, user_id: int, browser: int) -> int:
    """Return the number of one whose owner has all there is, and only passkeys, and ended it."""
    with app.app_context():
        assert begin_codes(user_id, browser)
        for name in (b"phone", b"key"):
            new = NewPasskey(name, b"public", 0)
            assert add_passkey(user_id, new, b"handle", name.decode(), NOW, browser)
        assert link_identity(user_id, ELSEWHERE, NOW, browser)
        add_quiz(user_id, "seed", ["q"], NOW)
        with writing(user_id) as session:
            session.get_one(User, user_id).is_passkey_only = True
        end_sign_in(browser)
    return browser


@pytest.mark.parametrize("asked", ASKED)
def test_browser_that_was_signed_out_meanwhile_changes_nothing(
    app: Flask, user_id: int, left: int, asked: str
) -> None:
    with app.app_context():
        before = what_is_there()
        assert not ASKED[asked](user_id, left)
        assert what_is_there() == before


@pytest.mark.usefixtures("left")
@pytest.mark.parametrize("asked", ASKED)
def test_browser_that_is_signed_in_changes_it(app: Flask, user_id: int, asked: str) -> None:
    with app.app_context():
        add_sign_in(user_id, NOW, "Firefox")
        browser = db.session.execute(select(SignIn.id)).scalar_one()
        before = what_is_there()
        assert ASKED[asked](user_id, browser)
        assert what_is_there() != before


def test_browser_that_was_signed_out_before_it_sent_the_first_code_switches_none_on(
    app: Flask, user_id: int, browser: int
) -> None:
    with app.app_context():
        end_sign_in(browser)
        assert not begin_codes(user_id, browser)
        assert db.session.execute(select(AppCodes.user_id)).first() is None


def what_is_there() -> list[object]:
    db.session.remove()
    found = (db.session.execute(select(*table.__table__.c)) for table in TABLES)
    return [sorted(map(repr, rows)) for rows in found]
