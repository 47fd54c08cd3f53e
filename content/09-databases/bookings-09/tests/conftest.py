import re
import shutil
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from bookings import create_app, service
from bookings.extensions import db

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser(FlaskClient):
    """Somebody's browser, with cookies of its own."""

    def submit(self, page, path, **fields):
        """Send a form as people do: open the page it stands on, then press its button."""
        token = TOKEN.search(self.get(page).text)[1]
        return self.post(path, data={"csrf_token": token, **fields})


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Return an application, the file of its database, and a copy of that to begin with."""
    file = tmp_path_factory.mktemp("data") / "test.sqlite"
    app = create_app(
        {
            "TESTING": True,
            "DEBUG": False,
            "SECRET_KEY": "for tests only, never elsewhere",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}",
        }
    )
    app.test_client_class = Browser
    with app.app_context():  # closed again before any request is made
        db.create_all()
        service.add_day("Blue room", datetime(2027, 1, 4))
        db.engine.dispose()
    return app, file, shutil.copy(file, file.with_suffix(".fresh"))


@pytest.fixture
def app(made):
    """Return the application with a fresh database: copying one is quicker than making it."""
    app, file, fresh = made
    shutil.copy(fresh, file)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def ada(app):
    return app.test_client()


@pytest.fixture
def grace(app):
    return app.test_client()
