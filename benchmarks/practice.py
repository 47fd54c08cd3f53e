"""Measure what a reader with a long history costs: `python3 run.py bench practice`.

A library of 1,000 questions in a temporary folder, a real SQLite file, and one reader who answered
50,000 times in 500 days, so that there are 1,000 cards, with an interview in 30 days. Printed for
the due list (home and /practice), a new quiz, and the progress page: SQL statements, and CPU
milliseconds of this process (medians, each round beside a bare Flask page that returns the same
bytes through the same test client). A page asked again finds what this process kept of the reader;
beside it stands what the first page after another answer costs: one that this process took, which
moves what it kept, and one that another process took, after which all is read anew.
"""

import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.test import TestResponse

from benchmarks.rows import TIMES_BARE, Row
from notes_site import create_app
from notes_site.store.database import close_all, writing
from notes_site.store.models import Answer, QuizQuestion, QuizRow
from notes_site.store.people import uses
from notes_site.store.people.users import change_settings, find_credentials
from notes_site.store.practice.answers import NewAnswer, record_answer
from notes_site.store.practice.cards import find_cards, rebuild_cards
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.memory.scheduling import SURE, Review
from notes_site.study.questions.kind import Grade
from tests.web.queries import statements

TOPICS, QUESTIONS_EACH = 20, 50
DAYS, QUIZZES_A_DAY, LENGTH = 500, 5, 20
ROUNDS = 31
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
OPTION = re.compile(r'name="choice"[^>]*value="([^"]+)"')
IDS = [f"t{topic}-q{number}" for topic in range(TOPICS) for number in range(QUESTIONS_EACH)]


@dataclass(frozen=True, slots=True)
class Page:
    """Something a reader asks for, and what it may cost: statements, and times bare Flask."""

    name: str
    ask: Callable[[], TestResponse]
    statements: int
    budget: int


def write_library(folder: Path) -> None:
    for topic in range(TOPICS):
        place = folder / f"{topic + 1:02}-topic-{topic}"
        place.mkdir(parents=True)
        sections = "".join(f"\n## Section {number}\n\nWords.\n" for number in range(10))
        head = f"---\ntitle: Topic {topic}\nsummary: Words.\ngroup: All\nminutes: 5\n---\n"
        (place / "topic.md").write_text(head + sections)
        questions = (_question(topic, number) for number in range(QUESTIONS_EACH))
        (place / "questions.md").write_text("\n".join(questions))


def _question(topic: int, number: int) -> str:
    facts = f"id: t{topic}-q{number}; difficulty: {number % 3 + 1}; tags: tag-{number % 12}"
    see = f"topic-{topic}#section-{number % 10}"
    return (
        f"### What is the answer to question {number} of topic {topic}?\n"
        f"<!-- {facts}; see: {see} -->\n\n"
        "- [x] One\n    > It is.\n- [ ] Two\n    > No.\n- [ ] Three\n    > No.\n\n"
        "> **Why:** so that there is a question.\n"
    )


