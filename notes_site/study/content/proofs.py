"""The record of a check: with which versions the code of each topic was run."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from notes_site.study.content.library import Topic
from notes_site.study.text.problems import Report

CHECKED_FILE = "checked.json"


@dataclass(frozen=True, slots=True)
class Checked:
    """The text of a topic that was checked, by its hash, and what it was run with."""

    content_hash: str
    versions: tuple[str, ...]


Record = Mapping[str, Checked]
"""A topic's slug to its check."""


def read_record(text: str, report: Report) -> Record:
    """Read what `write_record` wrote."""
    try:
        given = json.loads(text)
        return {
            slug: Checked(str(one["hash"]), tuple(str(name) for name in one["with"]))
            for slug, one in given.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        report(1, "this is no record of a check; remove it, and run `content check --record`")
        return {}


def write_record(record: Record) -> str:
    lines = {slug: {"hash": one.content_hash, "with": one.versions} for slug, one in record.items()}
    return json.dumps(dict(sorted(lines.items())), indent=1, ensure_ascii=False) + "\n"


def add_versions(topics: Iterable[Topic], record: Record) -> tuple[Topic, ...]:
    """Tell each topic with what it was checked; one that was edited since was not."""
    return tuple(
        replace(topic, checked_with=found.versions)
        if (found := record.get(topic.slug)) and found.content_hash == topic.content_hash
        else topic
        for topic in topics
    )
