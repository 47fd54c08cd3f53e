"""Matching: the reader finds for each item on the left what belongs to it on the right."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from notes_site.study.questions.exchanged import Paired
from notes_site.study.questions.kind import (
    Form,
    Grade,
    Kind,
    QuestionSource,
    Response,
    Told,
    Words,
    keyed,
)
from notes_site.study.text.blocks import Block
from notes_site.study.text.comments import Keyed, read_keyed
from notes_site.study.text.problems import Report
from notes_site.study.text.tables import Row, split_tables
from notes_site.words import later

FEWEST_PAIRS, MOST_PAIRS = 2, 8
UNSEEN = str.maketrans("", "", "`*")


@dataclass(frozen=True, slots=True)
class Match:
    """A row as it was read; without its left cell it is a distractor."""

    line: int
    left: Keyed | None
    right: Keyed


@dataclass(frozen=True, slots=True)
class Pair:
    """An item on the left, and what belongs to it."""

    left: Keyed
    right: Keyed

    @property
    def response(self) -> str:
        return f"{self.left.key}={self.right.key}"


@dataclass(frozen=True, slots=True)
class Matching(Kind):
    """A point for each right pair, over the number of pairs; distractors belong to none."""

    headings: tuple[str, str]
    pairs: tuple[Pair, ...]
    distractors: tuple[Keyed, ...]
    name: ClassVar[str] = "matching"
    blank: ClassVar[str] = """\
