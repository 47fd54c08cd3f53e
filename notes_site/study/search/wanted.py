"""What a query wants of the index: each term as it is written there, and in other names."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from os.path import commonprefix

from notes_site.study.search.other_names import OtherNames, find_other_names
from notes_site.study.search.passages import Form, Forms
from notes_site.study.search.query import FILLERS, GRAMMAR, QueryTerm
from notes_site.study.search.spelling import Stem, Vocabulary
from notes_site.study.search.words import Words

SHORTEST_PREFIX = 2
MOST_WORDINGS = 8
VAGUE_WEIGHT = 0.2
LITTLE = 1.0
"""Words that weigh less say too little by themselves: then what was asked for counts too."""
NO_WORDS: frozenset[str] = frozenset()
LEFT_OUT = ((FILLERS, LITTLE), (GRAMMAR, 0), (NO_WORDS, 0))
"""What is left out, unless what remains weighs less than this."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A word, or words side by side, that a place may have for a term."""

    expression: str
    stems: Words
    forms: Forms
    count: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term of a query; any of the wordings will do, what was typed stands first.

    `weight` says how much it tells that a text has it: the rarer, the more. `length` counts the
    words typed: several, if it is code or a phrase, count only side by side.
    """

    wordings: tuple[Wording, ...]
    expression: str
    weight: float
    length: int
    is_quoted: bool
    is_vague: bool = False

    @property
    def forms(self) -> tuple[Forms, ...]:
        return tuple(wording.forms for wording in self.wordings)

    @property
    def words(self) -> tuple[tuple[Forms, ...], ...]:
        """The words of it, each by itself, with what will do for each."""
        if self.length == 1 or not self.wordings:
            return (self.forms,)
        return tuple(((form,),) for form in self.wordings[0].forms)


def find_wanted(
    terms: Sequence[QueryTerm], vocabulary: Vocabulary, names: OtherNames, rows: int
) -> tuple[Wanted, ...]:
    """Return what is wanted, in the order of the query; a term that occurs nowhere has no wordings.

    `rows` is the number of places and questions.
    """
    parts = [part for term in terms for part in _known_parts(term, vocabulary)]
    others = [_join_with_next(parts, vocabulary), _named_otherwise(parts, names)]
    alike = [[one for list_ in lists for one in list_] for lists in zip(*others, strict=True)]
    return _want_telling(list(zip(parts, alike, strict=True)), vocabulary, rows)


def _want_telling(
    asked: Sequence[tuple[QueryTerm, Sequence[Words]]], vocabulary: Vocabulary, rows: int
) -> tuple[Wanted, ...]:
    """Look up terms with their other names; the less they say, the fewer are left out."""
    wanted: tuple[Wanted, ...] = ()
    for left_out, little in LEFT_OUT:
        telling = [(term, others) for term, others in asked if not term.is_of(left_out)]
        wanted = tuple(_want(term, others, vocabulary, rows) for term, others in telling)
        weight = sum(want.weight for want in wanted)
        if wanted and (weight >= little or not weight):  # none: no word of it occurs
            break
    return wanted


def _known_parts(term: QueryTerm, vocabulary: Vocabulary) -> Iterator[QueryTerm]:
    """Yield a piece of code whole if it occurs, or the longest runs of its words that do."""
    words = term.words
    while words:
        is_open = term.is_open
        for end in range(len(words), 1, -1):
            if vocabulary.has(words[:end], is_open=is_open):
                break
            is_open = False
        else:
            end = 1
        text = term.text if end > 1 else words[0]
        part = QueryTerm(words[:end], text, term.is_quoted and end > 1, is_open)
        if end > 1 or len(words[0]) > 1 or max(map(len, term.words)) == 1:
            yield part
        words = words[end:]


def _join_with_next(parts: Sequence[QueryTerm], vocabulary: Vocabulary) -> list[list[Words]]:
    """Return for each part the word that it makes with a neighbour: `docker file`."""
    found: list[list[Words]] = [[] for _ in parts]
    for at, (one, other) in enumerate(pairwise(parts)):
        joined = (*one.words, *other.words)
        if len(joined) == 2 and vocabulary.count("".join(joined)):
            for place in (at, at + 1):
                found[place].append(("".join(joined),))
    return found


def _named_otherwise(parts: Sequence[QueryTerm], names: OtherNames) -> list[list[Words]]:
    """Return other names for each part; quoted words and code stand for themselves."""
    words = [word for part in parts for word in part.words]
    firsts = [sum(len(part.words) for part in parts[:at]) for at in range(len(parts))]
    found = find_other_names(words, names)
    return [
        []
        if part.is_quoted or part.is_code
        else [one for at, _ in enumerate(part.words, first) for one in found[at]]
        for first, part in zip(firsts, parts, strict=True)
    ]


def _want(term: QueryTerm, others: Sequence[Words], vocabulary: Vocabulary, rows: int) -> Wanted:
    """Look up a term with all that will do in its place: what it may become, and other names."""
    begun = _find_begun(term, vocabulary)
    wordings: dict[Words, Wording] = {}
    for words in (term.words, *begun, *others):
        wording = _find_wording(words, vocabulary, is_open=term.is_open and words == term.words)
        if wording:
            wordings.setdefault(wording.stems, wording)
    known = tuple(wordings.values())[: MOST_WORDINGS + len(begun)]
    if not known:
        return Wanted((), "", 0, len(term.words), term.is_quoted)
    expression = f"({' OR '.join(one.expression for one in known)})"
    weight = weigh(sum(one.count for one in known), rows) * (VAGUE_WEIGHT if term.is_vague else 1)
    return Wanted(known, expression, weight, len(term.words), term.is_quoted, term.is_vague)


def weigh(count: int, rows: int) -> float:
    """Return how much a word tells that so many of the rows have: the rarer, the more."""
    count = min(count, rows)  # of several forms, a row may have each
    return math.log(1 + (rows - count + 0.5) / (count + 0.5))


def _find_begun(term: QueryTerm, vocabulary: Vocabulary) -> list[Words]:
    """Return what a word may become that is being typed: where it is one, what is commoner."""
    word = term.words[0]
    if not term.is_open or len(term.words) > 1 or len(word) < SHORTEST_PREFIX:
        return []
    known = vocabulary.find_stem(word)
    begun = vocabulary.beginnings(word)
    return [(one,) for one in begun if not known or _is_commoner(vocabulary, one, known)]


def _is_commoner(vocabulary: Vocabulary, word: str, other: Stem) -> bool:
    found = vocabulary.find_stem(word)
    return found is not None and found.count > other.count


def _find_wording(words: Words, vocabulary: Vocabulary, *, is_open: bool) -> Wording | None:
    """Look words up; None where one of them occurs nowhere."""
    # a single word has its beginnings looked up
    is_begun = is_open and len(words) > 1 and not vocabulary.has(words)
    whole = words[:-1] if is_begun else words
    stems = [stem for word in whole if (stem := vocabulary.find_stem(word))]
    if len(stems) < len(whole):
        return None
    forms = [*map(_form, stems), *([Form(words[-1])] if is_begun else [])]
    expression = vocabulary.phrase(words, is_open=is_begun)
    count = min(stem.count for stem in stems)
    return Wording(expression, tuple(stem.name for stem in stems), tuple(forms), count)


def _form(stem: Stem) -> Form:
    return Form(commonprefix(sorted(stem.forms)), stem.forms)  # noqa: RUF071 - no paths
