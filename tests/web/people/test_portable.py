"""Taking one's data along: for whom, how it is sent, and that it is whole."""

import gzip
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import fastjsonschema
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from notes_site.store.people import uses
from notes_site.web.door import guard
from tests.conftest import Clock, Person
from tests.pages import texts, token_of
from tests.web.answering import answer_rightly, count_answers, right_answer
from tests.web.histories import practise_for_weeks

EVERYTHING = "/account/data/everything.json"


def test_account_leads_to_a_file_with_everything_that_looks_as_published(
    app: Flask, ada: Person, visitor: Person
) -> None:
    practise_for_weeks(app)
    answer_rightly(ada, ada.start_quiz("first"), 1)
    assert 'href="/account/data"' in ada.page("/account")
    assert f'href="{EVERYTHING}"' in ada.page("/account/data")
    response = ada.get(EVERYTHING)
    published = json.loads(visitor.page("/reader-data.schema.json"))
    found = fastjsonschema.compile(published)(json.loads(response.text))
    assert found["reader"]["username"] == "ada"
    assert sum(len(quiz["answers"]) for quiz in found["quizzes"]) == 10


@pytest.mark.promise("C4")
def test_file_is_saved_and_no_cache_keeps_it(ada: Person) -> None:
    for ending in ("json", "json.gz"):
        response = ada.get(f"/account/data/everything.{ending}")
        said = response.headers["Content-Disposition"]
        assert said.startswith('attachment; filename="notes-ada-2')
        assert said.endswith(f'.{ending}"')
        assert response.headers["Cache-Control"] == "no-store"


def test_packed_file_holds_the_same(app: Flask, ada: Person) -> None:
    practise_for_weeks(app)
    packed = gzip.decompress(ada.get(f"{EVERYTHING}.gz").data)
    plain = ada.get(EVERYTHING).data
    assert packed.partition(b'"site"')[2] == plain.partition(b'"site"')[2]


def test_nobody_gets_the_file_of_somebody_else(bob: Person, visitor: Person) -> None:
    assert json.loads(bob.get(EVERYTHING).text)["reader"]["username"] == "bob"
    assert visitor.get(EVERYTHING).status_code == 303


def bring(person: Person, file: bytes, **fields: str) -> TestResponse:
    token = token_of(person.page("/account/data"))
    data = {"csrf_token": token, **fields, "file": (io.BytesIO(file), "mine.json")}
    response: TestResponse = person.client.post(guard.UPLOAD, data=data)
    return response


@pytest.mark.sqlite("of which each site here has one of its own")
def test_reader_moves_to_another_site_with_the_file(
    app: Flask, ada: Person, make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    practise_for_weeks(app)
    (tmp_path / "elsewhere").mkdir()
    elsewhere = make_app(NOTES_DATA_DIR=str(tmp_path / "elsewhere"))
    there = Person(elsewhere.test_client())
    there.register("countess")
    file = ada.get("/account/data/everything.json.gz").data
    assert bring(there, file, takes_settings="y").status_code == 303
    page = there.page("/account/data")
    assert "Added: 9 answers, 3 quizzes." in page
    assert there.page("/progress").count("Today") == ada.page("/progress").count("Today")
    assert bring(there, file).status_code == 303
    assert "Nothing was new" in there.page("/account/data")
    assert count_answers(elsewhere) == 9


def test_answers_to_questions_that_are_not_here_are_told_and_kept(app: Flask, ada: Person) -> None:
    practise_for_weeks(app)
    file = ada.get(EVERYTHING).data.replace(b"first-short", b"somewhere-else")
    file = file.replace(b'"seed": "seed"', b'"seed": "other"')
    bring(ada, file)
    assert "Of these, 3 answers to questions that this site" in ada.page("/account/data")


@pytest.mark.promise("D9")
def test_file_that_is_not_taken_is_told_in_a_line_beside_its_field(app: Flask, ada: Person) -> None:
    response = bring(ada, b"not mine")
    assert response.status_code == 422
    (words,) = texts(response.text, ".field-error")
    assert words.startswith("Error: This file is damaged")
    no_file = ada.submit("/account/data", guard.UPLOAD)
    assert (no_file.status_code, "Choose a file." in no_file.text) == (422, True)
    assert count_answers(app) == 0


@pytest.mark.promise("D9")
def test_only_readers_send_files_and_none_over_the_limit(
    ada: Person, visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = b"x" * 100_000
    assert bring(ada, large).status_code == 422
    data = {"csrf_token": token_of(visitor.page("/login")), "file": (io.BytesIO(large), "x")}
    assert visitor.client.post(guard.UPLOAD, data=data).status_code == 401
    monkeypatch.setattr(guard, "MOST_UPLOAD_BYTES", 90_000)
    assert bring(ada, large).status_code == 413


@pytest.mark.promise("D9")
def test_file_without_the_token_of_its_page_is_refused(ada: Person) -> None:
    data = {"file": (io.BytesIO(ada.get(EVERYTHING).data), "mine.json")}
    assert ada.client.post(guard.UPLOAD, data=data).status_code == 400


@pytest.mark.promise("B21")
def test_reader_who_brings_too_many_files_waits(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(uses.AN_HOUR, uses.BRING, 1)
    assert [bring(ada, b"x").status_code for _ in range(2)] == [422, 429]


def test_grades_of_an_interview_are_in_no_file_before_it_is_over(ada: Person, clock: Clock) -> None:
    """An answer can be changed until then."""
    start = ada.submit("/interviews", plan="exam-10").location
    ada.submit(start, **right_answer(ada.page(start)))
    assert json.loads(ada.get(EVERYTHING).text)["quizzes"] == []
    assert len(ada.get("/account/data/answers.csv").text.splitlines()) == 1
    clock.moment += timedelta(hours=2)
    (quiz,) = json.loads(ada.get(EVERYTHING).text)["quizzes"]
    assert (quiz["mode"], len(quiz["answers"])) == ("exam", 1)
