"""Timed quizzes as tests begin and end them."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select, update

from notes_site.store.database import db, writing
from notes_site.store.models import QuizRow
from tests.conftest import Person


def start(person: Person, plan: str = "interview-15", *topics: str) -> str:
    """Start a timed quiz and return its address."""
    response = person.submit("/interviews", plan=plan, topics=list(topics))
    assert response.status_code == 303, response.text
    return response.location.rpartition("/")[0]


def pass_deadline(app: Flask, interview: str) -> None:
    """Let the time be up: a second ago, after five minutes."""
    up = datetime.now(UTC) - timedelta(seconds=1)
    times = {"deadline_at": up, "started_at": up - timedelta(minutes=5)}
    with app.app_context(), writing() as session:
        session.execute(update(QuizRow).where(QuizRow.id == id_of(interview)).values(times))


def id_of(interview: str) -> int:
    return int(interview.rpartition("/")[2])


def find_finish(app: Flask, interview: str) -> tuple[datetime | None, datetime | None]:
    statement = select(QuizRow.finished_at, QuizRow.deadline_at).where(
        QuizRow.id == id_of(interview)
    )
    with app.app_context():
        finished, deadline = db.session.execute(statement).one()
        return finished, deadline
