"""What a word is, in a query as in a text, and which words the course's language counts as one.

SQLite itself stems English (Porter). Texts in other languages are stemmed by Snowball before they
are stored, as queries are. Nothing of this touches answers: they are compared as they stand.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
LETTERS = "unicode61 remove_diacritics 2"
"""What SQLite takes for words, where letters lose their accents."""
APART = str.maketrans(
    {"ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"}  # noqa: RUF001 - Turkish has it
    | {"ẞ": "ss", "İ": "i", "Æ": "ae", "Œ": "oe", "Ø": "o", "Ł": "l", "Đ": "d"}
)
"""Letters that no accent was put on, and that people write otherwise where keys lack them."""
SNOWBALL = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""The stemmers of other languages than English; texts in any other are found by whole words."""
SPELT = {
    "catalan": ("aà", "eé", "ií", "oó"),
    "french": ("eé", "eè"),
    "italian": ("aà", "eè", "iì", "oò"),
    "portuguese": ("aá", "eé", "ií", "oó", ("cao", "ção"), ("coes", "ções")),
    "spanish": ("aá", "eé", "ií", "oó", "uú"),
    "turkish": ("iı", "uü", "oö"),  # noqa: RUF001
}
"""Letters of endings that stemmers know only with their accents, without them and with them."""
LONGEST_ENDING = 6
LONGEST_SPELT = 30
"""Letters of a word whose spellings are tried; "anticonstitutionnellement" has 25."""
SHORTEST_STEM = 3
MOST_STEMS_KEPT = 50_000

Words = tuple[str, ...]
"""Folded words that stand side by side: one, or those of a phrase or a piece of code."""


def find_words(text: str) -> Words:
    return tuple(WORD.findall(fold(text)))


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter.lower().translate(APART))
    return "".join(one for one in apart if unicodedata.category(one) != "Mn")


def fold(text: str) -> str:
    """Return the text as the index folds it: small letters without accents."""
    return text.lower() if text.isascii() else "".join(map(_fold_letter, text))


def fold_in_place(text: str) -> tuple[str, Sequence[int] | None]:
    """Fold a text, and say for each letter where it stood; None where every one does still."""
    if text.isascii():
        return text.lower(), None
    folded = [_fold_letter(letter) for letter in text]
    if all(len(one) == 1 for one in folded):
        return "".join(folded), None
    return "".join(folded), [at for at, one in enumerate(folded) for _ in one]


@dataclass(frozen=True, slots=True)
class Language:
    """How the index takes texts in a language: `stemmer` is Snowball's, "" where there is none."""

    is_english: bool
    stemmer: str = ""

    @property
    def tokenizer(self) -> str:
        return f"porter {LETTERS}" if self.is_english else LETTERS

    @property
    def version(self) -> str:
        """Change when an index made before would find other words."""
        if not self.stemmer:
            return "english" if self.is_english else "whole"
        from importlib.metadata import version

        return f"{self.stemmer}{version('snowballstemmer')}"

    def prepare(self, text: str) -> str:
        """Return what the index holds in place of a text: its words, in English as they stand."""
        if self.is_english:
            return text if text.isascii() else text.translate(APART)
        return " ".join(map(self.stem, find_words(text)))

    def stem(self, word: str) -> str:
        """Return what the index calls a folded word; SQLite does it for English."""
        return _stem(self.stemmer, word) if self.stemmer else word


def language_of(code: str) -> Language:
    """Return the language of a course, by what `lang` says in HTML."""
    name = code.lower().split("-")[0]
    return Language(name == "en", SNOWBALL.get(name, ""))


@lru_cache(maxsize=MOST_STEMS_KEPT)
def _stem(stemmer: str, word: str) -> str:
    """Return the stem that a word has, however its ending is spelt.

    Stemmers know "ción", and "cion" not; people type either. A stem follows from the folded word
    alone, so that texts and queries agree. Where spellings are tried, the stem is stemmed, too:
    else "étudier" and "étudié" would have two.
    """
    import snowballstemmer

    stem = snowballstemmer.stemmer(stemmer).stemWord
    letters = SPELT.get(stemmer, ()) if len(word) <= LONGEST_SPELT else ()
    while True:
        stems = (fold(stem(spelt)) for spelt in (word, *_spell(word, letters)))
        shorter = [one for one in stems if SHORTEST_STEM <= len(one) < len(word)]
        if shorter:
            word = min(shorter, key=lambda one: (len(one), one))
        if not shorter or not letters:
            return word


def _spell(word: str, letters: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the word with one letter of its ending written otherwise."""
    for plain, spelt in letters:
        at = word.find(plain, max(0, len(word) - LONGEST_ENDING))
        while at >= 0:
            yield word[:at] + spelt + word[at + len(plain) :]
            at = word.find(plain, at + 1)
