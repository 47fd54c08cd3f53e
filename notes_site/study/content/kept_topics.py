"""Topics as they were parsed, kept in a folder that may be thrown away: a file for each.

A file begins with a hash of the code that parses, of the topic's files, and of what follows it.
So what is older, damaged or of other content is never taken; it is not even read as data, since
`marshal`, which runs nothing, may fail badly on bytes that it didn't write.
"""

import hashlib
import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from notes_site.study.content.folders import look_at_folders
from notes_site.study.content.library import Topic
from notes_site.study.content.links import Reference
from notes_site.study.content.packing import Packer
from notes_site.study.text.blocks import Excerpt

SEAL_BYTES = 32
OLDEST_UNUSED_SECONDS = 3600
"""What no topic of the content is kept in is removed after it: no start takes as long."""
LIBRARIES = ("google-re2", "PyYAML", "latex2mathml", "pillow")
SEEN = (".md", ".svg", ".toml", ".png", ".jpg", ".jpeg", ".webp", ".avif")
"""The endings of files that topics are read from."""
LARGE = (".mp3", ".m4a", ".ogg", ".opus", ".wav", ".mp4", ".webm", ".vtt")
"""Those of which a topic says no more than how large they are: looked at, and not read."""
ROOMS = ("content", "questions", "text")
"""What decides how a topic is parsed: these libraries, and the code in these rooms."""

StampSource = Callable[[str], str]
"""Takes what stands after `source:`; returns what changes when the file it names does."""


@dataclass(frozen=True, slots=True)
class ReadTopic:
    """A topic as it was read, and what it refers to."""

    topic: Topic
    references: tuple[Reference, ...]


class KeptTopics:
    """Keeps topics without a mistake of their own; any number of processes may use one folder."""

    def __init__(self, folder: Path, stamp_source: StampSource) -> None:
        self._folder = folder
        self._stamp_source = stamp_source
        self._packer = Packer(ReadTopic)

    def afresh(self) -> "KeptTopics":
        """Return one for one reading: code that several topics show is looked at once."""
        return KeptTopics(self._folder, cache(self._stamp_source))

    def is_empty(self) -> bool:
        """Tell whether nothing is kept that this version of the code has parsed."""
        return not any(self._folder.glob(f"*{_suffix()}"))

    def find(self, topic_folder: Path, content: bytes) -> ReadTopic | None:
        """Return the topic of a folder with this content; None where it must be parsed."""
        try:
            data = self._file(topic_folder).read_bytes()
            packed = memoryview(data)[SEAL_BYTES:]
            if data[:SEAL_BYTES] != _seal(content, packed):
                return None
            read: ReadTopic
            stamps, read = self._packer.unpack(marshal.loads(packed))  # noqa: S302 - sealed: ours
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            return None  # absent, or damaged with its hash
        return read if stamps == self._stamps(read.topic) else None

    def keep(self, topic_folder: Path, content: bytes, read: ReadTopic) -> None:
        """Keep a topic that was parsed from this content, unless the content changed meanwhile."""
        try:
            packed = marshal.dumps(self._packer.pack((self._stamps(read.topic), read)))
        except (TypeError, ValueError):
            return  # a kind holds what can't be packed: its topics are parsed at every start
        target = self._file(topic_folder)
        draft = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}.draft")
        if look_at_topic(topic_folder) != content:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(_seal(content, packed) + packed)
            draft.replace(target)
        except OSError:  # a full disk costs speed, not the topic
            with suppress(OSError):
                draft.unlink()

    def tidy(self, topic_folders: Iterable[Path], now: float) -> None:
        """Remove what is kept of topics that are gone, and what a crash left half written.

        `now` is in seconds since 1970. What another process wrote just now stays.
        """
        with suppress(OSError):  # nothing was ever kept
            used = {self._file(one).name for one in topic_folders}
            for file in (one for one in self._folder.iterdir() if one.name not in used):
                with suppress(OSError):  # another process was quicker
                    if file.stat().st_mtime < now - OLDEST_UNUSED_SECONDS:
                        file.unlink()

    def _file(self, topic_folder: Path) -> Path:
        return self._folder / f"{topic_folder.name}{_suffix()}"

    def _stamps(self, topic: Topic) -> tuple[str, ...]:
        """Return what tells whether a piece of code that the topic shows has changed."""
        targets = (block.target for block in topic.blocks() if isinstance(block, Excerpt))
        return tuple(map(self._stamp_source, targets))


def look_at_topic(topic_folder: Path) -> bytes:
    """Return a hash of all that a topic is read from; b"" where it can't be read."""
    beside = look_at(topic_folder)
    return beside and beside + look_at_folders(topic_folder)


def look_at(topic_folder: Path) -> bytes:
    """Return a hash of the files beside a topic; b"" where it can't be read.

    The same for the folder of them all: of the files beside the topics.

    The times of files would be quicker to see, by a tenth of a millisecond, and less sure.
    """
    seen = hashlib.sha256()
    try:
        for entry in sorted(os.scandir(topic_folder), key=lambda entry: entry.name):
            if entry.name.lower().endswith(SEEN):
                is_plain = entry.is_file(follow_symlinks=False)
                data = Path(entry.path).read_bytes() if is_plain else b""
                seen.update(repr((entry.name, is_plain, len(data))).encode() + data)
            elif entry.name.endswith(LARGE):
                stat = entry.stat(follow_symlinks=False)
                seen.update(repr((entry.name, stat.st_size, stat.st_mtime_ns)).encode())
    except OSError:
        return b""
    return seen.digest()


def _seal(content: bytes, packed: bytes | memoryview) -> bytes:
    seal = hashlib.sha256(_parser_version() + content)
    seal.update(packed)
    return seal.digest()


def _suffix() -> str:
    return f".{_parser_version().hex()[:8]}.topic"


@cache
def _parser_version() -> bytes:
    """Change when the code changes that makes a topic of its files, or what it stands on."""
    libraries = ",".join((sys.version, *map(version, LIBRARIES)))
    seen = hashlib.sha256(libraries.encode())
    for module in _parsing_modules():
        seen.update(module.read_bytes())
    return seen.digest()


def _parsing_modules() -> Iterator[Path]:
    study = Path(__file__).parent.parent
    for room in ROOMS:
        yield from sorted((study / room).rglob("*.py"))
