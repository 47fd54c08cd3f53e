"""What the server holds after many requests: `python benchmarks/soaking.py`.

gunicorn with 2 workers serves the course to visitors and one reader, who ask for every topic,
search and practise in turn. Its memory is read after the first 2,000 requests, when all that is
kept is kept, and again after 20,000 more.
"""

import argparse
import itertools
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.durability import Client
from benchmarks.load import CONNECTIONS
from benchmarks.rows import Row, as_line
from benchmarks.serving import gunicorn
from notes_site.config import find_folder

FIRST, MORE = 2_000, 20_000
MOST_GROWTH = 1.1
WORDS = ("session", "url_for", "blueprint", "how does routing work", "csrf", "no such words")


def paths() -> Iterator[str]:
    """Yield addresses without end: pages of all topics, and ever other searches."""
    topics = [one.name[3:] for one in sorted(find_folder("content").glob("[0-9]*"))]
    for number in itertools.count():
        yield f"/topics/{topics[number % len(topics)]}"
        yield f"/search?q={WORDS[number % len(WORDS)].replace(' ', '+')}+{number}"
        yield ("/", "/practice", "/progress", "/glossary", "/nothing")[number % 5]


def ask(people: list[Client], some: Iterator[str], count: int) -> None:
    """Share requests out among people, each of whom has a thread."""

    def live(turn: tuple[Client, list[str]]) -> None:
        person, asked = turn
        for path in asked:
            person.insist("GET", path)

    asked = list(itertools.islice(some, count))
    shares = [(person, asked[at :: len(people)]) for at, person in enumerate(people)]
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(live, shares))


def measure(more: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        environ = os.environ | {"NOTES_DATA_DIR": folder}
        with gunicorn("notes_site.wsgi:make()", environ) as served:
            people = [Client(served.port, f"reader{number}") for number in range(CONNECTIONS)]
            people[0].register()
            some = paths()
            ask(people, some, FIRST)
            before = served.megabytes()
            ask(people, some, more)
            after = served.megabytes()
            detail = f"{before:.0f} MB after {FIRST:,} requests, {after:.0f} MB after {more:,} more"
            yield Row("memory after many requests", after / before, "×", MOST_GROWTH, True, detail)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--requests", type=int, default=MORE)
    rows = list(measure(parser.parse_args().requests))
    print("\n".join(map(as_line, rows)))
    sys.exit(not all(row.is_met for row in rows))


if __name__ == "__main__":
    main()
