"""What a browser may keep for reading offline, and what makes the site an app."""

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from notes_site.web.machines.offline import kept_paths
from tests.conftest import Person
from tests.pages import attributes


def course_of(person: Person) -> dict[str, object]:
    """Return what the worker is told."""
    head, _, _ = person.get("/sw.js").text.partition("\n")
    return dict(json.loads(head.removeprefix("const COURSE = ").removesuffix(";")))


def test_worker_may_keep_only_pages_that_are_everybodys(visitor: Person) -> None:
    pages = course_of(visitor)["pages"]
    assert isinstance(pages, list)
    assert {"/", "/topics/first", "/topics/second"} <= set(pages)
    for path in pages:
        response = visitor.get(path)
        assert response.status_code == 200, path
        assert response.headers["Cache-Control"] == "no-cache", path
        assert "csrf_token" not in response.text, path


def test_worker_is_the_same_for_visitor_and_reader(visitor: Person, ada: Person) -> None:
    assert visitor.get("/sw.js").data == ada.get("/sw.js").data
    assert visitor.get("/sw.js").mimetype == "text/javascript"
    assert visitor.get("/sw.js").headers["Cache-Control"] == "no-cache"


def test_page_that_a_token_stands_on_is_never_among_the_kept(app: Flask, visitor: Person) -> None:
    with app.test_request_context():
        kept = set(kept_paths())
    assert not kept & {"/login", "/register", "/practice", "/progress", "/account", "/search"}


@pytest.mark.parametrize("file", ["01-first/topic.md", "site.toml"])
def test_version_changes_with_the_content(
    make_app: Callable[..., Flask], content: Path, file: str
) -> None:
    before = course_of(Person(make_app().test_client()))["version"]
    assert course_of(Person(make_app().test_client()))["version"] == before
    text = (content / file).read_text(encoding="utf-8")
    (content / file).write_text(text + "\n", encoding="utf-8")
    assert course_of(Person(make_app().test_client()))["version"] != before


def test_version_is_that_of_the_start_though_files_were_edited_since(
    make_app: Callable[..., Flask], content: Path
) -> None:
    first, second = Person(make_app().test_client()), Person(make_app().test_client())
    before = course_of(first)["version"]
    topic = content / "01-first" / "topic.md"
    topic.write_text(topic.read_text() + "\nOne more sentence.\n")
    assert course_of(second)["version"] == before


def test_version_changes_with_the_settings_that_pages_show(make_app: Callable[..., Flask]) -> None:
    before = course_of(Person(make_app().test_client()))["version"]
    titled = make_app(NOTES_SITE_TITLE="Other notes")
    assert course_of(Person(titled.test_client()))["version"] != before


def test_site_can_be_installed_under_its_own_name(visitor: Person) -> None:
    response = visitor.get("/manifest.webmanifest")
    described = json.loads(response.text)
    assert response.mimetype == "application/manifest+json"
    assert described["name"] == "Sample notes"
    assert described["start_url"] == described["scope"] == "/"
    assert {icon["purpose"] for icon in described["icons"]} == {"any", "maskable"}
    assert attributes(visitor.page("/"), "link[rel=manifest]", "href") == ["/manifest.webmanifest"]


def test_icons_are_as_large_as_they_say_and_light(visitor: Person) -> None:
    described = json.loads(visitor.get("/manifest.webmanifest").text)
    drawn = [icon for icon in described["icons"] if icon["type"] == "image/png"]
    assert len(drawn) == 3
    for icon in drawn:
        data = visitor.get(icon["src"]).data
        width, height = struct.unpack(">II", data[16:24])
        assert f"{width}x{height}" == icon["sizes"]
        assert len(data) < 6_000
