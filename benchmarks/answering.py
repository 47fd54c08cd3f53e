"""Sixteen readers who answer at once, beside Flask that stores the same with the raw driver."""

import http.client
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.comparators import ADDRESS, FOLDER, make_tables, make_tables_on_server
from benchmarks.durability import OPTION, Client
from benchmarks.load import Cost, median
from benchmarks.practice import write_library
from benchmarks.rows import OF_BARE, Row
from benchmarks.serving import Served, gunicorn
from tests.postgresql import Server, remove_server, start_server

SITE = "notes_site:create_app()"
CLIENTS, LENGTH = 16, 20
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one client sends: the same form to one address a question."""

    quiz: str
    form: str
    cookie: str = ""


@dataclass(frozen=True, slots=True)
class Burst:
    """All clients answered a quiz each: what it cost, and how long each answer took."""

    cost: Cost
    seconds: list[float]


@dataclass(frozen=True, slots=True)
class Sides:
    """The site on a database, its comparator, and who answers on either."""

    name: str
    site: Served
    raw: Served
    readers: list[Client]

    def answer(self) -> tuple[Burst, Burst]:
        """Let all clients answer a new quiz, first here and then there."""
        plain = [Sheet(f"/{number}", "choice=1") for number in range(CLIENTS)]
        own = _answer(self.site, [_start(reader) for reader in self.readers])
        return own, _answer(self.raw, plain)


def measure(rounds: int) -> Iterator[Row]:
    """Let all clients answer a new quiz a round, the site and its comparator in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_library(folder / "content")
        with _on_sqlite(folder) as sides:
            found = _compare([sides], rounds)
    yield from _rows("answer, 16 clients", found[sides.name])


def measure_both(rounds: int) -> Iterator[Row]:
    """Do the same on SQLite and on a PostgreSQL server with its own settings, in turns."""
    server = start_server()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_library(folder / "content")
            with _on_sqlite(folder) as one, _on_server(folder, server) as other:
                found = _compare([one, other], rounds)
    finally:
        remove_server(server)
    for database, pairs in found.items():
        yield from _rows(f"answer on {database}, 16 clients", pairs)


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[Sides]:
    make_tables(folder)
    raw_app = gunicorn("benchmarks.comparators:raw_answers()", {FOLDER: str(folder)})
    with gunicorn(SITE, _environ(folder, "data")) as site, raw_app as raw:
        yield Sides("SQLite", site, raw, _register(site))


@contextmanager
def _on_server(folder: Path, server: Server) -> Iterator[Sides]:
    own, other = server.url(server.create()), server.url(server.create())
    make_tables_on_server(other)
    raw_app = gunicorn("benchmarks.comparators:raw_answers_on_server()", {ADDRESS: other})
    environ = _environ(folder, "data-of-server") | {"NOTES_DATABASE_URL": own}
    with gunicorn(SITE, environ) as site, raw_app as raw:
        yield Sides("PostgreSQL", site, raw, _register(site))


def _environ(folder: Path, data: str) -> dict[str, str]:
    return {"NOTES_CONTENT_DIR": f"{folder}/content", "NOTES_DATA_DIR": f"{folder}/{data}"}


def _register(site: Served) -> list[Client]:
    readers = [Client(site.port, f"reader{number}") for number in range(CLIENTS)]
    for reader in readers:
        reader.register()
    return readers


def _compare(all_sides: list[Sides], rounds: int) -> dict[str, list[tuple[Burst, Burst]]]:
    for sides in all_sides:
        sides.answer()  # both warm
    found: dict[str, list[tuple[Burst, Burst]]] = {sides.name: [] for sides in all_sides}
    for _ in range(rounds):
        for sides in all_sides:
            found[sides.name].append(sides.answer())
    return found


def _rows(what: str, pairs: list[tuple[Burst, Burst]]) -> Iterator[Row]:
    ratio = statistics.median(raw.cost.cpu_seconds / own.cost.cpu_seconds for own, raw in pairs)
    owns, raws = (median([burst.cost for burst in side]) for side in zip(*pairs, strict=True))
    detail = f"{owns}; raw driver {raws}"
    yield Row(what, ratio, OF_BARE, 0.35, detail=detail)

    seconds = [one for own, _ in pairs for one in own.seconds]
    middle, slowest = statistics.median(seconds), statistics.quantiles(seconds, n=100)[98]
    detail = f"{middle * 1_000:.0f} ms and {slowest * 1_000:.0f} ms, 0 errors"
    yield Row("the same, p99", slowest / middle, "× median", 3, is_most=True, detail=detail)


def _start(reader: Client) -> Sheet:
    """Start a quiz; the options of the made-up questions are all alike."""
    token, _ = reader.form("/practice")
    sent = [("csrf_token", token), ("length", str(LENGTH)), ("mode", "mix")]
    _, location, _ = reader.insist("POST", "/practice", sent)
    quiz = re.sub(r"/1$", "", location)
    token, page = reader.form(f"{quiz}/1")
    choice = OPTION.findall(page)[0]
    return Sheet(quiz, urlencode({"csrf_token": token, "choice": choice}), reader.cookie)


def _answer(served: Served, sheets: list[Sheet]) -> Burst:
    """Send all answers, a connection a client; each must be stored, which 303 says."""

    def send(sheet: Sheet) -> list[float]:
        took = []
        with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)) as line:
            for position in range(1, LENGTH + 1):
                start = time.perf_counter()
                path = f"{sheet.quiz}/{position}"
                line.request("POST", path, sheet.form, FORM | {"Cookie": sheet.cookie})
                response = line.getresponse()
                response.read()
                took.append(time.perf_counter() - start)
                if response.status != 303:
                    raise RuntimeError(f"{path}: {response.status}")
        return took

    before, start = served.cpu_seconds(), time.perf_counter()
    with ThreadPoolExecutor(len(sheets)) as clients:
        seconds = [one for took in clients.map(send, sheets) for one in took]
    passed = time.perf_counter() - start
    cost = Cost((served.cpu_seconds() - before) / len(seconds), len(seconds) / passed)
    return Burst(cost, seconds)
