"""When each topic was last changed: what its author wrote, else what history remembers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from notes_site.study.content.library import Library

ReadLog = Callable[[], str]
"""Returns the history as `notes_site.git.LOG` asks for it; "" where there is none."""


def date_topics(library: Library, read_log: ReadLog) -> Library:
    """Fill in the days that topics don't say themselves."""
    if all(topic.changed_on for topic in library.topics):
        return library
    days = read_days(read_log())
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
