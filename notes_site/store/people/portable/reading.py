"""Reads a file that somebody brings: piece by piece, each held to the schema, nothing trusted.

Nothing is stored here. What the memory of this process holds meanwhile is limited by the counts.
"""

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, BinaryIO, cast

from notes_site.store.people.portable import read_schema
from notes_site.store.people.portable.contents import (
    ANSWERS,
    COURSE,
    COURSES,
    FORMAT,
    INTERVIEWS,
    MARKS,
    OF_ONE,
    OF_SEVERAL,
    QUIZZES,
    READER,
    SECTIONS,
)
from notes_site.words import N_, _

MOST_UNPACKED_BYTES = 64 * 1024 * 1024
MOST_PARTS = 100_000
"""Values in one quiz or other item: more than the largest that the schema allows has."""
MOST = {QUIZZES.key: 20_000, ANSWERS.key: 50_000, MARKS.key: 20_000, SECTIONS.key: 20_000}
MOST |= {INTERVIEWS.key: 2_000, COURSES.key: 100}
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=2)
"""How far a clock may be ahead, and a study day away from the moment of its answer."""
DEFINITIONS = {
    READER.key: "reader",
    COURSES.key: "course",
    QUIZZES.key: "quiz",
    MARKS.key: "mark",
    SECTIONS.key: "section_read",
    INTERVIEWS.key: "interview",
}
"""What is taken in from elsewhere; all else in a file is for reading, or is worked out anew."""
NOT_ONE = N_("This is no file with a reader's data from a site like this one.")
TORN = N_("This file is damaged, not complete, or something else. Download it once more.")
TOO_LARGE = N_("There is more in this file than this site takes.")
NEWER = N_("This file is of another version; this site reads version %(version)s.")
BEGINNING = [("start_map", None), ("map_key", "format"), ("string", FORMAT), ("map_key", "version")]
STARTS, ENDS = {"start_map", "start_array"}, {"end_map", "end_array"}
Row = dict[str, Any]
Event = tuple[str, Any]


class RefusedFileError(Exception):
    """A file that isn't taken; its text is one line for whoever brought it."""


@dataclass(slots=True)
class Brought:
    """What stands in a file, checked: rows by their columns, moments and days as such.

    Of several courses each has its own, by its slug there; `title` is what it is called there.
    """

    title: str = ""
    reader: Row = field(default_factory=dict)
    courses: dict[str, "Brought"] = field(default_factory=dict)
    quizzes: list[Row] = field(default_factory=list)
    marks: list[Row] = field(default_factory=list)
    sections_read: list[Row] = field(default_factory=list)
    interviews: list[Row] = field(default_factory=list)

    def add(self, key: str, row: Row) -> None:
        """Put a row in its place, in its course's where it names one."""
        course = row.pop(COURSE, "")
        part = self.courses.setdefault(course, Brought()) if course else self
        if key == COURSES.key:
            part.title = row.pop("title")
            part.reader = row
        elif key == READER.key:
            part.reader = row
        else:
            getattr(part, key).append(row)


def read_file(file: BinaryIO, now: datetime) -> Brought:
    """Read a file, packed or not; RefusedFileError when anything in it isn't as it must be."""
    import ijson  # late: who brings no file never needs them

    counts = dict.fromkeys(MOST, 0)
    brought = Brought()
    try:
        for key, item in _items(iter(ijson.basic_parse(_Unpacked(file), use_float=True))):
            row = _checked(key, item, now)
            counts[key] = counts.get(key, 0) + 1
            counts[ANSWERS.key] += len(row.get(ANSWERS.key, ()))
            brought.add(key, row)
            counts[COURSES.key] = len(brought.courses)  # listed, or named by an item alone
            if any(counts[name] > most for name, most in MOST.items()):
                raise RefusedFileError(_(TOO_LARGE))
    except (ijson.JSONError, zlib.error, EOFError, UnicodeError):
        raise RefusedFileError(_(TORN)) from None
    except (ValueError, OverflowError):  # a number or a day that there is not
        raise RefusedFileError(_(NOT_ONE)) from None
    for part in brought.courses.values():
        part.reader = brought.reader | part.reader
    return brought


