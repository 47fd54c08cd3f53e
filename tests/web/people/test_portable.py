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
from tests.course import EXAMPLE
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
    ada: Person, make_app: Callable[..., Flask], tmp_path: Path, clock: Clock
) -> None:
    clock.step = timedelta(seconds=1)
    for _ in range(3):
        answer_rightly(ada, ada.start_quiz("first"), 1)
        ada.submit(f"{ada.start_quiz('second')}/1", choice="no")
        clock.moment += timedelta(days=4)
    (tmp_path / "elsewhere").mkdir()
    elsewhere = make_app(NOTES_DATA_DIR=str(tmp_path / "elsewhere"))
    there = Person(elsewhere.test_client())
    there.register("countess")
    ada.submit("/practice", "/questions/first-single/marks", bookmark="yes", note="Why?")
    file = ada.get("/account/data/everything.json.gz").data
    assert bring(there, file, takes_settings="y").status_code == 303
    assert "Added: 6 answers, 6 quizzes and 1 saved question." in there.page("/account/data")
    once = worked_out(there)
    assert once == worked_out(ada)
    assert bring(there, file).status_code == 303
    assert "Nothing was new" in there.page("/account/data")
    assert worked_out(there) == once
    assert count_answers(elsewhere) == 6


def test_signs_of_a_file_that_mean_something_to_us_are_shown_as_they_stand(ada: Person) -> None:
    held = {"held_on": "2026-01-02", "went": "100% %(well)s", "note": "<b>%s</b>"}
    file = json.loads(ada.get(EVERYTHING).text) | {"interviews": [held]}
    assert bring(ada, json.dumps(file).encode()).status_code == 303
    page = ada.page("/account")
    assert "100% %(well)s" in page
    assert "&lt;b&gt;%s&lt;/b&gt;" in page


def worked_out(person: Person) -> dict[str, object]:
    """Return what a reader's file says but who they are, and where and when they were here."""
    found = json.loads(person.get(EVERYTHING).text)
    left_out = {"exported_at", "site", "reader", "browsers", "events"}
    return {name: value for name, value in found.items() if name not in left_out}


@pytest.mark.promise("D9")
def test_file_that_is_torn_foreign_or_huge_is_refused_in_a_line_and_nothing_is_stored(
    app: Flask, ada: Person
) -> None:
    practise_for_weeks(app)
    whole, before = ada.get(EVERYTHING).data, worked_out(ada)
    refused = {
        "torn": whole[:-200],
        "an Anki file": ada.get("/account/data/anki.txt").data,
        "huge when unpacked": gzip.compress(whole[:-3] + b" " * 70_000_000),
        "hostile": whole.replace(b"first-single", b"<script>alert(1)</script>"),
    }
    for name, file in refused.items():
        response = bring(ada, file)
        assert response.status_code == 422, name
        (words,) = texts(response.text, ".field-error")
        assert len(words) < 250, name
        assert worked_out(ada) == before, name


@pytest.mark.sqlite("of which each site here has one of its own")
def test_answers_to_questions_of_another_course_are_told_and_kept(
    app: Flask, ada: Person, make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    practise_for_weeks(app)
    (tmp_path / "elsewhere").mkdir()
    place = {"NOTES_DATA_DIR": str(tmp_path / "elsewhere"), "NOTES_CONTENT_DIR": str(EXAMPLE)}
    there = Person(make_app(**place).test_client())
    there.register("countess")
    bring(there, ada.get(EVERYTHING).data)
    assert "Of these, 9 answers to questions that this site" in there.page("/account/data")
    assert len(json.loads(there.get(EVERYTHING).text)["quizzes"]) == 3


def test_answers_that_were_graded_by_another_key_are_graded_by_the_one_here(
    ada: Person, bob: Person
) -> None:
    """Of which question they are is known by its id, whatever it said elsewhere."""
    answer_rightly(ada, ada.start_quiz("second", length=1), 1)
    file = json.loads(ada.get(EVERYTHING).text)
    file["quizzes"][0]["answers"][0] |= {"score": 0.0, "content_hash": "of another site"}
    for said in ("Added: 1 answer and 1 quiz.", "Nothing was new"):
        bring(bob, json.dumps(file).encode())
        assert said in bob.page("/account/data")
        found = json.loads(bob.get(EVERYTHING).text)
        given, regraded = found["quizzes"][0]["answers"]
        assert (given["score"], regraded["score"], regraded["corrects"]) == (0.0, 1.0, 0)
        assert [one["right_in_a_row"] for one in found["cards"]] == [1]
    assert "graded again" in bob.page("/")


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
