"""What pages cost as a database grows: `python3 run.py bench growth`.

One reader takes a quiz through the site. Copies of them, made by the database itself, become the
other readers, each with the same 20 answers and the cards of these. At every size the first reader
signs in, opens home and practice, starts a quiz and answers, in turns with their like in a database
with a single other reader; what counts is the CPU time of this process beside that.
"""

import re
import statistics
import sys
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
from notes_site.store.people import uses

TABLES = (User, QuizRow, QuizQuestion, Answer, CardRow, DayRow)
ACCOUNTS = (2, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000)
ANSWERS_EACH = 20
TIMES_SMALL = "× small"
MOST = 1.5
"""What any of them may cost at any size, beside two readers: rows are found, not looked for."""
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
    uses.AN_HOUR[uses.QUIZ] = sys.maxsize  # more quizzes than anybody takes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_library(folder / "content")
        small, grown = _make_site(folder, "small"), _make_site(folder, "grown")
        for before, accounts in pairwise((2, *ACCOUNTS)):
            if before < accounts:
                with grown.app_context():
                    _copy_reader(2, before + 1, accounts)
            for what, (beside, own) in _compare(small, grown, rounds * 3).items():
                size = f"{what}, {accounts:,} readers, {accounts * ANSWERS_EACH:,} answers"
                yield Row(size, own / beside, TIMES_SMALL, MOST, True, f"{own:.1f} ms")
        for app in (small, grown):
            with app.app_context():
                close_all()


def _make_site(folder: Path, data: str) -> Flask:
    """Return a site with two readers who took a quiz."""
    app = create_app(
        {"NOTES_CONTENT_DIR": str(folder / "content"), "NOTES_DATA_DIR": str(folder / data)}
    )
    _take_quiz(_sign_in(app, "/register"))
    with app.app_context():
        _copy_reader(1, 2, 2)
    return app


def _compare(small: Flask, grown: Flask, times: int) -> dict[str, tuple[float, float]]:
    """Ask both in turns; return the median milliseconds of either."""
    asks, others = _asks(small), _asks(grown)
    found = {}
    for what, ask in asks.items():
        pairs = [(ask(), others[what]()) for _ in range(min(times, ANSWERS_EACH))]
        beside, own = map(statistics.median, zip(*pairs, strict=True))
        found[what] = (beside, own)
    return found


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


def _asks(app: Flask) -> dict[str, Callable[[], float]]:
    """Return what is asked for, each as often as a quiz has places; milliseconds come back."""
    client = _sign_in(app)
    quiz, _ = _start_quiz(client)
    places = iter(range(1, ANSWERS_EACH + 1))
    return {
        "sign-in": lambda: _milliseconds(lambda: _sign_in(app)),
        "home": lambda: _milliseconds(lambda: client.get("/")),
        "/practice": lambda: _milliseconds(lambda: client.get("/practice")),
        "a new quiz": lambda: _start_quiz(client)[1],
        "answer": lambda: _answer(client, f"{quiz}/{next(places)}"),
    }


def _milliseconds(ask: Callable[[], object]) -> float:
    start = time.process_time()
    ask()
    return (time.process_time() - start) * 1_000
