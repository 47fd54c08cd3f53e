"""The progress page."""

from flask import Flask

from tests.conftest import Person
from tests.web.test_quiz import answer_rightly
from tests.web.test_topics import statements


def test_new_reader_is_told_how_to_begin(ada: Person) -> None:
    page = ada.page("/progress")
    assert "Nothing here yet" in page
    assert "Start the first quiz" in page


def test_progress_shows_seen_mastered_share_and_recent_quizzes(ada: Person) -> None:
    for _ in range(2):
        answer_rightly(ada, ada.start_quiz("second"), 1)
    page = ada.page("/progress")
    row = page.split("Second steps</a>")[1].split("</tr>")[0]
    assert '<td data-label="Seen">1 of 1</td>' in row
    assert '<td data-label="Mastered">1</td>' in row
    assert '<td data-label="Right">100%</td>' in row
    assert "just now" in row
    assert page.count("1 of 1 points") == 2


def test_unfinished_quiz_can_be_taken_up_from_here(ada: Person) -> None:
    quiz = ada.start_quiz("first")
    page = ada.page("/progress")
    assert f'<a href="{quiz}">Go on: 0 of 8 answered</a>' in page


def test_progress_page_runs_at_most_four_selects(app: Flask, ada: Person) -> None:
    answer_rightly(ada, ada.start_quiz("second"), 1)
    with statements(app) as seen:
        ada.page("/progress")
    queries = [statement for statement in seen if statement != "BEGIN"]
    assert 1 <= len(queries) <= 4
    assert all(statement.startswith("SELECT") for statement in queries)


def test_strangers_answers_are_not_mine(ada: Person, bob: Person) -> None:
    answer_rightly(ada, ada.start_quiz("second"), 1)
    assert "Nothing here yet" in bob.page("/progress")
