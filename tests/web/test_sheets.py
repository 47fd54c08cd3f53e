"""Readers' pages from kept sheets: everybody's page is kept, and nothing that fills its gaps."""

from collections.abc import Callable

import pytest
from flask import Flask, flash, session
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from notes_site.web.sheets import Own, show_own
from tests.conftest import Person
from tests.pages import token_of

OWN = "{% macro mark(word, value='none') %}{{ word }} is {{ value }}{% endmacro %}"


def say_nothing(*_key: str) -> dict[str, object]:
    return {}


@pytest.fixture
def say(app: Flask) -> Callable[..., str]:
    """Return what shows a page that is made up to a reader who has what is given."""

    def show(page: str, own: Own | None = None, *key: str) -> str:
        made_up = DictLoader({"page.html": page, "own.html": OWN})
        app.jinja_env.loader = ChoiceLoader([made_up, app.jinja_env.loader or made_up])
        with app.test_request_context():
            shown = show_own("page.html", "own.html", own or {}, say_nothing, *key)
        return shown.decode() if isinstance(shown, bytes) else shown

    return show


@pytest.mark.parametrize(
    "asked",
    [
        *("current_user.reader.username", "session.get('x')", "request.path", "g.moment"),
        *("config.SECRET_KEY", "who", "request.cookies"),
    ],
)
def test_sheet_that_asks_who_is_there_fails_and_is_not_kept(
    say: Callable[..., str], asked: str
) -> None:
    for _ in range(2):
        with pytest.raises(UndefinedError):
            say("{{ " + asked + " }}")


def test_gap_shows_what_the_reader_has_and_else_what_somebody_new_has(
    say: Callable[..., str],
) -> None:
    page = '{{ own("mark", "a") }}, {{ own("mark", "b") }}, {{ own("mark", "a") }}'
    new = "a is none, b is none, a is none"
    assert say(page) == new
    assert say(page, {("mark", "a"): ("x",)}) == "a is x, b is none, a is x"
    assert say(page, {("mark", "b"): ["y"], ("mark", "gone"): ("z",)}).endswith("b is y, a is none")
    assert say(page) == new


def test_what_a_reader_has_is_text_not_markup(say: Callable[..., str]) -> None:
    for given in (("<b>",), ["<b>"]):
        assert say('{{ own("mark", "a") }}', {("mark", "a"): given}) == "a is &lt;b&gt;"


def test_gaps_that_would_be_filled_alike_are_refused(say: Callable[..., str]) -> None:
    with pytest.raises(ValueError, match="filled alike"):
        say('{{ own("mark", "a", 1) }}{{ own("mark", "a", 2) }}')


def test_each_readers_forms_have_their_own_token(ada: Person, bob: Person) -> None:
    for path in ("/topics/first", "/topics/second"):
        tokens = {token_of(person.page(path)) for person in (ada, bob)}
        assert len(tokens) == 2
    page = ada.page("/topics/first")
    assert page.count('name="csrf_token"') == page.count(token_of(page)) == 2
    given = {"csrf_token": token_of(page), "section": "starting"}
    assert ada.client.post("/topics/first/read", data=given).status_code == 303
    assert bob.client.post("/topics/first/read", data=given).status_code == 400


def test_message_is_shown_to_its_reader_once(app: Flask, ada: Person, bob: Person) -> None:
    def tell() -> str:
        flash("Only for Ada")
        return "ok"

    bob.page("/")
    app.view_functions["health.show"] = tell
    ada.get("/healthz")
    assert "Only for Ada" in ada.page("/")
    assert all("Only for Ada" not in one.page("/") for one in (ada, bob))


def test_signed_cookie_says_the_same_whatever_a_request_made_of_it(app: Flask) -> None:
    """What is read of a cookie is kept; no request may change it for those that come after."""
    seen: list[list[str]] = []

    def note() -> str:
        notes: list[str] = session.setdefault("notes", [])
        seen.append(notes.copy())
        notes.append("more")
        session.modified = True
        return "ok"

    app.view_functions["health.show"] = note
    client = app.test_client()
    client.get("/healthz")
    cookie = client.get_cookie("session")
    assert cookie
    headers = {"Cookie": f"session={cookie.value}"}
    for _ in range(2):
        app.test_client(use_cookies=False).get("/healthz", headers=headers)
    assert seen == [[], ["more"], ["more"]]
