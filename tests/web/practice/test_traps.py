"""A reader is told which wrong idea keeps catching them, where it is put right, and practises."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Person
from tests.pages import fields_of
from tests.web.answering import position_of
from tests.web.queries import statements


@pytest.fixture
def content(content: Path) -> Path:
    """Return the sample content, where two questions offer the same wrong idea."""
    bank = content / "02-second/questions.md"
    bank.write_text(
        bank.read_text().replace("<!-- key: no -->", "<!-- key: no; trap: wrongness -->")
    )
    return content


def fall(person: Person) -> str:
    """Choose the wrong idea in a new quiz of the second topic; return the address."""
    quiz = person.start_quiz("second")
    person.submit(f"{quiz}/1", choice="no")
    return f"{quiz}/1"


def test_third_time_is_told_across_questions_and_quizzes(ada: Person) -> None:
    fall(ada)
    assert "this idea has caught you" not in ada.page(fall(ada))
    quiz = ada.start_quiz("first")
    path = f"{quiz}/{position_of(ada, quiz, 'Which of these is right?')}"
    ada.submit(path, choice="wrong")
    page = ada.page(path)
    assert "“Wrongness”</strong>: this idea has caught you 3 times now." in page
    assert 'It is put right in <a href="/topics/first#starting"' in page


def test_undone_answer_does_not_count(ada: Person) -> None:
    fall(ada)
    fall(ada)
    path = fall(ada)
    assert "caught you 3 times" in ada.page(path)
    ada.submit(path, f"{path}/undo")
    assert "Nothing does" in ada.page("/practice/traps")
    ada.submit(path, choice="yes")
    assert "caught you" not in ada.page(path)


def test_list_leads_to_the_sections_and_to_practice_and_is_nobody_elses(
    ada: Person, bob: Person
) -> None:
    for _ in range(3):
        fall(ada)
    page = ada.page("/practice/traps")
    assert "<strong>Wrongness</strong>" in page
    assert page.count("You chose:") == 1
    assert 'href="/topics/second#going-on"' in page
    fields = dict(fields_of(page, "trap"))
    response = ada.submit("/practice/traps", **fields)
    assert response.status_code == 303
    assert "Question 1 of 2" in ada.page(response.location)
    assert "Nothing does" in bob.page("/practice/traps")


def test_made_up_idea_starts_nothing(ada: Person) -> None:
    fall(ada)
    response = ada.submit("/practice", "/practice/traps", trap="made-up")
    assert response.location == "/practice/traps"
    assert "There is no question to ask" in ada.page("/practice/traps")


def test_list_is_reached_from_practice_and_progress(ada: Person) -> None:
    path = fall(ada)
    assert path
    for page in ("/practice", "/progress"):
        assert 'href="/practice/traps"' in ada.page(page), page


def test_feedback_asks_the_database_once_more_and_only_after_a_trap(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app()
    person = Person(app.test_client())
    person.register("ada")
    right = person.start_quiz("second")
    person.submit(f"{right}/1", choice="yes")
    counts = []
    for path in (f"{right}/1", fall(person)):
        with statements(app) as seen:
            person.page(path)
        counts.append(sum(one.startswith("SELECT") for one in seen))
    assert counts[1] - counts[0] == 1
