"""Taking one's data along: for whom, how it is sent, and that it is whole."""

import gzip
import json

import fastjsonschema
import pytest
from flask import Flask

from tests.conftest import Person
from tests.web.answering import answer_rightly
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
