"""What somebody typed to what the index understands; whatever they typed, it stays words."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

PART = re.compile(r'(?<!\S)"(?P<phrase>[^"]+)"(?!\S)|(?P<chunk>\S+)')
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12
LONGEST_WORD = 40
SHORTEST_PREFIX = 2
FILLERS = {
    *("a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how"),
    *("i", "in", "is", "it", "my", "of", "on", "or", "the", "to", "was", "what", "when", "where"),
    *("which", "who", "why", "with", "you"),
}
"""Words of questions that say nothing about the place; left out where others remain."""

Beginnings = Callable[[str], Sequence[str]]
"""Returns the words of the index that begin so."""


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A word, a piece of code (`url_for`, several words) or a quoted phrase."""

    words: tuple[str, ...]
    text: str = ""
    """What was typed, in small letters."""
    is_quoted: bool = False
    is_open: bool = False
    """Whether the last word may go on: it was being typed when the query was sent."""

    def with_words(self, words: Sequence[str]) -> "QueryTerm":
        """Return the term with other words in the places of its own."""
        others = iter(words)
        text = WORD.sub(lambda typed: next(others, typed[0]), self.text)
        return replace(self, words=tuple(words), text=text)


def parse_query(text: str) -> tuple[QueryTerm, ...]:
    """Split a query into terms; "" and punctuation alone give none."""
    terms: list[QueryTerm] = []
    room = MOST_WORDS
    for part in PART.finditer(fold(text)):
        words = tuple(word[:LONGEST_WORD] for word in WORD.findall(part[0]))[:room]
        if words:
            terms.append(QueryTerm(words, part[0], is_quoted=part["phrase"] is not None))
            room -= len(words)
    if terms and text[-1:].isalnum():
        terms[-1] = replace(terms[-1], is_open=True)
    telling = tuple(term for term in terms if term.is_quoted or not FILLERS.issuperset(term.words))
    return telling or tuple(terms)


def fold(text: str) -> str:
    """Return the text as the index folds it: small letters without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


def heading_likeness(heading: str, terms: Sequence[QueryTerm]) -> float:
    """Return from 0 to 1 how much of a heading was asked for, and of what was asked stands in it.

    Twice the shared words over all words, fillers aside (Dice's coefficient).
    """
    asked = [word for term in terms for word in term.words]
    said = [word for word in WORD.findall(fold(heading)) if word not in FILLERS]
    shared = sum(max((_likeness(word, one) for one in asked), default=0) for word in said)
    return min(2 * shared / (len(asked) + len(said)), 1)


def _likeness(word: str, other: str) -> float:
    """The same word counts 1, one with the same beginning less."""
    if word == other:
        return 1
    pairs = enumerate(zip(word, other, strict=False))
    alike = next((at for at, (one, two) in pairs if one != two), min(len(word), len(other)))
    return 0.8 if alike >= max(3, min(len(word), len(other)) - 2) else 0


ReadCode = Callable[[QueryTerm, Beginnings], str]


def expressions(terms: Sequence[QueryTerm], beginnings: Beginnings) -> Iterator[str]:
    """Yield what to look for, the strictest first: every term, its code whole, in pairs, apart."""
    for read_code in (_whole, _pairs, _apart):
        yield " AND ".join(_term(term, beginnings, read_code) for term in terms)
        if all(len(term.words) == 1 or term.is_quoted for term in terms):
            return


def any_word(terms: Sequence[QueryTerm], beginnings: Beginnings) -> str:
    """Return the expression for places that have at least one word of them."""
    words = [
        QueryTerm((word,), is_open=term.is_open and word == term.words[-1])
        for term in terms
        for word in term.words
    ]
    telling = [term for term in words if term.words[0] not in FILLERS] or words
    return " OR ".join(_term(term, beginnings, _whole) for term in telling)


def _term(term: QueryTerm, beginnings: Beginnings, read_code: ReadCode) -> str:
    if term.is_quoted:
        return _phrase(term.words)
    if len(term.words) > 1:
        return f"({read_code(term, beginnings)})"
    return _word(term.words[0], beginnings, is_open=term.is_open)


def _word(word: str, beginnings: Beginnings, *, is_open: bool) -> str:
    """A word; while it is being typed, any that begins so too."""
    others = beginnings(word) if is_open and len(word) >= SHORTEST_PREFIX else ()
    return f"({' OR '.join(_phrase((one,)) for one in (word, *others))})"


def _whole(term: QueryTerm, _beginnings: Beginnings) -> str:
    return _phrase(term.words, is_open=term.is_open)


def _pairs(term: QueryTerm, _beginnings: Beginnings) -> str:
    *pairs, last = pairwise(term.words)
    return " OR ".join([*map(_phrase, pairs), _phrase(last, is_open=term.is_open)])


def _apart(term: QueryTerm, beginnings: Beginnings) -> str:
    *first, last = term.words
    words = [_phrase((word,)) for word in first if len(word) > 1]
    return " AND ".join([*words, _word(last, beginnings, is_open=term.is_open)])


def _phrase(words: Sequence[str], *, is_open: bool = False) -> str:
    return f'"{" ".join(words)}"{"*" if is_open else ""}'
