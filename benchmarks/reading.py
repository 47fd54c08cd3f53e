"""Pages beside bare Flask with the same bytes: both under gunicorn, in turns, CPU a request.

The floor is the server's own cost: the same bytes from a WSGI function that asks nothing. Where the
machine is busy it rises for all three, and with it falls what any page can reach.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from benchmarks.comparators import FOLDER
from benchmarks.durability import Client
from benchmarks.load import Cost, median, press, send, warm
from benchmarks.rows import OF_BARE, Row
from benchmarks.serving import Served, gunicorn

SITE = "notes_site.wsgi:make()"
TOPIC = "/topics/routing"
SEARCH = "/search?q=blueprint"
MOST_MEGABYTES = 130
OWN, BARE, FLOOR = range(3)
"""Where each side stands in what a round cost."""


@dataclass(frozen=True, slots=True)
class Page:
    """Something that is asked for, by whom, and how it should compare with bare Flask."""

    what: str
    path: str
    budget: float
    headers: dict[str, str] = field(default_factory=dict)


def measure(rounds: int, seconds: float, *, is_whole: bool = True) -> Iterator[Row]:
    """Press every page and its comparators in turns; the median of the rounds counts.

    Where it need not be the whole, the floor and the memory are left out.
    """
    with tempfile.TemporaryDirectory() as folder:
        environ = {"NOTES_DATA_DIR": f"{folder}/data", "NOTES_SITE_URL": "http://127.0.0.1"}
        if is_whole:  # memory counts after a warm start: the first one parses and migrates
            with gunicorn(SITE, environ):
                pass
        with gunicorn(SITE, environ) as site:
            pages = _pages(site)
            bodies = Path(folder, "bodies")
            bodies.mkdir()
            for number, page in enumerate(pages):
                (bodies / str(number)).write_bytes(_body(site, page))
            with ExitStack() as stack:
                names = ["bare", *(["floor"] if is_whole else [])]
                beside = [
                    stack.enter_context(
                        gunicorn(f"benchmarks.comparators:{name}()", {FOLDER: str(bodies)})
                    )
                    for name in names
                ]
                yield from _compare(site, beside, pages, rounds, seconds)
            megabytes = site.megabytes()
    if is_whole:
        what = "gunicorn, two workers, after all these pages"
        yield Row(what, megabytes, "MB", MOST_MEGABYTES, is_most=True)


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


def _compare(
    site: Served, beside: list[Served], pages: list[Page], rounds: int, seconds: float
) -> Iterator[Row]:
    """Compare the site with what stands beside it: bare Flask, then the floor or nothing."""
    found: list[list[tuple[Cost, ...]]] = [[] for _ in pages]
    for number, page in enumerate(pages):
        warm(site, page.path, page.headers)
        for side in beside:
            warm(side, f"/{number}", {})
    for _ in range(rounds):
        for number, page in enumerate(pages):
            own = press(site, page.path, page.headers, seconds)
            others = [press(side, f"/{number}", {}, seconds) for side in beside]
            found[number].append((own, *others))
    for page, costs in zip(pages, found, strict=True):
        own, bare, *floor = (median(side) for side in zip(*costs, strict=True))
        detail = f"{own}; bare {bare}"
        if floor:
            detail += f"; the floor {_times_bare(costs, FLOOR):.2f}"
        yield Row(page.what, _times_bare(costs, OWN), OF_BARE, page.budget, detail=detail)


def _times_bare(costs: list[tuple[Cost, ...]], side: int) -> float:
    """Return how many times as quick as bare Flask a side was, in the median round."""
    return statistics.median(one[BARE].cpu_seconds / one[side].cpu_seconds for one in costs)
