"""The words that the library uses: which share a stem, and which was meant by a misspelt one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from notes_site.study.search.words import Language

SHORTEST_CORRECTED, SHORTEST_TWO_SLIPS = 4, 8
SHORTEST_PART = 3
MOST_CANDIDATES = 40
MOST_BEGINNINGS = 8
LOOKS = (
    "SELECT 1 FROM place WHERE place MATCH ? LIMIT 1",
    "SELECT 1 FROM question WHERE question MATCH ? LIMIT 1",
)
MANY_TIMES = 10
"""How much commoner a word must be to be offered in place of one that occurs."""


STEM = "SELECT stem, word, places FROM term WHERE stem = ({})"
SAME_STEM = STEM.format("SELECT stem FROM term WHERE word = ?")


@dataclass(frozen=True, slots=True)
class Stem:
    """What the index counts as one word: its name there, its forms, and how often they occur."""

    name: str
    forms: frozenset[str]
    count: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an index and the number of places that have each."""

    connection: Any
    language: Language

    def beginnings(self, start: str) -> tuple[str, ...]:
        """Return the commonest words with this beginning, one for each stem."""
        rows = self.connection.execute(
            "SELECT min(word) FROM term WHERE word >= ? AND word < ? "
            "GROUP BY stem ORDER BY sum(places) DESC LIMIT ?",
            (start, f"{start}\U0010ffff", MOST_BEGINNINGS),
        )
        return tuple(row[0] for row in rows)

    def count(self, word: str) -> int:
        """Return in how many places a word occurs."""
        found = self.connection.execute("SELECT places FROM term WHERE word = ?", (word,))
        return next((row[0] for row in found), 0)

    def find_stem(self, word: str) -> Stem | None:
        """Return the stem of a word; None where no form of it occurs."""
        if not self.language.is_english:
            rows = self.connection.execute(STEM.format("?"), (self.language.stem(word),)).fetchall()
            return _as_stem(rows)
        rows = self.connection.execute(SAME_STEM, (word,)).fetchall()
        if not rows and self.has((word,)):  # the index knows the stem, but not in this form
            starts = [word[:end] for end in range(1, len(word) + 1)]
            longest = f"SELECT max(stem) FROM term WHERE stem IN ({', '.join('?' * len(starts))})"  # noqa: S608 - marks
            rows = self.connection.execute(STEM.format(longest), starts).fetchall()
        return _as_stem(rows)

    def knows(self, word: str, *, is_open: bool) -> bool:
        """Tell whether a word occurs: in any form, or as the beginning of another if open."""
        return (
            bool(self.count(word)) or (is_open and bool(self.beginnings(word))) or self.has((word,))
        )

    def has(self, words: Sequence[str], *, is_open: bool = False) -> bool:
        """Tell whether words stand side by side anywhere; the last may go on if open."""
        phrase = self.phrase(words, is_open=is_open)
        return any(self.connection.execute(look, (phrase,)).fetchone() for look in LOOKS)

    def phrase(self, words: Sequence[str], *, is_open: bool) -> str:
        """Return what asks the index for words side by side; the last may go on if open."""
        return f'"{" ".join(map(self.language.stem, words))}"{"*" if is_open else ""}'

    def split(self, word: str) -> str | None:
        """Return the two words that one was made of and that stand side by side somewhere."""
        for end in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            parts = word[:end], word[end:]
            if all(map(self.count, parts)) and self.has(parts):
                return " ".join(parts)
        return None

    def correct(self, word: str, *, is_open: bool, fewest: int = 1) -> str | None:
        """Return the word that was meant: the nearest, of these the commonest."""
        limit = slips_allowed(word)
        if not limit:
            return None
        reach = partial(slips, word, most=limit)
        found = [
            (distance, is_begun, -places, candidate)
            for candidate, places in self._alike(word)
            if places >= fewest and candidate != word
            for distance, is_begun in _distances(reach(candidate), is_open=is_open)
            if distance <= limit
        ]
        return min(found)[-1] if found else None

    def commoner(self, word: str) -> str | None:
        """Return a much commoner word that a rare one may be a slip of."""
        count = self.count(word)
        return self.correct(word, is_open=False, fewest=max(count, 1) * MANY_TIMES)

    def _alike(self, word: str) -> list[tuple[str, int]]:
        """Return the words that share the most groups of three letters."""
        padded = f"^{word}$"
        groups = {padded[at : at + 3] for at in range(len(padded) - 2)}
        rows = self.connection.execute(
            "SELECT substr(word, 2, length(word) - 2), places FROM spelling "
            "WHERE spelling MATCH ? ORDER BY rank LIMIT ?",
            (" OR ".join(f'"{group}"' for group in sorted(groups)), MOST_CANDIDATES),
        )
        return list(rows)


def _as_stem(rows: Sequence[tuple[str, str, int]]) -> Stem | None:
    if not rows:
        return None
    return Stem(rows[0][0], frozenset(row[1] for row in rows), sum(row[2] for row in rows))


def _distances(found: tuple[int, int], *, is_open: bool) -> Iterator[tuple[int, bool]]:
    whole, begun = found
    yield whole, False
    if is_open:
        yield begun, True


def slips_allowed(word: str) -> int:
    """A short word may not differ, a longer one in one or two letters."""
    return (len(word) >= SHORTEST_CORRECTED) + (len(word) >= SHORTEST_TWO_SLIPS)


def slips(word: str, other: str, *, most: int) -> tuple[int, int]:
    """Count the slips between two words, and between the first and the other's best beginning.

    Letters left out, added, changed, or two swapped: the optimal string alignment distance.
    Counting ends early, with more than `most`, once it can't be met.
    """
    if len(word) - len(other) > most:
        return most + 1, most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        earlier, before, row = before, row, [at]
        for place, another in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != another))
            if at > 1 and place > 1 and letter == other[place - 2] and word[at - 2] == another:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1, most + 1
    return row[-1], min(row)
