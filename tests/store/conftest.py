"""A reader that the store knows."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from notes_site.store.users import add_user


@pytest.fixture
def user_id(app: Flask) -> int:
    with app.app_context():
        found = add_user("ada", "hash", datetime(2026, 11, 23, 12, tzinfo=UTC))
        assert found
        return found
