"""What a word is, in a query as in a text."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")

Words = tuple[str, ...]
"""Folded words that stand side by side: one, or those of a phrase or a piece of code."""


def find_words(text: str) -> Words:
    return tuple(WORD.findall(fold(text)))


def fold(text: str) -> str:
    """Return the text as the index folds it: small letters without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


def fold_in_place(text: str) -> str:
    """Fold a text letter by letter, so that every place in it stays where it was."""
    if text.isascii():
        return text.lower()
    folded = {letter: one for letter in set(text) if len(one := fold(letter)) == 1}
    return "".join(folded.get(letter, letter) for letter in text)
