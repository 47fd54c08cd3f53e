"""What a start costs: CPU until the first page, memory, the weight of pages; and how it grows.

As the library grows, a topic page and a search are asked for, too: the median milliseconds that a
visitor waits for them, while nobody else asks.
"""

import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from benchmarks.growth import make_library
from benchmarks.load import send
from benchmarks.rows import TIMES_IMPORT, Row
from benchmarks.serving import Served, as_hosts_have_it, waitress

IMPORTS = "import flask, sqlalchemy"
PAGE = "/topics/routing"
SEARCHES = ("blueprint", "url_for", "session cookie", "application context", "migra", "test client")
ASKED = 8
"""How often a page is asked for, and each search."""
TOPIC = re.compile(r'href="(/topics/[^"/?#]+)"')
FILES = re.compile(r'(?:src|href)="(/static/[^"?]+\.(js|css))"')
COPIES = {1: (None, 80), 7: (1.2, 160), 20: (1.2, 160), 67: (4, 500)}
"""How often a library holds the course, and what its start may cost: seconds of CPU, megabytes."""
BUDGETS = {"HTML": 20, "CSS": 10, "JS": 6}
"""Kilobytes of a topic page, as the site itself sends it to a browser that takes gzip."""


def measure(rounds: int) -> Iterator[Row]:
    """Yield what a start of the course costs, what it then holds and sends, and copies of it."""
    yield compare_start(rounds)
    yield from _fill()
    yield from grow(rounds)


def compare_start(rounds: int) -> Row:
    """Start the course warm, as often as there are rounds, beside the bare import."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"NOTES_DATA_DIR": folder, "NOTES_SITE_URL": "http://127.0.0.1"}
        _start(environ)  # fills the caches
        pairs = [(_start(environ), _import()) for _ in range(rounds)]
    ratio = statistics.median(own / imports for own, imports in pairs)
    own, imports = (statistics.median(side) for side in zip(*pairs, strict=True))
    detail = f"{own:.2f} s of CPU; the import {imports:.2f} s"
    return Row("warm start to the first page, the course", ratio, TIMES_IMPORT, 3, True, detail)


def _fill() -> Iterator[Row]:
    """Ask for every topic after a first and after a warm start; yield memory and weights."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"NOTES_DATA_DIR": folder, "NOTES_SITE_URL": "http://127.0.0.1"}
        with waitress(environ) as site:
            weights = list(_weigh(site))
            first = site.megabytes()
        with waitress(environ) as site:
            list(_weigh(site))
            megabytes = site.megabytes()
    detail = f"{first:.0f} MB after the first start, which parses, migrates and renders"
    yield Row("one process, after every topic", megabytes, "MB", 80, True, detail)
    yield from weights


def grow(rounds: int) -> Iterator[Row]:
    """Start libraries of ever more topics."""
    for copies in COPIES:
        yield from _grow(copies, rounds)


def _grow(copies: int, rounds: int) -> Iterator[Row]:
    """Start a library of several courses warm, and ask for one topic."""
    with tempfile.TemporaryDirectory() as folder:
        content, data = Path(folder, "content"), Path(folder, "data")
        topics = make_library(content, copies)
        environ = {
            "NOTES_CONTENT_DIR": str(content),
            "NOTES_DATA_DIR": str(data),
            "NOTES_SITE_URL": "http://127.0.0.1",
        }
        with waitress(environ) as site:
            parsing = site.cpu_seconds()
        starts = [_start_and_weigh(environ) for _ in range(rounds)]
    imports = _import()
    medians = map(statistics.median, zip(*starts, strict=True))
    seconds, megabytes, kilobytes, page, search = medians
    most_seconds, most_megabytes = COPIES[copies]
    detail = f"{seconds / imports:.1f} × import; the first start, which parses, {parsing:.1f} s"
    yield Row(f"warm start, {topics:,} topics", seconds, "s of CPU", most_seconds, True, detail)
    yield Row(f"memory, {topics:,} topics", megabytes, "MB", most_megabytes, True)
    detail = f"of {kilobytes:.1f} kB, kept"
    yield Row(f"a topic page, {topics:,} topics", page, "ms", None, detail=detail)
    yield Row(f"search p50, {topics:,} topics", search, "ms", None)


def _start_and_weigh(environ: dict[str, str]) -> tuple[float, ...]:
    """Start the site and ask for a topic, which ends the start, then again, and for searches.

    Return seconds of CPU, megabytes, kilobytes of the topic, milliseconds of it and of a search.
    """
    with waitress(environ) as site:
        kilobytes = len(send(site.port, PAGE, {})) / 1_000
        seconds, megabytes = site.cpu_seconds(), site.megabytes()
        page = _milliseconds(site, [PAGE] * ASKED)
        found = [f"/search?{urlencode({'q': words})}" for words in SEARCHES]
        return seconds, megabytes, kilobytes, page, _milliseconds(site, found * ASKED)


def _milliseconds(site: Served, paths: list[str]) -> float:
    """Return the median of what a visitor waits for each of some pages."""
    took = []
    for path in paths:
        start = time.perf_counter()
        send(site.port, path, {})
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1_000


def _start(environ: dict[str, str]) -> float:
    """Start the site and ask for a topic, which ends the start; return seconds of CPU."""
    with waitress(environ) as site:
        send(site.port, PAGE, {})
        return site.cpu_seconds()


def _import() -> float:
    """Return the CPU seconds of a Python that imports what every such site imports."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", IMPORTS], env=as_hosts_have_it({}), check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _weigh(site: Served) -> Iterator[Row]:
    """Yield what the heaviest topic page weighs, by what it is made of."""

    def ask(path: str, *, is_zipped: bool = True) -> bytes:
        headers = {"Accept-Encoding": "gzip"} if is_zipped else {}
        with urlopen(Request(f"http://127.0.0.1:{site.port}{path}", headers=headers)) as answer:
            return bytes(answer.read())

    heaviest = dict.fromkeys(BUDGETS, 0)
    for path in sorted(set(TOPIC.findall(ask("/", is_zipped=False).decode()))):
        found = {"HTML": len(ask(path)), "CSS": 0, "JS": 0}
        for address, kind in FILES.findall(ask(path, is_zipped=False).decode()):
            found[kind.upper()] += len(ask(address))
        heaviest = {kind: max(size, found[kind]) for kind, size in heaviest.items()}
    for kind, size in heaviest.items():
        yield Row(f"heaviest topic page, {kind}", size / 1_000, "kB", BUDGETS[kind], is_most=True)
