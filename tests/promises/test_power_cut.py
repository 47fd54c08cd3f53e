"""The power goes at any moment: the database is sound, and has all that was acknowledged."""

import random
import sys
from pathlib import Path

import pytest

from notes_site.store.database import driver
from tests.processes import process
from tests.promises.conftest import Measuring
from tests.promises.power import Event, cut, watch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's ptrace")
WRITER = """
import sys
from notes_site import open_store
from notes_site.store.people.users import add_user
from notes_site.store.practice.answers import record_answer
from notes_site.store.practice.quizzes import add_quiz
from tests.store.answers import NOW, answer

with open_store().app_context():
    user_id = add_user("ada", "hash", NOW)
    questions = [f"question-{number}" for number in range(int(sys.argv[1]))]
    quiz_id = add_quiz(user_id, "seed", questions, NOW)
    print("ready", flush=True)
    sys.stdin.readline()
    for position, question in enumerate(questions, 1):
        record_answer(user_id, answer(quiz_id, position, 1.0, question), NOW)
        print(position, flush=True)
"""


def read_all(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in folder.glob("notes.db*") if is_kept(one)}


def is_kept(file: Path) -> bool:
    """Leave out what SQLite makes anew after a power cut."""
    return not file.name.endswith(("-shm", ".lock"))


def find_positions(folder: Path, files: dict[str, bytes]) -> set[int]:
    """Open the database as it was left; return which answers it has."""
    for path, data in files.items():
        if is_kept(Path(path)):
            (folder / Path(path).name).write_bytes(data)
    connection = driver.connect(str(folder / "notes.db"))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    found = {row[0] for row in connection.execute("SELECT position FROM answer")}
    connection.close()
    return found


def acknowledged(events: list[Event]) -> set[int]:
    told = b"".join(event.data for event in events if event.kind == "told")
    return {int(line) for line in told.split()}


@pytest.mark.long
@pytest.mark.promise("A1")
def test_power_cut_at_any_moment_loses_nothing_that_was_acknowledged(
    environ: dict[str, str], data: Path, tmp_path: Path, measuring: Measuring
) -> None:
    answers, cuts = measuring.choose(150, 700), measuring.choose(60, 600)
    with process(sys.executable, "-c", WRITER, str(answers), env=environ) as writer:
        assert writer.stdout
        assert writer.stdin
        assert writer.stdout.readline() == "ready\n"
        before, watched = read_all(data), watch(writer.pid)
        writer.stdin.write("go on\n")
        writer.stdin.flush()
        events = list(watched)
    assert acknowledged(events) == set(range(1, answers + 1))
    assert any(event.kind == "sync" and event.path.endswith("notes.db") for event in events)
    chance = random.Random(1)
    for number in range(cuts):
        until = events[: chance.randrange(len(events))]
        folder = tmp_path / f"cut{number}"
        folder.mkdir()
        lost = acknowledged(until) - find_positions(folder, cut(before, until, chance))
        assert not lost, f"the power went after {len(until)} of {len(events)} events"
    measuring.note("A1", "power cut", {"answers": answers, "power cuts": cuts, "lost": 0})
