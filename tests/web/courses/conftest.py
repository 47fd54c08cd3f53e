"""A site of two courses whose topics, sections and questions all have equal ids."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from notes_site import create_app
from notes_site.store.database import close_all
from tests.conftest import SAMPLE, Person
from tests.page_rules import complaints
from tests.store.stamps import insist_on_stamps

SLUGS = ("first-aid", "sql")
BETWEEN = {f'href="{path}" leads nowhere' for path in ("/", "/sql/", "/first-aid/")}
"""The links that lead from the root into a course, and from there back."""


@dataclass
class Pupil(Person):
    """Somebody on a site of several courses; of each of its pages the same rules hold."""

    course: str = ""

    def _checked(self, response: TestResponse) -> TestResponse:
        first = response.request.path.split("/")[1]
        root = f"/{first}" if first in SLUGS else ""
        adapter = self.client.application.url_map.bind("localhost", script_name=f"{root}/")
        if response.location:
            assert response.location.startswith(f"{root}/"), response.location
        elif response.mimetype == "text/html" and response.data:
            path = response.request.path
            assert set(complaints(response.text, path, adapter)) - BETWEEN == set(), path
        return response

    def here(self, path: str) -> str:
        """Return the address of a page in this person's course."""
        return f"/{self.course}{path}" if self.course else path

    def register(self, name: str, password: str = "four unrelated words") -> TestResponse:
        self.name = name
        return self.submit(self.here("/register"), username=name, password=password)

    def start_quiz(self, *topics: str, length: int = 10, mode: str = "mix") -> str:
        fields = {"topics": list(topics), "length": length, "mode": mode}
        response = self.submit(self.here("/practice"), **fields)
        assert response.status_code == 303, response.text
        return response.location.rpartition("/")[0]


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """Return a folder with two courses, alike but for their names and one word."""
    folder = tmp_path / "school"
    for slug in SLUGS:
        shutil.copytree(SAMPLE, folder / slug)
        site = folder / slug / "site.toml"
        site.write_text(f'title = "Notes on {slug}"\ntagline = "All of {slug}"\n', encoding="utf-8")
        topic = folder / slug / "01-first" / "topic.md"
        text = topic.read_text(encoding="utf-8")
        own = f"\n## Only here\n\nThis word stands in one course: only{slug.replace('-', '')}.\n"
        topic.write_text(text + own, encoding="utf-8")
    (folder / "site.toml").write_text('title = "School"\ntagline = "Two courses"\n', "utf-8")
    return folder


@pytest.fixture
def make_school(school: Path, environ: dict[str, str]) -> Iterator[Callable[..., Flask]]:
    apps: list[Flask] = []

    def make(**settings: str) -> Flask:
        apps.append(create_app(environ | {"NOTES_CONTENT_DIR": str(school)} | settings))
        insist_on_stamps(apps[-1])
        return apps[-1]

    yield make
    for app in apps:
        with app.app_context():
            close_all()


@pytest.fixture
def site(make_school: Callable[..., Flask]) -> Flask:
    return make_school()


@pytest.fixture
def pupil(site: Flask) -> Pupil:
    """Return a reader who registered in the course on SQL."""
    person = Pupil(site.test_client(), course="sql")
    assert person.register("ada").status_code == 303
    return person
