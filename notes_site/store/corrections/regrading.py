"""Corrected answer keys and better grading: stored answers are graded again, readers are told.

A regrade adds a row that names the answer it corrects and voids the one it replaces; day, moment
and confidence stay those of the answer, so that neither the year nor the streak changes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from notes_site.store.courses.naming import in_full, readers_of, split_full
from notes_site.store.database import db, writing
from notes_site.store.dialects import insert as upsert
from notes_site.store.models import Answer, Correction, QuestionVersion
from notes_site.store.practice.cards import replay_card
from notes_site.store.retrying import retried
from notes_site.store.statements import Find
from notes_site.study.content.library import Question
from notes_site.study.memory.regrading import Version, regrade, version_of

MOST_AT_ONCE = 5_000
"""Questions whose answers are looked through by one statement (SQLite binds 32,766 values)."""
A_TURN = 500
"""Questions that one reader's answers are graded again of, before others get their turn."""
READ_AT_ONCE = 5_000
"""Of those answers, which may be millions, as many are held in memory."""


_version = QuestionVersion.__table__.c
_FIND_CURRENT = Find(
    select(_version.question_id, _version.content_hash, _version.grading).where(_version.is_current)
)
Versions = Mapping[tuple[str, str], Version]
"""What questions once were, by their id and content hash."""


@dataclass(frozen=True, slots=True)
class _Regrade:
    """An answer's row, and the score that it has by what its question says now."""

    answer_id: int
    user_id: int
    question: Question
    score: float


def regrade_answers(
    questions: Iterable[Question],
    now: datetime,
    *,
    is_thorough: bool = False,
    course: str = "",
) -> int:
    """Grade again what was answered to a course's questions that changed since last seen.

    So are answers to a kind that is graded otherwise now, though its questions say the same.
    Returns how many answers got another grade. One query when nothing changed; `is_thorough` looks
    through the answers to all questions. Safe to call by several workers at once, and to be killed:
    each part is remembered as seen together with its grades.
    """
    current = _find_current(course)
    changed = [one for one in questions if is_thorough or current.get(one.id) != _seen_as(one)]
    count = 0
    for start in range(0, len(changed), MOST_AT_ONCE):
        part = changed[start : start + MOST_AT_ONCE]
        count += _regrade_part(part, now, course, is_thorough=is_thorough)
    return count


@retried
def _regrade_part(
    questions: Sequence[Question], now: datetime, course: str, *, is_thorough: bool
) -> int:
    versions, whose = _find_versions(questions, course), Answer.user_id.in_(readers_of(course))
    regrades = list(_find_regrades(questions, versions, whose, is_thorough=is_thorough))
    with writing(is_alone=True) as session:
        count = _add_regrades(session, regrades, now)
        _remember(session, questions, course)
    return count


def regrade_brought(
    user_id: int, questions: Iterable[Question], now: datetime, course: str = ""
) -> int:
    """Grade again whatever one reader answered, as after answers came from another site.

    There the questions had other keys, or answers were graded otherwise. Returns how many got
    another grade.
    """
    answered = select(Answer.question_id).where(Answer.user_id == user_id).distinct()
    ids = set(db.session.execute(answered).scalars())
    own = [one for one in questions if one.id in ids]
    parts = (own[start : start + A_TURN] for start in range(0, len(own), A_TURN))
    return sum(_regrade_own(user_id, part, now, course) for part in parts)


@retried
def _regrade_own(user_id: int, questions: Sequence[Question], now: datetime, course: str) -> int:
    versions, whose = _find_versions(questions, course), Answer.user_id == user_id
    regrades = list(_find_regrades(questions, versions, whose, is_thorough=True))
    if not regrades:
        return 0
    with writing(user_id) as session:
        return _add_regrades(session, regrades, now)


def _add_regrades(session: Session, regrades: Sequence[_Regrade], now: datetime) -> int:
    """Put all in place of their answers, and bring the cards up to date."""
    count = sum([_add_regrade(session, one, now) for one in regrades])
    for user_id, question_id in sorted({(one.user_id, one.question.id) for one in regrades}):
        replay_card(session, user_id, question_id)
    return count


def _find_current(course: str) -> Mapping[str, tuple[str, int]]:
    """Return the hash last seen of each question, and how it was graded then."""
    names = ((split_full(name), seen) for name, *seen in _FIND_CURRENT.all())
    return {one: (hashed, grading) for (place, one), (hashed, grading) in names if place == course}


