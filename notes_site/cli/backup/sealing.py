"""Sealing a backup with age (age-encryption.org), which Debian and others have as a package.

Its files are sealed in pieces that are each authenticated, to one key or several, and opened by
`age --decrypt` on any machine, with or without this site. The key file is what `age-keygen` makes,
or only the public half of it: then this machine can't read its own backups.
"""

import subprocess
from pathlib import Path

HEAD = b"age-encryption.org/"
PRIVATE_HALF = "AGE-SECRET-KEY-"


class SealError(Exception):
    """Why nothing was sealed or opened, in one line."""


def is_sealed(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(HEAD)) == HEAD


def can_open(key_file: Path) -> bool:
    """Tell whether a key file has the secret half, too."""
    try:
        lines = key_file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SealError(f"the key file {key_file} can't be read: {reason}") from None
    return any(line.startswith(PRIVATE_HALF) for line in lines)


def seal(source: Path, target: Path, key_file: Path) -> None:
    by = "--identity" if can_open(key_file) else "--recipients-file"
    _run_age("--encrypt", by, str(key_file), "--output", str(target), str(source))


def unseal(source: Path, target: Path, key_file: Path) -> None:
    """Open a sealed file; raises SealError for another's key, or where a byte is not as sealed."""
    if not can_open(key_file):
        raise SealError(f"{key_file} has no secret half, which opens what is sealed")
    _run_age("--decrypt", "--identity", str(key_file), "--output", str(target), str(source))


def _run_age(*words: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed options, and files
            ["age", *words],  # noqa: S607 - the host's age
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,  # without a terminal it asks nobody for a passphrase
            check=False,
        )
    except OSError:
        raise SealError("age is not installed; on Debian: apt install age") from None
    if done.returncode:
        first = next(iter(done.stderr.splitlines()), "it said nothing")
        raise SealError(first.removeprefix("age: error: "))
