"""A reader's standing answers one after the other, for a table of them."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select

from notes_site.store.models import Answer, QuizRow
from notes_site.store.practice.untold import is_told
from notes_site.store.statements import Find

AT_ONCE = 1_000


class AnswerLine(NamedTuple):
    """One answer with the way of practising it was given in; `response` is JSON."""

    id: int
    answered_at: datetime
    study_day: date
    mode: str
    question_id: str
    response: str
    score: float
    confidence: int | None
    is_hinted: bool
    expected_recall: float | None


def _select_page() -> Select[*tuple[object, ...]]:
    answer, quiz = Answer.__table__.c, QuizRow.__table__.c
    columns = [quiz[name] if name == "mode" else answer[name] for name in AnswerLine._fields]
    return (
        select(*columns)
        .join_from(Answer, QuizRow, quiz.id == answer.quiz_id)
        .where(
            answer.user_id == bindparam("user_id"),
            answer.voided_at.is_(None),
            answer.id > bindparam("last"),
            is_told(bindparam("now", type_=quiz.started_at.type)),
        )
        .order_by(answer.id)
        .limit(bindparam("limit"))
    )


_PAGE = Find(_select_page())


def find_answer_lines(user_id: int, now: datetime) -> Iterator[AnswerLine]:
    """Yield them as they were stored, a page at a time; nothing is held between pages.

    Those of an interview or exam under way are not told.
    """
    last = 0
    while rows := _PAGE.all(user_id=user_id, last=last, limit=AT_ONCE, now=now):
        for row in rows:
            yield AnswerLine(*row)
        last = rows[-1][0]
