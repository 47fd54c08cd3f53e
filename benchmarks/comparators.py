"""What the site is measured against: the least that Flask can do for the same request."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from flask import Flask, redirect, request
from werkzeug import Response

from notes_site.store.database import driver

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = "BENCH_FOLDER"
"""The environment variable that tells a comparator's process where its files are."""
ADDRESS = "BENCH_DATABASE"
"""The one that tells it the address of its database on a server."""
TABLES = """
CREATE TABLE answer (
    id INTEGER PRIMARY KEY, user_id INTEGER, quiz_id INTEGER, position INTEGER,
    question_id TEXT, response TEXT, score REAL, answered_at TEXT
);
CREATE TABLE card (
    user_id INTEGER, question_id TEXT, stability REAL, due_on TEXT, reviews INTEGER,
    PRIMARY KEY (user_id, question_id)
);
"""
ADD_ANSWER = """
INSERT INTO answer (user_id, quiz_id, position, question_id, response, score, answered_at)
VALUES (?, ?, ?, ?, ?, 1.0, '2026-01-01 09:00:00')
"""
UPDATE_CARD = """
INSERT INTO card (user_id, question_id, stability, due_on, reviews)
VALUES (?, ?, 2.5, '2026-01-03', 1)
ON CONFLICT (user_id, question_id) DO UPDATE SET
    stability = excluded.stability, due_on = excluded.due_on, reviews = card.reviews + 1
"""


def bare() -> Flask:
    """Return an application that does nothing but return finished bytes, a file an address."""
    app = Flask("bare")
    for file in Path(os.environ[FOLDER]).iterdir():
        app.add_url_rule(f"/{file.name}", file.name, partial(bytes, file.read_bytes()))
    return app


def floor() -> "WSGIApplication":
    """Return what no WSGI application can be quicker than: finished bytes, nothing asked."""
    bodies = {f"/{file.name}": file.read_bytes() for file in Path(os.environ[FOLDER]).iterdir()}

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> tuple[bytes]:
        body = bodies.get(environ["PATH_INFO"], b"")
        kind = "text/html; charset=utf-8"
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return (body,)

    return answer


def raw_answers() -> Flask:
    """Return an application that stores an answer and a card, durably, and nothing else.

    No sign-in, no token, no grading: two statements under the same fair lock as the site's.
    """
    app = Flask("raw")
    file = Path(os.environ[FOLDER]) / "raw.db"
    local = threading.local()
    mutex = threading.Lock()

    def connection() -> Any:
        if not hasattr(local, "connection"):
            local.connection = driver.connect(str(file), isolation_level=None, timeout=10)
            local.connection.execute("PRAGMA synchronous = FULL")
        return local.connection

    @contextmanager
    def turn() -> Iterator[None]:
        with mutex, Path(f"{file}.lock").open("ab") as side_file:
            fcntl.flock(side_file, fcntl.LOCK_EX)
            yield

    @app.post("/<int:quiz_id>/<int:position>")
    def answer(quiz_id: int, position: int) -> Response:
        question_id, response = f"q{position}", request.form["choice"]
        database = connection()
        with turn():
            database.execute("BEGIN IMMEDIATE")
            database.execute(ADD_ANSWER, (quiz_id, quiz_id, position, question_id, response))
            database.execute(UPDATE_CARD, (quiz_id, question_id))
            database.execute("COMMIT")
        return redirect(f"/{quiz_id}/{position}#feedback", 303)

    return app


def raw_answers_on_server() -> Flask:
    """Return the same on PostgreSQL: two statements and a commit, a connection a thread.

    Nothing is prepared there, as with the site, so that PgBouncer could stand between.
    """
    app = Flask("raw")
    local = threading.local()

    def connection() -> psycopg.Connection:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(os.environ[ADDRESS], prepare_threshold=None)
        own: psycopg.Connection = local.connection
        return own

    @app.post("/<int:quiz_id>/<int:position>")
    def answer(quiz_id: int, position: int) -> Response:
        question_id, response = f"q{position}", request.form["choice"]
        database = connection()
        with database.transaction():
            given = (quiz_id, quiz_id, position, question_id, response)
            database.execute(ADD_ANSWER.replace("?", "%s").encode(), given)
            database.execute(UPDATE_CARD.replace("?", "%s").encode(), (quiz_id, question_id))
        return redirect(f"/{quiz_id}/{position}#feedback", 303)

    return app


def make_tables_on_server(url: str) -> None:
    """Make the tables of `raw_answers_on_server`."""
    with psycopg.connect(url) as connection:
        connection.execute(TABLES.replace("INTEGER PRIMARY KEY", "serial PRIMARY KEY").encode())


def make_tables(folder: Path) -> None:
    """Make the database of `raw_answers` before its processes open it."""
    connection = driver.connect(str(folder / "raw.db"))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(TABLES)
    connection.close()
