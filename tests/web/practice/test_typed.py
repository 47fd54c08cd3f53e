"""Nothing typed is ever lost: every button of every page of a quiz is pressed with all fields full.

Forms, fields and buttons are read from the pages, so that a new one is pressed, too.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import BaseLoader, Environment
from selectolax.lexbor import LexborNode
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from notes_site.store.database import db
from notes_site.store.notes.flags import open_flags
from notes_site.store.notes.marks import find_marks
from notes_site.store.practice.quizzes import Quiz, find_quiz
from notes_site.web.context import EXTENSION
from tests.conftest import PASSWORD, Person, shown, sign_in_on
from tests.pages import attributes, fields_of, form_of, only, owner_of, parse, texts, value_of
from tests.web.answering import answer_rightly, count_questions
from tests.web.timed import start

SECOND_OPEN = """
### Say how you would go on
<!-- id: second-open; type: open; difficulty: 1; see: second#going-on -->

As in [the first topic](../01-first/topic.md).

<details><summary>Model answer</summary>

Step by step, says [somebody else](https://example.org/steps "a > b").

- (1) names a step
- (1) names another

</details>

> **Why:** one step follows the other, see [how](../01-first/topic.md#starting).
"""
Field = tuple[str, str]
"""A field's name and its value."""


@pytest.fixture
def content(content: Path) -> Path:
    """Return the sample content with a second open question, so that a report has two to grade."""
    with (content / "02-second/questions.md").open("a") as bank:
        bank.write(SECOND_OPEN)
    return content


def fill(page: str) -> tuple[LexborNode, list[Field]]:
    """Fill every visible field in the main part of a page, and return what then stands there."""
    main = parse(page).css_first("main")
    assert main is not None
    for number, field in enumerate(main.css("textarea, input[type=text]"), 1):
        field.attrs["data-typed"] = "typed" if field.tag == "input" else f"typed {number}\nüß <b>"
    for place, select in enumerate(main.css("select"), 1):
        values = [one.attributes.get("value") or one.text() for one in select.css("option")]
        select.attrs["data-typed"] = values[min(place, len(values) - 1)]
    for box in main.css("input[type=radio], input[type=checkbox]"):
        if not main.css(f'[name="{box.attributes["name"]}"][data-typed]'):
            box.attrs["data-typed"] = box.attributes.get("value") or "on"
    return main, [*_values(main.css("[data-typed]"))]


def _values(fields: Sequence[LexborNode]) -> Iterator[Field]:
    for field in fields:
        yield str(field.attributes["name"]), field.attributes["data-typed"] or ""


def buttons_of(main: LexborNode) -> list[LexborNode]:
    """Return what sends a form; of the row of questions the last, which stands for all."""
    row = main.css("button.step")
    found = [one for one in main.css("button[type=submit]") if one not in row]
    return [one for one in [*found, *row[-1:]] if owner_of(one) is not None]


def links_of(page: str) -> list[str]:
    """Return the links out of the main part of a page that has fields, but for new tabs."""
    main, typed = fill(page)
    links = [one for one in main.css("a[href]:not([target=_blank], [hidden])") if typed]
    return [one.text() for one in links if not str(one.attributes["href"]).startswith("#")]


def send(person: Person, main: LexborNode, button: LexborNode) -> str:
    """Press a button: send the fields of its form alone; return the page that follows."""
    form = owner_of(button)
    assert form is not None
    own = [one for one in main.css("[data-typed]") if owner_of(one) == form]
    hidden = [one.attributes for one in form.css("input[type=hidden]")]
    data = [(str(one["name"]), one.get("value") or "") for one in hidden]
    data += [(name, value.replace("\n", "\r\n")) for name, value in _values(own)]
    if name := button.attributes.get("name"):
        data.append((name, button.attributes.get("value") or ""))
    action = button.attributes.get("formaction") or form.attributes["action"]
    response = person.client.post(str(action), data=MultiDict(data))
    assert response.status_code in {303, 422}, (action, response.status)
    assert "typed" not in (response.location or "")
    return person.page(response.location) if response.location else response.text


def fields_shown(page: str) -> tuple[set[str], set[Field]]:
    """Return the names of all fields of a page, and what stands in them."""
    main = parse(page).css_first("main")
    assert main is not None
    names, shown = set[str](), set[Field]()
    for field in main.css("input:not([type=hidden]), textarea, select"):
        name, own = str(field.attributes["name"]), field.attributes
        names.add(name)
        if field.tag == "textarea":
            shown.add((name, field.text()))
        elif own.get("type") in {"radio", "checkbox"}:
            shown |= {(name, own.get("value") or "on")} if "checked" in own else set()
        elif field.tag == "select":
            chosen = field.css("option[selected]")
            shown |= {(name, one.attributes.get("value") or one.text()) for one in chosen}
        else:
            shown.add((name, own.get("value") or ""))
    return names, shown


def fields_stored(app: Flask, path: str) -> tuple[set[Field], set[Field]]:
    """Return what was sent (answers, notes, words to the host), and what waits in drafts."""
    known = app.extensions[EXTENSION].shelf.library.questions
    with app.app_context():
        quiz = find_quiz(1, int(path.split("/")[2])) if path.startswith("/quizzes/") else None
        sent = {("words", flag.words) for flag in open_flags()}
        sent |= {("note", marks.note) for marks in find_marks(1).values()}
        db.session.close()
    if quiz is None:
        return sent, set()
    for position, answer in quiz.answers.items():
        form = known[quiz.question_ids[position]].kind.fill_form(answer.response)
        found = {(name, value) for name, values in form.items() for value in values}
        found |= {(f"q{position}-{name}", value) for name, value in found}
        sent |= found | {("confidence", str(answer.confidence))}
    sent |= {("text", words) for words in quiz.written.values()}
    return sent, _drafts(quiz)


def _drafts(quiz: Quiz) -> set[Field]:
    drafts = [one for draft in quiz.drafts.values() for one in draft.items()]
    return {(name, value) for name, values in drafts for value in values}


def lost(app: Flask, person: Person, path: str, number: int) -> list[str] | None:
    """Fill a page, press its button of a number, and say what is lost; None without the button.

    What is typed stands in its field again, was sent, or waits where the page has no field for it.
    """
    main, typed = fill(person.page(path))
    buttons = buttons_of(main)
    if number >= len(buttons):
        return None
    pages = [send(person, main, buttons[number]), person.page(path)]
    sent, waiting = fields_stored(app, path)
    names = {name for page in pages for name in fields_shown(page)[0]}
    kept = {field for page in pages for field in fields_shown(page)[1]} | sent
    kept |= {field for field in waiting if field[0] not in names}
    pressed = buttons[number].text().strip()
    return [f"{path}, {pressed}: {field}" for field in typed if field not in kept]


def walk(app: Flask, person: Person, arrive: Callable[[], Sequence[str]]) -> list[str]:
    """Press each button of the pages that are arrived at anew for each; return what is lost."""
    found: list[str] = []
    for number in range(20):
        outcomes = [lost(app, person, path, number) for path in arrive()]
        if all(one is None for one in outcomes):
            assert number > 1
            return found
        found += [words for one in outcomes for words in one or ()]
    raise AssertionError("a page has more than 20 buttons")


def questions(person: Person) -> list[str]:
    quiz = person.start_quiz(length=20)
    return [f"{quiz}/{position}" for position in range(1, 12)]


def questions_to_grade(person: Person) -> list[str]:
    quiz = person.start_quiz("second")
    paths = [f"{quiz}/{position}" for position in (1, 2)]
    path = next(path for path in paths if "Show the model answer" in person.page(path))
    person.submit(path, f"{path}/model-answer", text="Step by step.")
    return [path]


def feedback(person: Person) -> list[str]:
    for name in ("second-single", "second-open"):  # the press before may have left it out
        person.submit("/practice", f"/questions/{name}/marks", leave_out="no")
    (path,) = questions_to_grade(person)
    other = path[:-1] + str(3 - int(path[-1]))
    person.submit(path, choice=[])
    answer_rightly(person, other[:-2], int(other[-1]))
    return [other]


def timed_questions(person: Person) -> list[str]:
    interview = start(person)
    count = count_questions(person.page(f"{interview}/1"))
    return [f"{interview}/{position}" for position in range(1, count + 1)]


def report(person: Person) -> list[str]:
    paths = timed_questions(person)
    interview = paths[0].rpartition("/")[0]
    for path in paths:
        person.submit(path, text="As I would say it.")
    person.submit(interview, f"{interview}/finish")
    return [f"{interview}/report"]


def saved(person: Person) -> list[str]:
    """Save two questions, one with a note; return where it is edited."""
    names = ("first-short", "first-single")
    for name in names:
        marks = f"/questions/{name}/marks"
        person.submit("/practice", marks, bookmark="yes")
        person.submit("/practice", marks, leave_out="no")
        person.submit("/practice", marks, note="Before.")
    return [f"/saved?note=note-{name}" for name in names]


PAGES = [questions, questions_to_grade, feedback, timed_questions, report, saved]


@pytest.mark.parametrize("arrive", PAGES)
def test_whichever_button_is_pressed_nothing_typed_is_lost(
    app: Flask, ada: Person, arrive: Callable[[Person], Sequence[str]]
) -> None:
    assert walk(app, ada, lambda: arrive(ada)) == []


@pytest.mark.parametrize("arrive", PAGES)
def test_no_link_beside_fields_replaces_their_page(
    ada: Person, arrive: Callable[[Person], Sequence[str]]
) -> None:
    assert [words for path in arrive(ada) for words in links_of(ada.page(path))] == []


class Planted(BaseLoader):
    """Loads the site's templates with some words changed."""

    def __init__(self, app: Flask, changes: dict[str, str]) -> None:
        loader = app.jinja_loader
        assert loader is not None
        self._loader, self._changes = loader, changes

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, file, is_fresh = self._loader.get_source(environment, template)
        for old, new in self._changes.items():
            source = source.replace(old, new)
        return source, file, is_fresh


@pytest.mark.parametrize(
    ("arrive", "field"),
    [
        (questions, 'name="confidence"'),
        (feedback, 'name="note"'),
        (timed_questions, 'name="{{ shown.prefix }}choice"'),
        (report, 'name="{{ shown.prefix }}choice"'),
        (saved, 'name="note"'),
    ],
)
def test_field_that_its_form_loses_is_noticed(
    app: Flask, arrive: Callable[[Person], Sequence[str]], field: str
) -> None:
    search = 'class="site-search"'
    changes = {field: f'form="other" {field}', search: f'id="other" {search}'}
    app.jinja_loader = Planted(app, changes)
    person = Person(app.test_client())
    person.register("ada")
    name = field.strip('"').rpartition("}")[2].rpartition('"')[2]
    assert [one for one in walk(app, person, lambda: arrive(person)) if name in one]


def test_field_that_the_site_forgets_is_noticed(
    app: Flask, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes_site.web.door.typed.BESIDE", frozenset({"confidence", "note"}))
    assert [one for one in walk(app, ada, lambda: feedback(ada)) if "words" in one]


def sent_without_session(app: Flask, path: str, **fields: str) -> tuple[Person, TestResponse]:
    """Send the fields of a page after its session ended, as somebody whom the site doesn't know."""
    stale = Person(app.test_client())
    data = {"csrf_token": "old", "next": path, **fields}
    return stale, stale.client.post(path, data=data)


def open_page(person: Person) -> str:
    """Return the address of an open question."""
    quiz = person.start_quiz("second")
    paths = [f"{quiz}/{position}" for position in (1, 2)]
    return next(path for path in paths if "Show the model answer" in person.page(path))


def test_long_answer_of_a_lost_session_waits_on_the_sign_in_page_and_is_not_sent(
    app: Flask, ada: Person
) -> None:
    path, words = open_page(ada), '</p>"<b>ü' * 440
    stale, page = sent_without_session(app, path, text=words, words="Unclear", csrf="x")
    assert page.status_code == 403
    assert not page.location
    form = form_of(page.text, "/login")
    assert [name for name, _ in fields_of(form, "text", "words", "csrf")] == ["text", "words"]
    wrong = stale.submit("/login", username="ada", password="wrong", next=path, text=words)
    assert fields_of(form_of(wrong.text, "/login"), "text") == [("text", words)]
    assert sign_in_on(stale, page.text).location == path
    assert fields_shown(stale.page(path))[1] == {("text", words), ("words", "Unclear")}
    with app.app_context():
        quiz = find_quiz(1, int(path.split("/")[2]))
        assert quiz
        assert (quiz.answers, quiz.written) == ({}, {})
        assert open_flags() == []
        db.session.close()


def test_sign_in_page_loses_no_draft_to_guesses_an_old_form_or_a_new_account(
    app: Flask, ada: Person
) -> None:
    path, draft = open_page(ada), {"text": "Half a thought", "words": "Unclear"}
    stale, page = sent_without_session(app, path, **draft)
    assert "/register" not in attributes(page.text, "main a", "href")
    for code in [*[422] * 10, 429]:
        page = stale.submit("/login", username="ada", password="wrong", next=path, **draft)
        assert page.status_code == code
    assert page.headers["Retry-After"] == "900"
    assert "Wait a quarter of an hour" in page.text
    assert dict(fields_of(page.text, *draft)) == draft
    stale.client.delete_cookie("session")
    page = sign_in_on(stale, page.text)
    assert page.status_code == 403
    assert dict(fields_of(page.text, *draft)) == draft
    stale.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert sign_in_on(stale, page.text).location == path
    assert fields_shown(stale.page(path))[1] == {*draft.items()}


def test_sign_in_page_carries_only_what_questions_have_and_so_much(
    app: Flask, ada: Person, bob: Person
) -> None:
    path = open_page(ada)
    junk = {"username": "eve", "password": "x", "to": "//evil.example", "place-<b>": "1"}
    fields = junk | {f"place-{number}": "1" for number in range(90)} | {"text": "x" * 5_000}
    stale, page = sent_without_session(app, path, **fields)
    form = only(page.text, 'form[action="/login"]')
    names = [str(one.attributes["name"]) for one in form.css("input[type=hidden]")]
    assert len(names) == 2 + 40
    assert {name.partition("-")[0] for name in names} == {"csrf_token", "next", "place"}
    sign_in_on(stale, page.text, "bob")  # whose quiz it isn't
    assert fields_shown(ada.page(path))[1] == {("text", ""), ("words", "")}
    assert bob.get(path).status_code == 404

    _, page = sent_without_session(app, path, text="x", next="https://evil.example/")
    assert value_of(page.text, "next") == "/"


def test_answer_that_is_undone_stands_in_its_fields_again(ada: Person) -> None:
    (path,) = feedback(ada)
    ada.submit(path, f"{path}/undo", words="Half a sent", next=path)
    page = ada.page(path)
    assert attributes(page, "[name=choice][checked]", "value") == [shown("yes")]
    assert only(page, "[name=words]").text() == "Half a sent"


def test_what_was_begun_and_not_saved_in_time_is_shown_and_not_counted(ada: Person) -> None:
    paths = timed_questions(ada)
    interview = paths[0].rpartition("/")[0]
    path = next(path for path in paths if "<textarea" in ada.page(path))
    to = ada.submit(path, "/drafts", text="Half a thought", next=path, to=interview)
    assert to.location == interview
    states = texts(ada.page(interview), ".outcome .facts")
    assert sorted(states) == ["begun, not saved", *["not answered"] * (len(paths) - 1)]
    ada.submit(interview, f"{interview}/finish")
    report = ada.page(f"{interview}/report")
    assert "not sent before the end, so it is not counted" in report
    assert texts(report, ".own-note") == ["Half a thought"]
    assert f"<strong>0</strong> of {len(paths)} points" in report


def test_nobody_is_shown_what_an_account_that_is_gone_left_in_the_browser(app: Flask) -> None:
    """Its places there are named by a number that the next account doesn't get."""
    places = []
    for name in ("ada", "grace"):
        person = Person(app.test_client())
        person.register(name)
        places.append(set(attributes(person.page(open_page(person)), "form", "data-draft")))
        gone = {"delete_password": PASSWORD, "delete_is_sure": "y"}
        assert person.submit("/account", "/account/delete", **gone).status_code == 303
    ada, grace = ({str(one).partition("/")[0] for one in found} for found in places)
    assert (len(ada), len(grace)) == (1, 1)
    assert ada != grace