class _Unpacked:
    """A file as it is before packing, of which no more is read than is taken."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._size = file, 0
        self._unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if _is_packed(file) else None

    def read(self, size: int = -1) -> bytes:
        """Return some of it, b"" at its end; nobody asks for less than 64 kB of what is packed."""
        if size == 0:
            return b""
        piece = self._read(max(size, 1))
        self._size += len(piece)
        if self._size > MOST_UNPACKED_BYTES:
            raise RefusedFileError(_(TOO_LARGE))
        return piece

    def _read(self, size: int) -> bytes:
        if self._unpack is None:
            return self._file.read(size)
        while not self._unpack.eof:
            packed = self._unpack.unconsumed_tail or self._file.read(size)
            if not packed:
                raise EOFError
            if piece := self._unpack.decompress(packed, size):
                return piece
        return b""


def _is_packed(file: BinaryIO) -> bool:
    start = file.read(2)
    file.seek(0)
    return start == b"\x1f\x8b"


def _items(events: Iterator[Event]) -> Iterator[tuple[str, Any]]:
    """Yield what is taken in, a list's items one by one; the file must begin as ours do."""
    start = [next(events, None) for _ in range(5)]
    if start[:-1] != BEGINNING:
        raise RefusedFileError(_(NOT_ONE))
    if start[-1] not in {("number", OF_ONE), ("number", OF_SEVERAL)}:
        raise RefusedFileError(_(NEWER, version=OF_SEVERAL))
    for event, key in events:
        if event == "map_key":
            yield from _taken(key, _values(events))
    # the parser itself has said by now if the object never ended, or more came after it


def _taken(key: str, values: Iterator[Any]) -> Iterator[tuple[str, Any]]:
    for value in values:
        if key in DEFINITIONS:
            yield key, value


def _values(events: Iterator[Event]) -> Iterator[Any]:
    """Yield the value that follows; of a list, each of its items."""
    event, value = next(events)
    if event != "start_array":
        yield _build(event, value, events)
        return
    for event, value in events:
        if event == "end_array":
            return
        yield _build(event, value, events)


def _build(event: str, value: Any, events: Iterator[Event]) -> Any:
    from ijson.common import ObjectBuilder

    builder, depth = ObjectBuilder(), 0
    for _part in range(MOST_PARTS):
        builder.event(event, _clean(value))
        depth += (event in STARTS) - (event in ENDS)
        if not depth:
            return builder.value
        event, value = next(events)
    raise RefusedFileError(_(TOO_LARGE))


def _clean(value: Any) -> Any:
    """Drop what no database keeps in a text."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode()


@cache
def _check_of(key: str) -> Callable[[Any], Any]:
    import fastjsonschema

    schema = json.loads(read_schema())
    part = {name: schema[name] for name in ("$schema", "definitions")}
    check = fastjsonschema.compile(part | {"$ref": f"#/definitions/{DEFINITIONS[key]}"})
    return cast("Callable[[Any], Any]", check)


def _checked(key: str, item: Any, now: datetime) -> Row:
    """Return an item as a row; raises RefusedFileError, or ValueError for a day that is none."""
    from fastjsonschema import JsonSchemaValueException

    try:
        row: Row = _check_of(key)(item)
    except JsonSchemaValueException as error:
        where = (error.name or "").replace("data", key, 1)
        raise RefusedFileError(_because(_("Look at %(place)s.", place=where[:100]))) from None
    row = _timed(row, now)
    if key == QUIZZES.key:
        _check_quiz(row)
    return row


def _timed(row: Row, now: datetime) -> Row:
    """Put moments and days in the place of the words for them; none lies far ahead."""
    for name, value in row.items():
        if isinstance(value, list) and name in {"questions", "answers"}:
            row[name] = [_timed(one, now) for one in value]
        elif name.endswith("_at") and value is not None:
            row[name] = moment = datetime.fromisoformat(value).astimezone(UTC)
            if not OLDEST < moment < now + AHEAD:
                raise RefusedFileError(
                    _because(_("It tells of the year %(year)s.", year=moment.year))
                )
        elif (name.endswith("_on") or name == "study_day") and value is not None:
            row[name] = date.fromisoformat(value)
    return row


def _check_quiz(quiz: Row) -> None:
    """Refuse answers to what was not asked, corrections of nothing, days far from their moment."""
    asked = {one["position"] for one in quiz["questions"]}
    standing = [one["position"] for one in quiz["answers"] if one["voided_at"] is None]
    places = len(asked) == len(quiz["questions"]) and len(set(standing)) == len(standing)
    for at, answer in enumerate(quiz["answers"]):
        corrects, moment = answer["corrects"], answer["answered_at"]
        is_first = corrects is None
        day = datetime.combine(answer["study_day"], moment.timetz())
        holds = abs(day - moment) <= AHEAD and answer["position"] in asked
        if not is_first:
            holds = holds and corrects < at and _is_same(quiz["answers"][corrects], answer)
        if not (holds and places):
            raise RefusedFileError(_because(_("An answer in it doesn't fit its quiz.")))


def _is_same(first: Row, other: Row) -> bool:
    """Tell whether the first is an answer as it was given, and the other a regrade of it."""
    names = ("position", "answered_at", "study_day")
    return first["corrects"] is None and all(first[name] == other[name] for name in names)


def _because(why: str) -> str:
    return f"{_(NOT_ONE)} {why}"
