"""Time the search against FTS5's own best query form: `python3 run.py bench search`.

A made-up library of 10,000 sections of 20 kB, with words as frequent as in real language (Zipf),
and the course itself. Beside each index stands a bare FTS5 table with the same rows, asked in the
form that SQLite's manual calls the quickest: `ORDER BY rank`, `snippet` of the best ten alone.
Both answer the same queries in turns; what the site adds (other forms, beginnings, spelling,
questions, the order by headings) is the ratio. Milliseconds are those of the CPU.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from benchmarks.rows import Row
from notes_site.store.database import driver
from notes_site.study.content.library import Library, Section, Topic
from notes_site.study.content.loading import load_library
from notes_site.study.search import SearchIndex
from notes_site.study.search.words import LETTERS
from notes_site.study.text.blocks import Fence

CONTENT = Path(__file__).parents[1] / "content"
SECTIONS, SECTIONS_A_TOPIC = 10_000, 20
BYTES_A_SECTION = 20_000
WORDS_KNOWN = 40_000
QUERIES, ROUNDS = 600, 3
TOP = 10
BARE = (
    "SELECT slug, anchor, heading, snippet(bare, 3, '<', '>', '…', 30) "
    "FROM bare WHERE bare MATCH ? ORDER BY rank LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody types, and the same for FTS5 itself."""

    kind: str
    text: str
    expression: str


