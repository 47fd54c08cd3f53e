"""Says on stderr how far a reading of the content has come, where it takes long."""

import math
import time
from collections.abc import Callable
from typing import TextIO

SLOW_SECONDS = 2.0
"""So long nobody wonders whether anything happens."""
BETWEEN_SECONDS = 0.1


class Counting:
    """Hears of every topic that was read; silent as long as it goes quickly.

    At a terminal the number goes on in its place; a log gets one line.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._start = self._next_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Tell how many topics were read, of how many."""
        now = self._clock()
        if done == 1:
            self._start, self._next_at = now, now + SLOW_SECONDS
        if now < self._next_at and (done < total or now < self._start + SLOW_SECONDS):
            return
        if self._stream.isatty():
            end = "\n" if done == total else ""
            self._stream.write(f"\rReading {total:,} topics: {done:,}{end}")
            self._next_at = now + BETWEEN_SECONDS
        elif self._next_at < math.inf:
            self._stream.write(f"Reading {total:,} topics ...\n")
            self._next_at = math.inf
        self._stream.flush()
