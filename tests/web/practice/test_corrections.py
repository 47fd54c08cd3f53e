"""Readers are told when a mended answer key changed their grades, until they have seen it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from notes_site import create_app
from notes_site.__main__ import commands
from notes_site.store.database import close_all
from tests.conftest import Person
from tests.pages import value_of

MakeApp = Callable[..., Flask]


def swap_the_key(content: Path) -> None:
    bank = content / "02-second/questions.md"
    text = bank.read_text().replace("[x] It does", "[?] It does").replace("[ ] It", "[x] It")
    bank.write_text(text.replace("[?]", "[ ]"))


@pytest.fixture
def quiz(make_app: MakeApp, content: Path) -> str:
    """Return the address of a quiz that Ada and Bob each answered before the key was mended."""
    app = make_app()
    for name, choice in (("ada", "no"), ("bob", "yes")):
        person = Person(app.test_client())
        person.register(name)
        quiz = person.start_quiz("second")
        person.submit(f"{quiz}/1", choice=choice)
    swap_the_key(content)
    return "/quizzes/1"


@pytest.fixture
def ada(make_app: MakeApp, quiz: str) -> Person:
    """Return Ada, who comes back after the key was mended."""
    person = Person(make_app().test_client())
    person.sign_in("ada")
    return person


def test_question_says_that_the_key_was_corrected_and_the_grade_now(ada: Person, quiz: str) -> None:
    page = ada.page(f"{quiz}/1")
    assert "your answer was graded again: now right." in page
    assert "<strong>Right</strong>" in page
    assert "changed after you answered" not in page
    assert "1</strong> of 1 point " in ada.page(f"{quiz}/results")


def test_home_lists_what_was_corrected_until_it_is_dismissed(ada: Person, quiz: str) -> None:
    page = ada.page("/")
    assert "Corrected since you answered" in page
    assert f'<a href="{quiz}/1">Does the second topic have a question?</a>' in page
    assert "was not right, now right" in page
    newest = value_of(page, "newest")
    response = ada.submit("/", "/corrections/dismiss", newest=newest)
    assert (response.status_code, response.location) == (303, "/")
    assert "Corrected since" not in ada.page("/")


def test_reader_of_nothing_corrected_is_told_nothing(make_app: MakeApp, quiz: str) -> None:
    person = Person(make_app().test_client())
    person.register("eve")
    assert "Corrected since" not in person.page("/")


def test_dismissing_needs_the_token_of_a_form(ada: Person) -> None:
    assert ada.client.post("/corrections/dismiss", data={"newest": "9"}).status_code in {303, 400}
    assert "Corrected since" in ada.page("/")


@pytest.mark.parametrize("newest", ["9" * 19, "9" * 5_000, "-1", "٩", "NaN", ""])
def test_number_that_no_correction_has_dismisses_nothing(ada: Person, newest: str) -> None:
    assert ada.submit("/", "/corrections/dismiss", newest=newest).status_code == 303
    assert "Corrected since" in ada.page("/")


def test_command_regrades_and_says_how_many(environ: dict[str, str], quiz: str) -> None:
    result = CliRunner(env=environ).invoke(commands, ["cards", "regrade"])
    assert result.exit_code == 0
    assert result.output == "Graded 0 answers anew; their readers are told.\n"


def test_edit_is_taken_in_while_the_author_works(content: Path, environ: dict[str, str]) -> None:
    """In debug mode the content is read again, and what follows from it too."""
    app = create_app(environ, debug=True)
    person = Person(app.test_client())
    person.register("ada")
    quiz = person.start_quiz("second")
    person.submit(f"{quiz}/1", choice="no")
    swap_the_key(content)
    person.page("/topics/second")
    assert "now right" in person.page(f"{quiz}/1")
    with app.app_context():
        close_all()


def test_renamed_question_goes_on_in_a_quiz_begun_under_its_old_id(
    make_app: MakeApp, content: Path
) -> None:
    person = Person(make_app().test_client())
    person.register("ada")
    quiz = person.start_quiz("second")
    bank = content / "02-second/questions.md"
    bank.write_text(
        bank.read_text().replace("id: second-single", "id: renamed; was: second-single")
    )
    later = Person(make_app().test_client())
    later.sign_in("ada")
    assert "Does the second topic have a question?" in later.page(f"{quiz}/1")
    later.submit(f"{quiz}/1", choice="yes")
    assert "<strong>Right</strong>" in later.page(f"{quiz}/1")
