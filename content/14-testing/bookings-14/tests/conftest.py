import shutil
from datetime import datetime

import pytest

from bookings import create_app, service
from bookings.extensions import db, limiter
from bookings.models import User
from tests.people import HASH, ROLES, Browser


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
        for name, role in ROLES.items():
            db.session.add(User(username=name, role=role, password_hash=HASH))
        db.session.commit()
        db.engine.dispose()
    return app, file, shutil.copy(file, file.with_suffix(".fresh"))


@pytest.fixture
def app(made):
    """Return the application with a fresh database: copying one is quicker than making it."""
    app, file, fresh = made
    shutil.copy(fresh, file)
    limiter.reset()  # it counts for the whole process
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(app):
    return app.test_client()


@pytest.fixture
def ada(app):
    return signed_in(app, "ada")


@pytest.fixture
def grace(app):
    return signed_in(app, "grace")


@pytest.fixture
def root(app):
    return signed_in(app, "root")


def signed_in(app, username):
    browser = app.test_client()
    assert browser.sign_in(username).status_code == 303
    return browser


@pytest.fixture
def token(app):
    """Ada's token for the API."""
    return app.test_cli_runner().invoke(args=["accounts", "token", "ada"]).output.strip()