def make_words(chance: random.Random) -> list[str]:
    """Make up words of two to five syllables, the commonest first."""
    syllables = [a + b for a in "bcdfghklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "er")]
    made: dict[str, None] = {}
    while len(made) < WORDS_KNOWN:
        made["".join(chance.choices(syllables, k=chance.randint(2, 5)))] = None
    return list(made)


def make_library(sections: int, words: Sequence[str], chance: random.Random) -> Library:
    """Make up topics; a fence holds the text, since it is indexed as it stands."""
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))

    def say(count: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=count))

    def section(number: int) -> Section:
        text = say(BYTES_A_SECTION // 6)[:BYTES_A_SECTION]
        return Section(say(4), f"s{number}", 2, 1, (Fence("text", {}, text, 1),))

    def topic(number: int) -> Topic:
        slug, inside = f"t{number}", tuple(map(section, range(SECTIONS_A_TOPIC)))
        names = ("prerequisites", "sources", "intro", "footnotes", "questions")
        return Topic(
            slug=slug, number=number, title=say(2), summary=say(8), group="", minutes=1,
            sections=inside, content_hash=slug, path=slug, **dict.fromkeys(names, ()),
        )  # fmt: skip

    topics = tuple(map(topic, range(max(sections // SECTIONS_A_TOPIC, 1))))
    return Library("", "", "en", (), topics)


def make_bare(index: SearchIndex, file: Path) -> Any:
    """Copy the rows of an index into a table with nothing else beside it."""
    connection = driver.connect(str(file))
    connection.execute(
        "CREATE VIRTUAL TABLE bare USING fts5(slug UNINDEXED, anchor UNINDEXED, heading, words, "
        f"tokenize = 'porter {LETTERS}', prefix = '2 3')"
    )
    connection.execute("INSERT INTO bare(bare, rank) VALUES ('rank', 'bm25(0, 0, 4.0, 0.1)')")
    rows = index._connection.execute("SELECT slug, anchor, heading, words FROM place")
    connection.executemany("INSERT INTO bare VALUES (?, ?, ?, ?)", rows)
    connection.execute("INSERT INTO bare(bare) VALUES ('optimize')")
    connection.commit()
    return connection


def make_queries(words: Sequence[str], count: int, chance: random.Random) -> list[Query]:
    """Ask as people do: words of middling frequency, beginnings, phrases, code and slips."""
    usual = words[len(words) // 400 : len(words) // 8]

    def one(kind: str) -> Query:
        first, second = chance.sample(usual, 2)
        if kind == "word":
            return Query(kind, first, f'"{first}"')
        if kind == "two words":
            return Query(kind, f"{first} {second}", f'"{first}" AND "{second}"')
        if kind == "beginning":
            start = second[: chance.randint(2, 4)]
            return Query(kind, f"{first} {start}", f'"{first}" AND "{start}"*')
        if kind == "phrase":
            return Query(kind, f'"{first} {second}"', f'"{first} {second}"')
        if kind == "code":
            return Query(kind, f"{first}.{second}()", f'"{first} {second}"')
        at = chance.randrange(1, len(first) - 1)
        return Query(kind, first[:at] + first[at + 1 :], f'"{first}"')

    kinds = ("word", "two words", "beginning", "phrase", "code", "slip")
    return [one(kinds[number % len(kinds)]) for number in range(count)]


def milliseconds(ask: Callable[[], object]) -> float:
    """Return the CPU time of this thread, which does all the work of either side."""
    start = time.thread_time()
    ask()
    return (time.thread_time() - start) * 1_000


def compare(index: SearchIndex, bare: Any, queries: Sequence[Query]) -> list[tuple[float, float]]:
    """Let both answer every query in turns; return the median of the rounds for each."""
    times: list[tuple[list[float], list[float]]] = [([], []) for _ in queries]
    for _ in range(ROUNDS):
        for query, (ours, theirs) in zip(queries, times, strict=True):
            ours.append(milliseconds(lambda: index.find(query.text, TOP)))  # noqa: B023
            theirs.append(
                milliseconds(lambda: bare.execute(BARE, (query.expression, TOP)).fetchall())  # noqa: B023
            )
    return [(statistics.median(ours), statistics.median(theirs)) for ours, theirs in times]


def run(library: Library, queries: Sequence[Query]) -> tuple[list[tuple[float, float]], float]:
    """Return what each query took, and the seconds that it took to make the index."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        index = SearchIndex(library, driver, Path(folder))
        made = time.perf_counter() - start
        bare = make_bare(index, Path(folder) / "bare.db")
        times = compare(index, bare, queries)
        bare.close()
        index.close()
    return times, made


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """Return p50 and p99."""
    found = statistics.quantiles(times, n=100, method="inclusive")
    return found[49], found[98]


def measure() -> Iterator[Row]:
    """Yield what the median and the slowest queries of the course and the large library take."""
    chance = random.Random(1)
    course = load_library(CONTENT).library
    heard = " ".join(section.title for topic in course.topics for section in topic.sections)
    spoken = sorted({word for word in heard.lower().split() if word.isalpha() and len(word) > 3})
    chance.shuffle(spoken)
    small, _ = run(course, make_queries(spoken * 8, QUERIES, random.Random(1)))
    (middle, slow), (bare, _) = map(percentiles, zip(*small, strict=True))
    yield Row("search in the course, p50", middle, "ms", None, detail=f"FTS5 alone {bare:.1f} ms")
    yield Row("the same, p99", slow, "ms", 5, is_most=True)

    words = make_words(chance)
    queries = make_queries(words, QUERIES, random.Random(1))
    large, made = run(make_library(SECTIONS, words, chance), queries)
    (middle, slow), (bare, bare_slow) = map(percentiles, zip(*large, strict=True))
    name = f"search, {SECTIONS:,} sections of {BYTES_A_SECTION // 1_000} kB"
    detail = f"{middle:.1f} ms; FTS5 alone {bare:.1f} ms; the index made in {made:.0f} s"
    yield Row(f"{name}, p50", middle / bare, "× FTS5", 1.5, is_most=True, detail=detail)
    yield Row("the same, p99", slow, "ms", 40, is_most=True, detail=f"FTS5 {bare_slow:.1f} ms")
    for kind in dict.fromkeys(query.kind for query in queries):
        pairs = [pair for query, pair in zip(queries, large, strict=True) if query.kind == kind]
        mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
        detail = f"{mine:.1f} ms; FTS5 {theirs:.1f} ms"
        yield Row(f"of these: {kind}, p50", mine / theirs, "× FTS5", None, detail=detail)
