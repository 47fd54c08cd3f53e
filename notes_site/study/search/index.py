"""The index: a file that only grows new by what changed, or memory where no file can be kept."""

import hashlib
import os
import shutil
import threading
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from notes_site.study.content.library import Library
from notes_site.study.search.tables import topic_version, update_tables
from notes_site.study.search.words import language_of

PROBES = ("place", "question", "spelling")
OLDEST_DRAFT_SECONDS = 3600


def open_kept_index(library: Library, driver: ModuleType, folder: Path) -> Any | None:
    """Open the library's index in the folder, made anew where need be; None where none can be kept.

    `driver` is the process's SQLite (PEP 249). Any number of processes may do this at once.
    """
    versions = _versions(library)
    named = (sorted(versions.items()), library.glossary)
    key = hashlib.sha256(repr(named).encode()).hexdigest()[:16]
    made_by = f"{_code_version()}-{language_of(library.language).version}"
    file = folder / f"search-{made_by}-{key}.db"
    connection = _open_file(file, versions, driver)
    if connection is None:
        with suppress(OSError, driver.Error):  # a full disk costs speed, not the search
            _make_file(file, library, versions, driver)
            connection = _open_file(file, versions, driver)
    return connection


def open_index_in_memory(library: Library, driver: ModuleType) -> Any:
    connection = driver.connect(":memory:", check_same_thread=False)
    update_tables(connection, library, _versions(library))
    return connection


def _versions(library: Library) -> dict[str, str]:
    return {topic.slug: topic_version(topic) for topic in library.topics}


def _open_file(file: Path, versions: dict[str, str], driver: ModuleType) -> Any | None:
    """Open a finished file, which nobody writes to; None where there is none or it is damaged."""
    if not file.is_file():
        return None
    address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    with suppress(driver.Error):
        connection = driver.connect(address, uri=True, check_same_thread=False)
        if _is_whole(connection, versions, driver):
            return connection
        connection.close()
    return None


def _is_whole(connection: Any, versions: dict[str, str], driver: ModuleType) -> bool:
    try:
        for name in PROBES:
            connection.execute(f"SELECT rowid FROM {name} WHERE {name} MATCH 'abc' LIMIT 1")  # noqa: S608
        return dict(connection.execute("SELECT slug, version FROM topic")) == versions
    except driver.Error:
        return False


def _make_file(file: Path, library: Library, versions: dict[str, str], driver: ModuleType) -> None:
    """Write the index to a draft, from an older one where there is one, and rename it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}.draft")
    try:
        _copy_older(file, draft)
        try:
            _update_file(draft, library, versions, driver)
        except driver.DatabaseError:
            draft.unlink(missing_ok=True)  # the older one was damaged
            _update_file(draft, library, versions, driver)
        with draft.open("rb+") as finished:
            os.fsync(finished.fileno())  # whole on the disk before it has its name
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    _tidy(file)


def _copy_older(file: Path, draft: Path) -> None:
    """Start from the newest index of other content; another process may be removing it.

    One of another language holds other words.
    """
    made_by = file.name.rpartition("-")[0]
    others = [one for one in file.parent.glob(f"{made_by}-*.db") if one != file]
    try:
        if others:
            shutil.copyfile(max(others, key=_modified), draft)
    except OSError:
        draft.unlink(missing_ok=True)


def _modified(file: Path) -> float:
    return file.stat().st_mtime


def _tidy(file: Path) -> None:
    """Remove older files, which who has them open goes on reading, and drafts left by a crash."""
    made = _modified(file)
    for other in file.parent.glob("search-*"):
        with suppress(OSError):  # gone already, or open where open files can't be removed
            is_draft = other.suffix == ".draft"
            if other != file and (not is_draft or _modified(other) < made - OLDEST_DRAFT_SECONDS):
                other.unlink()


def _update_file(
    draft: Path, library: Library, versions: dict[str, str], driver: ModuleType
) -> None:
    with closing(driver.connect(str(draft))) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        update_tables(connection, library, versions)


@lru_cache(maxsize=1)
def _code_version() -> str:
    """Change when the code changes that decides what an index holds."""
    package = Path(__file__).parent
    files = sorted([*package.glob("*.py"), *(package.parent / "rendering").glob("*.py")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]
