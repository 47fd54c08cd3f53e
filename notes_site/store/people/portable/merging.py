"""Adds what was brought in a file to what a reader has.

A large one takes several transactions, each whole in itself: others get their turn between, and
where one is the last that could be stored, the file is brought once more, and the rest is added.

A quiz is known again by its beginning and its seed, an answer by its moment and its question, as
it was asked. What is here stays as it is, so that a file brought twice adds nothing the second
time. Cards and days are worked out anew from all answers. No number of the file counts as one here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from notes_site.store.courses.naming import is_of, split_full
from notes_site.store.database import changing, writing
from notes_site.store.dialects import insert
from notes_site.store.models import (
    Answer,
    HeldInterview,
    Mark,
    QuizQuestion,
    QuizRow,
    Rename,
    SectionRead,
    User,
)
from notes_site.store.notes.marks import LONGEST_NOTE
from notes_site.store.people.portable.reading import Brought, Row
from notes_site.store.people.users import set_everywhere
from notes_site.store.people.uses import BRING, count_use
from notes_site.store.practice.cards import replay_cards
from notes_site.store.practice.stamps import stamp
from notes_site.store.retrying import retried

Place = tuple[int, int, datetime]
"""A quiz, a position and the moment of an answer there."""
ANSWERS_AT_ONCE = 5_000
"""About a second of work, with all cards replayed."""
OF_ALL_COURSES = ("time_zone", "language")
SETTINGS = (*OF_ALL_COURSES, "wanted_recall", "daily_cap", "interview_on")


class Added(NamedTuple):
    """What of a file was new here; `unknown` of the answers are to questions that aren't here."""

    quizzes: int
    answers: int
    unknown: int
    marks: int
    sections: int
    interviews: int


@dataclass(frozen=True, slots=True)
class Names:
    """By which ids questions are known here."""

    known: Set[str]
    renamed: Mapping[str, str]

    def here(self, row: Row) -> Row:
        """Return a row with the id of its question here, and the one that it was written under."""
        written, later = row["asked_as"] or row["question_id"], row["question_id"]
        found = [self.renamed.get(name, name) for name in (later, written)]
        name = next((one for one in found if one in self.known), found[0])
        return row | {"question_id": name, "asked_as": None if name == written else written}


@retried
def count_brought(user_id: int, now: datetime) -> None:
    """Count a file that is brought, before it is read; TooOftenError: too many within an hour."""
    with changing(user_id) as connection:
        count_use(connection, user_id, BRING, now)


def add_brought(
    user_id: int, brought: Brought, known: Set[str], *, takes_settings: bool = False
) -> Added:
    """Store what is new of a file; `known` are the ids of this site's questions."""
    adding = _Adding(user_id, known)
    interviews, marks, sections = _add_rest(adding, brought, takes_settings=takes_settings)
    quizzes, added = 0, list[str]()
    for part in _parts(brought.quizzes):
        more, names = _add_part(adding, part)
        quizzes, added = quizzes + more, added + names
    unknown = sum(name not in known for name in added)
    return Added(quizzes, len(added), unknown, marks, sections, interviews)


@retried
def _add_rest(adding: "_Adding", brought: Brought, *, takes_settings: bool) -> tuple[int, int, int]:
    """Add all but quizzes; return how many interviews, marks and sections are new."""
    user_id = adding.user_id
    with writing(user_id) as session:
        interviews = _add_interviews(session, user_id, brought.interviews)
        marks = _add_marks(session, user_id, brought.marks, adding.names(session))
        sections = _add_sections(session, user_id, brought.sections_read)
        if takes_settings and brought.reader:
            _take_settings(session, user_id, brought.reader)
        stamp(session.connection(), user_id)
    return interviews, marks, sections


@retried
def _add_part(adding: "_Adding", quizzes: Sequence[Row]) -> tuple[int, list[str]]:
    """Add quizzes with their answers, and replay the cards.

    Return how many quizzes are new, and the question of each new answer.
    """
    with writing(adding.user_id) as session:
        found = adding.add(session, quizzes)
        replay_cards(session, adding.user_id)
    return found


