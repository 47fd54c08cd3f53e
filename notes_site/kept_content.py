"""The last good content, kept whole in the data folder for a start that finds mistakes.

A copy is a folder `kept-content/<key>/<number>-<hash>/`: the key is of the content folder's path,
the hash of the manifest, which has a hash of every file. So what was written by half or altered is
never taken for a copy. The manifest has the times and sizes of the files, too: by these a start
tells that a copy is still there, which would else read all of it to serve none of it. Copies are
written once and only ever removed, without any lock: who reads one checks it afterwards, and looks
for a newer one where it is gone.
"""

import hashlib
import json
import logging
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from notes_site.study.content.library import Library
from notes_site.study.content.loading import Loaded
from notes_site.study.text.problems import Problem

logger = logging.getLogger(__name__)

NAME = re.compile(r"^[0-9]{8}-[0-9a-f]{32}$")
MANIFEST, FILES = "manifest.json", "files"
DRAFT, REMOVED = ".draft-", ".removed-"
OLDEST_DRAFT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was whole when it was looked at: its files, what they are of, and since when."""

    folder: Path
    seen: str
    kept_at: datetime

    @property
    def files(self) -> Path:
        return self.folder / FILES


class KeptContent:
    """Keeps the newest good copy of one content folder; any number of processes may do so."""

    def __init__(self, data_dir: Path, content_dir: Path, load: Callable[[Path], Loaded]) -> None:
        key = hashlib.sha256(str(content_dir).encode()).hexdigest()[:16]
        self._content_dir = content_dir
        self._root = data_dir / "kept-content" / key
        self._load = load
        self._seen = ""

    def load(self) -> Loaded:
        """Read the content; where it has a mistake, and a good copy is kept, read that instead.

        The copy comes with the mistakes of the content.
        """
        self._seen = self._look()
        loaded = self._load_safely(self._content_dir)
        for copy in self._find_copies(self._find) if loaded.errors else ():
            found = self._load_safely(copy.files)
            if not found.errors and self._find(copy.folder.name) == copy:  # still there, all of it
                return replace(found, problems=loaded.problems, kept_at=copy.kept_at)
        return loaded

    def keep(self, now: datetime) -> None:
        """Keep the content as it was loaded, which was good, unless the newest copy is of it.

        A folder that can't be written costs the copy, not the start.
        """
        try:
            newest = next(self._find_copies(self._glance_at), None)
            if newest is None or newest.seen != self._seen:
                self._write(now)
        except OSError as error:
            logger.warning(
                "No copy of the content can be kept in %s (%s); "
                "while there is none, a start that finds a mistake is refused.",
                self._root,
                error.strerror or error,
            )

    def _look(self) -> str:
        """Name the state of the content folder: another one as soon as any file was edited."""
        try:
            return _name_state(self._content_dir)
        except OSError:
            return secrets.token_hex(16)  # never seen before or again

    def _load_safely(self, folder: Path) -> Loaded:
        """Read a folder; what nobody foresaw is a mistake in it like any other."""
        try:
            return self._load(folder)
        except Exception as error:
            if not isinstance(error, OSError):
                logger.exception("Reading the content failed")
            reason = f"{type(error).__name__}: {error}"
            problem = Problem(str(folder), 1, f"this folder can't be read ({reason})")
            nothing = Library("", "", "", (), ())
            return Loaded(folder, nothing, nothing, (problem,), "")

    def _find_copies(self, find: Callable[[str], Copy | None]) -> Iterator[Copy]:
        """Yield the whole copies, the newest first, and those that are kept meanwhile."""
        tried: set[str] = set()
        while untried := set(self._names()) - tried:
            name = max(untried)
            tried.add(name)
            if copy := find(name):
                yield copy
            elif (self._root / name).exists():
                logger.warning("The copy of the content in %s is damaged.", self._root / name)

    def _names(self) -> list[str]:
        """Return the names of all copies, the oldest first."""
        try:
            return sorted(one.name for one in self._root.iterdir() if NAME.match(one.name))
        except OSError:
            return []

    def _find(self, name: str) -> Copy | None:
        """Return a copy that is whole; None where anything of it is missing, added or altered."""
        return self._open(name, lambda files, manifest: _hash_files(files) == manifest["files"])

    def _glance_at(self, name: str) -> Copy | None:
        """Return a copy none of whose files is missing, added, or written to since."""
        return self._open(name, lambda files, manifest: _name_state(files) == manifest["state"])

    def _open(self, name: str, is_same: Callable[[Path, dict[str, Any]], bool]) -> Copy | None:
        folder = self._root / name
        try:
            data = (folder / MANIFEST).read_bytes()
            if name.partition("-")[2] != _hash(data):
                return None
            manifest = json.loads(data)
            copy = Copy(folder, manifest["seen"], datetime.fromisoformat(manifest["kept_at"]))
            return copy if is_same(copy.files, manifest) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, now: datetime) -> None:
        """Write a copy aside, give it its name when it is whole, and remove the older ones."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._root / f"{DRAFT}{secrets.token_hex(8)}"
        number = max(map(_number, self._names()), default=0) + 1
        try:
            for path in _find_files(self._content_dir):
                _copy_file(self._content_dir / path, draft / FILES / path)
            manifest = {
                "of": str(self._content_dir),
                "seen": self._seen,
                "kept_at": now.isoformat(),
                "files": _hash_files(draft / FILES),
                "state": _name_state(draft / FILES),
            }
            data = json.dumps(manifest, indent=1).encode()
            (draft / MANIFEST).write_bytes(data)
            _flush(draft / MANIFEST)
            if self._look() != self._seen:
                return  # edited since it was read: nobody knows whether this is good
            draft.rename(self._root / f"{number:08}-{_hash(data)}")
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        self._tidy(number, now)

    def _tidy(self, newest: int, now: datetime) -> None:
        """Remove the copies older than the newest, each in one step, and what a crash left."""
        for name in self._names():
            if _number(name) < newest:
                with suppress(OSError):  # another process was quicker
                    (self._root / name).rename(self._root / f"{REMOVED}{secrets.token_hex(8)}")
        oldest = now.timestamp() - OLDEST_DRAFT_SECONDS
        for left in (*self._root.glob(f"{REMOVED}*"), *self._root.glob(f"{DRAFT}*")):
            with suppress(FileNotFoundError):
                if left.name.startswith(REMOVED) or left.stat().st_mtime < oldest:
                    shutil.rmtree(left, ignore_errors=True)


def _find_files(folder: Path) -> dict[str, os.stat_result]:
    """Find the plain files below a folder, by their path in it; hidden ones and links are none."""
    found: dict[str, os.stat_result] = {}
    waiting = [""]
    while waiting:
        place = waiting.pop()
        for entry in os.scandir(folder / place):
            path = f"{place}{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                found[path] = entry.stat(follow_symlinks=False)
    return found


def _name_state(folder: Path) -> str:
    """Name the times and sizes of the files below a folder: another one as soon as one is edited.

    Raises OSError where the folder can't be read.
    """
    stats = _find_files(folder).items()
    found = sorted((path, one.st_mtime_ns, one.st_size) for path, one in stats)
    return hashlib.sha256(repr(found).encode()).hexdigest()


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(source, target, follow_symlinks=False)
    _flush(target)


def _flush(file: Path) -> None:
    """Have a file whole on the disk, before the copy gets its name."""
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _number(name: str) -> int:
    return int(name.partition("-")[0])


def _hash_files(folder: Path) -> Mapping[str, str]:
    hashes = {}
    for path in sorted(_find_files(folder)):
        with (folder / path).open("rb") as file:
            hashes[path] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashes


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
