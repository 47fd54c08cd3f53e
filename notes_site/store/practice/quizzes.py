"""Quizzes: their questions in order, and what was answered so far."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, Select, bindparam, func, insert, select, update

from notes_site.store.database import changing, db, writing
from notes_site.store.models import Answer, QuizQuestion, QuizRow
from notes_site.store.people.uses import QUIZ, count_use
from notes_site.store.retrying import retried
from notes_site.store.statements import Find
from notes_site.study.questions.kind import Form, Grade, Response

NEWEST = 2**31 - 1
"""No quiz has a larger id."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as it was given and graded; corrected when a mended answer key graded it again."""

    response: Response
    grade: Grade
    content_hash: str
    answered_at: datetime
    confidence: int | None
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz of one reader: question ids by position, and the answers given so far."""

    id: int
    seed: str
    started_at: datetime
    mode: str
    question_ids: Mapping[int, str]
    hinted: frozenset[int]
    written: Mapping[int, str]
    """What was written on open questions; without a clock, before the model answer was shown."""
    answers: Mapping[int, GivenAnswer]
    drafts: Mapping[int, Form]
    """What stood in the fields of a question's page and was not sent as its answer."""
    deadline_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuizSummary:
    """One line of the list of a reader's quizzes.

    `ungraded` counts what was written and waits for its reader's own grade: it is no answer yet,
    and has no points to lose.
    """

    id: int
    started_at: datetime
    mode: str
    deadline_at: datetime | None
    finished_at: datetime | None
    length: int
    answered: int
    points: float
    ungraded: int

    @property
    def is_dropped(self) -> bool:
        return self.deadline_at is None and self.answered < self.length and bool(self.finished_at)

    @property
    def out_of(self) -> int:
        """Return how many points there were to earn so far: in a timed quiz, no answer earns 0."""
        return self.answered if self.is_dropped else self.length - self.ungraded

    def is_open(self, now: datetime) -> bool:
        """Say whether it can be gone on with: by its deadline, else by what is not answered.

        A quiz that its reader dropped can't: it is finished with questions left.
        """
        if self.deadline_at is not None:
            return self.finished_at is None and now < self.deadline_at
        return self.finished_at is None and self.answered < self.length


@retried
def add_quiz(
    user_id: int,
    seed: str,
    question_ids: Sequence[str],
    now: datetime,
    mode: str = "mix",
    deadline_at: datetime | None = None,
    *,
    is_once: bool = False,
) -> int:
    """Begin a quiz and return its id; TooOftenError when there were too many within an hour.

    What is to begin once is not begun again: the reader's quiz of this seed is returned.
    """
    statement = insert(QuizRow).values(
        user_id=user_id, seed=seed, started_at=now, mode=mode, deadline_at=deadline_at
    )
    with changing(user_id) as connection:
        begun = connection.execute(_same(user_id, seed)).scalar() if is_once else None
        if begun is not None:
            return begun
        count_use(connection, user_id, QUIZ, now)
        quiz_id = connection.execute(statement.returning(QuizRow.id)).scalar_one()
        rows = [
            {"quiz_id": quiz_id, "position": position, "question_id": question_id}
            for position, question_id in enumerate(question_ids, 1)
        ]
        connection.execute(insert(QuizQuestion), rows)
    return quiz_id


def find_begun(user_id: int, seed: str) -> int | None:
    """Return the quiz of this reader that began with a seed; None where none did."""
    return db.session.execute(_same(user_id, seed)).scalar()


def _same(user_id: int, seed: str) -> Select[int]:
    return select(QuizRow.id).where(QuizRow.user_id == user_id, QuizRow.seed == seed)


def find_quiz(user_id: int, quiz_id: int) -> Quiz | None:
    """Return a quiz of this reader; None when there is none, or it is somebody else's."""
    rows = db.session.execute(_select_quiz(user_id, quiz_id)).all()
    if not rows:
        return None
    first = rows[0]
    return Quiz(
        quiz_id,
        first.seed,
        first.started_at,
        first.mode,
        {row.position: row.question_id for row in rows},
        frozenset(row.position for row in rows if row.is_hinted),
        {row.position: row.written for row in rows if row.written is not None},
        {row.position: _read_answer(row) for row in rows if row.response is not None},
        {row.position: json.loads(row.draft) for row in rows if row.draft is not None},
        first.deadline_at,
        first.finished_at,
    )


