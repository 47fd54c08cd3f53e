"""Where the words of a query stand in a text: how near each other, and the passage to show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notes_site.study.search.found import Snippet
from notes_site.study.search.words import fold_in_place

PASSAGE_LETTERS = 200
BEFORE_LETTERS = 60
MOST_SPOTS = 60


@dataclass(frozen=True, slots=True)
class Form:
    """A word in a text: it begins so, and is one of these where only these were meant."""

    start: str
    words: frozenset[str] = frozenset()

    def fits(self, word: str) -> bool:
        return word in self.words if self.words else word.startswith(self.start)


Forms = tuple[Form, ...]
"""Words that stand side by side."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where a term stands: the letters from `start` to before `end`, and the term's number."""

    start: int
    end: int
    term: int


def find_spots(folded: str, terms: Sequence[Sequence[Forms]]) -> list[Spot]:
    """Return where any wording of each term stands in a folded text, in the order of the text."""
    found = [
        Spot(*span, number)
        for number, wordings in enumerate(terms)
        for forms in wordings
        for span in _find(folded, forms)
    ]
    return sorted(found)


def find_shown(text: str, terms: Sequence[Sequence[Forms]]) -> list[Spot]:
    """Do the same in a text as it is shown, whatever folding does to the places of its letters."""
    folded, places = fold_in_place(text)
    spots = find_spots(folded, terms)
    if places is None:
        return spots
    return [Spot(places[one.start], places[one.end - 1] + 1, one.term) for one in spots]


def _find(text: str, forms: Forms) -> Iterator[tuple[int, int]]:
    """Yield the first places where a word, or words side by side, stand."""
    first, *others = forms
    for start in [first.start] if first.start else sorted(first.words):
        yield from _find_begun(text, start, first, others)


def _find_begun(
    text: str, start: str, first: Form, others: Sequence[Form]
) -> Iterator[tuple[int, int]]:
    at, left = text.find(start), MOST_SPOTS
    while at >= 0 and left:
        left -= 1
        end = _word_end(text, at)
        if not (at and text[at - 1].isalnum()) and first.fits(text[at:end]):
            last = end
            for form in others:
                begin = _word_start(text, last)
                last = _word_end(text, begin)
                if not form.fits(text[begin:last]):
                    break
            else:
                yield at, last
        at = text.find(start, end)


def _word_end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def _word_start(text: str, at: int) -> int:
    while at < len(text) and not text[at].isalnum():
        at += 1
    return at


def best_passage(spots: Sequence[Spot], weights: Sequence[float]) -> tuple[float, int]:
    """Return how much of a query stands in the best passage, and where that begins."""
    best, where = 0.0, 0
    inside: dict[int, int] = {}
    last = 0
    for first, spot in enumerate(spots):
        while last < len(spots) and spots[last].end <= spot.start + PASSAGE_LETTERS:
            inside[spots[last].term] = inside.get(spots[last].term, 0) + 1
            last += 1
        worth = sum(weights[term] for term, count in inside.items() if count)
        if worth > best:
            best, where = worth, spot.start
        if last > first:
            inside[spot.term] -= 1
        else:
            last = first + 1  # it is longer than a passage
    return best, where


def show_passage(text: str, spots: Sequence[Spot], start: int) -> Snippet:
    """Cut a passage at spaces, from a little before a place on, and mark what was found in it."""
    first = max(0, start - BEFORE_LETTERS)
    if first:
        first = _after_space(text, first, start)
    first += len(text[first:start]) - len(text[first:start].lstrip())
    last = min(len(text), first + BEFORE_LETTERS + PASSAGE_LETTERS)
    if last < len(text):
        last = max(text.rfind(" ", first, last), text.rfind("\n", first, last), start + 1)
    inside = [spot for spot in spots if spot.start >= first and spot.end <= last]
    parts = list(mark(text[first:last], inside, first).parts)
    parts[0] = ("…" if first else "") + parts[0]
    parts[-1] += "…" if last < len(text) else ""
    return Snippet(tuple(parts))


def _after_space(text: str, first: int, start: int) -> int:
    """Return where the next word begins, or a line or a sentence if one does before `start`."""
    for end in ("\n", ". ", " "):
        at = text.find(end, first, start)
        if at >= 0:
            return at + len(end)
    return start


def mark(text: str, spots: Sequence[Spot], offset: int = 0) -> Snippet:
    """Split a text into what was found and what stands between; overlapping spots are one."""
    parts, done = [], 0
    for spot in spots:
        start, end = spot.start - offset, spot.end - offset
        if start >= done:
            parts += [text[done:start], text[start:end]]
            done = end
    return Snippet((*parts, text[done:]))
