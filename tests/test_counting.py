"""A long reading of the content says how far it has come; a short one says nothing."""

import io

from notes_site.counting import Counting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def read(stream: io.StringIO, seconds_a_topic: float, total: int, times: int = 1) -> str:
    """Read so many topics, each in so many seconds, and return what was said."""
    clock = [0.0]
    counting = Counting(stream, lambda: clock[0])
    for _ in range(times):
        for done in range(1, total + 1):
            counting(done, total)
            clock[0] += seconds_a_topic
    return stream.getvalue()


def test_short_reading_says_nothing() -> None:
    assert read(Terminal(), 0.01, 150) == ""
    assert read(io.StringIO(), 0.01, 150) == ""


def test_long_reading_counts_on_at_a_terminal() -> None:
    said = read(Terminal(), 1 / 16, 300)
    assert said.startswith("\rReading 300 topics: 33\r")
    assert said.endswith("\rReading 300 topics: 300\n")
    assert said.count("\r") == 135, "sixteen a second were read, every other is told"


def test_long_reading_is_one_line_of_a_log_each_time() -> None:
    assert read(io.StringIO(), 0.05, 1_000, times=2) == "Reading 1,000 topics ...\n" * 2
