"""Measure the site beside its comparators, and print which budgets are met (Linux)."""

import argparse
import sys
from collections.abc import Callable, Iterable

from benchmarks import answering, courses, growing, practice, reading, search, servers, starting
from benchmarks.rows import Row, as_json, as_line

Parts = dict[str, Callable[[], Iterable[Row]]]
SHORT_ROUNDS, SHORT_SECONDS, SHORT_ASKS = 3, 1.0, 7
LONG = {"databases", "search", "growth", "courses"}
"""The parts that run for minutes or need a PostgreSQL, and only when they are named."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    names = f"some of: {', '.join(_parts(0, 0))} [all but {' and '.join(sorted(LONG))}]"
    parser.add_argument("parts", nargs="*", help=names)
    parser.add_argument("--rounds", type=int, default=3, help="whose medians count [3]")
    parser.add_argument("--seconds", type=float, default=4, help="of load a page and round [4]")
    parser.add_argument("--json", action="store_true", help="print one object with all rows")
    parser.add_argument(
        "--short",
        action="store_true",
        help="three short rounds of what compares CPU time; fails only at half a budget",
    )
    options = parser.parse_args()
    parts = _short_parts() if options.short else _parts(options.rounds, options.seconds)
    if unknown := set(options.parts) - set(parts):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    rows = []
    for name in options.parts or [name for name in parts if name not in LONG]:
        for row in parts[name]():
            rows.append(row)
            print(as_line(row), file=sys.stderr if options.json else sys.stdout, flush=True)
    if options.json:
        print(as_json(rows))
    failed = [row for row in rows if (row.is_far_off if options.short else not row.is_met)]
    for row in failed:
        print(f"FAILED: {as_line(row)}", file=sys.stderr)
    sys.exit(bool(failed))


def _parts(rounds: int, seconds: float) -> Parts:
    return {
        "reading": lambda: reading.measure(rounds, seconds),
        "answering": lambda: answering.measure(rounds),
        "databases": lambda: answering.measure_both(rounds),
        "practice": lambda: practice.measure(practice.ROUNDS),
        "starting": lambda: starting.measure(rounds),
        "servers": lambda: servers.measure(rounds, seconds),
        "search": search.measure,
        "growth": lambda: growing.measure(rounds),
        "courses": lambda: courses.measure(rounds),
    }


def _short_parts() -> Parts:
    return {
        "reading": lambda: reading.measure(SHORT_ROUNDS, SHORT_SECONDS, is_whole=False),
        "answering": lambda: answering.measure(SHORT_ROUNDS),
        "practice": lambda: practice.measure(SHORT_ASKS),
        "starting": lambda: [starting.compare_start(SHORT_ROUNDS)],
    }


if __name__ == "__main__":
    main()
