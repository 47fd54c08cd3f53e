"""Whose turn it is to write: one thread of one process at a time, and no request waits for long.

Threads take turns by a mutex, processes by a lock on a side file, which is fair where SQLite's own
waiting is not.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from time import monotonic
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: threads of one process still take turns
    fcntl = None  # type: ignore[assignment]

LONGEST_TURN_SECONDS = 2.0
"""After so long, a turn is taken for one that won't end soon: threads that wait for it could be
answering readers meanwhile."""
GLANCE_SECONDS = 0.25
"""How often somebody who waits looks how long it has been."""


class BusyError(Exception):
    """The database could not be written, or not in time; nothing was."""


class Turns:
    """The turns of this process's threads, each of which waits for the other processes, too."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._began_at = 0.0

    @contextmanager
    def take(self, side_path: Path, patience: float) -> Iterator[None]:
        """Wait until nobody else writes, or raise BusyError after so many seconds.

        Somebody who is not infinitely patient gives up earlier behind a turn that is stuck.
        """
        self._wait_for_threads(patience)
        try:
            with _open(side_path) as side_file:
                _wait_for_processes(side_file, patience)
                yield  # closing the file gives the turn back
        finally:
            self._mutex.release()

    def _wait_for_threads(self, patience: float) -> None:
        glance, deadline = 0.0, monotonic() + patience
        while not self._mutex.acquire(timeout=glance):
            is_stuck = monotonic() - self._began_at > LONGEST_TURN_SECONDS
            if monotonic() >= deadline or (is_stuck and patience < inf):
                raise BusyError("another thread has been writing for too long")
            glance = GLANCE_SECONDS
        self._began_at = monotonic()


def _open(side_path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(side_path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "ab")
    except OSError as error:  # a read-only disk
        raise BusyError(f"{side_path} can't be opened: {error.strerror}") from error


def _wait_for_processes(side_file: IO[bytes], patience: float) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(side_file, fcntl.LOCK_EX if patience == inf else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        is_ours = threading.Event()
        if patience:
            # flock itself knows no limit; somebody who gave up closes the file, and with it the
            # lock that this thread may get later
            waiting = (os.dup(side_file.fileno()), is_ours)
            threading.Thread(target=_wait_without_limit, args=waiting, daemon=True).start()
        if not is_ours.wait(patience):
            raise BusyError("another process has been writing for too long") from None


def _wait_without_limit(own_file: int, is_ours: threading.Event) -> None:
    try:
        fcntl.flock(own_file, fcntl.LOCK_EX)
        is_ours.set()
    finally:
        os.close(own_file)
