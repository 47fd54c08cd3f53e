"""A reader that the store knows."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from notes_site.store.people.users import add_user


@pytest.fixture
def user_id(app: Flask) -> int:
    with app.app_context():
        found = add_user("ada", "hash", datetime(2026, 11, 23, 12, tzinfo=UTC))
        assert found
        return found


@pytest.fixture
def make_reader(app: Flask) -> Callable[[str], int]:
    """Return what registers one more reader."""

    def make(name: str) -> int:
        with app.app_context():
            found = add_user(name, "hash", datetime(2026, 11, 23, 12, tzinfo=UTC))
            assert found
            return found

    return make
