"""When each topic was last changed: what its author wrote, else what git remembers."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from notes_site.study.content.library import Library

LOG = (
    *("git", "--no-pager", "-c", "log.showSignature=false", "-c", "core.quotePath=false"),
    *("log", "--relative", "--name-only", "--no-renames", "--format=%x00%cs %D", "--", "."),
)
"""A commit starts with NUL, its day, and a word where a shallow clone ends; then come its files."""
SECONDS = 5


def date_topics(library: Library, folder: Path) -> Library:
    """Fill in the days that topics don't say themselves."""
    if all(topic.changed_on for topic in library.topics):
        return library
    days = read_days(_ask_git(folder))
    topics = (
        replace(topic, changed_on=topic.changed_on or days.get(topic.path.partition("/")[0]))
        for topic in library.topics
    )
    return replace(library, topics=tuple(topics))


def read_days(log: str) -> Mapping[str, date]:
    """Return the newest day of each folder; where history was cut off, nothing is known."""
    days: dict[str, date] = {}
    for commit in log.split("\0")[1:]:
        head, *files = commit.splitlines()
        day, _, names = head.partition(" ")
        if re.search(r"\bgrafted\b", names):
            continue
        for file in filter(None, files):
            days.setdefault(file.partition("/")[0], date.fromisoformat(day))
    return days


def _ask_git(folder: Path) -> str:
    """Return the history of a folder; "" where there is no git, or no repository."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            LOG,
            cwd=folder,
            env=known | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
