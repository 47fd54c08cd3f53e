"""Which places answer a query best: what they are about, then what they say and how near together.

Nothing here reads a place's text before it is among the best by the index, and the index is asked
for more only while too little was found.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, compress
from typing import Any

from notes_site.study.search.found import Hit
from notes_site.study.search.passages import (
    Forms,
    best_passage,
    find_shown,
    find_spots,
    mark,
    show_passage,
)
from notes_site.study.search.query import SAY_LITTLE
from notes_site.study.search.searched import find_alike, split_asked
from notes_site.study.search.tables import LONGER
from notes_site.study.search.wanted import Wanted
from notes_site.study.search.words import find_words

ENOUGH = 10
"""Places with all the words, or most of them, after which no more are looked for."""
RANKED = 30
READ = 20
"""How many of the best have their texts read."""
MOST_ABOUT = 200
RANK_WEIGHT = 0.3
"""What the index's own order counts before the texts are read."""
SAID_WEIGHT, MOST_SAID = 0.3, 6
"""What it counts that a text says a word once, a heading being 1, and how many times count."""
SATURATION = 2.5
CODE_WEIGHT = 2.0
"""What it counts that a place has code or a phrase whole, by the index's own measure."""
ALIKE_WEIGHT, ALIKE_WORTH = 0.8, 1.0
"""What it counts that people search for a place in such words: beside a heading, and by itself."""
WHOLLY_ALIKE = 0.9
"""How like one of a place's phrases a query is that asks for just this, whatever its text says."""
NEAR_WEIGHT, SHARE_WEIGHT = 0.15, 0.5
IS_ABOUT = 0.4
"""How much a place has to be about a word to have it, though its text doesn't say it."""
WEAKEST = 0.2
"""What share of the best one's worth a place needs to be shown that lacks some of the words."""
PLACES = "SELECT rowid, -rank FROM place WHERE place MATCH ? ORDER BY rank LIMIT ?"
EXACT = "SELECT rowid FROM place WHERE place MATCH ?"
ABOUT = "SELECT place, weight FROM about WHERE stem = ? ORDER BY weight DESC LIMIT ?"
TEXT = "SELECT slug, anchor, topic_title, heading, words, folded, shown FROM place WHERE rowid = ?"


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best places, and how many have every word, or are searched for in these."""

    hits: tuple[Hit, ...]
    complete: int


class Ranking:
    """The candidates for one query, and what is known of each before its text is read."""

    def __init__(self, connection: Any, wanted: Sequence[Wanted]) -> None:
        self._connection, self._wanted = connection, wanted
        self._about = [self._find_about(want) for want in wanted]
        self._alike = find_alike(connection, wanted)
        self._text: dict[int, float] = {}
        self._said: dict[int, Counter[int]] = defaultdict(Counter)
        self._complete = 0
        self._forms = [want.forms for want in wanted]
        self._weights = [want.weight for want in wanted]
        self._whole = sum(self._weights) or 1
        telling = [want for want in wanted if not want.is_vague] or wanted
        self._single = _each_once([one for want in telling for one in want.words])

    def rank(self, most: int) -> Ranked:
        """Return the best places."""
        self._add_texts()
        found = set(self._text).union(self._alike, *self._about)
        required = self._required()
        places = found if required is None else found & required
        best = sorted(sorted(places), key=self._first_worth, reverse=True)[:READ]
        read = sorted((self._read(place) for place in best), key=lambda pair: pair[0], reverse=True)
        limit = read[0][0] * WEAKEST if read else 0
        hits = [hit for worth, is_complete, hit in read if is_complete or worth >= limit]
        are_known = all(want.expression for want in self._wanted)
        asked_for = are_known and sum(one >= WHOLLY_ALIKE for one in self._alike.values())
        return Ranked(tuple(hits[:most]), max(self._complete, asked_for))

    def _find_about(self, want: Wanted) -> dict[int, float]:
        """Return how much each place is about a term; code and phrases stand in it whole too."""
        found: dict[int, float] = {}
        for wording in want.wordings:
            first, *others = (self._find_stem(stem) for stem in dict.fromkeys(wording.stems))
            for place in set(first).intersection(*others):
                least = min(one[place] for one in (first, *others))
                found[place] = max(least, found.get(place, 0))
        if want.length > 1 and want.expression:
            rows = self._connection.execute(PLACES, (want.expression, MOST_ABOUT))
            found = {
                place: found.get(place, 0) + CODE_WEIGHT * worth / want.weight
                for place, worth in rows
            }
        return found

    def _find_stem(self, stem: str) -> dict[int, float]:
        return dict(self._connection.execute(ABOUT, (stem, MOST_ABOUT)).fetchall())

    def _add_texts(self) -> None:
        """Look for all the words, then for all but one, the commonest first, then for each."""
        for some in from_all_to_one(self._weights):
            expressions = [self._wanted[number].expression for number in some]
            if all(expressions):
                asked = (" AND ".join(expressions), RANKED)
                for place, worth in self._connection.execute(PLACES, asked):
                    self._text.setdefault(place, worth)
                    self._said[place] |= Counter(some)
            if len(some) == len(self._wanted):
                self._complete = len(self._text)
            if len(self._text) >= ENOUGH:
                break

    def _required(self) -> set[int] | None:
        """Return the places that have every quoted phrase; None where nothing is quoted."""
        quoted = [want.expression for want in self._wanted if want.is_quoted]
        if not any(quoted):
            return None
        expression = " AND ".join(filter(None, quoted))
        return {row[0] for row in self._connection.execute(EXACT, (expression,))}

    def _first_worth(self, place: int) -> float:
        return self._worth(place, self._said[place]) + RANK_WEIGHT * self._text.get(place, 0)

    def _read(self, place: int) -> tuple[float, bool, Hit]:
        """Return what a place is worth now that its words are read, and how it is shown.

        Only words that a reader will see count as found; it is told whether those are all.
        """
        row = self._connection.execute(TEXT, (place,)).fetchone()
        slug, anchor, topic_title, heading, words, folded, shown = row
        if shown:
            topic_title, heading, words = json.loads(shown)
        if folded == LONGER:
            spots = find_shown(words, self._forms)
        else:
            spots = find_spots(folded or words.lower(), self._forms)
        in_heading = find_shown(heading, self._forms)
        near, start = best_passage(spots, self._weights)
        said = Counter(spot.term for spot in spots)
        seen = {*said, *(spot.term for spot in in_heading)}
        likeness = max(self._likeness(heading), ALIKE_WEIGHT * self._alike.get(place, 0))
        worth = self._worth(place, said) * (1 + likeness) + NEAR_WEIGHT * near
        worth *= 1 - SHARE_WEIGHT + SHARE_WEIGHT * self._share(place, seen)
        passage = show_passage(words, spots, start)
        about, bare = split_asked(anchor)
        hit = Hit(slug, bare, topic_title, mark(heading, in_heading), passage, worth, about)
        return worth, len(seen) == len(self._wanted), hit

    def _worth(self, place: int, said: Counter[int]) -> float:
        """Return what it is worth that a place is about the terms, says and is searched by them.

        The first times tell the most, and the more the rarer the term is (BM25F).
        """
        worth = ALIKE_WORTH * self._alike.get(place, 0) * self._whole
        for number, (about, weight) in enumerate(zip(self._about, self._weights, strict=True)):
            told = about.get(place, 0) + SAID_WEIGHT * min(said.get(number, 0), MOST_SAID)
            worth += weight * told * (1 + SATURATION) / (told + SATURATION)
        return worth

    def _share(self, place: int, seen: set[int]) -> float:
        """Return from 0 to 1 how much of a query a place says or is about."""
        has = [
            number in seen or about.get(place, 0) >= IS_ABOUT
            for number, about in enumerate(self._about)
        ]
        return sum(compress(self._weights, has)) / self._whole

    def _likeness(self, heading: str) -> float:
        """Return from 0 to 1 how much of a heading was asked for, and of what was asked it has.

        Twice the shared words over all words, those that say little aside (Dice's coefficient).
        """
        said = sum(word not in SAY_LITTLE for word in find_words(heading))
        shared = {spot.term for spot in find_shown(heading, self._single)}
        return min(2 * len(shared) / (said + len(self._single)), 1)


def _each_once(words: Sequence[tuple[Forms, ...]]) -> list[tuple[Forms, ...]]:
    """Leave out words again: `after_request` and `teardown_request` share one."""
    starts = [(one and one[0][0].start) or number for number, one in enumerate(words)]
    return list(dict(zip(starts, words, strict=True)).values())


def from_all_to_one(weights: Sequence[float]) -> Iterator[tuple[int, ...]]:
    """Yield all, then all but one, the lightest left out first, then each alone, heaviest first."""
    lightest_last = sorted(range(len(weights)), key=lambda number: -weights[number])
    yield tuple(lightest_last)
    if len(weights) > 2:
        yield from combinations(lightest_last, len(weights) - 1)
    if len(weights) > 1:
        yield from ((number,) for number in lightest_last)
