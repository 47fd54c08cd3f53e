"""Finding places and questions: all the words first, then most of them, misspelt ones meant."""

import json
import re
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from notes_site.study.content.library import Library
from notes_site.study.search.found import Found, Hit, QuestionHit, Snippet
from notes_site.study.search.index import open_index_in_memory, open_kept_index
from notes_site.study.search.other_names import OtherNames, find_other_names, read_other_names
from notes_site.study.search.passages import Forms, find_shown, mark
from notes_site.study.search.query import QueryTerm, parse_query
from notes_site.study.search.ranking import Ranking, from_all_to_one
from notes_site.study.search.spelling import Vocabulary
from notes_site.study.search.tables import count_rows
from notes_site.study.search.wanted import Wanted, find_wanted
from notes_site.study.search.words import Words, find_words, language_of

Limits = tuple[int, int]
"""How many places, and how many questions."""
MARK_START, MARK_END = "\x02", "\x03"
FEW_HITS = 2
FEWEST_ASKED = 3
"""So many words that begin a question of interviews lead to it, whatever else they say."""
QUESTIONS = (
    "SELECT slug, anchor, highlight(question, 2, ?, ?), shown "
    "FROM question WHERE question MATCH ? ORDER BY rank LIMIT ?"
)


class SearchIndex:
    """The index of one library: what a place is about weighs more than what it mentions."""

    def __init__(self, library: Library, driver: ModuleType, folder: Path | None = None) -> None:
        """Have a library's index ready in the folder, where one is given (PEP 249 `driver`)."""
        self._lock = threading.Lock()
        self._library, self._driver, self._folder = library, driver, folder
        self._names = read_other_names(library)
        self._rows = count_rows(library)
        self._language = language_of(library.language)
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
        terms, limits, typed = parse_query(query), (most, most_questions), find_words(query)
        if not terms:
            return Found()
        with self._lock:
            try:
                return self._find(terms, limits, typed)
            except self._driver.DatabaseError:
                if not self.is_kept:
                    raise
                self._connection.close()  # the file was damaged after it was opened
                self._connection = open_index_in_memory(self._library, self._driver)
                self.is_kept = False
                return self._find(terms, limits, typed)

    def close(self) -> None:
        opened = vars(self).pop("_connection", None)
        if opened:
            opened.close()

    def _find(self, terms: tuple[QueryTerm, ...], limits: Limits, typed: Words) -> Found:
        vocabulary = Vocabulary(self._connection, self._language)
        meant = _correct(terms, vocabulary, self._names)
        wanted = find_wanted(meant, vocabulary, self._names, self._rows)
        ranked = Ranking(self._connection, wanted).rank(limits[0])
        questions = self._find_questions(wanted, limits[1])
        if not ranked.hits and not questions:
            return Found()
        are_whole = all(vocabulary.has(term.words) for term in meant if term.is_quoted)
        corrected = _text(meant) if meant != terms else ""
        is_rare = ranked.complete < FEW_HITS and not corrected
        return Found(
            tuple(sorted(ranked.hits, key=lambda hit: not _is_asked(hit, typed))),
            questions,
            corrected,
            _suggest(terms, vocabulary) if is_rare else "",
            ranked.complete == 0 or not are_whole,
        )

    def _find_questions(self, wanted: Sequence[Wanted], most: int) -> tuple[QuestionHit, ...]:
        """Return questions that have all the words, or as many as any have."""
        for some in from_all_to_one([want.weight for want in wanted]):
            expressions = [wanted[number].expression for number in some]
            if all(expressions):
                asked = (MARK_START, MARK_END, " AND ".join(expressions), most)
                if rows := self._connection.execute(QUESTIONS, asked).fetchall():
                    forms = [want.forms for want in wanted]
                    return tuple(
                        QuestionHit(slug, anchor, _mark_title(title, shown, forms))
                        for slug, anchor, title, shown in rows
                    )
        return ()


def _is_asked(hit: Hit, typed: Words) -> bool:
    """Tell whether a question of interviews begins with all that was typed, word by word."""
    words = find_words("".join(hit.heading.parts)) if hit.about else ()
    return len(typed) >= FEWEST_ASKED and words[: len(typed)] == typed


class ChangeWord(Protocol):
    """Returns what stands in a word's place; `is_open` where the word was being typed."""

    def __call__(self, word: str, *, is_open: bool) -> str: ...


def _correct(
    terms: Sequence[QueryTerm], vocabulary: Vocabulary, names: OtherNames
) -> tuple[QueryTerm, ...]:
    """Replace each word that occurs nowhere by the one that was meant, where one is near."""

    def meant(word: str, *, is_open: bool) -> str:
        if vocabulary.knows(word, is_open=is_open):
            return word
        if any(all(map(vocabulary.count, one)) for one in find_other_names([word], names)[0]):
            return word
        return vocabulary.split(word) or vocabulary.correct(word, is_open=is_open) or word

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


def _mark_title(marked: str, shown: str, forms: Sequence[Sequence[Forms]]) -> Snippet:
    """Mark what was found in a title: as the index does it, unless that holds other words."""
    if not shown:
        return _split_marks(marked)
    title = json.loads(shown)[0]
    return mark(title, find_shown(title, forms))


def _split_marks(text: str) -> Snippet:
    return Snippet(tuple(re.split(f"[{MARK_START}{MARK_END}]", text)))
