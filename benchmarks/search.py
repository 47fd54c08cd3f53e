"""Time the search against FTS5's own best query form: `python benchmarks/search.py`.

A made-up library of 10,000 sections of 20 kB, with words as frequent as in real language (Zipf),
and the course itself. Beside each index stands a bare FTS5 table with the same rows, asked in the
form that SQLite's manual calls the quickest: `ORDER BY rank`, `snippet` of the best ten alone.
Both answer the same queries in turns; what the site adds (other forms, beginnings, spelling,
questions, the order by headings) is the ratio. The budgets are milliseconds of one answer.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from notes_site.store.database import driver
from notes_site.study.content.library import Library, Section, Topic
from notes_site.study.content.loading import load_library
from notes_site.study.search import SearchIndex
from notes_site.study.search.tables import LETTERS
from notes_site.study.text.blocks import Fence

CONTENT = Path(__file__).parents[1] / "content"
SECTIONS_A_TOPIC = 20
BYTES_A_SECTION = 20_000
WORDS_KNOWN = 40_000
ROUNDS = 3
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
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1_000


def measure(index: SearchIndex, bare: Any, queries: Sequence[Query]) -> list[tuple[float, float]]:
    """Let both answer every query in turns; return the median of the rounds for each."""
    times: list[tuple[list[float], list[float]]] = [([], []) for _ in queries]
    for _ in range(ROUNDS):
        for query, (ours, theirs) in zip(queries, times, strict=True):
            ours.append(milliseconds(lambda: index.find(query.text, TOP)))  # noqa: B023
            theirs.append(
                milliseconds(lambda: bare.execute(BARE, (query.expression, TOP)).fetchall())  # noqa: B023
            )
    return [(statistics.median(ours), statistics.median(theirs)) for ours, theirs in times]


def report(
    name: str, queries: Sequence[Query], times: Sequence[tuple[float, float]]
) -> list[float]:
    """Print p50 and p99 of both and their ratios, for each kind of query and for all."""
    heads = ("ours p50", "p99", "FTS5 p50", "p99", "ratio p50", "p99")
    print(f"\n{name:<28}" + "".join(f"{head:>10}" for head in heads))
    for kind in [*dict.fromkeys(query.kind for query in queries), "all"]:
        chosen = [
            pair for query, pair in zip(queries, times, strict=True) if kind in {query.kind, "all"}
        ]
        mine, bare = (
            [percentile(side, at) for at in (50, 99)] for side in zip(*chosen, strict=True)
        )
        ratios = [one / other for one, other in zip(mine, bare, strict=True)]
        print(f"  {kind:<26}" + "".join(f"{one:>10.2f}" for one in (*mine, *bare, *ratios)))
    return mine


def percentile(times: Sequence[float], at: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[at - 1]


def run(
    name: str, library: Library, words: Sequence[str], options: argparse.Namespace
) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        index = SearchIndex(library, driver, Path(folder))
        made = time.perf_counter() - start
        start = time.perf_counter()
        SearchIndex(library, driver, Path(folder)).close()
        print(
            f"\n{name}: made in {made:.1f} s, opened again in {time.perf_counter() - start:.3f} s"
        )
        bare = make_bare(index, Path(folder) / "bare.db")
        queries = make_queries(words, options.queries, random.Random(options.seed))
        measured = report(f"{name}, ms", queries, measure(index, bare, queries))
        bare.close()
        index.close()
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sections", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    course = load_library(CONTENT).library
    heard = " ".join(section.title for topic in course.topics for section in topic.sections)
    spoken = sorted({word for word in heard.lower().split() if word.isalpha() and len(word) > 3})
    chance.shuffle(spoken)
    small = run("the course", course, spoken * 8, options)
    words = make_words(chance)
    library = make_library(options.sections, words, chance)
    large = run(f"{options.sections:,} sections of 20 kB", library, words, options)
    print(f"\nbudgets: p50 {large[0]:.1f} of 5 ms, p99 {large[1]:.1f} of 40 ms", end="")
    print(f"; the course p99 {small[1]:.1f} of 5 ms")
    sys.exit(large[0] > 5 or large[1] > 40 or small[1] > 5)


if __name__ == "__main__":
    main()