def write_history(user_id: int, today: date) -> int:
    """Store quizzes and answers of many days, then derive the cards; return how many answers."""
    change_settings(
        user_id,
        time_zone="UTC",
        wanted_recall=0.9,
        daily_cap=60,
        interview_on=today + timedelta(days=30),
    )
    chance = random.Random(1)
    quizzes, questions, answers = [], [], []
    seen: set[str] = set()
    for quiz_id in range(1, DAYS * QUIZZES_A_DAY + 1):
        day = today - timedelta(days=DAYS - 1 - (quiz_id - 1) // QUIZZES_A_DAY)
        moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        quizzes.append({"id": quiz_id, "user_id": user_id, "seed": "s", "started_at": moment})
        for position, question_id in enumerate(chance.sample(IDS, LENGTH), 1):
            place = {"quiz_id": quiz_id, "position": position, "question_id": question_id}
            is_known = question_id in seen
            seen.add(question_id)
            questions.append(place)
            answers.append(
                place
                | {
                    "user_id": user_id,
                    "content_hash": "version",
                    "response": '["One"]',
                    "score": chance.choice((0.0, 0.5, 1.0, 1.0, 1.0)),
                    "confidence": chance.choice((None, 1, 2, SURE)),
                    "expected_recall": chance.uniform(0.7, 0.98) if is_known else None,
                    "due_on": day - timedelta(days=chance.randint(-20, 9)) if is_known else None,
                    "answered_at": moment,
                    "study_day": day,
                }
            )
    with writing() as session:
        for table, rows in ((QuizRow, quizzes), (QuizQuestion, questions), (Answer, answers)):
            session.execute(insert(table), rows)
    rebuild_cards(user_id)
    return len(answers)


class Answers:
    """More answers of the reader, each to another question that is not due: the cap stays free."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self._app, self._client = app, client
        self._token = token(client, "/practice")
        today = datetime.now(UTC).date()
        with app.app_context():
            self._user_id = find_user()
            cards = find_cards(self._user_id)
        self._asked = cycle(name for name in IDS if cards[name].due_on > today)

    def give_here(self) -> None:
        """Send one to this process."""
        with self._app.app_context():
            quiz_id = add_quiz(self._user_id, "seed", [next(self._asked)], datetime.now(UTC))
        path = f"/quizzes/{quiz_id}/1"
        sent = {"csrf_token": self._token, "choice": first_option(self._client, path)}
        if self._client.post(path, data=sent).status_code != 303:
            raise RuntimeError(f"{path} took no answer")

    def give_elsewhere(self) -> None:
        """Store one without a word to the site, as another process would."""
        now, question_id = datetime.now(UTC), next(self._asked)
        with self._app.app_context():
            quiz_id = add_quiz(self._user_id, "seed", [question_id], now)
            review = Review(now.date(), 1.0, SURE, False, 1)
            given = NewAnswer(quiz_id, 1, question_id, "version", ("One",), Grade(1.0), review)
            record_answer(self._user_id, given, now)


def bare_client(body: bytes) -> FlaskClient:
    """Return a client of the least that Flask can do: one route, finished bytes."""
    app = Flask("bare")
    app.add_url_rule("/", "page", lambda: body)
    return app.test_client()


def cpu_ms(ask: Callable[[], TestResponse]) -> float:
    before = time.thread_time()
    ask().close()
    return (time.thread_time() - before) * 1000


@dataclass(frozen=True, slots=True)
class Weight:
    """A page's most statements, and its median CPU milliseconds: asked again, just after an answer
    and just after one that another process took; and those of a bare page with the same bytes."""

    statements: int
    again: float
    answered: float
    elsewhere: float
    bare: float


def weigh(app: Flask, page: Page, answers: Answers, times: int) -> Weight:
    """Ask for a page in four ways, round by round; for its statements after both answers."""
    bare = bare_client(page.ask().data)
    most = 0
    for answer in (answers.give_here, answers.give_elsewhere):
        answer()
        with statements(app) as seen:
            response = page.ask()
        if response.status_code not in {200, 303}:
            raise RuntimeError(f"{page.name}: {response.status}")
        most = max(most, len([one for one in seen if not one.startswith("BEGIN")]))
    rounds = []
    for _ in range(times):
        again, beside = cpu_ms(page.ask), cpu_ms(lambda: bare.get("/"))
        answers.give_here()
        answered = cpu_ms(page.ask)
        answers.give_elsewhere()
        rounds.append((again, answered, cpu_ms(page.ask), beside))
    medians = (statistics.median(times) for times in zip(*rounds, strict=True))
    return Weight(most, *medians)


def rows(page: Page, history: str, found: Weight) -> Iterator[Row]:
    for when, cost in (("asked again", found.again), ("just after an answer", found.answered)):
        detail = f"{cost:.1f} ms; bare {found.bare:.2f} ms"
        if cost is found.answered:
            other = f"{found.elsewhere:.1f} ms, {found.elsewhere / found.bare:.0f} × bare's"
            detail += f"; after an answer that another process took {other}"
        what, ratio = f"{page.name}, {history}, {when}", cost / found.bare
        yield Row(what, ratio, TIMES_BARE, page.budget, is_most=True, detail=detail)
    most = f"{page.name}, the same, just after an answer"
    yield Row(most, found.statements, "SQL", page.statements, is_most=True)


def register(client: FlaskClient) -> None:
    fields = {"username": "reader", "password": "four unrelated words"}
    client.post("/register", data=fields | {"csrf_token": token(client, "/register")})


def find_user() -> int:
    found = find_credentials("reader")
    if not found:
        raise RuntimeError("the reader could not register")
    return found.user_id


def token(client: FlaskClient, path: str) -> str:
    return field(client, path, TOKEN)


def first_option(client: FlaskClient, path: str) -> str:
    return field(client, path, OPTION)


def field(client: FlaskClient, path: str, pattern: re.Pattern[str]) -> str:
    found = pattern.search(client.get(path).text)
    if not found:
        raise RuntimeError(f"{path} shows no form")
    return found[1]


def pages(client: FlaskClient) -> list[Page]:
    sent = {"csrf_token": token(client, "/practice"), "mode": "mix", "length": "20"}
    due = sent | {"mode": "due"}
    return [
        Page("home", lambda: client.get("/"), 5, 20),
        Page("/practice", lambda: client.get("/practice"), 5, 20),
        Page("a new mixed quiz", lambda: client.post("/practice", data=sent), 5, 20),
        Page("a quiz of due ones", lambda: client.post("/practice", data=due), 5, 20),
        Page("progress", lambda: client.get("/progress"), 4, 40),
    ]


def measure(times: int) -> Iterator[Row]:
    """Yield the CPU time and the statements of every page, each asked for so many times."""
    uses.AN_HOUR[uses.QUIZ] = sys.maxsize  # more quizzes than anybody takes
    with tempfile.TemporaryDirectory() as folder:
        write_library(Path(folder) / "content")
        environ = {"NOTES_CONTENT_DIR": f"{folder}/content", "NOTES_DATA_DIR": f"{folder}/data"}
        app = create_app(environ, debug=False)
        client = app.test_client()
        register(client)
        with app.app_context():
            answers = write_history(find_user(), datetime.now(UTC).date())
        answers_to_come = Answers(app, client)
        history = f"{len(IDS):,} cards, {answers:,} answers"
        for page in pages(client):
            yield from rows(page, history, weigh(app, page, answers_to_come, times))
        with app.app_context():
            close_all()
