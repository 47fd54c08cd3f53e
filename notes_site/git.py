"""The one place that runs git: it only reads, and a folder's own repository runs nothing here.

A content folder may come from somebody else, and the settings in its `.git` may name programs.
So only four commands are used, `rev-parse`, `ls-tree`, `cat-file --batch` and `log --name-only`:
even with all of OFF, `show`, `diff` and `log -p` ran the folder's filters and textconv programs.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

SECONDS = 30
SECONDS_AT_START = 5
OFF = (
    *("-c", "core.fsmonitor=", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "protocol.allow=never", "-c", "log.showSignature=false"),
    *("-c", "core.quotePath=false", "-c", "safe.directory=*"),  # nothing runs, whoever owns it
)
ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",  # a folder's protocol.ext.allow would win over protocol.allow
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "LC_ALL": "C.UTF-8",
}
LOG = ("log", "--relative", "--name-only", "--no-renames", "--format=%x00%cs %D", "--", ".")
"""A commit starts with NUL, its day, and a word where a shallow clone ends; then come its files."""


class GitError(Exception):
    """Why git gave no answer, in one line."""


def read_log(folder: Path) -> str:
    """Return the history of a folder as LOG says; "" where there is no git, or no repository."""
    try:
        return _ask(folder, *LOG, seconds=SECONDS_AT_START).decode("utf-8", "replace")
    except GitError:
        return ""


def read_head(folder: Path) -> str:
    """Return the short name of the last commit."""
    return _ask(folder, "rev-parse", "--short", "--verify", "HEAD").decode().strip()


def list_blobs(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the path of each file below the folder in the last commit, and git's name for it."""
    listed = _ask(folder, "ls-tree", "-r", "-z", "HEAD").decode("utf-8", "replace")
    for entry in filter(None, listed.split("\0")):
        facts, _, path = entry.partition("\t")
        yield path, facts.split()[2]


def read_blobs(folder: Path, blobs: Sequence[str]) -> Iterator[str]:
    """Yield the texts of files by git's names; each comes after a line that ends in its size."""
    rest = _ask(folder, "cat-file", "--batch", given="\n".join(blobs).encode())
    for blob in blobs:
        head, _, rest = rest.partition(b"\n")
        size = head.split()[-1:]
        if not size or not size[0].isdigit():
            raise GitError(f"{blob} is missing from its repository")
        yield rest[: int(size[0])].decode("utf-8", "replace")
        rest = rest[int(size[0]) + 1 :]


def _ask(folder: Path, *words: str, given: bytes = b"", seconds: int = SECONDS) -> bytes:
    """Run one of the four commands; `-C`, since a PATH of "." would else find the folder's git."""
    known = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands
            ["git", "--no-pager", *OFF, "-C", str(folder), *words],  # noqa: S607 - the host's git
            env=known | ENVIRONMENT,
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except OSError:
        raise GitError("there is no git here") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git gave no answer in {seconds} seconds") from None
    if done.returncode:
        raise GitError(_explain(done.stderr.decode("utf-8", "replace")))
    return done.stdout


def _explain(complaint: str) -> str:
    if "not a git repository" in complaint:
        return "the folder is in no git checkout"
    if "Needed a single revision" in complaint:
        return "nothing is committed yet"
    said = [line for line in complaint.splitlines() if line and not line.startswith("warning:")]
    return said[0] if said else "git failed"