def _select_quiz(user_id: int, quiz_id: int) -> Select[*tuple[Any, ...]]:
    """One row a question, in order; what was answered on it stands beside it."""
    answer = Answer.__table__.c
    return (
        select(
            QuizRow.seed,
            QuizRow.started_at,
            QuizRow.mode,
            QuizRow.deadline_at,
            QuizRow.finished_at,
            QuizQuestion.position,
            QuizQuestion.question_id,
            QuizQuestion.is_hinted,
            QuizQuestion.written,
            QuizQuestion.draft,
            answer.response,
            answer.score,
            answer.content_hash,
            answer.answered_at,
            answer.confidence,
            answer.corrects_id,
        )
        .join(QuizQuestion, QuizQuestion.quiz_id == QuizRow.id)
        .outerjoin(
            Answer,
            (Answer.quiz_id == QuizRow.id)
            & (Answer.position == QuizQuestion.position)
            & Answer.voided_at.is_(None),
        )
        .where(QuizRow.id == quiz_id, QuizRow.user_id == user_id)
        .order_by(QuizQuestion.position)
    )


def _read_answer(row: Row[Any]) -> GivenAnswer:
    return GivenAnswer(
        tuple(json.loads(row.response)),
        Grade(row.score),
        row.content_hash,
        row.answered_at,
        row.confidence,
        row.corrects_id is not None,
    )


@retried
def record_hint(user_id: int, quiz_id: int, position: int) -> None:
    """Remember that the reader asked for the hint of a question."""
    own = select(QuizRow.id).where(QuizRow.id == quiz_id, QuizRow.user_id == user_id)
    with writing(user_id) as session:
        session.execute(
            update(QuizQuestion)
            .where(QuizQuestion.quiz_id.in_(own), QuizQuestion.position == position)
            .values(is_hinted=True)
        )


@retried
def record_shown(user_id: int, quiz_id: int, position: int, written: str, now: datetime) -> None:
    """Remember what was written when a model answer was first shown; later words don't count."""
    own = select(QuizRow.id).where(QuizRow.id == quiz_id, QuizRow.user_id == user_id)
    with writing(user_id) as session:
        session.execute(
            update(QuizQuestion)
            .where(
                QuizQuestion.quiz_id.in_(own),
                QuizQuestion.position == position,
                QuizQuestion.shown_at.is_(None),
            )
            .values(written=written, shown_at=now)
        )


@retried
def record_drafts(user_id: int, quiz_id: int, drafts: Mapping[int, Form]) -> None:
    """Keep what was typed, by position, in place of what was kept there; nothing ends a draft."""
    own = select(QuizRow.id).where(QuizRow.id == quiz_id, QuizRow.user_id == user_id)
    with writing(user_id) as session:
        for position, draft in drafts.items():
            session.execute(
                update(QuizQuestion)
                .where(QuizQuestion.quiz_id.in_(own), QuizQuestion.position == position)
                .values(draft=json.dumps(dict(draft)) if draft else None)
            )


def drop_quiz(user_id: int, quiz_id: int, now: datetime) -> None:
    """End a quiz without a deadline, whatever is left of it; its answers stay."""
    _finish(user_id, quiz_id, now)


def take_up_quiz(user_id: int, quiz_id: int) -> None:
    """Go on with a quiz without a deadline that was dropped."""
    _finish(user_id, quiz_id, None)


@retried
def _finish(user_id: int, quiz_id: int, moment: datetime | None) -> None:
    own = (QuizRow.id == quiz_id, QuizRow.user_id == user_id, QuizRow.deadline_at.is_(None))
    with writing(user_id) as session:
        session.execute(update(QuizRow).where(*own).values(finished_at=moment))


def recent_quizzes(user_id: int, limit: int, before: int = NEWEST) -> list[QuizSummary]:
    """Return the newest quizzes first, of those that began before the one with this id."""
    rows = _RECENT.all(user_id=user_id, limit=limit, before=before)
    return [QuizSummary(*row) for row in rows]


def _select_recent() -> Select[*tuple[Any, ...]]:
    newest = (
        select(
            QuizRow.id, QuizRow.started_at, QuizRow.mode, QuizRow.deadline_at, QuizRow.finished_at
        )
        .where(
            QuizRow.user_id == bindparam("user_id"),
            QuizRow.id < bindparam("before", type_=Integer),
        )
        .order_by(QuizRow.id.desc())
        .limit(bindparam("limit", type_=Integer))
        .subquery()
    )
    return (
        select(
            newest.c.id,
            newest.c.started_at,
            newest.c.mode,
            newest.c.deadline_at,
            newest.c.finished_at,
            func.count(QuizQuestion.position),
            func.count(Answer.id),
            func.coalesce(func.sum(Answer.score), 0.0),
            func.count().filter(QuizQuestion.written.is_not(None), Answer.id.is_(None)),
        )
        .join(QuizQuestion, QuizQuestion.quiz_id == newest.c.id)
        .outerjoin(
            Answer,
            (Answer.quiz_id == newest.c.id)
            & (Answer.position == QuizQuestion.position)
            & Answer.voided_at.is_(None),
        )
        .group_by(*newest.c)
        .order_by(newest.c.id.desc())
    )


_RECENT = Find(_select_recent())
