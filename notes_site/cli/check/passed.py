"""What was proved before: what passed is not run again until something it hangs on changes."""

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path

from notes_site.cli.check import running
from notes_site.cli.check.running import Script
from notes_site.config import PACKAGE


class Proved:
    """The scripts that passed, by a hash of all that decides how one ends."""

    def __init__(self, file: Path | None, *, is_fresh: bool = False) -> None:
        """Take the file that remembers them; with `is_fresh` nothing is believed."""
        self._file = file
        self._known = frozenset() if is_fresh else _read(file)
        self._kept: set[str] = set()

    def __contains__(self, script: Script) -> bool:
        key = _key(script)
        if key in self._known:
            self._kept.add(key)
        return key in self._known

    def add(self, script: Script) -> None:
        self._kept.add(_key(script))

    def save(self, *, is_whole: bool) -> None:
        """Remember them; after a check of everything, forget the scripts that are gone."""
        if self._file is None:
            return
        kept = self._kept if is_whole else self._kept | self._known
        draft = self._file.with_suffix(".draft")
        with suppress(OSError):  # a full disk costs time, not the check
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_text(json.dumps(sorted(kept), indent=0), encoding="utf-8")
            draft.replace(self._file)


def _read(file: Path | None) -> frozenset[str]:
    try:
        return frozenset(json.loads(file.read_text(encoding="utf-8"))) if file else frozenset()
    except (OSError, ValueError, TypeError):
        return frozenset()  # absent or damaged: everything is run


def _key(script: Script) -> str:
    files = sorted({**script.files, "": script.source}.items())
    promise = (script.expected_output, script.expected_error, script.run_name)
    shows_site = any("notes_site" in text for _, text in files)
    parts = (files, promise, _environment(), _site() if shows_site else "")
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def _environment() -> tuple[str, ...]:
    """Name what every script hangs on: Python, the installed packages, and how scripts are run."""
    runner = hashlib.sha256(Path(running.__file__).read_bytes()).hexdigest()
    return (sys.version, runner, *sorted(set(_installed())))


def _installed() -> Iterator[str]:
    for found in distributions():
        if found.name:
            yield f"{found.name}=={found.version}"


@lru_cache(maxsize=1)
def _site() -> str:
    """Hash this site's own source, for the scripts that import it."""
    sources = (file.read_bytes() for file in sorted(PACKAGE.rglob("*.py")))
    return hashlib.sha256(b"\0".join(sources)).hexdigest()
