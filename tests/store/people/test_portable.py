"""A reader's file holds all that is theirs, looks as its schema says, and opens no account."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import fastjsonschema
import pytest
from flask import Flask
from sqlalchemy import insert, select

from notes_site.store.database import db, writing
from notes_site.store.inventory import OF_READERS
from notes_site.store.models import Answer
from notes_site.store.notes.flags import add_flag
from notes_site.store.notes.marks import Marks, keep_marks
from notes_site.store.notes.reading import record_reads
from notes_site.store.people.plans import InterviewOutcome, end_interview
from notes_site.store.people.portable import read_schema
from notes_site.store.people.portable.contents import IN_FILE, LEFT_OUT, OF_ACCOUNTS
from notes_site.store.people.portable.export import write_file
from notes_site.store.people.users import add_sign_in
from notes_site.store.practice.answers import record_answer, void_answer
from notes_site.store.practice.quizzes import add_quiz
from notes_site.store.practice.stamps import stamp
from notes_site.study.content.library import SectionRef
from tests.store.answers import NOW, answer
from tests.store.owned import rows_of

SECRETS = ("password", "hash", "token", "secret", "key", "handle", "credential", "stamp", "admin")
OF_NO_COURSE = {"reader", "questions", "answers", *OF_ACCOUNTS}
CHECK = fastjsonschema.compile(json.loads(read_schema()))


def exported(user_id: int) -> dict[str, Any]:
    """Return what stands in a reader's file, which must look as the schema says."""
    found: dict[str, Any] = CHECK(json.loads("".join(write_file(user_id, "Notes", NOW))))
    return found


@pytest.fixture
def practised(app: Flask, user_id: int) -> Iterator[int]:
    """Return a reader who has something of everything."""
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q", "left-out", "q"], NOW)
        record_answer(user_id, answer(quiz_id, 1, 0.5), NOW)
        void_answer(user_id, quiz_id, 1, NOW)
        record_answer(user_id, answer(quiz_id, 1, 1.0, confidence=3), NOW)
        keep_marks(user_id, "q", Marks(is_bookmarked=True, note="Why? Ünïcode."), NOW)
        keep_marks(user_id, "left-out", Marks(is_suspended=True), NOW)
        record_reads(user_id, [SectionRef("first", "why")], NOW)
        outcome = InterviewOutcome(date(2026, 11, 20), "well", "They asked about WSGI.")
        end_interview(user_id, outcome, date(2026, 12, 24))
        add_flag(user_id, "q", "version", "The second option is right, too.", NOW)
        add_sign_in(user_id, NOW, "Firefox on Linux")
        yield user_id


def test_every_table_of_readers_is_in_the_file_or_left_out_for_a_reason() -> None:
    tables = {name for holding in OF_READERS for name in holding.tables}
    in_file = {part.table.__tablename__ for part in IN_FILE}
    assert in_file | LEFT_OUT.keys() == tables
    assert not in_file & LEFT_OUT.keys()


def test_every_column_of_these_tables_is_in_the_file_or_named_as_left_out() -> None:
    """What a column is called in the file stands in the schema, which allows nothing else."""
    definitions = json.loads(read_schema())["definitions"].values()
    known = {frozenset(one["properties"]) for one in definitions if "properties" in one}
    for part in IN_FILE:
        names = {part.name(column) for column in part.columns}
        names |= {"questions", "answers"} if part.key == "quizzes" else set()
        names |= {"title"} if part.key == "courses" else set()
        names |= {"course"} if part.key not in OF_NO_COURSE else set()
        assert names in known, part.key
        assert set(part.left_out) <= {one.name for one in part.table.__table__.columns}, part.key


def test_no_column_of_a_secret_is_in_the_file() -> None:
    for part in IN_FILE:
        for column in part.columns:
            is_secret = any(word in column for word in SECRETS)
            assert not is_secret or column == "content_hash", (part.key, column)


@pytest.mark.promise("B17")
def test_file_has_everything_of_its_reader(practised: int) -> None:
    """B17: everything is exported."""
    found = exported(practised)
    (quiz,) = found["quizzes"]
    assert [one["question_id"] for one in quiz["questions"]] == ["q", "left-out", "q"]
    assert [(one["score"], one["voided_at"] is None) for one in quiz["answers"]] == [
        (0.5, False),
        (1.0, True),
    ]
    assert found["marks"] == [
        {"question_id": "left-out", "is_bookmarked": False, "is_suspended": True, "note": ""},
        {
            "question_id": "q",
            "is_bookmarked": True,
            "is_suspended": False,
            "note": "Why? Ünïcode.",
        },
    ]
    assert found["interviews"][0]["note"] == "They asked about WSGI."
    assert found["flags"][0]["words"] == "The second option is right, too."
    assert found["reader"]["interview_on"] == "2026-12-24"
    assert [one["answered"] for one in found["days"]] == [1]
    assert [one["question_id"] for one in found["cards"]] == ["q"]
    assert found["sections_read"][0]["anchor"] == "why"
    assert found["browsers"][0]["browser"] == "Firefox on Linux"
    assert found["events"]


def test_file_has_nothing_of_anybody_else(practised: int) -> None:
    before = exported(practised)
    with writing() as session:
        for table, row in rows_of(9):
            session.execute(insert(table).values(row))
        stamp(session.connection(), 9)
    assert exported(practised) == before


def test_regrade_names_the_answer_that_it_corrects_by_its_place(practised: int) -> None:
    """A number of this database means nothing in another."""
    with writing() as session:
        first = session.execute(select(Answer).order_by(Answer.id)).scalars().all()
        values = {one.name: getattr(first[0], one.name) for one in Answer.__table__.columns}
        values |= {"corrects_id": first[1].id, "position": 2}
        del values["id"]
        session.execute(insert(Answer).values(values))
        stamp(session.connection(), practised)
    answers = exported(practised)["quizzes"][0]["answers"]
    assert [one["corrects"] for one in answers] == [None, None, 1]
    assert not any("id" in one for one in answers)


def test_quizzes_of_many_pages_are_all_there_and_no_connection_is_held(
    app: Flask, user_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes_site.store.people.portable.export.QUIZZES_AT_ONCE", 2)
    with app.app_context():
        for minute in range(5):
            add_quiz(
                user_id, f"seed-{minute}", ["q"], datetime(2026, 11, 23, 1, minute, tzinfo=UTC)
            )
        pieces = write_file(user_id, "Notes", NOW)
        text = ""
        for piece in pieces:
            text += piece
            assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert [one["seed"] for one in json.loads(text)["quizzes"]] == [f"seed-{n}" for n in range(5)]
