"""Regrades of which a reader is still to be told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from notes_site.store.database import writing
from notes_site.store.models import Answer, Correction
from notes_site.store.retrying import retried
from notes_site.store.statements import Find
from notes_site.study.questions.kind import Grade

_first = Answer.__table__.alias("first").c
_FIND_CORRECTIONS = Find(
    select(
        Answer.id,
        Answer.question_id,
        Answer.quiz_id,
        Answer.position,
        _first.score,
        Answer.score,
    )
    .join(Correction, Correction.answer_id == Answer.id)
    .join(_first.score.table, _first.id == Answer.corrects_id)
    .where(Correction.user_id == bindparam("user_id"), Answer.voided_at.is_(None))
    .order_by(Answer.id)
)


@dataclass(frozen=True, slots=True)
class CorrectedAnswer:
    """An answer that was graded again, where it stands, and its grades before and after."""

    id: int
    question_id: str
    quiz_id: int
    position: int
    before: Grade
    after: Grade


def find_corrections(user_id: int) -> Sequence[CorrectedAnswer]:
    """Return a reader's regraded answers that they have not dismissed, oldest first."""
    return [
        CorrectedAnswer(answer_id, question_id, quiz_id, position, Grade(before), Grade(after))
        for answer_id, question_id, quiz_id, position, before, after in _FIND_CORRECTIONS.all(
            user_id=user_id
        )
    ]


@retried
def dismiss_corrections(user_id: int, newest_id: int) -> None:
    """Forget that a reader is to be told of the regrades up to the one they saw last."""
    with writing(user_id) as session:
        session.execute(
            delete(Correction).where(
                Correction.user_id == user_id, Correction.answer_id <= newest_id
            )
        )
