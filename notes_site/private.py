"""What the site writes is for its own user alone, whatever the folder's mode or the umask is."""

import os
from collections.abc import Iterator
from pathlib import Path

OTHERS = 0o077
FILES = ("secret_key", "secret_key_fallbacks", "last-backup.json")
FOLDERS = ("cache", "kept-content")
BESIDE = ("", "-wal", "-shm", "-journal", ".lock")
"""What has the database's name and one of these ends."""


def write_privately() -> None:
    """Let nobody else read what this process makes from now on."""
    os.umask(OTHERS)


def find_open(data_dir: Path, database: Path | None) -> list[Path]:
    """Return what others may open of what the site keeps; all of a folder, where it is open.

    There is no file of the database where a server keeps it.
    """
    places = [data_dir / name for name in (*FILES, *FOLDERS)]
    if database is not None:
        places[:0] = [database.with_name(f"{database.name}{ending}") for ending in BESIDE]
    return [path for place in places for path in _open_below(place)] if os.name == "posix" else []


def close_to_others(paths: list[Path]) -> None:
    """Take from others the right to open them; raises OSError where they are somebody else's."""
    for path in paths:
        path.chmod(path.stat().st_mode & ~OTHERS)


def _open_below(place: Path) -> Iterator[Path]:
    if _is_open(place):
        yield place
        if place.is_dir():
            yield from filter(_is_open, place.rglob("*"))


def _is_open(path: Path) -> bool:
    """A link has no mode of its own; what is gone meanwhile is not open."""
    try:
        return not path.is_symlink() and bool(path.stat().st_mode & OTHERS)
    except OSError:
        return False
