"""An answer, and the moment of it, for the tests of what is stored."""

from datetime import UTC, date, datetime

from notes_site.store.practice.answers import NewAnswer
from notes_site.study.memory.scheduling import Review
from notes_site.study.questions.kind import Grade

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

TODAY = NOW.date()


def answer(
    quiz_id: int,
    position: int,
    score: float,
    question_id: str = "q",
    *,
    day: date = TODAY,
    confidence: int | None = None,
) -> NewAnswer:
    review = Review(day, score, confidence, False, 1)
    return NewAnswer(quiz_id, position, question_id, "version", ("key",), Grade(score), review)
