"""Whatever is put into any field of any form of the site is answered without a fault of ours."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes_site.store.people.users import make_admin
from tests.conftest import Person
from tests.pages import token_of
from tests.web.addresses import routes
from tests.web.found_forms import find_forms, send

ENDS_THE_VISIT = {"/logout", "/account/delete"}
HOSTILE = [
    "9" * 400,  # no float holds it
    "9" * 5_000,  # nor does Python read it
    *("-1", "0", "٣", "1e999", "NaN", "0x10"),
    *("\0", "\u202e", "x" * 9_000, "';--", "{{ 7*7 }}", "../../etc/passwd", "//evil.example"),
    *("0000-00-00", "9999-12-31", "10000-01-01", "2024-02-30"),
]


@pytest.fixture
def host(app: Flask, ada: Person) -> Person:
    """Return a reader who is the host as well, with something in every list of theirs."""
    with app.app_context():
        make_admin(1)
    quiz = ada.start_quiz("first", length=9)
    ada.submit("/interviews", plan="interview-15")
    ada.submit(f"{quiz}/1", choice="right", sureness="sure")
    token = token_of(ada.page("/practice"))
    ada.client.post("/questions/first-single/bookmark", data={"csrf_token": token, "note": "why"})
    return ada


def test_forms_are_found_on_the_pages_of_the_url_map(app: Flask, host: Person) -> None:
    actions = {form.action.split("?")[0] for form in find_forms(host.client, pages_of(app))}
    assert {"/search", "/practice", "/account/settings", "/account/password"} <= actions
    assert {"/quizzes/1/2", "/quizzes/1/2/hint"} & actions or {"/quizzes/1/1"} & actions
    assert len(actions) >= 12


def pages_of(app: Flask) -> Iterator[str]:
    yield from (path for path in routes(app, "GET").values() if path not in ENDS_THE_VISIT)
    yield from (f"/quizzes/1/{position}" for position in range(1, 10))


@pytest.mark.promise("D5")
def test_no_hostile_value_in_any_form_breaks_the_site(app: Flask, host: Person) -> None:
    """D5: any text in any field is answered without a fault of ours."""
    visitor = app.test_client()
    for client in (host.client, visitor):
        for form in find_forms(client, pages_of(app)):
            if form.action in ENDS_THE_VISIT:
                continue
            token = token_of(client.get("/login" if client is visitor else "/practice").text)
            for value in HOSTILE:
                fields = [(name, value) for name in form.names]
                status = send(client, form, token, [*fields, *fields[:1]]).status_code
                assert status < 500, (form, value[:20])


@pytest.mark.parametrize("field", ["note", "else"])
def test_character_that_no_database_keeps_is_refused_in_words(ada: Person, field: str) -> None:
    """SQLite would keep a NUL, PostgreSQL doesn't: no form of this site takes one."""
    token = token_of(ada.page("/practice"))
    action = "/questions/first-single/marks"
    refused = ada.send(action, token, **{"note": "zebra", field: "zebra \0"})
    assert refused.status_code == 400
    assert "NUL" in refused.text
    assert "zebra" not in ada.page("/saved")
    assert ada.send(action, token, note="%00 zebra").status_code == 303
    assert "%00 zebra" in ada.page("/saved")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.mark.promise("D5")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.integers(0, 1_000), values=st.lists(TEXT | st.none(), min_size=5, max_size=5))
def test_no_text_in_any_field_of_a_form_breaks_the_site(
    app: Flask, host: Person, which: int, values: list[str | None]
) -> None:
    """A field is sent with a text, or not at all."""
    found = find_forms(host.client, iter(["/practice", "/account", "/quizzes/1/2"]))
    forms = sorted(form for form in found if form.action not in ENDS_THE_VISIT)
    form = forms[which % len(forms)]
    pairs = zip(form.names, cycle(values), strict=False)
    fields = [(name, value) for name, value in pairs if value is not None]
    assert send(host.client, form, token_of(host.page("/practice")), fields).status_code < 500
