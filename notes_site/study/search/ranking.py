"""Which places answer a query best: what they are about, then what they say and how near together.

Nothing here reads a place's text before it is among the best by the index, and the index is asked
for more only while too little was found.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from typing import Any

from notes_site.study.search.found import Hit
from notes_site.study.search.passages import best_passage, find_spots, mark, show_passage
from notes_site.study.search.query import FILLERS
from notes_site.study.search.wanted import Wanted
from notes_site.study.search.words import find_words, fold_in_place

ENOUGH = 10
"""Places with all the words, or most of them, after which no more are looked for."""
RANKED = 30
READ = 24
"""How many of the best have their texts read."""
MOST_ABOUT = 200
RANK_WEIGHT, PHRASE_WEIGHT = 0.3, 2.0
TEXT_WEIGHT, NEAR_WEIGHT, SHARE_WEIGHT = 0.12, 0.25, 0.6
WEAKEST = 0.2
"""What share of the best one's worth a place needs to be shown that lacks some of the words."""
PLACES = "SELECT rowid, -rank FROM place WHERE place MATCH ? ORDER BY rank LIMIT ?"
EXACT = "SELECT rowid FROM place WHERE place MATCH ?"
ABOUT = """
SELECT place, max(weight), count(*) OVER () FROM about WHERE stem IN ({})
GROUP BY place ORDER BY 2 DESC LIMIT ?
"""
TEXT = "SELECT slug, anchor, topic_title, heading, words, folded FROM place WHERE rowid = ?"


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best places, and how many have every word."""

    hits: tuple[Hit, ...]
    complete: int


class Ranking:
    """The candidates for one query, and what is known of each before its text is read."""

    def __init__(self, connection: Any, wanted: Sequence[Wanted], rows: int) -> None:
        self._connection, self._wanted, self._rows = connection, wanted, rows
        self._about: dict[int, float] = defaultdict(float)
        self._text: dict[int, float] = {}
        self._found: set[int] = set()
        self._complete = 0
        self._forms = [want.forms for want in wanted]
        self._weights = [want.weight for want in wanted]
        self._single = [one for want in wanted for one in want.words]

    def rank(self, most: int) -> Ranked:
        """Return the best places."""
        for want in self._wanted:
            self._add_about(want)
        self._add_texts()
        required = self._required()
        places = self._found if required is None else self._found & required
        best = sorted(sorted(places), key=self._first_worth, reverse=True)[:READ]
        read = sorted((self._read(place) for place in best), key=lambda pair: pair[0], reverse=True)
        limit = read[0][0] * WEAKEST if read else 0
        hits = [hit for worth, is_complete, hit in read if is_complete or worth >= limit]
        return Ranked(tuple(hits[:most]), self._complete)

    def _add_about(self, want: Wanted) -> None:
        """Count for each place how much a term says what it is about."""
        for place, worth in self._find_worth(want).items():
            self._about[place] += worth
            self._found.add(place)

    def _find_worth(self, want: Wanted) -> dict[int, float]:
        """Code and phrases are told by where they stand whole, words by what places are about."""
        if want.length > 1 and want.expression:
            rows = self._connection.execute(PLACES, (want.expression, MOST_ABOUT))
            return {place: PHRASE_WEIGHT * worth for place, worth in rows}
        single = [wording.stems[0] for wording in want.wordings if len(wording.stems) == 1]
        found = self._find_about(single) if single else {}
        for wording in want.wordings:
            if len(wording.stems) > 1:
                for place, worth in self._find_phrase(wording.stems).items():
                    found[place] = max(worth, found.get(place, 0))
        return found

    def _find_about(self, stems: Sequence[str]) -> dict[int, float]:
        marks = ", ".join("?" * len(stems))
        rows = self._connection.execute(ABOUT.format(marks), (*stems, MOST_ABOUT)).fetchall()
        if not rows:
            return {}
        count = rows[0][2]
        telling = log(1 + (self._rows - count + 0.5) / (count + 0.5))
        return {place: weight * telling for place, weight, _ in rows}

    def _find_phrase(self, stems: Sequence[str]) -> dict[int, float]:
        """Places that are about every word of a phrase; it tells what its words tell."""
        first, *others = (self._find_about([stem]) for stem in dict.fromkeys(stems))
        both = set(first).intersection(*others)
        return {place: sum(one[place] for one in (first, *others)) for place in both}

    def _add_texts(self) -> None:
        """Look for all the words, then for all but one, the commonest first, then for each."""
        for some in from_all_to_one(self._weights):
            expressions = [self._wanted[number].expression for number in some]
            if all(expressions):
                asked = (" AND ".join(expressions), RANKED)
                for place, worth in self._connection.execute(PLACES, asked):
                    self._text.setdefault(place, worth)
            if len(some) == len(self._wanted):
                self._complete = len(self._text)
            if len(self._text) >= ENOUGH:
                break
        self._found.update(self._text)

    def _required(self) -> set[int] | None:
        """Return the places that have every quoted phrase; None where nothing is quoted."""
        quoted = [want.expression for want in self._wanted if want.is_quoted]
        if not any(quoted):
            return None
        expression = " AND ".join(filter(None, quoted))
        return {row[0] for row in self._connection.execute(EXACT, (expression,))}

    def _first_worth(self, place: int) -> float:
        return self._about[place] + RANK_WEIGHT * self._text.get(place, 0)

    def _read(self, place: int) -> tuple[float, bool, Hit]:
        """Return what a place is worth now that its words are read, and how it is shown.

        Only words that a reader will see count as found; it is told whether those are all.
        """
        row = self._connection.execute(TEXT, (place,)).fetchone()
        slug, anchor, topic_title, heading, words, folded = row
        spots = find_spots(folded or words.lower(), self._forms)
        in_heading = find_spots(fold_in_place(heading), self._forms)
        near, start = best_passage(spots, self._weights)
        said = {spot.term for spot in spots}
        seen = said | {spot.term for spot in in_heading}
        about = self._about[place] * (1 + self._likeness(heading))
        text = TEXT_WEIGHT * self._weigh(said) + NEAR_WEIGHT * near
        share = self._weigh(seen) / (sum(self._weights) or 1)
        worth = (about + text) * (1 - SHARE_WEIGHT + SHARE_WEIGHT * share)
        passage = show_passage(words, spots, start)
        hit = Hit(slug, anchor, topic_title, mark(heading, in_heading), passage)
        return worth, len(seen) == len(self._wanted), hit

    def _weigh(self, numbers: Iterable[int]) -> float:
        return sum(self._weights[number] for number in numbers)

    def _likeness(self, heading: str) -> float:
        """Return from 0 to 1 how much of a heading was asked for, and of what was asked it has.

        Twice the shared words over all words, fillers aside (Dice's coefficient).
        """
        said = sum(word not in FILLERS for word in find_words(heading))
        shared = {spot.term for spot in find_spots(fold_in_place(heading), self._single)}
        return min(2 * len(shared) / (said + len(self._single)), 1)


def from_all_to_one(weights: Sequence[float]) -> Iterator[tuple[int, ...]]:
    """Yield all, then all but one, the lightest left out first, then each alone, heaviest first."""
    lightest_last = sorted(range(len(weights)), key=lambda number: -weights[number])
    yield tuple(lightest_last)
    if len(weights) > 2:
        yield from combinations(lightest_last, len(weights) - 1)
    if len(weights) > 1:
        yield from ((number,) for number in lightest_last)
