"""People and places that the tests talk about: a site on a real database, and its readers."""

import hashlib
import os
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from notes_site import create_app
from notes_site.store.database import close_all
from notes_site.store.people import passwords
from tests.page_rules import check_page
from tests.pages import only, token_of
from tests.store.stamps import insist_on_stamps

pytest_plugins = ["tests.databases"]
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")  # a busy machine proves nothing: no test asserts the clock

SAMPLE = Path(__file__).parent / "content"
PASSWORD = "four unrelated words"

SITES_HASHER = passwords._hasher
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashing as the site does it takes longer than the page around it; who asks how gets that one."""

AUTHORS_KEYS = {"right", "wrong", "last", "two", "four", "three", "yes", "no"}
AUTHORS_KEYS |= {"local", "enclosing", "global", "built-in"}
AUTHORS_KEYS |= {"version", "contention", "retries"}
AUTHORS_KEYS |= {"dict", "sorted", "set", "constant", "log", "square"}
"""The `key:` of options, items, cells and rubric lines in the sample content."""


def shown(key: str) -> str:
    """Return what a page shows of an author's key: nothing that tells right from wrong."""
    return hashlib.sha256(key.encode()).hexdigest()[:8] if key in AUTHORS_KEYS else key


def shown_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Return a form's fields with the keys that the page shows in place of the authors'."""
    found: dict[str, object] = {}
    for name, value in fields.items():
        head, dash, key = name.partition("-")
        is_keyed = head in {"place", "match"} and dash
        if name.endswith("choice") or head == "match":
            values = value if isinstance(value, list) else [value]
            value = [shown(str(one)) for one in values]
        found[f"{head}-{shown(key)}" if is_keyed else name] = value
    return found


@dataclass
class Person:
    """Somebody with a browser: asks for pages, and sends the forms that stand on them.

    Whatever page comes back is checked by the rules of all pages.
    """

    client: FlaskClient
    name: str = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._checked(self.client.get(path, buffered=True, **options))

    def page(self, path: str) -> str:
        response = self.get(path, follow_redirects=True)
        assert response.status_code == 200, (path, response.status)
        return response.text

    def submit(
        self, form_page: str, action: str | None = None, /, **fields: object
    ) -> TestResponse:
        """Open the page with the form, take its token, and send the fields to its address."""
        return self.send(action or form_page, token_of(self.page(form_page)), **fields)

    def send(self, action: str, token: str, /, **fields: object) -> TestResponse:
        """Send the fields with a token that was taken from a page before."""
        data = {"csrf_token": token, **shown_fields(fields)}
        return self._checked(self.client.post(action, data=data))

    def _checked(self, response: TestResponse) -> TestResponse:
        app = self.client.application
        root = app.config["APPLICATION_ROOT"]
        check_page(response, app.url_map.bind("localhost", script_name=root))
        return response

    def register(self, name: str, password: str = PASSWORD) -> TestResponse:
        response = self.submit("/register", username=name, password=password)
        self.name = name
        return response

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.submit("/login", username=name, password=password)

    def start_quiz(self, *topics: str, length: int = 10, mode: str = "mix") -> str:
        """Start a quiz and return its address without a position."""
        response = self.submit("/practice", topics=list(topics), length=length, mode=mode)
        assert response.status_code == 303, response.text
        return response.location.rpartition("/")[0]

    def is_signed_in(self) -> bool:
        return self.get("/account").status_code == 200


def sign_in_on(person: Person, page: str, name: str = "ada") -> TestResponse:
    """Send the sign-in form of a page as it stands there, hidden fields too."""
    form = only(page, 'form[action="/login"]')
    hidden = [one.attributes for one in form.css("input[type=hidden]")]
    data = [(str(one["name"]), one.get("value") or "") for one in hidden]
    data += [("username", name), ("password", PASSWORD)]
    return person.client.post("/login", data=MultiDict(data))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let CI fail where a promise was not put to the proof."""
    report = yield
    if report.skipped and os.environ.get("CI") and item.get_closest_marker("promise"):
        report.outcome, report.longrepr = "failed", f"a promise was not proved: {report.longrepr}"
    return report


@dataclass
class Clock:
    """A clock in place of the site's; it goes on by a step each time it is read."""

    moment: datetime
    step: timedelta = timedelta(0)
    reads: int = 0

    def read(self) -> datetime:
        self.reads += 1
        self.moment += self.step
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the site live by a clock that the test sets."""
    found = Clock(datetime.now(UTC))
    monkeypatch.setattr("notes_site.web.context.read_clock", found.read)
    return found


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of the sample content that a test may change."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "content"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def environ(content: Path, data: Path, database_url: str) -> dict[str, str]:
    found = {"NOTES_CONTENT_DIR": str(content), "NOTES_DATA_DIR": str(data)}
    return found | ({"NOTES_DATABASE_URL": database_url} if database_url else {})


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a first start with the sample content, made once.

    Migrating, parsing and the index for search take longer than most tests. What is kept of a
    topic that a test has changed isn't taken.
    """
    folder = tmp_path_factory.mktemp("new")
    settings = {"NOTES_CONTENT_DIR": str(SAMPLE), "NOTES_DATA_DIR": str(folder)}
    with create_app(settings, debug=False).app_context():
        close_all()
    return folder


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Return where compiled templates are kept: compiling took most of a page's time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture
def make_app(
    environ: dict[str, str], data: Path, first_start: Path, compiled: FileSystemBytecodeCache
) -> Iterator[Callable[..., Flask]]:
    """Return what makes a site with more settings; every one is closed afterwards."""
    apps: list[Flask] = []

    def make(**settings: str) -> Flask:
        if not data.exists():
            data.mkdir(mode=0o700)
            shutil.copy(first_start / "notes.db", data)
            shutil.copytree(first_start / "cache", data / "cache")
        apps.append(create_app(environ | settings, debug=False))
        apps[-1].jinja_env.bytecode_cache = compiled
        insist_on_stamps(apps[-1])
        return apps[-1]

    yield make
    for app in apps:
        with app.app_context():
            close_all()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def visitor(app: Flask) -> Person:
    return Person(app.test_client())


@pytest.fixture
def ada(app: Flask) -> Person:
    """Return a signed-in reader."""
    person = Person(app.test_client())
    person.register("ada")
    return person


@pytest.fixture
def bob(app: Flask) -> Person:
    """Return another signed-in reader, a stranger to Ada."""
    person = Person(app.test_client())
    person.register("bob")
    return person
