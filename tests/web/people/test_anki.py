"""Cards for Anki are of what their reader answered, and tell nothing before it may be told."""

import csv
from datetime import timedelta

import pytest
from flask import Flask

from tests.conftest import Clock, Person
from tests.web.answering import answer_rightly, right_answer
from tests.web.histories import practise_for_weeks

CARDS = "/account/data/anki.txt"


def cards(person: Person, query: str = "") -> list[list[str]]:
    """Return the fields of each card, as Anki reads them."""
    response = person.get(CARDS + query)
    assert (response.status_code, response.mimetype) == (200, "text/plain")
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    return list(csv.reader(lines, delimiter="\t"))


def test_reader_who_answered_nothing_gets_no_card(ada: Person) -> None:
    assert cards(ada) == []


def test_cards_are_of_the_questions_that_were_answered_with_what_is_right(
    app: Flask, ada: Person
) -> None:
    practise_for_weeks(app)
    found = cards(ada)
    assert len(found) == 3
    assert len({guid for guid, *_ in found}) == 3
    assert all(deck.startswith("Sample notes::") for _, deck, *_ in found)
    assert "Which of these is right?" in found[0][2]
    assert "✓" in found[0][3]
    assert cards(ada, "?topic=second") == []
    assert len(cards(ada, "?topic=first")) == 3


def test_mistakes_are_those_whose_last_answer_was_wrong(ada: Person) -> None:
    quiz = ada.start_quiz("second", length=1)
    ada.submit(f"{quiz}/1", choice="no")
    assert len(cards(ada, "?which=wrong")) == 1
    answer_rightly(ada, ada.start_quiz("second", length=1), 1)
    assert cards(ada, "?which=wrong") == []


@pytest.mark.promise("B16")
def test_question_of_an_exam_under_way_has_no_card(ada: Person, clock: Clock) -> None:
    start = ada.submit("/interviews", plan="exam-10").location
    ada.submit(start, **right_answer(ada.page(start)))
    assert cards(ada) == []
    clock.moment += timedelta(hours=2)
    assert len(cards(ada)) == 1


def test_topic_that_there_is_not_has_no_cards(ada: Person) -> None:
    assert ada.get(f"{CARDS}?topic=nothing").status_code == 404
    assert ada.get(f"{CARDS}?which=nothing").status_code == 404
