"""The table of answers opens in a spreadsheet as words and numbers, and as nothing else."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from notes_site.store.people.portable import answers
from notes_site.store.people.portable.answers import AnswerLine
from notes_site.web.context import library
from notes_site.web.people.portable.spreadsheet import HEADINGS, START, write_table
from tests.conftest import Person
from tests.web.answering import answer_rightly
from tests.web.histories import practise_for_weeks

TABLE = "/account/data/answers.csv"


def read(text: str) -> list[dict[str, str]]:
    assert text.startswith(START)
    return list(csv.DictReader(io.StringIO(text.removeprefix(START), newline="")))


def test_every_standing_answer_is_a_line_with_its_question_in_words(
    app: Flask, ada: Person
) -> None:
    practise_for_weeks(app)
    quiz = ada.start_quiz("second", length=1)
    answer_rightly(ada, quiz, 1)
    response = ada.get(TABLE)
    lines = read(response.text)
    assert response.mimetype == "text/csv"
    assert response.headers["Cache-Control"] == "no-store"
    assert len(lines) == 10
    assert (lines[0]["question"], lines[0]["score"], lines[0]["sureness"]) == (
        "Which of these is right?",
        "1",
        "sure",
    )
    assert (lines[-1]["way"], lines[-1]["your answer"]) == ("mix", "It does")
    ada.submit(f"{quiz}/1", f"{quiz}/1/undo")
    assert len(read(ada.get(TABLE).text)) == 9


def test_long_table_is_read_a_page_at_a_time(
    app: Flask, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    practise_for_weeks(app)
    monkeypatch.setattr(answers, "AT_ONCE", 2)
    assert len(read(ada.get(TABLE).text)) == 9


@pytest.mark.promise("D1")
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_answer_is_worked_out_as_a_formula(app: Flask, start: str) -> None:
    def given() -> Iterator[AnswerLine]:
        moment = datetime(2026, 11, 23, tzinfo=UTC)
        yield AnswerLine(
            1,
            moment,
            moment.date(),
            "mix",
            "first-short",
            f"[\"{start}cmd|' /C calc'!A0\"]"
            if start.isprintable()
            else f'["\\u{ord(start):04x}1"]',
            0.0,
            None,
            False,
            None,
        )

    with app.test_request_context():
        (line,) = read("".join(write_table(given(), library())))
    assert line["your answer"].startswith(f"'{start}")


def test_answer_to_a_question_that_is_gone_keeps_its_line(app: Flask) -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    gone = AnswerLine(1, moment, moment.date(), "mix", "gone", '["x"]', 0.5, 1, True, 0.25)
    with app.test_request_context():
        (line,) = read("".join(write_table([gone], library())))
    assert list(line) == list(HEADINGS)
    assert [line[name] for name in ("question", "id", "score", "sureness", "hint")] == [
        *("", "gone", "0.5", "guessing", "yes")
    ]
    assert line["expected recall"] == "0.250"
