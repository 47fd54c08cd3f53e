"""A folder of backups: their names, the one to put back, and which of them to let go.

A name carries the moment in UTC, so nothing hangs on what copying a file does to its times.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

NAME = re.compile(r"notes-(\d{8}T\d{6}Z)\.db(?:\.age)?")
MOMENT = "%Y%m%dT%H%M%SZ"
PERIODS = {
    "hourly": "%Y-%m-%dT%H",
    "daily": "%Y-%m-%d",
    "weekly": "%G-W%V",
    "monthly": "%Y-%m",
}
"""What two moments of one period have in common."""

Keep = Mapping[str, int]
"""For how many periods of a kind their newest backup stays."""


@dataclass(frozen=True, slots=True, order=True)
class KeptBackup:
    """One file of the folder, and the moment in its name."""

    at: datetime
    file: Path


def name_backup(now: datetime, *, is_sealed: bool) -> str:
    return f"notes-{now.astimezone(UTC):{MOMENT}}.db{'.age' if is_sealed else ''}"


def list_backups(folder: Path) -> list[KeptBackup]:
    """Return the backups of a folder, the oldest first; other files are somebody else's."""
    found = []
    for file in folder.iterdir():
        if match := NAME.fullmatch(file.name):
            at = datetime.strptime(match[1], MOMENT).replace(tzinfo=UTC)
            found.append(KeptBackup(at, file))
    return sorted(found)


def find_backup(folder: Path, at: datetime) -> KeptBackup | None:
    """Return the newest backup that is not after a moment."""
    return max((one for one in list_backups(folder) if one.at <= at), default=None)


def parse_keep(text: str) -> Keep:
    """Read `daily=7,weekly=4`; raises ValueError, in words, where nothing would be kept."""
    keep = {}
    for part in text.split(","):
        name, _, count = part.strip().partition("=")
        if name not in PERIODS or not count.isdecimal():
            raise ValueError(f"write it as daily=7,weekly=4; there are {', '.join(PERIODS)}")
        keep[name] = int(count)
    if not any(keep.values()):
        raise ValueError("that keeps nothing")
    return keep


def choose_old(backups: Iterable[KeptBackup], keep: Keep) -> list[KeptBackup]:
    """Return what may go: all but the newest of each of the last periods that have one.

    Periods are counted, not the time since: whoever made no backup for a year loses none.
    """
    newest_first = sorted(backups, reverse=True)
    kept: set[KeptBackup] = set()
    for name, count in keep.items():
        newest: dict[str, KeptBackup] = {}
        for one in newest_first:
            newest.setdefault(f"{one.at:{PERIODS[name]}}", one)
        kept.update([*newest.values()][:count])
    return [one for one in newest_first if one not in kept]