def _parts(quizzes: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield all quizzes, the oldest first, so many at once as others can wait for.

    There is always a last part: where only the settings changed, the cards follow them.
    """
    part, size = list[Row](), 0
    for quiz in sorted(quizzes, key=_key):
        if part and size + len(quiz["answers"]) > ANSWERS_AT_ONCE:
            yield part
            part, size = [], 0
        part.append(quiz)
        size += len(quiz["answers"])
    yield part


@dataclass(frozen=True, slots=True)
class _Adding:
    """Who gets the quizzes of a file, and which questions there are."""

    user_id: int
    known: Set[str]

    def names(self, session: Session) -> Names:
        course = session.execute(select(User.course).where(User.id == self.user_id)).scalar_one()
        renamed = select(Rename.old_id, Rename.new_id).where(Rename.is_applied)
        found = session.execute(renamed.where(is_of(Rename.old_id, course))).all()
        return Names(self.known, {split_full(old)[1]: split_full(new)[1] for old, new in found})

    def add(self, session: Session, quizzes: Sequence[Row]) -> tuple[int, list[str]]:
        before = _count(session, self.user_id, QuizRow)
        names, quiz_ids = self.names(session), _add_quizzes(session, self.user_id, quizzes)
        _add_questions(session, quizzes, quiz_ids, names)
        answers = _add_answers(session, self.user_id, _answers(quizzes, quiz_ids, names))
        new = _count(session, self.user_id, QuizRow) - before
        return new, [row["question_id"] for row in answers]


def _count(session: Session, user_id: int, table: type[QuizRow] | type[SectionRead]) -> int:
    statement = select(func.count()).select_from(table).where(table.user_id == user_id)
    return session.execute(statement).scalar_one()


def _key(quiz: Row) -> tuple[datetime, str]:
    return quiz["started_at"], quiz["seed"]


def _add_quizzes(
    session: Session, user_id: int, quizzes: Iterable[Row]
) -> Mapping[tuple[datetime, str], int]:
    """Add the quizzes that aren't here, oldest first; return the ids of all by their keys."""
    own = select(QuizRow.started_at, QuizRow.seed, QuizRow.id).where(QuizRow.user_id == user_id)
    found = {(started_at, seed): quiz_id for started_at, seed, quiz_id in session.execute(own)}
    new = {_key(quiz): quiz for quiz in quizzes if _key(quiz) not in found}
    columns = ("seed", "mode", "started_at", "deadline_at", "finished_at")
    rows = [
        {"user_id": user_id} | {name: new[key][name] for name in columns} for key in sorted(new)
    ]
    if rows:
        session.execute(insert(QuizRow), rows)
    return {(started_at, seed): quiz_id for started_at, seed, quiz_id in session.execute(own)}


def _add_questions(
    session: Session, quizzes: Iterable[Row], quiz_ids: Mapping[Any, int], names: Names
) -> None:
    rows = [
        names.here(one) | {"quiz_id": quiz_ids[_key(quiz)], "draft": _draft(one["draft"])}
        for quiz in quizzes
        for one in quiz["questions"]
    ]
    if rows:
        session.execute(insert(QuizQuestion).on_conflict_do_nothing(), rows)


def _draft(draft: Row | None) -> str | None:
    return json.dumps(draft) if draft else None


def _answers(quizzes: Iterable[Row], quiz_ids: Mapping[Any, int], names: Names) -> Iterator[Row]:
    """Yield the answers as rows, the oldest first; a correction still names a place."""
    found = [
        names.here(one) | {"quiz_id": quiz_ids[_key(quiz)], "response": json.dumps(one["response"])}
        for quiz in quizzes
        for one in quiz["answers"]
    ]
    yield from sorted(found, key=lambda one: one["answered_at"])


def _add_answers(session: Session, user_id: int, answers: Iterable[Row]) -> list[Row]:
    """Add the answers that aren't here, and whose place nothing else holds; return them."""
    own = select(
        Answer.answered_at,
        func.coalesce(Answer.asked_as, Answer.question_id),
        Answer.quiz_id,
        Answer.position,
        Answer.voided_at,
    ).where(Answer.user_id == user_id)
    here, taken = set(), set()
    for answered_at, written, quiz_id, position, voided_at in session.execute(own):
        here.add((answered_at, written))
        if voided_at is None:
            taken.add((quiz_id, position))
    rows = [row | {"user_id": user_id} for row in _news(answers, here, taken)]
    again = [row for row in rows if row["corrects"] is not None]
    _insert(session, [row for row in rows if row["corrects"] is None], {})
    if again:
        _insert(session, again, _places(session, user_id))
    return rows


def _news(
    answers: Iterable[Row], here: Set[tuple[datetime, str]], taken: set[tuple[int, int]]
) -> Iterator[Row]:
    """Yield the answers that aren't here, but for a standing one whose place is taken."""
    for row in answers:
        is_here = (row["answered_at"], row["asked_as"] or row["question_id"]) in here
        place = row["quiz_id"], row["position"]
        is_standing = row["voided_at"] is None
        if is_here or (is_standing and place in taken):
            continue
        if is_standing:
            taken.add(place)
        yield row


def _places(session: Session, user_id: int) -> Mapping[Place, int]:
    """Return the numbers here of the answers as they were given."""
    columns = (Answer.quiz_id, Answer.position, Answer.answered_at, Answer.id)
    given = select(*columns).where(Answer.user_id == user_id, Answer.corrects_id.is_(None))
    return {(row[0], row[1], row[2]): row[3] for row in session.execute(given)}


def _insert(session: Session, answers: Iterable[Row], places: Mapping[Place, int]) -> None:
    rows = [
        {name: value for name, value in row.items() if name != "corrects"}
        | {"corrects_id": places.get((row["quiz_id"], row["position"], row["answered_at"]))}
        for row in answers
    ]
    if rows:
        session.execute(insert(Answer), rows)


def _add_marks(session: Session, user_id: int, marks: Iterable[Row], names: Names) -> int:
    """Join marks into those that are here: no note is lost but for what is over its length."""
    columns = (Mark.question_id, Mark.is_bookmarked, Mark.is_suspended, Mark.note)
    own = select(*columns).where(Mark.user_id == user_id)
    here = {row[0]: (row[1], row[2], row[3]) for row in session.execute(own)}
    before = dict(here)
    for mark in marks:
        name = names.here(mark | {"asked_as": None})["question_id"]
        is_bookmarked, is_suspended, note = here.get(name, (False, False, ""))
        here[name] = (
            is_bookmarked or mark["is_bookmarked"],
            is_suspended or mark["is_suspended"],
            _joined(note, mark["note"]),
        )
    changed = {name: kept for name, kept in here.items() if before.get(name) != kept}
    for name, (is_bookmarked, is_suspended, note) in changed.items():
        kept = {"is_bookmarked": is_bookmarked, "is_suspended": is_suspended, "note": note}
        session.execute(
            insert(Mark)
            .values(user_id=user_id, question_id=name, **kept)
            .on_conflict_do_update(index_elements=["user_id", "question_id"], set_=kept)
        )
    return len(changed)


def _joined(here: str, brought: str) -> str:
    if brought in here:
        return here
    return f"{here}\n\n{brought}".strip("\n")[:LONGEST_NOTE]


def _add_sections(session: Session, user_id: int, sections: Iterable[Row]) -> int:
    """Remember what was read, and when last; return how many sections are new."""
    before = _count(session, user_id, SectionRead)
    statement = insert(SectionRead)
    brought, here = statement.excluded.read_at, SectionRead.read_at
    later = case((brought > here, brought), else_=here)
    rows = [one | {"user_id": user_id} for one in sections]
    if rows:
        keys = ["user_id", "slug", "anchor"]
        upsert = statement.on_conflict_do_update(index_elements=keys, set_={"read_at": later})
        session.execute(upsert, rows)
    return _count(session, user_id, SectionRead) - before


def _add_interviews(session: Session, user_id: int, interviews: Iterable[Row]) -> int:
    own = select(HeldInterview.held_on).where(HeldInterview.user_id == user_id)
    here = set(session.execute(own).scalars())
    new = {one["held_on"]: one | {"user_id": user_id} for one in interviews}
    rows = [row for held_on, row in new.items() if held_on not in here]
    if rows:
        session.execute(insert(HeldInterview), rows)
    return len(rows)


def _take_settings(session: Session, user_id: int, reader: Row) -> None:
    """Let the reader study here as there; a zone that nobody knows here is not taken."""
    values = {name: reader[name] for name in SETTINGS if name in reader}
    everywhere = {name: values.pop(name) for name in OF_ALL_COURSES if name in values}
    if everywhere.get("time_zone") not in available_timezones():
        everywhere.pop("time_zone", None)
    if everywhere:
        set_everywhere(session, user_id, **everywhere)
    session.execute(update(User).where(User.id == user_id).values(**values))
