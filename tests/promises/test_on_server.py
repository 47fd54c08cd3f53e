"""The same promises on PostgreSQL: its server is killed, its disk is full, it is backed up."""

import itertools
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from benchmarks.durability import (
    Client,
    compare,
    cut_power,
    free_port,
    kill_worker,
    read_server,
    run_clients,
    serving,
)
from notes_site import open_store
from notes_site.store.database import close_all
from notes_site.store.practice.cards import all_user_ids, rebuild_cards
from tests.disks import Disk, small_disk
from tests.pages import token_of
from tests.postgresql import Server, start_server
from tests.processes import gunicorn
from tests.promises.conftest import Measuring
from tests.promises.people import (
    QUESTIONS,
    READ,
    WRITERS,
    Reader,
    registered,
    run,
    served,
    worked_out,
)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc"),
    pytest.mark.long,
]
MEGABYTES = 96
MOST_QUIZZES = 60


@pytest.fixture
def database_url(own_server: Server) -> Iterator[str]:
    name = own_server.create()
    yield own_server.url(name)
    own_server.drop(name)


@pytest.mark.promise("A1", "A2")
def test_killed_servers_lose_nothing_that_was_acknowledged(
    environ: dict[str, str], own_server: Server, database_url: str, measuring: Measuring
) -> None:
    kills, writers = measuring.choose(2, 20), measuring.choose(6, 16)
    port = free_port()
    clients = [
        Client(port, f"reader{one}", questions=QUESTIONS, is_patient=True) for one in range(writers)
    ]
    with serving(environ, port) as pid:
        both = partial(kill_worker, pid), partial(cut_power, own_server)
        assert run_clients(clients, list(both) * kills) == 2 * kills
        assert Client(port, "visitor").insist("GET", "/topics/first")[0] == 200
    found = compare(clients, database_url)
    assert found["answers acknowledged"]
    assert found["integrity_check"] == "ok"
    assert found["acknowledged and lost"] == 0
    assert found["stored otherwise than sent"] == 0
    assert found["stored twice"] == 0
    assert found["server errors (5xx)"] == 0
    app = open_store(environ)
    before = worked_out(app)
    with app.app_context():
        for one in all_user_ids():
            rebuild_cards(one)
        close_all()
    assert worked_out(app) == before
    killed = {"workers killed": kills, "PostgreSQL killed": kills, "writers": writers}
    measuring.note("A1", "kill storm on PostgreSQL", killed | found)


def answers_in(dump: Path) -> set[tuple[int, int]]:
    """Return which answers a dump has."""
    command = ["pg_restore", "--data-only", "--table=answer", "--file=-", str(dump)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    (at,) = [at for at, line in enumerate(lines) if line.startswith("COPY ")]
    names = lines[at].partition("(")[2].partition(")")[0].split(", ")
    quiz, position = names.index("quiz_id"), names.index('"position"')
    rows = itertools.takewhile(lambda line: line != "\\.", lines[at + 1 :])
    return {(int(row[quiz]), int(row[position])) for row in (line.split("\t") for line in rows)}


@pytest.mark.promise("A10")
def test_backups_while_readers_answer_miss_nothing_acknowledged(
    environ: dict[str, str], tmp_path: Path, measuring: Measuring
) -> None:
    backups = measuring.choose(3, 20)
    copies: list[set[tuple[int, int]]] = []
    with gunicorn(environ, []) as running:
        clients = [
            Client(running.port, f"reader{one}", questions=QUESTIONS) for one in range(WRITERS)
        ]

        def back_up() -> None:
            before = {key for client in clients for key in [*client.acknowledged]}
            file = tmp_path / f"copy{len(copies)}.dump"
            run(environ, "backup", str(file))
            copies.append(answers_in(file))
            assert before <= copies[-1]

        assert run_clients(clients, [back_up] * backups) == backups
    assert copies[0] < copies[-1]
    found = {"backups": backups, "sound": backups, "answers in the last": len(copies[-1])}
    measuring.note("A10", "on PostgreSQL, while 4 write", found)


@contextmanager
def server_on_small_disk(*, has_log_elsewhere: bool) -> Iterator[tuple[Server, Disk]]:
    """Start a server whose tables lie on a small disk, its write-ahead log there or elsewhere."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # its own user has to come through
        with small_disk(Path(name) / "disk", MEGABYTES) as disk:
            log = Path(name, "wal") if has_log_elsewhere else None
            server = start_server(disk.folder, log)
            try:
                yield server, disk
            finally:
                server.stop()


def press_on(reader: Reader) -> None:
    """Answer until the site says that something was not saved."""
    for _ in range(MOST_QUIZZES):
        token = token_of(reader.ask("GET", "/practice")[2])
        fields = [("csrf_token", token), ("length", "10"), ("mode", "mix")]
        status, location, _ = reader.ask("POST", "/practice", fields)
        if status == 303:
            quiz = int(location.split("/")[2])
            for at in reader.choices(quiz):
                status = reader.reply(quiz, at)
        if status == 503:
            return
    raise AssertionError("the disk was never full")


def test_full_disk_of_the_server_saves_nothing_says_so_and_is_over_when_there_is_room(
    environ: dict[str, str],
) -> None:
    with server_on_small_disk(has_log_elsewhere=True) as (server, disk):
        url = server.url(server.create())
        with served(environ | {"NOTES_DATABASE_URL": url}) as (port, _):
            ada = registered(port, "ada")
            quiz = ada.begin()
            first, second, *_ = ada.choices(quiz)
            assert ada.reply(quiz, first) == 303
            disk.fill()
            press_on(ada)
            for path in (*READ, f"/quizzes/{quiz}/{first}"):
                assert ada.ask("GET", path)[0] == 200, path
            disk.make_room()
            assert ada.reply(quiz, second) == 303
        rows, verdict = read_server(url)
        assert verdict == "ok"
        assert {(quiz, position) for quiz, position, _ in rows} == set(ada.saved)
