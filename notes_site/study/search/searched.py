"""What people type who look for a place: its author's phrases, and how like one of them a query is.

A phrase counts by its words, the rarer the more, in any form and order.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from notes_site.study.content.library import Library, Section, SectionRef, Topic, TypicalQuestion
from notes_site.study.search.query import VAGUE
from notes_site.study.search.wanted import LEFT_OUT, VAGUE_WEIGHT, Wanted, Wording, weigh
from notes_site.study.search.words import find_words

ASKED = "?"
"""In the index, begins the anchor of a question of interviews; no heading's begins so."""
MOST_ALIKE = 100
"""How many phrases with a word are looked at, those first of which it is the greatest part."""
TABLE = """
DROP TABLE IF EXISTS searched;
CREATE TABLE searched(
    stem TEXT, part REAL, phrase INT, place INT, PRIMARY KEY (stem, part DESC, phrase)
) WITHOUT ROWID;
"""
ALIKE = "SELECT phrase, place, part FROM searched WHERE stem = ? ORDER BY part DESC LIMIT ?"


def asked_ref(topic: Topic, asked: TypicalQuestion, answer: Section) -> SectionRef:
    """Return under what the index has an answer to a question of interviews."""
    return SectionRef(topic.slug, f"{ASKED}{topic.about(asked)}#{answer.anchor}")


def split_asked(anchor: str) -> tuple[str, str]:
    """Return what a question of interviews is about, "" for another place, and the anchor."""
    if not anchor.startswith(ASKED):
        return "", anchor
    about, _, bare = anchor.removeprefix(ASKED).rpartition("#")
    return about, bare


def list_searched(library: Library) -> Iterator[tuple[SectionRef, tuple[str, ...]]]:
    """Yield each place with its phrases; who asks as interviewers do is led to what answers it."""
    for topic in library.topics:
        yield SectionRef(topic.slug, ""), topic.searched
        for section in topic.sections:
            yield SectionRef(topic.slug, section.anchor), section.searched
        for one in topic.typical:
            if one.answer:
                yield asked_ref(topic, one, one.answer), (one.text, *one.answer.searched)
            elif library.find_section(one.see):
                yield one.see, (one.text,)


def update_searched(connection: Any, library: Library, rows: int) -> None:
    """List anew which phrases have a word, and what part of each it is, from 0 to 1.

    All their words must be in the vocabulary. `rows` is the number of places and questions.
    """
    stems = dict(connection.execute("SELECT word, stem FROM term"))
    counts = dict(connection.execute("SELECT stem, sum(places) FROM term GROUP BY stem"))
    numbers = {
        SectionRef(slug, anchor): number
        for number, slug, anchor in connection.execute("SELECT rowid, slug, anchor FROM place")
    }
    phrases = chain.from_iterable(
        ((numbers[ref], find_words(phrase)) for phrase in phrases)
        for ref, phrases in list_searched(library)
    )
    connection.executescript(TABLE)
    for phrase, (place, words) in enumerate(phrases):
        weights = _telling({word: _weigh(word, counts[stems[word]], rows) for word in words})
        whole = sum(weights.values())
        parts = {stems[word]: one / whole for word, one in weights.items()}
        connection.executemany(
            "INSERT INTO searched VALUES (?, ?, ?, ?)",
            [(stem, round(part, 3), phrase, place) for stem, part in parts.items()],
        )
    connection.commit()


def _weigh(word: str, count: int, rows: int) -> float:
    return weigh(count, rows) * (VAGUE_WEIGHT if word in VAGUE else 1)


def _telling(weights: Mapping[str, float]) -> Mapping[str, float]:
    """Leave out what a query would leave out: the less its words say, the fewer."""
    for left_out, little in LEFT_OUT:
        telling = {word: weight for word, weight in weights.items() if word not in left_out}
        if telling and sum(telling.values()) >= little:
            return telling
    return weights


def find_alike(connection: Any, wanted: Sequence[Wanted]) -> dict[int, float]:
    """Return for each place from 0 to 1 how like a query the likest of its phrases is.

    Twice the shared words over all words, by their weights (Dice's coefficient).
    """
    whole = sum(want.weight for want in wanted) or 1
    asked: dict[tuple[int, int], float] = defaultdict(float)
    had: dict[tuple[int, int], float] = defaultdict(float)
    for want in wanted:
        for phrase, part in _find_parts(connection, want.wordings).items():
            asked[phrase] += want.weight / whole
            had[phrase] += part
    best: dict[int, float] = {}
    for phrase, share in asked.items():
        part, place = min(had[phrase], 1), phrase[1]
        best[place] = max(best.get(place, 0), 2 * share * part / (share + part))
    return best


def _find_parts(connection: Any, wordings: Sequence[Wording]) -> dict[tuple[int, int], float]:
    """Return the phrases that have any of the wordings, and what part of each it is."""
    found: dict[tuple[int, int], float] = {}
    for wording in wordings:
        first, *others = (
            {
                (phrase, place): part
                for phrase, place, part in connection.execute(ALIKE, (stem, MOST_ALIKE))
            }
            for stem in dict.fromkeys(wording.stems)
        )
        for phrase in set(first).intersection(*others):
            part = sum(one[phrase] for one in (first, *others))
            found[phrase] = max(part, found.get(phrase, 0))
    return found
