"""Writers take turns, and nobody waits so long that readers stand behind them."""

import fcntl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from math import inf
from pathlib import Path

import pytest
from flask import Flask

from notes_site.store import database, turns
from notes_site.store.turns import BusyError, Turns
from tests.conftest import Person
from tests.pages import token_of

LONG = 600.0
"""Seconds that no test waits."""


@pytest.fixture
def side_path(tmp_path: Path) -> Path:
    return tmp_path / "notes.db.lock"


@contextmanager
def another_process_writes(side_path: Path) -> Iterator[None]:
    """Hold the lock by a file of its own, which is all that a process is to another."""
    with side_path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_free(side_path: Path) -> bool:
    with side_path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def wait_for_those_who_wait() -> None:
    for thread in threading.enumerate():
        if thread.name.endswith("(_wait_without_limit)"):
            thread.join()


@pytest.mark.promise("A16")
def test_writer_gives_up_behind_another_process_and_leaves_no_lock_behind(side_path: Path) -> None:
    ours = Turns()
    with another_process_writes(side_path):
        with pytest.raises(BusyError, match="process"), ours.take(side_path, 0.01):
            pytest.fail("it was not our turn")
        with pytest.raises(BusyError, match="process"), ours.take(side_path, 0):
            pytest.fail("it was not our turn")
    wait_for_those_who_wait()
    assert is_free(side_path)
    with ours.take(side_path, LONG):
        assert not is_free(side_path)
    assert is_free(side_path)


@pytest.mark.parametrize("patience", [LONG, inf])
def test_writer_who_waits_gets_the_turn_when_the_other_process_is_done(
    side_path: Path, patience: float
) -> None:
    taken = threading.Event()

    def write() -> None:
        with Turns().take(side_path, patience):
            taken.set()

    with ThreadPoolExecutor(1) as pool:
        with another_process_writes(side_path):
            written = pool.submit(write)
            assert not taken.is_set()
        written.result(LONG)
    assert taken.is_set()


def test_thread_does_not_wait_behind_a_turn_that_is_stuck(
    side_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_TURN_SECONDS", 0)
    ours = Turns()

    def write() -> None:
        with ours.take(side_path, LONG):
            pytest.fail("it was not our turn")

    with (
        ThreadPoolExecutor(1) as pool,
        ours.take(side_path, LONG),
        pytest.raises(BusyError, match="thread"),
    ):
        pool.submit(write).result(LONG)


@pytest.mark.sqlite("turns by a lock beside its file")
@pytest.mark.promise("A16")
def test_reader_is_told_and_reading_goes_on_while_somebody_else_writes(
    app: Flask, ada: Person, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write lock that is held for long keeps nobody from reading."""
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.01)
    token = token_of(ada.page("/practice"))
    with another_process_writes(data / "notes.db.lock"):
        refused = ada.send("/practice", token, topics="first", length="5")
        assert refused.status_code == 503
        assert "Not saved" in refused.text
        assert "First steps" in ada.page("/topics/first")
    wait_for_those_who_wait()
    assert ada.start_quiz("first")