| {{ fill in: what stands on the left }} | {{ fill in: what belongs to it }} |
|---|---|
| {{ fill in: the left of a pair }} | {{ fill in: its right }} |
| {{ fill in: another left }} | {{ fill in: the right of that }} |
| | {{ fill in: a right that belongs to none }} |
"""
    fields: ClassVar[frozenset[str]] = frozenset({"match-"})
    offered_as: ClassVar[str] = r"\|"
    incomplete: ClassVar[later] = later("Choose what belongs to at least one item.")

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        tables, _ = split_tables(source.body)
        for extra in tables[1:]:
            report(extra[0].line, "a second table; a matching question has one")
        if not tables:
            report(source.line, "no table; write one with two columns, `| left | right |`")
            return None
        misshapen = [row for row in tables[0] if len(row.cells) != 2]
        for row in misshapen:
            columns = f"{len(row.cells)} column{'s' * (len(row.cells) != 1)}"
            report(row.line, rf"{columns}; write two cells a row, and \| for a pipe inside one")
        return None if misshapen else cls._read_rows(tables[0], report)

    @classmethod
    def _read_rows(cls, rows: Sequence[Row], report: Report) -> Self:
        heading, matches = rows[0], [_read_match(row, report) for row in rows[1:]]
        mistakes = (
            *_find_odd_counts(heading.line, matches),
            *_find_double_lefts(matches),
            *_find_double_rights(matches),
        )
        for line, message in mistakes:
            report(line, message)
        return cls(
            (heading.cells[0], heading.cells[1]),
            tuple(Pair(match.left, match.right) for match in matches if match.left),
            tuple(match.right for match in matches if not match.left),
        )

    @classmethod
    def stem(cls, body: tuple[Block, ...]) -> tuple[Block, ...]:
        return split_tables(body)[1]

    def meaning(self) -> tuple[object, ...]:
        pairs = sorted((*_facts(pair.left), *_facts(pair.right)) for pair in self.pairs)
        return (self.headings, pairs, sorted(map(_facts, self.distractors)))

    @property
    def choices(self) -> dict[str, Keyed]:
        """Everything that stands on the right, once, by its key."""
        rights = (*(pair.right for pair in self.pairs), *self.distractors)
        return {right.key: right for right in rights}

    @property
    def offered(self) -> Mapping[str, str]:
        cells = (*(pair.left for pair in self.pairs), *self.choices.values())
        return {cell.key: cell.text for cell in cells}

    def ask_programs(self, seed: str, words: Words) -> Told:
        return {
            "lefts": [keyed(pair.left, words) for pair in self.pairs],
            "rights": [keyed(one, words) for one in self.in_order(seed)],
        }

    def tell_programs(self, _words: Words) -> Told:
        return {"matches": {pair.left.key: pair.right.key for pair in self.pairs}}

    @property
    def exchanged(self) -> Paired:
        pairs = tuple((pair.left.text, pair.right.text) for pair in self.pairs)
        return Paired(self.headings, pairs, tuple(one.text for one in self.distractors))

    def can_read(self, response: Response) -> bool:
        lefts = {pair.left.key for pair in self.pairs}
        matches = [match.partition("=") for match in response]
        return bool(matches) and all(
            left in lefts and right in self.choices for left, _, right in matches
        )

    def in_order(self, seed: str) -> tuple[Keyed, ...]:
        """Shuffle the choices by the seed, from the order of their keys (see `Ordering`)."""
        shown = [right for _, right in sorted(self.choices.items())]
        random.Random(seed).shuffle(shown)
        return tuple(shown)

    def read_response(self, form: Form) -> Response | None:
        chosen = {
            pair.left.key: "".join(form.get(f"match-{pair.left.key}", ())[:1])
            for pair in self.pairs
        }
        response = (f"{left}={right}" for left, right in chosen.items() if right in self.choices)
        return tuple(sorted(response)) or None

    def fill_form(self, response: Response) -> Form:
        matches = (match.partition("=") for match in response)
        return {f"match-{left}": (right,) for left, _, right in matches}

    def grade(self, response: Response) -> Grade:
        right = {pair.response for pair in self.pairs}
        return Grade(len(right.intersection(response)) / len(right))

    def contradicts(self, earlier: Kind) -> bool:
        if not isinstance(earlier, Matching):
            return False
        rights = {pair.left.key: pair.right.key for pair in earlier.pairs}
        return any(
            (before := rights.get(pair.left.key, pair.right.key)) != pair.right.key
            and before in self.choices
            for pair in self.pairs
        )

    def chosen(self, response: Response) -> dict[str, Keyed]:
        """Return by left key what the reader chose, where the question still has it."""
        matches = (match.partition("=") for match in response)
        return {left: self.choices[right] for left, _, right in matches if right in self.choices}


def _facts(cell: Keyed) -> tuple[str, str]:
    return cell.key, cell.text


def _read_match(row: Row, report: Report) -> Match:
    left, right = row.cells
    return Match(
        row.line,
        read_keyed(left, "a left cell", row.line, report) if left else None,
        read_keyed(right, "a right cell", row.line, report),
    )


def _find_odd_counts(line: int, matches: Sequence[Match]) -> Iterator[tuple[int, str]]:
    pairs = sum(match.left is not None for match in matches)
    if not FEWEST_PAIRS <= pairs <= MOST_PAIRS:
        wanted = f"write {FEWEST_PAIRS} to {MOST_PAIRS} rows with both cells"
        yield line, f"{pairs} pairs; {wanted}"
    elif len({match.right.key for match in matches}) == 1:
        yield line, "one choice for all; add a row with an empty left cell"


def _find_double_lefts(matches: Sequence[Match]) -> Iterator[tuple[int, str]]:
    texts: dict[str, str] = {}
    for match in matches:
        if match.left and match.left.key in texts:
            yield match.line, f"two left cells have the key {match.left.key}; change one"
        elif match.left and match.left.text in texts.values():
            yield match.line, "another left cell reads the same; reword one"
        texts |= {match.left.key: match.left.text} if match.left else {}


def _find_double_rights(matches: Sequence[Match]) -> Iterator[tuple[int, str]]:
    """Find what a list of choices, which can't hold markup, would show twice; pairs may share."""
    texts: dict[str, str] = {}
    for match in sorted(matches, key=lambda match: match.left is None):
        key, text = match.right.key, match.right.text
        looks = {other.translate(UNSEEN) for other in texts.values()}
        if match.left is None and key in texts:
            yield match.line, "this right cell stands in another row too; remove this row"
        elif texts.get(key, text) != text:
            yield match.line, f"two right cells have the key {key}; change the text or the key"
        elif key not in texts and text.translate(UNSEEN) in looks:
            yield match.line, "this reads like another right cell; write both alike, with one key"
        texts.setdefault(key, text)
