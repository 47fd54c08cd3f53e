"""Answers are only ever added; an undone one is marked, never deleted."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import aliased

from notes_site.store.database import changing, writing
from notes_site.store.dialects import insert
from notes_site.store.models import Answer, CardRow, QuizQuestion, QuizRow, User
from notes_site.store.practice.cards import (
    STANDING,
    find_standing,
    read_standing,
    replay_card,
    saving_card,
)
from notes_site.store.practice.days import counting_answer
from notes_site.store.practice.stamps import draw_stamp, stamp, stamping_unchanged
from notes_site.store.retrying import retried
from notes_site.store.statements import Change, Filled, Find, change_at_once, send_all
from notes_site.study.memory.scheduling import Review
from notes_site.study.memory.standing import Standing
from notes_site.study.questions.kind import Grade, Response

_answers, _quizzes, _asked = Answer.__table__.c, QuizRow.__table__.c, QuizQuestion.__table__.c
_users = User.__table__.c
_IN_QUIZ = (_quizzes.id == bindparam("quiz_id")) & (_quizzes.user_id == bindparam("user_id"))
_GIVEN = (
    *("position", "question_id", "content_hash", "response", "score", "revision", "confidence"),
    *("is_hinted", "expected_recall", "due_on", "study_day", "answered_at"),
)
_ADD = Change(
    insert(Answer)
    .from_select(
        ["user_id", "quiz_id", *_GIVEN],
        select(
            _quizzes.user_id,
            _quizzes.id,
            *(bindparam(name, type_=_answers[name].type) for name in _GIVEN),
        ).where(_IN_QUIZ),
    )
    .on_conflict_do_nothing(
        index_elements=["quiz_id", "position"], index_where=_answers.voided_at.is_(None)
    )
)
_FIND_ASKED = Find(
    select(
        _asked.question_id,
        _quizzes.deadline_at,
        _asked.is_hinted,
        _asked.written,
        _answers.id.is_not(None),
        _users.memory_stamp,
        *STANDING,
    )
    .select_from(QuizRow)
    .join(QuizQuestion, _asked.quiz_id == _quizzes.id)
    .join(User, User.id == _quizzes.user_id)
    .outerjoin(
        Answer,
        (_answers.quiz_id == _asked.quiz_id)
        & (_answers.position == _asked.position)
        & _answers.voided_at.is_(None),
    )
    .outerjoin(
        CardRow,
        (CardRow.user_id == _quizzes.user_id) & (CardRow.question_id == _asked.question_id),
    )
    .where(_IN_QUIZ, _asked.position == bindparam("position"))
)


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer about to be recorded."""

    quiz_id: int
    position: int
    question_id: str
    content_hash: str
    response: Response
    grade: Grade
    review: Review


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a quiz, and where it stands with its reader: all that an answer needs.

    It stands there for as long as the reader has this stamp.
    """

    question_id: str
    deadline_at: datetime | None
    is_hinted: bool
    written: str | None
    """What was written on an open question before the model answer was shown."""
    is_answered: bool
    stamp: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class _Move:
    """Where a question stands, and where an answer moves it from there, and when.

    It is never earlier than the answer before, whatever the clock says: answers are replayed by
    their moments.
    """

    before: Standing
    after: Standing
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """All that an answer changed of its reader's memory, and the stamp that it got by that.

    `seen` is the stamp that it had just before; None where nobody looked. `was_due` says whether
    the question was due on the study day of the answer.
    """

    question_id: str
    before: Standing
    after: Standing
    day: date
    was_due: bool
    seen: int | None
    stamp: int


def find_asked(user_id: int, quiz_id: int, position: int) -> Asked | None:
    """Return what stands at a position of a reader's quiz; None where nothing does."""
    row = _FIND_ASKED.one(user_id=user_id, quiz_id=quiz_id, position=position)
    if row is None:
        return None
    question_id, deadline_at, is_hinted, written, is_answered, seen, *state = row
    standing = read_standing(state)
    return Asked(question_id, deadline_at, is_hinted, written, is_answered, seen, standing)


@retried
def record_answer(
    user_id: int, answer: NewAnswer, now: datetime, asked: Asked | None = None
) -> Moved | None:
    """Record an answer and what it changes, durably; where there is one it stands: return None.

    `asked` says where the question stood a moment ago. What follows from it is computed before
    anybody has to wait for it, and once more only where another change came between.
    """
    if asked:
        drawn, move = draw_stamp(), _foresee(asked.standing, answer, now)
        stamping = stamping_unchanged(user_id, asked.stamp, drawn)
        if change_at_once(user_id, [stamping, *_adding(user_id, answer, move)]):
            return _moved(answer, move, asked.stamp, drawn)
    with changing(user_id) as connection:
        return add_answer(connection, user_id, answer, now)


def add_answer(
    connection: Connection, user_id: int, answer: NewAnswer, now: datetime
) -> Moved | None:
    """Add an answer and what it changes, inside a transaction; a standing one is not replaced."""
    standing = find_standing(connection, user_id, answer.question_id)
    if standing is None:
        return None
    drawn = stamp(connection, user_id)
    move = _foresee(standing, answer, now)
    is_added = send_all(connection, _adding(user_id, answer, move))
    return _moved(answer, move, None, drawn) if is_added else None


def _foresee(standing: Standing, answer: NewAnswer, now: datetime) -> _Move:
    last = standing.history.last_answered_at if standing.history else now
    answered_at = max(now, last)
    return _Move(standing, standing.after(answer.review, answered_at), answered_at)


def _moved(answer: NewAnswer, move: _Move, seen: int | None, drawn: int) -> Moved:
    review, before = answer.review, move.before
    was_due = before.was_due(review)
    return Moved(answer.question_id, before, move.after, review.day, was_due, seen, drawn)


def _adding(user_id: int, answer: NewAnswer, move: _Move) -> list[Filled]:
    """Return what adds an answer, which changes nothing where one stands, and what follows it."""
    review = answer.review
    expected, due_on = move.before.expected(review)
    added = {
        "user_id": user_id,
        "quiz_id": answer.quiz_id,
        "position": answer.position,
        "question_id": answer.question_id,
        "content_hash": answer.content_hash,
        "response": json.dumps(answer.response),
        "score": answer.grade.score,
        "revision": review.revision,
        "confidence": review.confidence,
        "is_hinted": review.is_hinted,
        "expected_recall": expected,
        "due_on": due_on,
        "study_day": review.day,
        "answered_at": move.answered_at,
    }
    return [
        (_ADD, added),
        saving_card(user_id, answer.question_id, move.after),
        counting_answer(user_id, review, move.before),
    ]


@retried
def void_answer(user_id: int, quiz_id: int, position: int, now: datetime) -> bool:
    """Undo a reader's newest answer, if it is the one named; its card forgets it too."""
    other = aliased(Answer)
    is_later = func.coalesce(other.corrects_id, other.id) > func.coalesce(
        Answer.corrects_id, Answer.id
    )
    later = select(other.id).where(
        other.user_id == user_id,
        other.voided_at.is_(None),
        other.study_day >= Answer.study_day,  # so that the index of days finds them
        is_later,
    )
    statement = (
        update(Answer)
        .where(
            Answer.user_id == user_id,
            Answer.voided_at.is_(None),
            Answer.quiz_id == quiz_id,
            Answer.position == position,
            ~later.exists(),
        )
        .values(voided_at=now)
        .returning(Answer.question_id)
    )
    with writing(user_id) as session:
        question_id = session.execute(statement).scalar_one_or_none()
        if question_id is not None:
            replay_card(session, user_id, question_id)
    return question_id is not None
