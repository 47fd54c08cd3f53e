"""Renamed and merged questions: their rows name the id that the question has now.

What a reader did under an old id is moved to the new one when the content that says so is first
read. Each row keeps the id it was written under, so that an author who goes back finds all as it
was. Marks are copied, and the old ones wait; cards are replayed.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, literal, select, union, update
from sqlalchemy.orm import Session

from notes_site.store.courses.naming import in_full, is_of, readers_of, split_full
from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import Answer, CardRow, Flag, Mark, QuizQuestion, QuizRow, Rename
from notes_site.store.notes.marks import LONGEST_NOTE
from notes_site.store.practice.cards import replay_card
from notes_site.store.practice.stamps import stamp_all
from notes_site.store.retrying import retried
from notes_site.study.memory.renames import Pair, resolve_renames

LATE_QUIZZES = 1_000
"""Among so many of the newest quizzes are those that a worker began with the older content."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What counts for what so far, what shall from now on, and which ids must move for it."""

    course: str
    news: Set[Pair]
    applied: Mapping[str, str]
    wanted: Mapping[str, str]
    moving: Set[str]


@retried
def apply_renames(declared: Set[Pair], living: Set[str], course: str = "") -> None:
    """Let what was done under old ids count for the questions that a course's content names.

    Safe to call by several workers at once; two queries when there is nothing to do.
    """
    plan = _make_plan(db.session(), declared, living, course)
    db.session.close()
    if plan.news or plan.moving:
        with writing(is_alone=True) as session:
            _apply(session, _make_plan(session, declared, living, course))


def _make_plan(session: Session, declared: Set[Pair], living: Set[str], course: str) -> _Plan:
    found = select(Rename.old_id, Rename.new_id, Rename.is_applied)
    known = session.execute(found.where(is_of(Rename.old_id, course))).all()
    rows = [(split_full(old)[1], split_full(new)[1], is_applied) for old, new, is_applied in known]
    remembered = {(old, new) for old, new, _ in rows}
    applied = {old: new for old, new, is_applied in rows if is_applied}
    wanted = resolve_renames(declared, remembered, living)
    moving = {old for old in applied.keys() | wanted.keys() if applied.get(old) != wanted.get(old)}
    moving |= _written_late(session, wanted, course)
    return _Plan(course, declared - remembered, applied, wanted, moving)


def _written_late(session: Session, wanted: Mapping[str, str], course: str) -> set[str]:
    """Return the old ids under which a worker that still had the older content wrote meanwhile."""
    if not wanted:
        return set()
    newest = select(func.max(QuizRow.id)).scalar_subquery()
    is_late = QuizQuestion.quiz_id > newest - LATE_QUIZZES
    names = [in_full(course, old) for old in wanted]
    ids = union(
        select(CardRow.question_id).where(
            CardRow.question_id.in_(wanted), CardRow.user_id.in_(readers_of(course))
        ),
        select(Flag.question_id).where(Flag.question_id.in_(names)),
        select(QuizQuestion.question_id).where(
            is_late, QuizQuestion.question_id.in_(wanted), _is_asked_in(course)
        ),
    )
    return {split_full(name)[1] for name in session.execute(ids).scalars()}


def _is_asked_in(course: str) -> ColumnElement[bool]:
    """Find the questions of quizzes in a course."""
    quizzes = select(QuizRow.id).where(QuizRow.user_id.in_(readers_of(course)))
    return QuizQuestion.quiz_id.in_(quizzes)


def _apply(session: Session, plan: _Plan) -> None:
    affected = set(plan.moving)
    for old in sorted(plan.moving):
        source, target = plan.applied.get(old, old), plan.wanted.get(old, old)
        affected |= {source, target}
        _move(session, plan.course, old, target)
        is_carried = source != old and source in plan.wanted  # its marks move with their source
        if target not in {old, source} and not is_carried:
            is_waking = target in plan.applied
            _copy_marks(session, plan.course, old, target, is_waking=is_waking)
    _remember(session, plan)
    _replay(session, plan.course, affected)


def _move(session: Session, course: str, old: str, target: str) -> None:
    """Let what was written under one id name another."""
    ids, names = (old, target), (in_full(course, old), in_full(course, target))
    places: Sequence[tuple[Any, ColumnElement[bool], tuple[str, str]]] = (
        (Answer, Answer.user_id.in_(readers_of(course)), ids),
        (QuizQuestion, _is_asked_in(course), ids),
        (Flag, is_of(Flag.question_id, course), names),
    )
    for table, is_here, (before, after) in places:
        written_as = func.coalesce(table.asked_as, table.question_id)
        session.execute(
            update(table)
            .where(written_as == before, is_here)
            .values(asked_as=written_as, question_id=after)
        )


def _copy_marks(session: Session, course: str, old: str, target: str, *, is_waking: bool) -> None:
    """Join an id's marks into its target's, or replace those that the target left waiting."""
    mark = Mark.__table__.c
    row = select(
        mark.user_id, literal(target), mark.is_bookmarked, mark.is_suspended, mark.note
    ).where(mark.question_id == old, mark.user_id.in_(readers_of(course)))
    statement = insert(Mark).from_select([column.name for column in mark], row)
    new = statement.excluded
    # what can be taken out of a note stands in it
    is_told = (new.note == "") | (func.replace(mark.note, new.note, "") != mark.note)
    both = func.trim(mark.note + "\n\n" + new.note, "\n")
    joined = {
        "is_bookmarked": mark.is_bookmarked | new.is_bookmarked,
        "is_suspended": mark.is_suspended | new.is_suspended,
        "note": case((is_told, mark.note), else_=func.substr(both, 1, LONGEST_NOTE)),
    }
    waiting = {name: new[name] for name in joined}
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "question_id"], set_=waiting if is_waking else joined
        )
    )
    marked = select(Mark.user_id).where(Mark.question_id == old)
    stamp_all(session, marked.where(Mark.user_id.in_(readers_of(course))))


def _remember(session: Session, plan: _Plan) -> None:
    of_course = is_of(Rename.old_id, plan.course)
    session.execute(update(Rename).where(of_course).values(is_applied=False))
    pairs = {**dict.fromkeys(plan.news, False), **dict.fromkeys(plan.wanted.items(), True)}
    for (old, new), is_applied in pairs.items():
        session.execute(
            insert(Rename)
            .values(
                old_id=in_full(plan.course, old),
                new_id=in_full(plan.course, new),
                is_applied=is_applied,
            )
            .on_conflict_do_update(
                index_elements=["old_id", "new_id"], set_={"is_applied": is_applied}
            )
        )


def _replay(session: Session, course: str, question_ids: Iterable[str]) -> None:
    """Make the cards of a course's readers anew, of questions that got other answers."""
    ids, readers = sorted(question_ids), readers_of(course)
    of_these = CardRow.question_id.in_(ids), CardRow.user_id.in_(readers)
    stamp_all(session, select(CardRow.user_id).where(*of_these))
    session.execute(delete(CardRow).where(*of_these))
    answered = select(Answer.user_id, Answer.question_id).where(
        Answer.question_id.in_(ids), Answer.user_id.in_(readers)
    )
    for user_id, question_id in session.execute(answered.distinct()).all():
        replay_card(session, user_id, question_id)
