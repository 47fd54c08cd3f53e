"""What the index holds: its tables, and the rows that topics become."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from notes_site.study.content.library import Library, Question, Section, Topic
from notes_site.study.rendering import plain_text
from notes_site.study.search.about import bare, update_about
from notes_site.study.search.searched import asked_ref, list_searched, update_searched
from notes_site.study.search.words import (
    LETTERS,
    Language,
    find_words,
    fold,
    fold_in_place,
    language_of,
)

LONGER = "?"
"""Stands for a folded text whose letters are not where they were."""
Row = tuple[str, ...]

SCHEMA = """
CREATE TABLE IF NOT EXISTS topic(slug TEXT PRIMARY KEY, version TEXT, first INT, last INT);
CREATE VIRTUAL TABLE IF NOT EXISTS place USING fts5(
    slug UNINDEXED, anchor UNINDEXED, topic_title, heading, words, folded UNINDEXED,
    shown UNINDEXED, spelt UNINDEXED, tokenize = "{tokenizer}");
CREATE VIRTUAL TABLE IF NOT EXISTS question USING fts5(
    slug UNINDEXED, anchor UNINDEXED, title, body, shown UNINDEXED, spelt UNINDEXED,
    tokenize = "{tokenizer}");
CREATE VIRTUAL TABLE IF NOT EXISTS surface USING fts5(
    words, content = '', detail = none, columnsize = 0, tokenize = "{letters}");
INSERT INTO place(place, rank) VALUES ('rank', 'bm25(0, 0, 1.0, 4.0, 0.1)');
INSERT INTO question(question, rank) VALUES ('rank', 'bm25(0, 0, 2.0, 1.0)');
"""
"""`shown` has the texts where the index holds others, and `spelt` the words before stemming."""
VOCABULARY = """
DROP TABLE IF EXISTS term;
DROP TABLE IF EXISTS spelling;
CREATE VIRTUAL TABLE temp.listed USING fts5vocab(main, surface, row);
CREATE VIRTUAL TABLE temp.stemmer USING fts5(word, places, tokenize = "{}");
INSERT INTO stemmer SELECT term, doc FROM listed;
INSERT INTO stemmer SELECT word, places FROM temp.named WHERE word NOT IN (SELECT term FROM listed);
CREATE VIRTUAL TABLE temp.stem USING fts5vocab(temp, stemmer, instance);
CREATE TABLE term(word TEXT PRIMARY KEY, places INT, stem TEXT) WITHOUT ROWID;
INSERT INTO term SELECT word, places, call_it(stem.term)
    FROM stem JOIN stemmer ON stemmer.rowid = stem.doc WHERE stem.col = 'word';
CREATE INDEX term_stem ON term(stem, word, places);
CREATE VIRTUAL TABLE spelling USING fts5(word, places UNINDEXED, tokenize = 'trigram');
INSERT INTO spelling SELECT '^' || word || '$', places FROM term
    WHERE length(word) BETWEEN 3 AND 32 AND word GLOB '*[^0-9]*';
DROP TABLE temp.stem;
DROP TABLE temp.stemmer;
DROP TABLE temp.listed;
DROP TABLE temp.named;
"""
INSERT_PLACE = (
    "INSERT INTO place(rowid, slug, anchor, topic_title, heading, words, shown, spelt, folded) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
INSERT_QUESTION = (
    "INSERT INTO question(rowid, slug, anchor, title, body, shown, spelt) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
ADD_TO_SURFACE = "INSERT INTO surface(rowid, words) SELECT rowid, {} FROM {} WHERE {}"
TAKE_FROM_SURFACE = (
    "INSERT INTO surface(surface, rowid, words) SELECT 'delete', rowid, {} FROM {} WHERE {}"
)
WORDS = {
    "place": "iif(spelt = '', topic_title || ' ' || heading || ' ' || words, spelt)",
    "question": "iif(spelt = '', title || ' ' || body, spelt)",
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
    language = language_of(library.language)
    connection.executescript(SCHEMA.format(tokenizer=language.tokenizer, letters=LETTERS))
    connection.create_function("call_it", 1, language.stem, deterministic=True)
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
            _add_topic(connection, topic, versions[topic.slug], language)
    if not stored:
        connection.execute("INSERT INTO place(place) VALUES ('optimize')")
    connection.commit()
    _name_words(connection, library)
    connection.executescript(VOCABULARY.format(language.tokenizer))
    update_about(connection, library, language)
    update_searched(connection, library, count_rows(library))


def count_rows(library: Library) -> int:
    """Count the places and the questions."""
    answers = sum(len(topic.answers) for topic in library.topics)
    return len(library.askable) + len(library.topics) + len(library.reading_order) + answers


def _name_words(connection: Any, library: Library) -> None:
    """List the words of names and phrases: people type those that no text has, too."""
    names = [name for term in library.glossary for name in (term.name, *term.also)]
    phrases = [" ".join(phrases) for _, phrases in list_searched(library)]
    named = Counter(word for one in phrases for word in set(find_words(one)))
    named |= Counter({word for name in names for word in find_words(name)})
    connection.execute("CREATE TABLE temp.named(word TEXT PRIMARY KEY, places INT)")
    connection.executemany("INSERT INTO temp.named VALUES (?, ?)", sorted(named.items()))
    connection.commit()


def _add_topic(connection: Any, topic: Topic, version: str, language: Language) -> None:
    """Store a topic's rows under numbers that follow each other, so that they are found again."""
    first = connection.execute("SELECT coalesce(max(last), 0) + 1 FROM topic").fetchone()[0]
    places = [_topic_row(topic, language)]
    places += [_section_row(topic, one, one.anchor, language) for one in topic.sections]
    places += [
        _section_row(topic, answer, asked_ref(topic, one, answer).anchor, language)
        for one, answer in topic.answered
    ]
    questions = [_question_row(question, language) for question in topic.askable]
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


def _topic_row(topic: Topic, language: Language) -> Row:
    words = f"{topic.summary}\n{plain_text(topic.intro)}"
    texts = _prepare((topic.title, topic.title, words), language)
    return topic.slug, "", *texts, _folded(words)


def _section_row(topic: Topic, section: Section, anchor: str, language: Language) -> Row:
    words = plain_text(section.blocks)
    texts = _prepare((topic.title, bare(section.title), words), language)
    return topic.slug, anchor, *texts, _folded(words)


def _prepare(texts: Row, language: Language) -> Row:
    """Return texts as the index holds them, as they are shown and as they are spelt.

    The latter two are "" where nothing else is held than what is shown.
    """
    held = tuple(map(language.prepare, texts))
    shown = "" if held == texts else json.dumps(texts, ensure_ascii=False)
    return *held, shown, "" if language.is_english else fold("\n".join(texts))


def _folded(words: str) -> str:
    """Return what small letters alone don't make of a text; "" where they do.

    LONGER, where letters don't stay in their places: whoever marks words folds them anew.
    """
    folded, places = fold_in_place(words)
    if places is not None:
        return LONGER
    return "" if folded == words.lower() else folded


def _question_row(question: Question, language: Language) -> Row:
    """What stands above the answer, and the section that teaches it."""
    see = question.see
    texts = bare(question.title), plain_text(question.stem)
    return see.slug, see.anchor, *_prepare(texts, language)
