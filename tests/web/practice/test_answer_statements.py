"""An answer costs two narrow reads and one short transaction, and no statement is made twice."""

import pytest
from flask import Flask
from sqlalchemy import literal, select
from sqlalchemy.sql.compiler import SQLCompiler

from tests.conftest import Person, shown_fields
from tests.pages import token_of
from tests.web.queries import statements

BEGINS = ("BEGIN IMMEDIATE", "BEGIN; SET LOCAL", "SET LOCAL")
"""How a transaction that writes begins, on SQLite and on PostgreSQL."""


def fields_of(person: Person, quiz: str) -> dict[str, object]:
    """Return what the form of a single choice sends, its token included."""
    token = token_of(person.page(f"{quiz}/1"))
    return {"csrf_token": token, **shown_fields({"choice": "yes", "confidence": 3})}


def test_answer_takes_two_reads_and_four_statements_in_its_transaction(
    app: Flask, ada: Person
) -> None:
    quiz = ada.start_quiz("second", length=1)
    fields = fields_of(ada, quiz)
    with statements(app) as seen:
        assert ada.client.post(f"{quiz}/1", data=fields).status_code == 303
    begun = next(place for place, one in enumerate(seen) if one.startswith(BEGINS))
    reads = [statement for statement in seen[:begun] if not statement.startswith("BEGIN")]
    written = [
        statement.removeprefix("WITH changed AS (")
        for statement in seen[begun + 1 :]
        if not statement.endswith("FOR UPDATE")
    ]
    assert [statement.split()[0] for statement in reads] == ["SELECT"] * 2
    assert [" ".join(one.replace('"', "").split()[:3]) for one in written] == [
        "UPDATE user SET",
        "INSERT INTO answer",
        "INSERT INTO card",
        "INSERT INTO study_day",
    ]


@pytest.mark.promise("A6")
def test_answer_sent_again_writes_nothing(app: Flask, ada: Person) -> None:
    quiz = ada.start_quiz("second", length=1)
    fields = fields_of(ada, quiz)
    ada.client.post(f"{quiz}/1", data=fields)
    with statements(app) as seen:
        assert ada.client.post(f"{quiz}/1", data=fields).status_code == 303
    assert not [one for one in seen if one.startswith(BEGINS)]


def test_second_answer_compiles_no_statement(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_now = SQLCompiler.__init__

    def note(self: SQLCompiler, *args: object, **options: object) -> None:
        compile_now(self, *args, **options)  # type: ignore[arg-type]
        compiled.append(str(self))

    quizzes = [ada.start_quiz("second", length=1) for _ in range(2)]
    sent = [fields_of(ada, quiz) for quiz in quizzes]
    monkeypatch.setattr(SQLCompiler, "__init__", note)
    select(literal(1)).compile()
    assert compiled
    ada.client.post(f"{quizzes[0]}/1", data=sent[0])
    compiled.clear()
    assert ada.client.post(f"{quizzes[1]}/1", data=sent[1]).status_code == 303
    assert compiled == []
