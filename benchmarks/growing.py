"""What pages cost as a database grows: `python3 run.py bench growth`.

One reader takes a quiz through the site. Copies of them, made by the database itself, become the
other readers, each with the same 20 answers and the cards of these. At every size the first reader
signs in, opens home and practice, starts a quiz and answers; what counts is how many times the CPU
of this process it takes that it took with a single other reader.
"""

import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from benchmarks.practice import write_library
from benchmarks.rows import Row
from benchmarks.starting import grow
from notes_site import create_app
from notes_site.store.database import close_all, writing
from notes_site.store.models import Answer, CardRow, DayRow, QuizQuestion, QuizRow, User

TABLES = (User, QuizRow, QuizQuestion, Answer, CardRow, DayRow)
ACCOUNTS = (2, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000)
ANSWERS_EACH = 20
TIMES_SMALLEST = "× smallest"
MOST = 1.5
"""What any of them may cost at any size, beside the smallest: rows are found, not looked for."""
COPIED = {
    "id": "number * 1000 + id % 1000",
    "user_id": "number",
    "quiz_id": "number * 1000 + quiz_id % 1000",
    "username": "username || number",
    "name_key": "name_key || number",
}
NUMBERS = (
    "WITH RECURSIVE numbers(number) AS "
    "(SELECT :first UNION ALL SELECT number + 1 FROM numbers WHERE number < :last) "
)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
OPTION = re.compile(r'name="choice" value="([^"]+)"')
NAME = {"username": "reader", "password": "four unrelated words"}


def measure(rounds: int) -> Iterator[Row]:
    """Let the readers and their answers grow, then the content."""
    yield from _grow_readers(rounds)
    yield from grow(rounds)


def _grow_readers(rounds: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder, "content")
        write_library(content)
        app = create_app({"NOTES_CONTENT_DIR": str(content), "NOTES_DATA_DIR": f"{folder}/data"})
        smallest: dict[str, float] = {}
        _take_quiz(_sign_in(app, "/register"))
        for before, accounts in pairwise((1, *ACCOUNTS)):
            with app.app_context():
                _copy_reader(min(before, 2), before + 1, accounts)
            for what, milliseconds in _ask(app, rounds * 5).items():
                ratio = milliseconds / smallest.setdefault(what, milliseconds)
                name = f"{what}, {accounts:,} readers, {accounts * ANSWERS_EACH:,} answers"
                detail = f"{milliseconds:.1f} ms"
                yield Row(name, ratio, TIMES_SMALLEST, MOST, is_most=True, detail=detail)
        with app.app_context():
            close_all()


def _copy_reader(copied: int, first: int, last: int) -> None:
    """Give readers of these numbers what another has, under names of their own."""
    with writing() as session:
        for table in TABLES:
            columns = [column.name for column in table.__table__.columns]
            new = COPIED | ({"id": "number"} if table is User else {})
            values = ", ".join(new.get(column, column) for column in columns)
            name, owner = table.__tablename__, "id" if table is User else "user_id"
            whose = f"{owner} = {copied}"
            if table is QuizQuestion:
                whose = f"quiz_id IN (SELECT id FROM quiz WHERE user_id = {copied})"
            copy = f"INSERT INTO {name} ({', '.join(columns)}) {NUMBERS}"
            chosen = f"SELECT {values} FROM numbers, {name} WHERE {whose}"
            session.execute(text(copy + chosen), {"first": first, "last": last})


def _sign_in(app: Flask, path: str = "/login") -> FlaskClient:
    client = app.test_client()
    answer = client.post(path, data={"csrf_token": _token(client, path), **NAME})
    if answer.status_code >= 400:
        raise RuntimeError(f"{path}: {answer.status}")
    return client


def _token(client: FlaskClient, path: str) -> str:
    found = TOKEN.search(client.get(path).text)
    if found is None:
        raise RuntimeError(f"{path} shows no form")
    return found[1]


def _start_quiz(client: FlaskClient) -> tuple[str, float]:
    """Start a quiz; return its address and the milliseconds of CPU that it took."""
    fields = {"csrf_token": _token(client, "/practice"), "length": str(ANSWERS_EACH)}
    start = time.process_time()
    location = client.post("/practice", data=fields).location
    return location.rpartition("/")[0], (time.process_time() - start) * 1_000


def _take_quiz(client: FlaskClient) -> None:
    quiz, _ = _start_quiz(client)
    for position in range(1, ANSWERS_EACH + 1):
        _answer(client, f"{quiz}/{position}")


def _answer(client: FlaskClient, path: str) -> float:
    """Answer the question at an address; return the milliseconds of CPU that it took."""
    page = client.get(path).text
    token, option = TOKEN.search(page), OPTION.search(page)
    if token is None or option is None:
        raise RuntimeError(f"{path} shows no question to answer")
    fields = {"csrf_token": token[1], "choice": option[1]}
    return _milliseconds(lambda: client.post(path, data=fields))


def _ask(app: Flask, times: int) -> dict[str, float]:
    """Return the median of what each page takes."""
    sign_ins = [_milliseconds(lambda: _sign_in(app)) for _ in range(3)]
    client = _sign_in(app)
    found = {"sign-in": statistics.median(sign_ins)}
    for what, path in (("home", "/"), ("/practice", "/practice")):
        client.get(path)
        found[what] = statistics.median(
            _milliseconds(lambda: client.get(path))  # noqa: B023 - called at once
            for _ in range(times)
        )
    quizzes, starts = zip(*(_start_quiz(client) for _ in range(3)), strict=True)
    places = range(1, min(times, ANSWERS_EACH) + 1)
    answers = [_answer(client, f"{quizzes[0]}/{place}") for place in places]
    return found | {"a new quiz": statistics.median(starts), "answer": statistics.median(answers)}


def _milliseconds(ask: Callable[[], object]) -> float:
    start = time.process_time()
    ask()
    return (time.process_time() - start) * 1_000
