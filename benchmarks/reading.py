"""Pages beside bare Flask with the same bytes: both under gunicorn, in turns, CPU a request.

The floor is the server's own cost: the same bytes from a WSGI function that asks nothing. Where the
machine is busy it rises for all three, and with it falls what any page can reach.
"""

import statistics
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from benchmarks.comparators import FOLDER
from benchmarks.durability import Client
from benchmarks.load import Cost, median, press, send, warm
from benchmarks.rows import OF_BARE, Row
from benchmarks.serving import Served, gunicorn

SITE = "notes_site:create_app()"
TOPIC = "/topics/routing"
SEARCH = "/search?q=blueprint"
MOST_MEGABYTES = 130


@dataclass(frozen=True, slots=True)
class Page:
    """Something that is asked for, by whom, and how it should compare with bare Flask."""

    what: str
    path: str
    budget: float
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sides:
    """The two that answer with the same bytes, and where it is measured the floor."""

    site: Served
    bare: Served
    floor: Served | None


def measure(rounds: int, seconds: float, *, has_floor: bool = True) -> Iterator[Row]:
    """Press every page and its comparators in turns; the median of the rounds counts."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"NOTES_DATA_DIR": f"{folder}/data", "NOTES_SITE_URL": "http://127.0.0.1"}
        with gunicorn(SITE, environ):
            pass  # a first start parses and migrates
        with gunicorn(SITE, environ) as site:
            pages = _pages(site)
            bodies = Path(folder, "bodies")
            bodies.mkdir()
            for number, page in enumerate(pages):
                (bodies / str(number)).write_bytes(_body(site, page))
            of_bodies = {FOLDER: str(bodies)}
            with (
                gunicorn("benchmarks.comparators:bare()", of_bodies) as bare,
                gunicorn("benchmarks.comparators:floor()", of_bodies) as floor,
            ):
                sides = Sides(site, bare, floor if has_floor else None)
                yield from _compare(sides, pages, rounds, seconds)
            megabytes = site.megabytes()
    yield Row(
        "gunicorn, two workers, after all these pages",
        megabytes,
        "MB",
        MOST_MEGABYTES,
        is_most=True,
    )


def _pages(site: Served) -> list[Page]:
    """Return the pages, with the cookie of a reader who has a few cards."""
    reader = Client(site.port, "reader")
    reader.register()
    reader.take_quiz()
    cookie = {"Cookie": reader.cookie}
    with urlopen(f"http://127.0.0.1:{site.port}{TOPIC}") as answer:
        known = {"If-None-Match": answer.headers["ETag"]}
    return [
        Page("visitor's topic page", TOPIC, 2.2),
        Page("the same, answered 304", TOPIC, 2.5, known),
        Page("reader's topic page", TOPIC, 0.4, cookie),
        Page("reader's home, a few cards", "/", 0.12, cookie),
        Page("search, the course", SEARCH, 0.25),
    ]


def _body(site: Served, page: Page) -> bytes:
    headers = {name: value for name, value in page.headers.items() if name == "Cookie"}
    return send(site.port, page.path, headers)


def _compare(sides: Sides, pages: list[Page], rounds: int, seconds: float) -> Iterator[Row]:
    found: list[list[tuple[Cost, ...]]] = [[] for _ in pages]
    beside = [side for side in (sides.bare, sides.floor) if side]
    for number, page in enumerate(pages):
        warm(sides.site, page.path, page.headers)
        for side in beside:
            warm(side, f"/{number}", {})
    for _ in range(rounds):
        for number, page in enumerate(pages):
            own = press(sides.site, page.path, page.headers, seconds)
            others = [press(side, f"/{number}", {}, seconds) for side in beside]
            found[number].append((own, *others))
    for page, costs in zip(pages, found, strict=True):
        own, bare, *_ = (median(side) for side in zip(*costs, strict=True))
        detail = f"{own}; bare {bare}"
        if sides.floor:
            detail += f"; the floor {_times_bare((bare, floor) for _, bare, floor in costs):.2f}"
        ratio = _times_bare((bare, own) for own, bare, *_ in costs)
        yield Row(page.what, ratio, OF_BARE, page.budget, detail=detail)


def _times_bare(pairs: Iterable[tuple[Cost, Cost]]) -> float:
    return statistics.median(bare.cpu_seconds / own.cpu_seconds for bare, own in pairs)
