"""What may not be told yet: how a reader does in an interview or exam that is not over.

Its answers count at once in cards and sums, like all others. What a reader is shown of these is
therefore read without them while it lasts.
"""

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, func, select

from notes_site.store.database import db
from notes_site.store.models import QuizQuestion, QuizRow

Moment = datetime | BindParameter[datetime]
_quizzes = QuizRow.__table__.c
NEWEST = 200
"""A timed quiz is over within two hours; no reader begins so many in that (store.people.uses)."""


def is_told(now: Moment) -> ColumnElement[bool]:
    """Find the quizzes whose grades may be seen: while an interview or exam lasts, they may not."""
    is_over = _quizzes.finished_at.is_not(None) | (_quizzes.deadline_at <= now)
    return _quizzes.deadline_at.is_(None) | is_over


def running_quizzes(user_id: int | BindParameter[int], now: Moment) -> Select[int]:
    """Find the ids of a reader's interviews and exams under way."""
    newest = select(_quizzes.id).where(_quizzes.user_id == user_id)
    newest = newest.order_by(_quizzes.id.desc()).limit(NEWEST)
    return select(_quizzes.id).where(_quizzes.id.in_(newest), ~is_told(now))


def told_from(user_id: int | BindParameter[int], now: Moment) -> ScalarSelect[datetime | None]:
    """Find the moment from which more may be told; NULL where nothing is held back."""
    running = running_quizzes(user_id, now)
    return select(func.min(_quizzes.deadline_at)).where(_quizzes.id.in_(running)).scalar_subquery()


def find_untold(user_id: int, now: datetime) -> frozenset[str]:
    """Return the ids of the questions of an interview or exam under way: none may be told of."""
    running = running_quizzes(user_id, now)
    asked = select(QuizQuestion.question_id).where(QuizQuestion.quiz_id.in_(running))
    return frozenset(db.session.execute(asked).scalars())
