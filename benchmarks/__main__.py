"""Measure the site beside its comparators, and print which budgets are met (Linux)."""

import argparse
import sys
from collections.abc import Callable, Iterator

from benchmarks import answering, growing, practice, reading, search, servers, starting
from benchmarks.rows import Row, as_json, as_line

SHORT_ASKS = 7
"""How often the short form asks for each page of a reader with a long history."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        help="some of: reading, answering, practice, starting, servers, search, growth; "
        "all but the last two when none is named, which take minutes each",
    )
    parser.add_argument("--rounds", type=int, default=3, help="whose medians count [3]")
    parser.add_argument("--seconds", type=float, default=4, help="of load a page and round [4]")
    parser.add_argument("--json", action="store_true", help="print one object with all rows")
    parser.add_argument(
        "--short",
        action="store_true",
        help="three short rounds without servers; fails only at half a budget",
    )
    options = parser.parse_args()
    rounds, seconds = (3, 1.0) if options.short else (options.rounds, options.seconds)
    parts: dict[str, Callable[[], Iterator[Row]]] = {
        "reading": lambda: reading.measure(rounds, seconds, has_floor=not options.short),
        "answering": lambda: answering.measure(rounds),
        "practice": lambda: practice.measure(SHORT_ASKS if options.short else practice.ROUNDS),
        "starting": lambda: starting.measure(rounds, is_growing=not options.short),
        "servers": lambda: servers.measure(rounds, seconds),
        "search": search.measure,
        "growth": lambda: growing.measure(rounds),
    }
    if unknown := set(options.parts) - set(parts):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    rows = []
    long = {"search", "growth", *(["servers"] if options.short else [])}
    for name in options.parts or [name for name in parts if name not in long]:
        for row in parts[name]():
            rows.append(row)
            print(as_line(row), file=sys.stderr if options.json else sys.stdout, flush=True)
    if options.json:
        print(as_json(rows))
    failed = [row for row in rows if (row.is_far_off if options.short else not row.is_met)]
    for row in failed:
        print(f"FAILED: {as_line(row)}", file=sys.stderr)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
