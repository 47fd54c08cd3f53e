"""Ten million answers of ten thousand readers, on both databases: `benchmarks/millions.py`.

A hundred readers get histories by chance, whose cards are worked out as the site does. All others
are copies of these with their questions moved along, so that their cards are right without FSRS;
the database makes them itself, day by day, so that a reader's rows lie as far apart as they would.
Both are then served at once, and some readers practise on the one and the other in turns. With
`--copy`, PostgreSQL gets its rows by `database copy` in place of making them, and SQLite all of
them back.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import psycopg
from sqlalchemy import Table, insert

from benchmarks.durability import OPTION, Client
from benchmarks.practice import IDS, write_library
from benchmarks.serving import gunicorn
from notes_site import create_app
from notes_site.store.copies.moving import go_on_counting
from notes_site.store.database import close_all, driver, is_on_server, writer_engine, writing
from notes_site.store.models import Answer, CardRow, DayRow, QuizQuestion, QuizRow, User
from notes_site.store.people.passwords import hash_password
from notes_site.store.practice.cards import rebuild_cards
from notes_site.study.memory.scheduling import SURE
from tests.postgresql import Server, remove_server, start_server

LENGTH, KNOWN = 20, 250
"""Questions a quiz, one quiz a day, and of how many questions a reader's are."""
PASSWORD = "four unrelated words"
COPIED: tuple[type[Any], ...] = (QuizRow, QuizQuestion, Answer)
"""What is added day by day."""
COMES_OF_IT: tuple[type[Any], ...] = (CardRow, DayRow)
"""What the answers come to."""
NEW = {
    "id": "t.id / {most} * {most} + r.number",
    "user_id": "r.number",
    "quiz_id": "t.quiz_id / {most} * {most} + r.number",
    "question_id": "moved.name",
}
Times = dict[str, list[float]]


def make_database(url: str, folder: Path, readers: int, days: int, templates: int) -> None:
    """Fill a new database."""
    templates = min(templates, readers - 1)
    settings = {"NOTES_DATA_DIR": str(folder / "data"), "NOTES_DATABASE_URL": url}
    settings["NOTES_CONTENT_DIR"] = str(folder / "content")
    # a first start remembers the questions; without that the next one grades all answers again
    with create_app(settings).app_context():
        _write_templates(readers, days, templates)
        close_all()
        connection: Any
        if is_on_server():
            connection = psycopg.connect(url, autocommit=True)
            connection.execute("SET synchronous_commit = off")
            connection.execute("SET session_replication_role = replica")  # keys are not looked up
        else:
            connection = driver.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            connection.execute("PRAGMA synchronous = OFF")
        with closing(connection):
            _copy_readers(connection, readers, days, templates)
            connection.execute("ANALYZE" if is_on_server() else "PRAGMA wal_checkpoint(TRUNCATE)")
        if is_on_server():
            go_on_counting(writer_engine())
        close_all()


def _write_templates(readers: int, days: int, templates: int) -> None:
    """Store the readers whose histories are all others' models, and work out their cards."""
    today, hashed = datetime.now(UTC).date(), hash_password(PASSWORD)
    first = datetime.combine(today - timedelta(days=days), datetime.min.time(), UTC)
    people = [
        {"id": number, "username": f"reader{number}", "name_key": f"reader{number}"}
        | {"password_hash": hashed, "created_at": first}
        for number in range(1, readers + 1)
    ]
    rows: dict[type[Any], list[dict[str, Any]]] = {table: [] for table in COPIED}
    for number in range(1, templates + 1):
        chance = random.Random(number)
        seen: set[str] = set()
        for day in range(days):
            quiz_id = day * readers + number
            _write_quiz(rows, number, quiz_id, today - timedelta(days=days - 1 - day), chance, seen)
    with writing() as session:
        for table, added in ({User: people} | rows).items():
            session.execute(insert(table), added)
    for number in range(1, templates + 1):
        rebuild_cards(number)


def _write_quiz(
    rows: dict[type[Any], list[dict[str, Any]]],
    user_id: int,
    quiz_id: int,
    day: date,
    chance: random.Random,
    seen: set[str],
) -> None:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    whose = {"user_id": user_id, "started_at": moment, "seed": f"{chance.getrandbits(64):x}"}
    rows[QuizRow].append(whose | {"id": quiz_id})
    for position, question_id in enumerate(chance.sample(IDS[:KNOWN], LENGTH), 1):
        place = {"quiz_id": quiz_id, "position": position, "question_id": question_id}
        rows[QuizQuestion].append(place)
        is_known = question_id in seen
        seen.add(question_id)
        rows[Answer].append(
            place
            | {
                "user_id": user_id,
                "content_hash": f"{crc32(question_id.encode()):08x}",
                "response": '["f9ae1b8c"]',
                "score": chance.choice((0.0, 0.5, 1.0, 1.0, 1.0)),
                "confidence": chance.choice((None, 1, 2, SURE)),
                "expected_recall": chance.uniform(0.7, 0.98) if is_known else None,
                "due_on": day - timedelta(days=chance.randint(-20, 9)) if is_known else None,
                "answered_at": moment + timedelta(seconds=30 * position),
                "study_day": day,
            }
        )


