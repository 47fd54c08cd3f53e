"""A database of many answers taken down and up again, and a start that is killed on the way."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import insert, select

from notes_site import open_store
from notes_site.store import schema
from notes_site.store.database import Base, close_all, db, writing
from notes_site.store.models import Answer, QuizQuestion, QuizRow
from notes_site.store.people.users import add_user
from notes_site.store.practice.cards import all_user_ids, rebuild_cards
from notes_site.study.memory.days import study_day
from tests.promises.conftest import Measuring

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROWS, FEW, QUESTIONS = 10_000, 400, 20
FIRST = "0001"
DRAWN = {"memory_stamp"}
"""Columns that say something else each time they are made."""
GIVEN = {"user", "quiz", "quiz_question", "answer"}
WORKED_OUT = {"expected_recall", "due_on"}
"""What an upgrade works out for answers from before it was kept."""
KILLED_AT = """
import os, signal, sys
from sqlalchemy import Engine, event
from notes_site import open_store

steps, last = 0, int(sys.argv[1])

@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)

open_store()
print(steps)
"""


def fill(rows: int) -> None:
    """Store so many answers of two readers."""
    for name in ("ada", "bob"):
        add_user(name, "hash", NOW)
    with writing() as session:
        for statement, values in (
            (insert(QuizRow), quizzes(rows)),
            (insert(QuizQuestion), questions(rows)),
            (insert(Answer), answers(rows)),
        ):
            session.execute(statement, list(values))
    for user_id in all_user_ids():
        rebuild_cards(user_id)


def quizzes(rows: int) -> Iterator[dict[str, object]]:
    for one in range(rows // QUESTIONS):
        yield {"id": 1 + one, "user_id": 1 + one % 2, "seed": "s", "started_at": NOW}


def questions(rows: int) -> Iterator[dict[str, object]]:
    for one in range(rows):
        place = {"quiz_id": 1 + one // QUESTIONS, "position": 1 + one % QUESTIONS}
        yield {"question_id": f"question-{one % 50}", **place}


def answers(rows: int) -> Iterator[dict[str, object]]:
    for one, place in enumerate(questions(rows)):
        moment = NOW - timedelta(minutes=17 * (rows - one))
        facts = {"content_hash": "version", "response": '["x"]', "score": float(one % 3 != 0)}
        days = {"answered_at": moment, "study_day": study_day(moment, ZoneInfo("UTC"))}
        yield {"user_id": 1 + one // QUESTIONS % 2, **place, **facts, **days}


def row_hashes(app: Flask, but: Collection[str] = DRAWN) -> dict[str, str]:
    """Return a hash of all rows of each table, without some columns."""
    found = {}
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.c if column.name not in but]
            statement = select(*columns).order_by(*table.primary_key.columns)
            rows = db.session.execute(statement).all()
            found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
        close_all()
    return found


def down_and_up(app: Flask) -> None:
    with app.app_context():
        schema.downgrade(FIRST)
        schema.prepare_database()


@pytest.mark.long
@pytest.mark.promise("A12")
def test_ten_thousand_answers_are_the_same_after_all_migrations_down_and_up(
    app: Flask, measuring: Measuring
) -> None:
    with app.app_context():
        fill(ROWS)
    given = row_hashes(app, DRAWN | WORKED_OUT)
    down_and_up(app)
    kept = row_hashes(app, DRAWN | WORKED_OUT)
    assert {name: kept[name] for name in GIVEN} == {name: given[name] for name in GIVEN}
    before = row_hashes(app)
    down_and_up(app)
    assert row_hashes(app) == before
    measuring.note("A12", "down and up", {"answers": ROWS, "tables": len(before), "differences": 0})


def start(environ: Mapping[str, str], killed_at: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", KILLED_AT, str(killed_at)]
    known = os.environ | environ
    return subprocess.run(command, env=known, capture_output=True, text=True, timeout=120)


@pytest.mark.long
@pytest.mark.promise("A17")
def test_start_killed_at_any_statement_of_an_upgrade_is_finished_by_the_next(
    app: Flask, environ: dict[str, str], data: Path, tmp_path: Path, measuring: Measuring
) -> None:
    with app.app_context():
        fill(FEW)
    down_and_up(app)
    before = row_hashes(app)
    with app.app_context():
        schema.downgrade(FIRST)
        close_all()
    old = Path(shutil.copytree(data, tmp_path / "old"))

    def begin_again() -> None:
        shutil.rmtree(data)
        shutil.copytree(old, data)

    steps = int(start(environ, 0).stdout)
    assert row_hashes(app) == before
    kills = measuring.choose(5, 40)
    for number in range(kills):
        begin_again()
        killed = start(environ, 2 + number * (steps - 2) // kills)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        open_store(environ)
        assert row_hashes(app) == before, f"killed at statement {2 + number * steps // kills}"
    measuring.note(
        "A17", "killed upgrades", {"statements": steps, "kills": kills, "differences": 0}
    )
