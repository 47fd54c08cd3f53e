"""Full text over the library, in an SQLite index that is made anew at every start."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from notes_site.study.library import Library, Section, Topic
from notes_site.study.rendering import plain_text

WORD = re.compile(r"\w+")
MOST_WORDS = 12
MARK_START, MARK_END = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text; `parts` alternate between plain and matching, plain first."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that matches: a topic, or one of its sections (then `anchor` is not "")."""

    slug: str
    anchor: str
    topic_title: str
    heading: str
    snippet: Snippet


class SearchIndex:
    """An FTS5 table in memory: headings weigh more than text, every word must occur."""

    def __init__(self, library: Library, connect: Callable[[], Any]) -> None:
        """Index a library; `connect` opens the in-memory database (PEP 249)."""
        self._lock = threading.Lock()
        self._connection = connect()
        self._connection.execute(
            "CREATE VIRTUAL TABLE place USING fts5("
            "slug UNINDEXED, anchor UNINDEXED, topic_title, heading, words, "
            "tokenize = \"unicode61 remove_diacritics 2 tokenchars '_'\", prefix = '2 3')"
        )
        self._connection.execute(
            "INSERT INTO place(place, rank) VALUES ('rank', 'bm25(0, 0, 4.0, 8.0, 1.0)')"
        )
        for topic in library.topics:
            rows = [_topic_row(topic), *(_section_row(topic, one) for one in topic.sections)]
            self._connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?)", rows)

    def find(self, query: str, limit: int) -> tuple[Hit, ...]:
        """Return the best places first; where no place has every word, those with any of them."""
        words = WORD.findall(query)[:MOST_WORDS]
        if not words:
            return ()
        quoted = [f'"{word}"' for word in words]
        quoted[-1] += "*"
        return self._match(" AND ".join(quoted), limit) or self._match(" OR ".join(quoted), limit)

    def close(self) -> None:
        self._connection.close()

    def _match(self, expression: str, limit: int) -> tuple[Hit, ...]:
        with self._lock:
            rows = self._connection.execute(
                "SELECT slug, anchor, topic_title, heading, snippet(place, 4, ?, ?, '…', 30) "
                "FROM place WHERE place MATCH ? ORDER BY rank LIMIT ?",
                (MARK_START, MARK_END, expression, limit),
            ).fetchall()
        return tuple(
            Hit(slug, anchor, topic_title, heading, _split_marks(words))
            for slug, anchor, topic_title, heading, words in rows
        )


def _split_marks(text: str) -> Snippet:
    return Snippet(tuple(re.split(f"[{MARK_START}{MARK_END}]", text)))


def _topic_row(topic: Topic) -> tuple[str, ...]:
    words = f"{topic.summary}\n{plain_text(topic.intro)}"
    return topic.slug, "", topic.title, topic.title, words


def _section_row(topic: Topic, section: Section) -> tuple[str, ...]:
    heading = section.title.replace("`", "").replace("*", "")
    return topic.slug, section.anchor, topic.title, heading, plain_text(section.blocks)
