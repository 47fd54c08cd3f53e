"""A course's own colours and pages, as they reach a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Person
from tests.pages import attributes, elements


def test_own_pages_are_linked_at_the_foot_of_every_other(visitor: Person, ada: Person) -> None:
    for person in (visitor, ada):
        for path in ("/", "/topics/first", "/pages/about"):
            assert "/pages/about" in attributes(person.page(path), "footer a", "href")
    page = visitor.page("/pages/about")
    assert "<h1>About</h1>" in page
    assert '<h2 id="thanks">Thanks</h2>' in page
    assert visitor.get("/pages/nothing").status_code == 404


@pytest.mark.promise("D2")
def test_hostile_words_of_an_own_page_stay_words(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    text = "# About <script>alert(1)</script>\n\nSee javascript:alert(1), a <b onclick=x>c</b>\n"
    (content / "pages/about.md").write_text(text)
    page = Person(make_app().test_client()).page("/pages/about")
    assert "alert(1)</script>" not in page
    assert not any("javascript:" in (said.get("href") or "") for _, said in elements(page))
    assert "onclick=x>" not in page


def test_stylesheet_of_the_course_comes_last_and_never_changes(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    with (content / "site.toml").open("a") as file:
        file.write('\n[look]\naccent = "#7a1f78"\n')
    visitor = Person(make_app().test_client())
    sheets = attributes(visitor.page("/"), "link[rel=stylesheet]", "href")
    assert sheets[-1].startswith("/look/")
    answer = visitor.get(sheets[-1])
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "--accent:light-dark(#7a1f78" in answer.text
    assert visitor.get("/look/000000000000.css").status_code == 404
    assert visitor.get("/manifest.webmanifest").json["theme_color"] == "#7a1f78"  # type: ignore[index]


def test_course_without_a_look_has_no_stylesheet_of_its_own(visitor: Person) -> None:
    assert not [one for one in attributes(visitor.page("/"), "link", "href") if "/look/" in one]
