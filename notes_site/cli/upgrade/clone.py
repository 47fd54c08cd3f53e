"""What an upgrade asks of the clone's git: what is new, what would be lost, and a folder with it.

Unlike `git.py`, which reads folders of anybody, this is the host's own clone, with its settings.
"""

import subprocess
from pathlib import Path

from notes_site.config import ConfigError

REMOTE = "origin"


def find_commit(root: Path, ref: str) -> str:
    """Fetch, and return the commit that a tag or branch names; "" is the branch it follows."""
    _git(root, "fetch", "--quiet", "--tags", REMOTE)
    for name in (f"{REMOTE}/{ref}", ref) if ref else ("@{upstream}",):
        wanted = f"{name}^{{commit}}"
        if found := _ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted):
            return found
    if ref:
        raise ConfigError(f"There is no tag, branch or commit {ref}.")
    raise ConfigError("This clone follows no branch; name a tag, a branch or a commit by --to.")


def refuse_to_lose(current: Path, commit: str) -> None:
    """Refuse where somebody's own changes would be missing from the new version."""
    if changed := _git(current, "status", "--porcelain").splitlines():
        raise ConfigError(
            f"{current} has changes of its own, the first: {changed[0].strip()}; commit and push "
            "them, or, for a course of your own, set NOTES_CONTENT_DIR to a folder elsewhere."
        )
    own = ("rev-list", "--count", "HEAD", f"^{commit}", "--not", f"--remotes={REMOTE}", "--tags")
    if (count := _git(current, *own)) != "0":
        raise ConfigError(f"{current} has {count} commits that the new version lacks; push them.")


def head_of(version: Path) -> str:
    return _git(version, "rev-parse", "HEAD")


def add_version(root: Path, folder: Path, commit: str) -> None:
    """Put a commit's files into a folder of their own; one from an earlier try makes room."""
    remove_version(root, folder)
    _git(root, "worktree", "add", "--quiet", "--detach", str(folder), commit)


def remove_version(root: Path, folder: Path) -> None:
    if folder.exists():
        _git(root, "worktree", "remove", "--force", str(folder))
    _git(root, "worktree", "prune")


def _git(folder: Path, *words: str) -> str:
    try:
        done = _run(folder, *words)
    except OSError:
        raise ConfigError("There is no git here; an upgrade needs it.") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith(("fatal:", "error:"))]
        raise ConfigError(f"git {words[0]} failed ({said[0] if said else done.returncode}).")
    return done.stdout.strip()


def _ask(folder: Path, *words: str) -> str:
    """Return what git says; "" where it knows nothing of the kind."""
    return _run(folder, *words).stdout.strip()


def _run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed commands
