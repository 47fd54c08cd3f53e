"""Folders beside a topic: readers take one along as a single file, and topics show pieces of it."""

import hashlib
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from notes_site.study.content.files import Beside
from notes_site.study.text.blocks import Download
from notes_site.study.text.problems import Report

MOST_FILES = 100
MOST_BYTES = 1_000_000
"""Of all files of a folder together."""
NOT_TAKEN = "__pycache__"
ELSEWHERE = frozenset("\\:")
"""In names: what begins another folder or another disk on Windows."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file, the first that a ZIP can say: equal folders become equal files."""


def find_folders(topic_folder: Path) -> Iterator[Path]:
    """Yield the folders beside a topic in order; hidden ones and links are none."""
    for entry in sorted(topic_folder.iterdir()):
        if entry.is_dir() and not entry.is_symlink() and _is_taken(entry.name):
            yield entry


def find_files(folder: Path) -> Mapping[str, Path]:
    """Find the plain files below a folder by their path in it; hidden ones and links are none.

    Stops soon after MOST_FILES.
    """
    found: dict[str, Path] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(filter(_is_taken, folders))
        for file in (Path(place, name) for name in sorted(names) if _is_taken(name)):
            if file.is_file() and not file.is_symlink():
                found[file.relative_to(folder).as_posix()] = file
        if len(found) > MOST_FILES:
            break
    return found


def read_folder(folder: Path) -> Mapping[str, bytes] | None:
    """Return what is taken along of a folder; None where that is nothing, or too much.

    None, too, where a file went meanwhile, or this user may not read it.
    """
    files = {} if folder.is_symlink() else find_files(folder)
    try:
        size = sum(file.stat().st_size for file in files.values())
        if not 0 < len(files) <= MOST_FILES or size > MOST_BYTES:
            return None
        return {path: file.read_bytes() for path, file in files.items()}
    except OSError:
        return None


def hash_files(files: Mapping[str, bytes]) -> str:
    """Name the content of a folder: another as soon as a file has another name or other bytes."""
    seen = hashlib.sha256()
    for path, data in files.items():
        seen.update(repr((path, len(data))).encode() + data)
    return seen.hexdigest()[:32]


def look_at_folders(topic_folder: Path) -> bytes:
    """Return what changes when a file in a folder beside a topic does."""
    seen = hashlib.sha256()
    with suppress(OSError):  # gone meanwhile: the next look differs
        for folder in find_folders(topic_folder):
            files = read_folder(folder)
            seen.update(repr((folder.name, files and hash_files(files))).encode())
    return seen.digest()


def pack(name: str, files: Mapping[str, bytes]) -> bytes:
    """Make a ZIP of files, in one folder of that name; of equal files equal bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(f"{name}/{path}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def fill_download(download: Download, beside: Beside, report: Report) -> Download:
    """Return a download with what it holds; report where that is nothing, or too much."""
    files = read_folder(beside.folder / download.folder)
    if files is None:
        most = f"1 to {MOST_FILES} files of at most {MOST_BYTES:,} bytes together"
        report(download.line, f"{download.folder}/ is no folder beside this file with {most}")
        return download
    return replace(download, files=len(files), digest=hash_files(files))


def _is_taken(name: str) -> bool:
    """Leave out, too, names that lead elsewhere on another system, or that it can't write."""
    is_plain = name.isprintable() and not ELSEWHERE.intersection(name)
    return is_plain and not name.startswith(".") and name != NOT_TAKEN
