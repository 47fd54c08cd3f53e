"""Answering questions of the sample content as a reader does."""

from flask import Flask
from sqlalchemy import func, select

from notes_site.store.database import db
from notes_site.store.models import Answer
from tests.conftest import Person
from tests.pages import attributes, texts

OPEN = "Optimistic or pessimistic"
UNSEEN = ("Keep a <strong>", "names the", "bounds the retries", "ten times", "Retry on")
"""What stands in the model answer of the open question, and nowhere before it is shown."""

ANSWERS: dict[str, dict[str, object]] = {
    "Which of these is right?": {"choice": "right"},
    "Which of these are even?": {"choice": ["two", "four"]},
    "A dictionary keeps the order of insertion.": {"choice": "True"},
    "Which keyword leaves a function?": {"text": "return"},
    "What speeds up a falling stone, in m/s²?": {"text": "9,8"},
    "What does this print?": {"text": "late: [2, 2, 2]\r\ndone\r\n"},
    "Order Python's name lookup, first to last": {
        "place-local": "1",
        "place-enclosing": "2",
        "place-built-in": "3",
        "place-global": "4",
    },
    "Match each structure to its average lookup by key": {
        "match-dict": "constant",
        "match-set": "constant",
        "match-sorted": "log",
    },
    "Optimistic or pessimistic locking: how do you choose?": {
        "choice": ["version", "contention", "retries"]
    },
    "Does the second topic have a question?": {"choice": "yes"},
}


def title_of(page: str) -> str:
    """Return the question that a page asks."""
    return texts(page, "h1#question")[0]


def count_questions(page: str) -> int:
    """Return how many questions the quiz has that a page is of."""
    (words,) = (one for one in texts(page, "p") if one.startswith("Question "))
    return int(words.rpartition(" of ")[2])


def options_of(page: str) -> list[str]:
    """Return the values of the options, in the order of the page."""
    return attributes(page, "[name=choice]", "value")


def right_answer(page: str) -> dict[str, object]:
    answer = dict(ANSWERS[title_of(page)])
    if answer.get("choice") == "True":
        answer["choice"] = options_of(page)[0]
    return answer


def answer_rightly(person: Person, quiz: str, position: int) -> str:
    """Answer a question and return the page that follows."""
    path = f"{quiz}/{position}"
    if "Show the model answer" in person.page(path):
        person.submit(path, f"{path}/model-answer", text="Keep a version column.")
    response = person.submit(path, **right_answer(person.page(path)))
    assert response.status_code == 303
    assert response.location == f"{path}#feedback"
    return person.page(path)


def count_answers(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(Answer)).scalar_one()


def position_of(person: Person, quiz: str, title: str) -> int:
    return next(at for at in range(1, 10) if title in person.page(f"{quiz}/{at}"))
