import re

import pytest
from flask.testing import FlaskClient

from app import app, bookings

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser(FlaskClient):
    """Somebody's browser, with cookies of its own."""

    def submit(self, page, path, **fields):
        """Send a form as people do: open the page it stands on, then press its button."""
        token = TOKEN.search(self.get(page).text)[1]
        return self.post(path, data={"csrf_token": token, **fields})


@pytest.fixture(autouse=True)
def nothing_is_booked():
    bookings.clear()


@pytest.fixture
def ada():
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def grace(ada):
    return app.test_client()
