"""Finding places and questions: exactly, in other forms, misspelt, or in part."""

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from notes_site.study.content.library import Library
from notes_site.study.search.found import Found, Hit, QuestionHit, Snippet
from notes_site.study.search.index import open_index_in_memory, open_kept_index
from notes_site.study.search.query import (
    QueryTerm,
    any_word,
    expressions,
    heading_likeness,
    parse_query,
)
from notes_site.study.search.spelling import Vocabulary

Limits = tuple[int, int]
"""How many places, and how many questions."""
MARK_START, MARK_END = "\x02", "\x03"
FEW_HITS = 2
RANKED = 30
"""How many of the best by rank are then set in order by their headings too."""
LIKENESS_WEIGHT = 2.0
PLACES = (
    "SELECT rowid, slug, anchor, topic_title, heading, rank "
    "FROM place WHERE place MATCH ? ORDER BY rank LIMIT ?"
)
SNIPPET = "SELECT snippet(place, 4, ?, ?, '…', 30) FROM place WHERE place MATCH ? AND rowid = ?"
QUESTIONS = (
    "SELECT slug, anchor, highlight(question, 2, ?, ?) "
    "FROM question WHERE question MATCH ? ORDER BY rank LIMIT ?"
)


class SearchIndex:
    """The index of one library: headings weigh more than text, every word must occur."""

    def __init__(self, library: Library, driver: ModuleType, folder: Path | None = None) -> None:
        """Have a library's index ready in the folder, where one is given (PEP 249 `driver`)."""
        self._lock = threading.Lock()
        self._library, self._driver, self._folder = library, driver, folder
        kept = self._open_kept()
        self.is_kept = kept is not None
        if kept:
            kept.close()

    @cached_property
    def _connection(self) -> Any:
        """The index, opened by a process's first search: no connection crosses a fork."""
        kept = self._open_kept()
        self.is_kept = kept is not None
        return kept if self.is_kept else open_index_in_memory(self._library, self._driver)

    def _open_kept(self) -> Any | None:
        if self._folder is None:
            return None
        return open_kept_index(self._library, self._driver, self._folder)

    def find(self, query: str, most: int, most_questions: int = 5) -> Found:
        """Return the best places and questions for what somebody typed, be it what it may."""
        terms, limits = parse_query(query), (most, most_questions)
        if not terms:
            return Found()
        with self._lock:
            try:
                return self._find(terms, limits)
            except self._driver.DatabaseError:
                if not self.is_kept:
                    raise
                self._connection.close()  # the file was damaged after it was opened
                self._connection = open_index_in_memory(self._library, self._driver)
                self.is_kept = False
                return self._find(terms, limits)

    def close(self) -> None:
        opened = vars(self).pop("_connection", None)
        if opened:
            opened.close()

    def _find(self, terms: tuple[QueryTerm, ...], limits: Limits) -> Found:
        vocabulary = Vocabulary(self._connection)
        found = self._match_all(terms, vocabulary, limits)
        if found:
            few = len(found.hits) < FEW_HITS
            return replace(found, suggestion=_suggest(terms, vocabulary) if few else "")
        meant = _correct(terms, vocabulary)
        corrected = _text(meant) if meant != terms else ""
        found = self._match_all(meant, vocabulary, limits) if corrected else found
        if found:
            return replace(found, corrected=corrected)
        found = self._match(any_word(meant, vocabulary.beginnings), meant, limits)
        return replace(found, corrected=corrected if found else "", is_partial=bool(found))

    def _match_all(
        self, terms: tuple[QueryTerm, ...], vocabulary: Vocabulary, limits: Limits
    ) -> Found:
        for expression in expressions(terms, vocabulary.beginnings):
            if found := self._match(expression, terms, limits):
                return found
        return Found()

    def _match(self, expression: str, terms: tuple[QueryTerm, ...], limits: Limits) -> Found:
        places = self._connection.execute(PLACES, (expression, RANKED)).fetchall()
        questions = self._connection.execute(
            QUESTIONS, (MARK_START, MARK_END, expression, limits[1])
        ).fetchall()

        def rank(row: Any) -> float:
            return float(row[-1] * (1 + LIKENESS_WEIGHT * heading_likeness(row[4], terms)))

        hits = [self._hit(row, expression) for row in sorted(places, key=rank)[: limits[0]]]
        return Found(
            tuple(hits),
            tuple(
                QuestionHit(slug, anchor, _split_marks(title)) for slug, anchor, title in questions
            ),
        )

    def _hit(self, row: Any, expression: str) -> Hit:
        number, *names, _ = row
        arguments = (MARK_START, MARK_END, expression, number)
        snippet = self._connection.execute(SNIPPET, arguments).fetchone()[0]
        slug, anchor, topic_title, heading = names
        return Hit(slug, anchor, topic_title, heading, _split_marks(snippet))


class ChangeWord(Protocol):
    """Returns what stands in a word's place; `is_open` where the word was being typed."""

    def __call__(self, word: str, *, is_open: bool) -> str: ...


def _correct(terms: Sequence[QueryTerm], vocabulary: Vocabulary) -> tuple[QueryTerm, ...]:
    """Replace each word that occurs nowhere by the one that was meant, where one is near."""

    def meant(word: str, *, is_open: bool) -> str:
        if vocabulary.knows(word, is_open=is_open):
            return word
        return vocabulary.correct(word, is_open=is_open) or word

    return tuple(_each_word(term, meant) for term in terms)


def _suggest(terms: Sequence[QueryTerm], vocabulary: Vocabulary) -> str:
    """Return the query with rare words replaced by much commoner ones; "" where there are none."""

    def commoner(word: str, *, is_open: bool) -> str:
        is_begun = is_open and not vocabulary.count(word)
        return word if is_begun else vocabulary.commoner(word) or word

    changed = tuple(_each_word(term, commoner) for term in terms)
    return _text(changed) if changed != tuple(terms) else ""


def _text(terms: Sequence[QueryTerm]) -> str:
    return " ".join(term.text for term in terms)


def _each_word(term: QueryTerm, change: ChangeWord) -> QueryTerm:
    if term.is_quoted:
        return term
    last = len(term.words) - 1
    words = enumerate(term.words)
    return term.with_words(
        [change(word, is_open=term.is_open and at == last) for at, word in words]
    )


def _split_marks(text: str) -> Snippet:
    return Snippet(tuple(re.split(f"[{MARK_START}{MARK_END}]", text)))