def _copy_readers(connection: Any, readers: int, days: int, templates: int) -> None:
    """Give all other readers what the templates have, with their questions moved along."""
    names = ", ".join(f"({number}, '{name}')" for number, name in enumerate(IDS))
    copies = range(templates + 1, readers + 1)
    rows = ((one, (one - 1) % templates + 1, (one - 1) // templates * 7) for one in copies)
    connection.execute("CREATE TEMP TABLE name (number INTEGER PRIMARY KEY, name TEXT UNIQUE)")
    connection.execute(f"INSERT INTO name VALUES {names}")
    connection.execute("CREATE TEMP TABLE reader (number INTEGER, model INTEGER, step INTEGER)")
    connection.execute(f"INSERT INTO reader VALUES {', '.join(map(str, rows))}")
    for model in (*COPIED, *COMES_OF_IT):
        name = model.__table__.name
        connection.execute(f"CREATE TEMP TABLE t_{name} AS SELECT * FROM {name}")
    for day in range(days):
        connection.execute("BEGIN")
        for model in COPIED:
            connection.execute(_copy(model.__table__, readers, day))
        connection.execute("COMMIT")
        print(f"\rday {day + 1} of {days}", end="", file=sys.stderr, flush=True)
    for model in COMES_OF_IT:
        connection.execute(_copy(model.__table__, readers))


def _copy(table: Table, readers: int, day: int | None = None) -> str:
    """Return the statement that copies a table's rows, or those of one day."""
    names = [one.name for one in table.columns if (table.name, one.name) != ("answer", "id")]
    values = ", ".join(NEW.get(name, f"t.{name}") for name in names)
    whose = "t.user_id" if "user_id" in names else "t.quiz_id % {most}"
    quiz = "t.id" if table.name == "quiz" else "t.quiz_id"
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {values} "
    sql += f"FROM t_{table.name} AS t JOIN reader AS r ON r.model = {whose} "
    if "question_id" in names:
        sql += "JOIN name AS asked ON asked.name = t.question_id JOIN name AS moved "
        sql += f"ON moved.number = (asked.number + r.step) % {len(IDS)} "
    if day is None:
        order = "last_answered_at" if table.name == "card" else "day"
        sql += f"ORDER BY t.{order}, r.number"
    else:
        sql += f"WHERE {quiz} / {{most}} = {day} ORDER BY r.number"
    return sql.format(most=readers)


def copy_database(source: str, target: str, folder: Path) -> tuple[float, float, float, str]:
    """Run the host's command; return its seconds, those of CPU, its megabytes and last words."""
    command = [sys.executable, "-m", "notes_site", "database", "copy", source, target]
    environ = os.environ | {"NOTES_DATA_DIR": str(folder / "data")}
    start = time.monotonic()
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        said = running.stdout.read()
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(said)
    words = next(line for line in said.splitlines() if line.startswith("Copied"))
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1_000, words


def sizes_on_server(url: str) -> dict[str, int]:
    """Return the bytes of each table and index, the largest first."""
    asked = (
        "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relkind IN ('r', 'i') "
        "AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC"
    )
    with psycopg.connect(url) as connection:
        return dict(connection.execute(asked).fetchall())


class Practising:
    """A reader on one of the sites, whose pages are timed."""

    def __init__(self, port: int, number: int, times: Times) -> None:
        self._client, self._times = Client(port, f"reader{number}"), times

    def steps(self) -> Iterator[None]:
        """Sign in, look around, and answer five questions; yield between them."""
        with self._timed("sign-in"):
            token, _ = self._client.form("/login")
            fields = [("csrf_token", token), ("username", self._client.name)]
            status, _, _ = self._client.ask("POST", "/login", [*fields, ("password", PASSWORD)])
        if status != 303:
            raise RuntimeError(f"{self._client.name} can't sign in: {status}")
        for path in ("/", "/practice", "/progress"):
            yield
            with self._timed(f"GET {path}"):
                token, _ = self._client.form(path)
        yield
        with self._timed("a new quiz"):
            fields = [("csrf_token", token), ("length", str(LENGTH)), ("mode", "mix")]
            _, location, _ = self._client.ask("POST", "/practice", fields)
        quiz = location.rpartition("/")[0]
        for position in range(1, 6):
            yield
            token, page = self._client.form(f"{quiz}/{position}")
            fields = [("csrf_token", token), ("choice", OPTION.findall(page)[0])]
            with self._timed("an answer"):
                status, _, _ = self._client.ask("POST", f"{quiz}/{position}", fields)
            if status != 303:
                raise RuntimeError(f"{quiz}/{position}: {status}")

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self._times.setdefault(what, []).append(time.perf_counter() - start)


def time_pages(ports: Sequence[int], readers: Sequence[int]) -> list[Times]:
    """Let readers practise on all sites in turns, page by page; return the seconds of each site."""
    found: list[Times] = [{} for _ in ports]
    for number in readers:
        people = [Practising(port, number, times) for port, times in zip(ports, found, strict=True)]
        for _ in zip(*(one.steps() for one in people), strict=True):
            pass
    return found


def _tell_times(found: dict[str, Times]) -> None:
    for name, times in found.items():
        for what, seconds in times.items():
            middle, slowest = statistics.median(seconds), statistics.quantiles(seconds, n=100)[98]
            said = f"p50 {middle * 1_000:.1f} ms, p99 {slowest * 1_000:.1f} ms"
            print(f"{name:<12}{what:<14}{said}, {len(seconds)} times", flush=True)


def _tell_sizes(name: str, sizes: dict[str, int], answers: int) -> None:
    total = sum(sizes.values())
    parts = ", ".join(f"{one} {size / 1e6:,.0f}" for one, size in list(sizes.items())[:8])
    print(f"{name:<12}{total / 1e9:.2f} GB, {total / answers:.0f} bytes an answer (MB: {parts})")


def run(folder: Path, server: Server, options: argparse.Namespace) -> None:
    file, back = folder / "notes.db", folder / "back.db"
    url, url_back = f"sqlite:///{file}", f"sqlite:///{back}"
    on_server = server.url(server.create())
    answers = options.readers * options.days * LENGTH
    if not (folder / "content").exists():
        write_library(folder / "content")
    size = options.readers, options.days, options.templates
    for one in [url] * (not file.exists()) + [on_server] * (not options.copy):
        start = time.monotonic()
        make_database(one, folder, *size)
        print(f"made {answers:,} answers in {time.monotonic() - start:.0f} s", flush=True)
    ways = [(url, on_server, "to PostgreSQL"), (on_server, url_back, "back to SQLite")]
    for source, target, way in ways * options.copy:
        seconds, cpu, megabytes, words = copy_database(source, target, folder)
        said = f"{seconds:.0f} s, {cpu:.0f} s of CPU, at most {megabytes:.0f} MB"
        print(f"{way}: {said}; {words}", flush=True)
    _tell_sizes("SQLite", {"file": file.stat().st_size}, answers)
    back.unlink(missing_ok=True)
    _tell_sizes("PostgreSQL", sizes_on_server(on_server), answers)
    own = {"NOTES_CONTENT_DIR": str(folder / "content")}
    sites = [
        own | {"NOTES_DATA_DIR": str(folder / f"data-{name}"), "NOTES_DATABASE_URL": one}
        for name, one in (("sqlite", url), ("postgresql", on_server))
    ]
    chance = random.Random(1)
    asked = chance.sample(range(1, options.readers + 1), min(options.asked, options.readers))
    app = "notes_site.wsgi:make()"
    with gunicorn(app, sites[0]) as first, gunicorn(app, sites[1]) as second:
        found = time_pages([first.port, second.port], asked)
    _tell_times(dict(zip(("SQLite", "PostgreSQL"), found, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--readers", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=50, help=f"of {LENGTH} answers each [50]")
    parser.add_argument("--templates", type=int, default=100, help="readers who are copied [100]")
    parser.add_argument("--asked", type=int, default=200, help="readers who practise [200]")
    parser.add_argument("--copy", action="store_true", help="by `database copy`, there and back")
    parser.add_argument("--folder", type=Path, help="kept, and what is there is gone on with")
    options = parser.parse_args()
    server = start_server(shared_buffers="512MB", max_wal_size="4GB")
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = options.folder or Path(name)
            folder.mkdir(parents=True, exist_ok=True)
            run(folder, server, options)
    finally:
        remove_server(server)


if __name__ == "__main__":
    main()
