"""What the index holds: its tables, and the rows that topics become."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from notes_site.study.content.library import Library, Question, Section, Topic
from notes_site.study.rendering import plain_text
from notes_site.study.search.about import LETTERS, bare, update_about
from notes_site.study.search.searched import list_searched, update_searched
from notes_site.study.search.words import find_words, fold_in_place

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS topic(slug TEXT PRIMARY KEY, version TEXT, first INT, last INT);
CREATE VIRTUAL TABLE IF NOT EXISTS place USING fts5(
    slug UNINDEXED, anchor UNINDEXED, topic_title, heading, words, folded UNINDEXED,
    tokenize = "porter {LETTERS}");
CREATE VIRTUAL TABLE IF NOT EXISTS question USING fts5(
    slug UNINDEXED, anchor UNINDEXED, title, body, tokenize = "porter {LETTERS}");
CREATE VIRTUAL TABLE IF NOT EXISTS surface USING fts5(
    words, content = '', detail = none, columnsize = 0, tokenize = "{LETTERS}");
INSERT INTO place(place, rank) VALUES ('rank', 'bm25(0, 0, 1.0, 4.0, 0.1)');
INSERT INTO question(question, rank) VALUES ('rank', 'bm25(0, 0, 2.0, 1.0)');
"""  # noqa: S608 - constants
VOCABULARY = f"""
DROP TABLE IF EXISTS term;
DROP TABLE IF EXISTS spelling;
CREATE VIRTUAL TABLE temp.listed USING fts5vocab(main, surface, row);
CREATE VIRTUAL TABLE temp.stemmer USING fts5(word, places, tokenize = "porter {LETTERS}");
INSERT INTO stemmer SELECT term, doc FROM listed;
INSERT INTO stemmer SELECT word, places FROM temp.named WHERE word NOT IN (SELECT term FROM listed);
CREATE VIRTUAL TABLE temp.stem USING fts5vocab(temp, stemmer, instance);
CREATE TABLE term(word TEXT PRIMARY KEY, places INT, stem TEXT) WITHOUT ROWID;
INSERT INTO term SELECT word, places, stem.term
    FROM stem JOIN stemmer ON stemmer.rowid = stem.doc WHERE stem.col = 'word';
CREATE INDEX term_stem ON term(stem, word, places);
CREATE VIRTUAL TABLE spelling USING fts5(word, places UNINDEXED, tokenize = 'trigram');
INSERT INTO spelling SELECT '^' || word || '$', places FROM term
    WHERE length(word) BETWEEN 3 AND 32 AND word GLOB '*[^0-9]*';
DROP TABLE temp.stem;
DROP TABLE temp.stemmer;
DROP TABLE temp.listed;
DROP TABLE temp.named;
"""  # noqa: S608 - constants
INSERT_PLACE = (
    "INSERT INTO place(rowid, slug, anchor, topic_title, heading, words, folded) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
INSERT_QUESTION = "INSERT INTO question(rowid, slug, anchor, title, body) VALUES (?, ?, ?, ?, ?)"
ADD_TO_SURFACE = "INSERT INTO surface(rowid, words) SELECT rowid, {} FROM {} WHERE {}"
TAKE_FROM_SURFACE = (
    "INSERT INTO surface(surface, rowid, words) SELECT 'delete', rowid, {} FROM {} WHERE {}"
)
WORDS = {
    "place": "topic_title || ' ' || heading || ' ' || words",
    "question": "title || ' ' || body",
}
"""What a reader sees of each table's rows."""


def topic_version(topic: Topic) -> str:
    """Change when anything changes that the index holds of a topic."""
    told = [topic.content_hash]
    for one in topic.questions:
        told += one.id, one.content_hash, one.see.slug, one.see.anchor, one.retired
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def update_tables(connection: Any, library: Library, versions: dict[str, str]) -> None:
    """Take out topics that are gone or changed, put in those that are new or changed."""
    connection.executescript(SCHEMA)
    stored = {
        slug: (version, first, last)
        for slug, version, first, last in connection.execute("SELECT * FROM topic")
    }
    for slug, (version, *rows) in stored.items():
        if versions.get(slug) != version:
            _change_surface(connection, TAKE_FROM_SURFACE, rows)
            connection.execute("DELETE FROM place WHERE rowid BETWEEN ? AND ?", rows)
            connection.execute("DELETE FROM question WHERE rowid BETWEEN ? AND ?", rows)
            connection.execute("DELETE FROM topic WHERE slug = ?", (slug,))
    for topic in library.topics:
        if stored.get(topic.slug, ("",))[0] != versions[topic.slug]:
            _add_topic(connection, topic, versions[topic.slug])
    if not stored:
        connection.execute("INSERT INTO place(place) VALUES ('optimize')")
    connection.commit()
    _name_words(connection, library)
    connection.executescript(VOCABULARY)
    update_about(connection, library)
    update_searched(connection, library, count_rows(library))


def count_rows(library: Library) -> int:
    """Count the places and the questions."""
    return len(library.askable) + len(library.topics) + len(library.reading_order)


def _name_words(connection: Any, library: Library) -> None:
    """List the words of names and phrases: people type those that no text has, too."""
    names = [name for term in library.glossary for name in (term.name, *term.also)]
    phrases = [" ".join(phrases) for _, phrases in list_searched(library)]
    named = Counter(word for one in phrases for word in set(find_words(one)))
    named |= Counter({word for name in names for word in find_words(name)})
    connection.execute("CREATE TABLE temp.named(word TEXT PRIMARY KEY, places INT)")
    connection.executemany("INSERT INTO temp.named VALUES (?, ?)", sorted(named.items()))
    connection.commit()


def _add_topic(connection: Any, topic: Topic, version: str) -> None:
    """Store a topic's rows under numbers that follow each other, so that they are found again."""
    first = connection.execute("SELECT coalesce(max(last), 0) + 1 FROM topic").fetchone()[0]
    places = [_topic_row(topic), *(_section_row(topic, one) for one in topic.sections)]
    questions = [_question_row(question) for question in topic.askable]
    last = first + len(places) + len(questions) - 1
    numbers = iter(range(first, last + 1))
    for insert, rows in ((INSERT_PLACE, places), (INSERT_QUESTION, questions)):
        connection.executemany(insert, [(next(numbers), *row) for row in rows])
    _change_surface(connection, ADD_TO_SURFACE, (first, last))
    connection.execute("INSERT INTO topic VALUES (?, ?, ?, ?)", (topic.slug, version, first, last))


def _change_surface(connection: Any, change: str, rows: Sequence[int]) -> None:
    """Tell the list of words which rows came or go; it keeps no text of its own."""
    for table, words in WORDS.items():
        connection.execute(change.format(words, table, "rowid BETWEEN ? AND ?"), rows)


def _topic_row(topic: Topic) -> tuple[str, ...]:
    words = f"{topic.summary}\n{plain_text(topic.intro)}"
    return topic.slug, "", topic.title, topic.title, words, _folded(words)


def _section_row(topic: Topic, section: Section) -> tuple[str, ...]:
    words = plain_text(section.blocks)
    title = bare(section.title)
    return topic.slug, section.anchor, topic.title, title, words, _folded(words)


def _folded(words: str) -> str:
    """Return what small letters alone don't make of a text; "" where they do."""
    folded = fold_in_place(words)
    return "" if folded == words.lower() else folded


def _question_row(question: Question) -> tuple[str, ...]:
    """What stands above the answer, and the section that teaches it."""
    see = question.see
    return see.slug, see.anchor, bare(question.title), plain_text(question.stem)
