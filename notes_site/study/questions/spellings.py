"""Spellings: what readers type differently and mean alike, and those that an author listed."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from notes_site.study.questions.kind import ACCEPTS, Kind, QuestionSource

FEWEST = 5
"""So many of either kind show that a short answer was thought through."""

QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "«": "»"}
QUOTES |= {"\N{LEFT SINGLE QUOTATION MARK}": "\N{RIGHT SINGLE QUOTATION MARK}", "„": "“"}
STATUS = re.compile(
    r"(?:(?:an?|the|http(?:/[0-9](?:\.[0-9])?)?|status|code|error|response)[ :]*)*"
    r"(?P<code>[1-5][0-9]{2})(?P<rest>[^0-9]*)",
    re.IGNORECASE,
)
AROUND_PHRASE = " :,()-\N{EN DASH}\N{EM DASH}"
PHRASES = {int(one): {one.phrase.casefold()} for one in HTTPStatus}
"""What may be said after a status, by its code."""
PHRASES[413] |= {"content too large", "payload too large"}
PHRASES[414] |= {"uri too long", "request-uri too long"}
PHRASES[416] |= {"range not satisfiable"}
PHRASES[422] |= {"unprocessable content", "unprocessable entity"}
UNNAMED = frozenset({"", "error", "status", "status code"})


def normalise(text: str, *, is_case_sensitive: bool) -> str:
    """Fold what readers type differently but mean alike: NFKC, spaces, and case if asked."""
    folded = " ".join(unicodedata.normalize("NFKC", text).split())
    return folded if is_case_sensitive else folded.casefold()


def peel(text: str) -> tuple[str, ...]:
    """Return a text as it stands, then with what may surround an answer taken off, bit by bit.

    That is a pair of quotes or backticks, a final dot, and what people say around a status: HTTP,
    status, code, and the phrase that belongs to it.
    """
    forms = [text]
    while (inner := _peel_once(forms[-1])) not in {"", forms[-1]}:
        forms.append(inner)
    return tuple(forms)


def _peel_once(text: str) -> str:
    opening, closing = text[:1], text[-1:]
    if len(text) > 2 and QUOTES.get(opening) == closing and closing not in text[1:-1]:
        return text[1:-1].strip()
    if closing == "." and not text.endswith(".."):
        return text[:-1].rstrip()
    status = STATUS.fullmatch(text)
    if status and _is_phrase(int(status["code"]), status["rest"].strip(AROUND_PHRASE).casefold()):
        return status["code"]
    return text


def _is_phrase(code: int, words: str) -> bool:
    """Tell whether these words may follow a status: none that matter, or its own phrase."""
    return words in UNNAMED or words in PHRASES.get(code, ())


@dataclass(frozen=True, slots=True)
class Spelling:
    """An answer that an author listed, and where it stands."""

    text: str
    line: int
    is_right: bool


def read_spellings(source: QuestionSource) -> tuple[Spelling, ...]:
    """Read the fences of a question that list what is accepted and what is refused."""
    return tuple(
        Spelling(text.strip(), line, fence.language == ACCEPTS)
        for fence in source.spellings
        for line, text in enumerate(fence.text.splitlines(), fence.line + 1)
        if text.strip()
    )


def find_misjudged(kind: Kind, spellings: tuple[Spelling, ...]) -> Iterator[tuple[int, str]]:
    """Yield the listed answers, each with its line, that this kind grades otherwise."""
    for one in spellings:
        response = kind.read_response({"text": [one.text]})
        is_right = response is not None and kind.grade(response).is_right
        if is_right and not one.is_right:
            yield one.line, f"{one.text!r} is accepted; narrow the answer, or list it in ```accepts"
        if one.is_right and not is_right:
            yield one.line, f"{one.text!r} is refused; widen the answer, or list it in ```refuses"
