"""One backup: copied while the site runs, read again as a restore would, and only then named."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from notes_site.cli.backup import sealing
from notes_site.store.copies.backups import Held, check_copy, copy_database, note_backup

SCRATCH = ".backup-"
SCRATCH_IS_LEFT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made, and what of it was read again."""

    source: str
    file: Path
    held: Held
    seen: str


def make_backup(file: Path, key_file: Path | None, data_dir: Path, now: datetime) -> Made:
    """Make a backup, sealed where a key is given; until it was read again it is a hidden draft.

    Raises what copying, sealing and reading raise; then nothing is left behind.
    """
    draft = file.with_name(f".{file.name}.unread")
    try:
        if key_file:
            source, held, seen = _make_sealed(draft, key_file, data_dir, now)
        else:
            source = copy_database(draft)
            held, seen = check_copy(draft), "read again, and whole"
        draft.chmod(0o600)
        _put_on_disk(draft)
        draft.replace(file)
        _put_on_disk(file.parent)
    finally:
        draft.unlink(missing_ok=True)
    with suppress(OSError):  # a full disk is why one may be made
        note_backup(data_dir, file, now)
    return Made(source, file, held, seen)


def _make_sealed(
    draft: Path, key_file: Path, data_dir: Path, now: datetime
) -> tuple[str, Held, str]:
    """Seal a copy that never leaves the data folder, and open it again where the key is here."""
    is_ours = sealing.can_open(key_file)
    with scratch_folder(data_dir, now) as folder:
        source = copy_database(folder / "copy.db")
        held = check_copy(folder / "copy.db")
        sealing.seal(folder / "copy.db", draft, key_file)
        if not is_ours:
            return source, held, "read before it was sealed: the key that opens it is not here"
        sealing.unseal(draft, folder / "opened.db", key_file)
        if _hash(folder / "opened.db") != _hash(folder / "copy.db"):
            raise sealing.SealError("what was sealed is not what was copied")
    return source, held, "sealed, opened again, and whole"


@contextmanager
def scratch_folder(data_dir: Path, now: datetime) -> Iterator[Path]:
    """Make a folder beside the database for a while; remove what a killed command left there."""
    for left in data_dir.glob(f"{SCRATCH}*"):
        if now.timestamp() - left.stat().st_mtime > SCRATCH_IS_LEFT.total_seconds():
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=data_dir) as folder:
        yield Path(folder)


def _hash(file: Path) -> bytes:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def _put_on_disk(path: Path) -> None:
    """Wait until a file, or a name in a folder, outlives a power cut; Windows opens no folder."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
