r"""An author's pattern, matched by RE2: its time grows with the answer's length and no faster.

Patterns are written as for Python's `re`, whose `\w` and `\d` know every script; RE2's know ASCII
only, so they are written out for it. What RE2 would read otherwise in silence is refused.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import re2

LONGEST_PATTERN = 500
MOST_MEMORY = 1 << 20
"""Bytes RE2 may take for one pattern; it also bounds the work for each byte of an answer."""
MOST_COMPILED = 256
"""Patterns kept compiled, those last asked."""

PART = re.compile(r"(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|\\(?P<escape>.)|\{,(?=[0-9]*\})", re.DOTALL)
PART_OF_SET = re.compile(r"\\(?P<escape>.)|\[", re.DOTALL)
OUTSIDE = {"w": r"[\p{L}_\p{N}]", "W": r"[^\p{L}_\p{N}]", "d": r"\p{Nd}", "D": r"\P{Nd}"}
IN_SET = {"w": r"\p{L}_\p{N}", "d": r"\p{Nd}", "D": r"\P{Nd}"}
"""`_` stands between: at an edge, a hyphen of the author's beside it would make a range."""

NO_EDGES = r"has \b or \B, which is not known here; write (.*\W)?word(\W.*)? instead"
NO_GROUPS = r"refers back to a group; write that part again, or a line for each answer"
NO_LOOKING = "looks ahead or behind; write what may stand there, or a line for each answer"
NO_RAW = r"has \Q or \C; write the characters themselves, with \ before those that mean more"
NO_SET = r"has \W in brackets; name the characters, and write [^\W_] as [\p{L}\p{N}]"
REFUSED = dict.fromkeys("bB", NO_EDGES) | dict.fromkeys("123456789", NO_GROUPS)
REFUSED |= dict.fromkeys("CQ", NO_RAW)
REFUSED |= {"Z": r"has \Z; leave it out, the whole answer is compared anyway"}
REFUSED_BY_RE2 = {
    "invalid perl operator: (?=": NO_LOOKING,
    "invalid perl operator: (?!": NO_LOOKING,
    "invalid perl operator: (?<": NO_LOOKING,
    "invalid perl operator: (?P": NO_GROUPS,
    "invalid repetition size": "repeats over 1,000 times in all; use smaller counts, or * and +",
    "bad repetition operator": "repeats a repetition; put the inner one in (?: ), or leave it out",
    "pattern too large": "is too large; use smaller counts, or * and +",
}


class PatternError(ValueError):
    """What is wrong with a pattern, and what to write instead; said after "this pattern"."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that whole answers are compared with; compiled when it is first asked."""

    source: str
    is_case_sensitive: bool

    @classmethod
    def read(cls, source: str, *, is_case_sensitive: bool) -> Self:
        """Take what an author wrote; PatternError if it can't be compiled."""
        if len(source) > LONGEST_PATTERN:
            raise PatternError(f"is over {LONGEST_PATTERN} characters; make it several lines")
        _compile(source, is_case_sensitive)
        return cls(source, is_case_sensitive)

    def is_match(self, text: str) -> bool:
        """Tell whether all of a normalised text matches; one that UTF-8 can't hold never does."""
        try:
            encoded = text.encode()
        except UnicodeEncodeError:  # half a surrogate pair
            return False
        return self.engine.fullmatch(encoded) is not None

    @property
    def engine(self) -> Any:
        """Return what matches, compiled."""
        return _compile(self.source, self.is_case_sensitive)


@lru_cache(maxsize=MOST_COMPILED)
def _compile(source: str, is_case_sensitive: bool) -> Any:
    options = re2.Options()
    options.max_mem = MOST_MEMORY
    options.case_sensitive = is_case_sensitive
    options.never_capture = True
    options.log_errors = False
    try:
        return re2.compile(_translate(source), options)
    except re2.error as error:
        raise PatternError(_explain(error.args[0])) from error


def _translate(source: str) -> str:
    r"""Write Python's pattern for RE2. `\s` needs nothing: normalised answers have plain spaces."""
    return PART.sub(_translate_part, source)


def _translate_part(part: re.Match[str]) -> str:
    if part["set"]:
        return "[" + PART_OF_SET.sub(_translate_in_set, part["set"][1:])
    if part["escape"]:
        return _translate_escape(part, OUTSIDE)
    return "{0,"  # RE2 takes {,3} literally


def _translate_in_set(part: re.Match[str]) -> str:
    if part["escape"] == "W":
        raise PatternError(NO_SET)
    return _translate_escape(part, IN_SET) if part["escape"] else r"\["


def _translate_escape(part: re.Match[str], known: dict[str, str]) -> str:
    character = part["escape"]
    if character in REFUSED:
        raise PatternError(REFUSED[character])
    return known.get(character, part[0]) if character.isascii() else character


def _explain(reason: bytes | str) -> str:
    """Say what to write instead of what RE2 refused."""
    words = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    for start, advice in REFUSED_BY_RE2.items():
        if words.startswith(start):
            return advice
    return f"does not compile ({words}); mend it or write the answer literally"
