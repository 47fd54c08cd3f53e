"""The key that signs cookies, in the data folder, and those it took the place of.

A cookie is good for 30 days, so an older key is accepted for as long after it was replaced.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

FILE = "secret_key"
OLDER_FILE = "secret_key_fallbacks"
ACCEPTED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OlderKey:
    """A key that is accepted still, and since when nothing is signed with it."""

    secret: str
    replaced_at: datetime

    def is_over(self, now: datetime) -> bool:
        return now - self.replaced_at > ACCEPTED_FOR


def read_or_make(data_dir: Path) -> str:
    """Return the key; the first who asks makes it, at random. Raises OSError or ValueError."""
    file = data_dir / FILE
    if not file.exists():
        draft = _write(file, secrets.token_hex(32))
        try:
            with suppress(FileExistsError):  # another start was quicker: its key stands
                os.link(draft, file)
        finally:
            draft.unlink(missing_ok=True)
    return file.read_text(encoding="utf-8").strip()


def read_older(data_dir: Path, now: datetime | None = None) -> list[OlderKey]:
    """Return the keys that are accepted still, the newest first; with `now`, forget the others.

    Raises OSError or ValueError.
    """
    file = data_dir / OLDER_FILE
    if not file.exists():
        return []
    lines = (line.split() for line in file.read_text(encoding="utf-8").splitlines())
    found = [OlderKey(secret, datetime.fromisoformat(moment)) for moment, secret in lines]
    if now is None:
        return found
    accepted = [key for key in found if not key.is_over(now)]
    if accepted != found:
        with suppress(OSError):  # a full disk: they are accepted no more all the same
            _write_older(data_dir, accepted)
    return accepted


def rotate(data_dir: Path, now: datetime) -> list[OlderKey]:
    """Make a new key, and return those that are accepted beside it. Raises OSError or ValueError.

    The older one is kept before the new one takes its place: no crash costs anybody a session.
    """
    replaced = OlderKey(read_or_make(data_dir), now)
    older = [replaced, *read_older(data_dir, now)]
    _write_older(data_dir, older)
    _write(data_dir / FILE, secrets.token_hex(32)).replace(data_dir / FILE)
    return older


def _write_older(data_dir: Path, keys: list[OlderKey]) -> None:
    lines = [f"{key.replaced_at.isoformat(timespec='seconds')} {key.secret}\n" for key in keys]
    _write(data_dir / OLDER_FILE, "".join(lines)).replace(data_dir / OLDER_FILE)


def _write(file: Path, text: str) -> Path:
    """Write a file aside, whole on the disk and for this user alone; on a full disk, none."""
    draft = file.with_name(f".secret-{secrets.token_hex(8)}")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        with draft.open("w", encoding="utf-8") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft
