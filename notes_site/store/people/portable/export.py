"""Writes a reader's file, piece by piece: whoever reads slowly keeps neither memory nor database.

Each page of rows is read by itself. Quizzes come one on a line, oldest first.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, select

from notes_site.store.courses.enrolments import account_of, find_enrolled
from notes_site.store.courses.naming import split_full
from notes_site.store.database import db
from notes_site.store.models import (
    Answer,
    CardRow,
    DayRow,
    Flag,
    QuizQuestion,
    QuizRow,
    User,
)
from notes_site.store.people.portable.contents import (
    ANSWERS,
    COURSE,
    COURSES,
    FORMAT,
    LISTS,
    OF_ACCOUNTS,
    OF_ONE,
    OF_SEVERAL,
    QUESTIONS,
    QUIZZES,
    READER,
    Part,
)
from notes_site.store.practice.untold import is_told, running_quizzes

QUIZZES_AT_ONCE = 100
Row = dict[str, Any]


def write_file(
    user_id: int, site: str, now: datetime, titles: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield the JSON of all that is a reader's, but what gets them in.

    Of who isn't enrolled in a course (store.people.users.Reader) there is the account. Where there
    are several courses, `titles` names them, and the file is of the account: it has all of them.
    """
    is_of_all = titles is not None
    readers = _enrolled(user_id) if is_of_all else {"": user_id}
    version = OF_SEVERAL if is_of_all else OF_ONE
    head = {"format": FORMAT, "version": version, "exported_at": now, "site": site}
    head[READER.key] = _find(READER, User.id == abs(user_id))[0]
    yield _json(head)[:-1]
    if titles is not None:
        yield from _list(COURSES.key, _courses(readers, titles))
    yield from _list(QUIZZES.key, _each(readers, partial(_quizzes, now=now)))
    for part in LISTS:
        if part.key in OF_ACCOUNTS:
            whose = part.table.__table__.c.user_id == account_of(abs(user_id))
            yield from _list(part.key, _find(part, whose))
        else:
            yield from _list(part.key, _each(readers, partial(_rows, part, now=now)))
    yield "}\n"


def _enrolled(account_id: int) -> dict[str, int]:
    """Return who the reader is in each course that they ever did something in, by its slug."""
    found = sorted(find_enrolled(account_id).items())
    db.session.close()
    return {course: one.user_id for course, one in found}


def _courses(readers: Mapping[str, int], titles: Mapping[str, str]) -> Iterator[Row]:
    for course, user_id in readers.items():
        for row in _find(COURSES, User.id == user_id):
            yield {COURSE: course, "title": titles.get(course, "")} | row


def _each(readers: Mapping[str, int], find: Callable[[int], Iterable[Row]]) -> Iterator[Row]:
    """Yield what is found of each of these readers; items of one of several courses say which."""
    for course, user_id in readers.items():
        for row in find(user_id):
            yield {COURSE: course} | row if course else row


def _rows(part: Part, user_id: int, now: datetime) -> Iterable[Row]:
    whose = part.table.__table__.c.user_id == user_id
    rows = _find(part, whose, *_told(part, user_id, now))
    return map(_flag, rows) if part.table is Flag else rows


def _flag(row: Row) -> Row:
    """Call a question what it is called in its course."""
    names = ("question_id", "asked_as")
    return row | {name: row[name] and split_full(row[name])[1] for name in names}


def _told(part: Part, user_id: int, now: datetime) -> Iterator[ColumnElement[bool]]:
    """Leave out what would tell how an interview or exam under way is going.

    Nothing is lost by that: cards and days are worked out anew from the answers.
    """
    running = running_quizzes(user_id, now)
    if part.table is CardRow:
        yield CardRow.question_id.not_in(
            select(QuizQuestion.question_id).where(QuizQuestion.quiz_id.in_(running))
        )
    if part.table is DayRow:
        yield DayRow.day.not_in(select(Answer.study_day).where(Answer.quiz_id.in_(running)))


def _list(key: str, items: Iterable[Row]) -> Iterator[str]:
    yield f',\n"{key}": ['
    comma = "\n"
    for item in items:
        yield comma + _json(item)
        comma = ",\n"
    yield "]"


def _json(value: Row) -> str:
    return json.dumps(value, ensure_ascii=False, default=_in_words)


def _in_words(value: date | datetime) -> str:
    return value.isoformat()


def _find(part: Part, *whose: ColumnElement[bool], ids: Sequence[str] = ()) -> list[Row]:
    """Return the rows of a table as they stand in the file, and some columns beside, by `_` names.

    The connection is given back at once.
    """
    table = part.table.__table__
    columns = [table.c[name].label(part.name(name)) for name in part.columns]
    beside = [table.c[name].label(f"_{name}") for name in ids]
    found = db.session.execute(select(*columns, *beside).where(*whose).order_by(*table.primary_key))
    rows = [dict(row) for row in found.mappings()]
    db.session.close()
    return rows


def _quizzes(user_id: int, now: datetime) -> Iterator[Row]:
    last = 0
    while page := _find_page(user_id, last, now):
        own = [quiz["_id"] for quiz in page]
        asked = _by_quiz(_find(QUESTIONS, QuizQuestion.quiz_id.in_(own), ids=["quiz_id"]))
        answered = _by_quiz(_find(ANSWERS, Answer.quiz_id.in_(own), ids=["id", "quiz_id"]))
        for quiz in page:
            last = quiz.pop("_id")
            quiz[QUESTIONS.key] = [_question(one) for one in asked[last]]
            quiz[ANSWERS.key] = _answers(answered[last])
            yield quiz


def _find_page(user_id: int, last: int, now: datetime) -> list[Row]:
    table = QuizRow.__table__
    own = select(QuizRow.id).where(QuizRow.user_id == user_id, QuizRow.id > last, is_told(now))
    newest = own.order_by(QuizRow.id).limit(QUIZZES_AT_ONCE)
    return _find(QUIZZES, table.c.id.in_(newest), ids=["id"])


def _by_quiz(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row.pop("_quiz_id")].append(row)
    return found


def _question(row: Row) -> Row:
    return row | {"draft": row["draft"] and json.loads(row["draft"])}


def _answers(rows: Sequence[Row]) -> list[Row]:
    """Let regrades name what they correct by its place in the list: numbers here mean nothing."""
    places = {row.pop("_id"): place for place, row in enumerate(rows)}
    return [
        row | {"response": json.loads(row["response"]), "corrects": places.get(row["corrects"])}
        for row in rows
    ]
