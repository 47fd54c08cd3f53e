"""Ask the course what people type: `python benchmarks/search_phrases.py FILE`.

Each line of FILE is a phrase with the places that answer it: `phrase|slug#anchor[,slug#anchor]`;
a slug alone is the topic's own page. Prints the rank of the first right place in the order in
which the page lists them, 0 where there is none, and how many came first and among the first three.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from notes_site.store.database import driver
from notes_site.study.content.loading import load_library
from notes_site.study.search import SearchIndex

CONTENT = Path(__file__).parents[1] / "content"
MOST = 20


def read_phrases(file: Path) -> Iterator[tuple[str, list[str]]]:
    for line in file.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            phrase, _, places = line.partition("|")
            yield phrase.strip(), [place.strip() for place in places.split(",")]


def find_places(index: SearchIndex, phrase: str) -> list[str]:
    """Return the places found as the page lists them, written as addresses are."""
    hits = [hit for page in index.find(phrase, MOST).pages for hit in page.hits]
    return ["#".join(filter(None, (hit.slug, hit.anchor))) for hit in hits]


def find_rank(found: list[str], right: list[str]) -> int:
    """Return the rank from 1 of the first right place; 0 where none was found."""
    return next((rank for rank, place in enumerate(found, 1) if place in right), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path)
    phrases = list(read_phrases(parser.parse_args().file))
    library = load_library(CONTENT).library
    known = {f"{topic.slug}#{one.anchor}" for topic in library.topics for one in topic.sections}
    unknown = {place for _, right in phrases for place in right} - known - set(library.by_slug)
    if unknown:
        sys.exit(f"No such place: {', '.join(sorted(unknown))}")
    index = SearchIndex(library, driver)
    ranks = []
    for phrase, right in phrases:
        found = find_places(index, phrase)
        ranks.append(find_rank(found, right))
        print(f"{ranks[-1]:>3}  {phrase}" + (f"  → {', '.join(found[:3])}" * (ranks[-1] != 1)))
    index.close()
    first, among_three = ranks.count(1), sum(1 <= rank <= 3 for rank in ranks)
    print(f"\n{len(ranks)} phrases: {first} first, {among_three} among the first three")


if __name__ == "__main__":
    main()