def _seen_as(question: Question) -> tuple[str, int]:
    return question.content_hash, question.kind.grading


def _find_versions(questions: Sequence[Question], course: str) -> Versions:
    columns = (_version.kind, _version.offered, _version.grading)
    of_these = _version.question_id.in_([in_full(course, one.id) for one in questions])
    return {
        (split_full(name)[1], content_hash): Version(kind, frozenset(json.loads(offered)), grading)
        for name, content_hash, kind, offered, grading in db.session.execute(
            select(_version.question_id, _version.content_hash, *columns).where(of_these)
        )
    }


def _find_settled(questions: Sequence[Question], versions: Versions) -> list[str]:
    """Return the hashes of questions that say and grade what they did when they were answered."""
    return [
        one.content_hash
        for one in questions
        if versions.get((one.id, one.content_hash)) == version_of(one)
    ]


def _find_regrades(
    questions: Sequence[Question],
    versions: Versions,
    whose: ColumnElement[bool],
    *,
    is_thorough: bool,
) -> Iterator[_Regrade]:
    """Yield answers to earlier versions, of the same revision, that are graded otherwise now."""
    by_id = {one.id: one for one in questions}
    settled = [] if is_thorough else _find_settled(questions, versions)
    answer = Answer.__table__.c
    rows: Iterable[Any] = db.session.execute(
        select(
            answer.id,
            answer.user_id,
            answer.question_id,
            answer.asked_as,
            answer.content_hash,
            answer.revision,
            answer.response,
            answer.score,
        )
        .where(
            answer.question_id.in_(by_id),
            answer.content_hash.not_in(settled),
            answer.voided_at.is_(None),
            whose,
        )
        .order_by(answer.id),
        execution_options={"yield_per": READ_AT_ONCE},
    )
    for answer_id, user_id, question_id, asked_as, content_hash, revision, response, score in rows:
        question, version = by_id[question_id], versions.get((question_id, content_hash))
        is_merged = version is None and asked_as not in {None, question_id}
        if is_merged or revision != question.revision:
            continue  # it answered something else
        grade = regrade(question, version, tuple(json.loads(response)))
        if grade is not None and grade.score != score:
            yield _Regrade(answer_id, user_id, question, grade.score)


def _add_regrade(session: Session, one: _Regrade, now: datetime) -> bool:
    """Put a regrade in an answer's place; False when it was undone or regraded meanwhile."""
    voided = session.execute(
        update(Answer)
        .where(Answer.id == one.answer_id, Answer.voided_at.is_(None))
        .values(voided_at=now)
        .returning(Answer.id)
    ).scalar_one_or_none()
    if voided is None:
        return False
    changed: dict[str, ColumnElement[Any]] = {
        "score": literal(one.score),
        "content_hash": literal(one.question.content_hash),
        "corrects_id": func.coalesce(Answer.corrects_id, Answer.id),
        "voided_at": literal(None),
    }
    kept: dict[str, ColumnElement[Any]] = {
        column.name: column
        for column in Answer.__table__.columns
        if column.name not in {"id", *changed}
    }
    columns: dict[str, ColumnElement[Any]] = kept | changed
    row = select(*columns.values()).where(Answer.id == one.answer_id)
    added = insert(Answer).from_select(list(columns), row).returning(Answer.id)
    answer_id = session.execute(added).scalar_one()
    session.execute(delete(Correction).where(Correction.answer_id == one.answer_id))
    session.execute(insert(Correction).values(answer_id=answer_id, user_id=one.user_id))
    return True


def _remember(session: Session, questions: Sequence[Question], course: str) -> None:
    """Store the versions as those last seen."""
    if not questions:
        return
    names = [in_full(course, one.id) for one in questions]
    session.execute(
        update(QuestionVersion)
        .where(QuestionVersion.question_id.in_(names))
        .values(is_current=False)
    )
    rows = [
        {
            "question_id": in_full(course, one.id),
            "content_hash": one.content_hash,
            "kind": one.kind.name,
            "offered": json.dumps(sorted(version_of(one).offered)),
            "is_current": True,
            "grading": one.kind.grading,
        }
        for one in questions
    ]
    statement = upsert(QuestionVersion)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["question_id", "content_hash"],
            set_={"is_current": True, "grading": statement.excluded.grading},
        ),
        rows,
    )
