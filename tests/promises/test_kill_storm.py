"""Workers are killed while many answer: what was acknowledged is there, once, and adds up."""

import itertools
import sys
from functools import partial
from pathlib import Path

import pytest

from benchmarks.durability import Client, compare, kill_worker, run_clients
from notes_site import open_store
from notes_site.store.practice.cards import all_user_ids, rebuild_cards
from tests.processes import gunicorn
from tests.promises.conftest import Measuring
from tests.promises.people import QUESTIONS, worked_out

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")


@pytest.mark.long
@pytest.mark.promise("A1", "A2", "E4")
def test_killed_workers_lose_nothing_that_was_acknowledged(
    environ: dict[str, str], data: Path, measuring: Measuring
) -> None:
    kills, writers = measuring.choose(6, 20), measuring.choose(8, 16)
    log: list[str] = []
    with gunicorn(environ, log) as running:
        clients = [
            Client(running.port, f"reader{one}", questions=QUESTIONS) for one in range(writers)
        ]
        storm = itertools.repeat(partial(kill_worker, running.pid), kills)
        assert run_clients(clients, storm) == kills
        assert Client(running.port, "visitor").insist("GET", "/topics/first")[0] == 200
    found = compare(clients, data / "notes.db")
    assert found["answers acknowledged"]
    assert found["integrity_check"] == "ok"
    assert found["acknowledged and lost"] == 0
    assert found["stored otherwise than sent"] == 0
    assert found["stored twice"] == 0
    assert found["server errors (5xx)"] == 0
    assert "database is locked" not in "".join(log)
    app = open_store(environ)
    before = worked_out(app)
    with app.app_context():
        for one in all_user_ids():
            rebuild_cards(one)
    assert worked_out(app) == before
    measuring.note("A1", "kill storm", {"kills": kills, "writers": writers} | found)
