"""Readers' pages from kept pieces: each shows its reader what is theirs, and nothing of others."""

import random
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from jinja2 import ChoiceLoader, DictLoader, TemplateError, UndefinedError
from markupsafe import Markup

from notes_site import create_app
from notes_site.store.database import close_all
from tests.conftest import Person, shown

PATHS = (
    *(
        "/",
        "/topics/first",
        "/topics/first?recall=1",
        "/topics/second",
        "/topics/first/cheat-sheet",
    ),
    *("/search?q=starting", "/practice", "/progress", "/account", "/glossary", "/tags/basics"),
)
TOKEN = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*')
EDITING = re.compile(r'<script type="module" id="editing".*?</script>\n')
"""What an author's pages have more than others."""


@contextmanager
def authors_app(environ: dict[str, str]) -> Iterator[Flask]:
    """Run a site that keeps nothing, on the same content and the same database."""
    app = create_app(environ, debug=True)
    yield app
    with app.app_context():
        close_all()


def at(app: Flask, person: Person) -> Person:
    """Return the same person, with the same cookie, at another site."""
    client = app.test_client()
    if cookie := person.client.get_cookie("session"):
        client.set_cookie("session", cookie.value)
    return Person(client, person.name)


def look(person: Person, path: str) -> str:
    return EDITING.sub("", TOKEN.sub(r"\1", person.page(path)))


def test_nobody_is_shown_what_was_kept_of_another(app: Flask, environ: dict[str, str]) -> None:
    """C4: 200 requests of three readers and visitors, mixed, from 8 threads, beside a site that
    renders everything anew for each of them."""
    names = ("ada-lovelace", "grace-hopper", "mary-keller")
    readers = [Person(app.test_client()) for _ in names]
    for number, (reader, name) in enumerate(zip(readers, names, strict=True)):
        reader.register(name)
        quiz = reader.start_quiz("first")
        for position in range(1, 1 + 3 * number):
            given = shown("right" if position % 2 else "wrong")
            reader.submit(f"{quiz}/{position}", choice=[given], text="return")
        sections = ["starting", "a-detail", "failing-well"][number:]
        reader.submit("/topics/first", "/topics/first/read", section=sections)
    people = [*readers, Person(app.test_client())]
    with authors_app(environ) as fresh:
        expected = {
            (person.name, path): look(at(fresh, person), path)
            for person in people
            for path in PATHS
        }
    chance = random.Random(1)
    asked = [(chance.choice(people), chance.choice(PATHS)) for _ in range(200)]
    turn = {person.name: threading.Lock() for person in people}

    def ask(one: tuple[Person, str]) -> str:
        with turn[one[0].name]:
            return look(*one)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, asked))

    for (person, path), page in zip(asked, answers, strict=True):
        assert page == expected[person.name, path], (person.name, path)
        assert not any(name in page for name in set(names) - {person.name}), (person.name, path)


def say(app: Flask, macro: str, call: str, **values: object) -> str:
    """Render a page with a piece made of a macro that is made up."""
    made_up = DictLoader({"made_up.html": macro})
    app.jinja_env.loader = ChoiceLoader([made_up, app.jinja_env.loader or made_up])
    with app.test_request_context():
        return render_template_string("{{ " + call + " }}", **values)


@pytest.mark.parametrize(
    "asked",
    [
        *("current_user.is_authenticated", "session.get('x')", "request.path", "g.moment"),
        *("csrf_token()", "get_flashed_messages()", "config.SECRET_KEY", "site_title", "query"),
    ],
)
def test_piece_that_asks_who_is_there_fails_and_is_not_kept(app: Flask, asked: str) -> None:
    macro = "{% macro drawn() %}{{ " + asked + " }}{% endmacro %}"
    with pytest.raises(UndefinedError):
        say(app, macro, 'piece("made_up.html", "drawn")')


def test_piece_that_asks_what_time_it_is_fails(app: Flask) -> None:
    macro = "{% macro drawn(at) %}{{ at | moment }}{% endmacro %}"
    with pytest.raises(TemplateError, match="moment"):
        say(app, macro, 'piece("made_up.html", "drawn", none)')


def test_text_that_reads_like_html_is_not_taken_for_it(app: Flask) -> None:
    macro = "{% macro drawn(words) %}{{ words }}{% endmacro %}"
    call = 'piece("made_up.html", "drawn", html) ~ piece("made_up.html", "drawn", text)'
    said = say(app, macro, call, html=Markup("<b>"), text="<b>")
    assert said == "<b>&lt;b&gt;"


def test_piece_links_into_the_site_wherever_it_is_mounted(app: Flask, ada: Person) -> None:
    for root in ("", "/notes", ""):
        page = ada.client.get("/topics/first", base_url=f"http://localhost{root}/").text
        assert f'href="{root}/topics/second"' in page
        assert f'href="{root}/tags"' in page


def test_authors_edit_shows_at_once_to_a_reader(
    environ: dict[str, str], content: Path, ada: Person
) -> None:
    with authors_app(environ) as fresh:
        reader = at(fresh, ada)
        assert "Mark as read" in reader.page("/topics/first")
        file = content / "01-first/topic.md"
        file.write_text(file.read_text().replace("## Starting", "## Beginning"))
        page = reader.page("/topics/first")
    assert ">Beginning</h2>" in page
    assert ">Starting<" not in page
