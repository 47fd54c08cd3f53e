"""Short answer: the reader writes a few words, compared with the accepted ones."""

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar, Self

from notes_site.study.questions.kind import (
    Form,
    Grade,
    Kind,
    QuestionSource,
    Response,
    find_only,
)
from notes_site.study.text.problems import Report

LONGEST_RESPONSE = 200
"""Characters of an answer that are looked at; a longer one is refused by the form."""

NESTED_REPEAT = re.compile(r"\([^()]*[*+}][^()]*\)\s*[*+{]")
REPEATED_ALTERNATIVES = re.compile(r"\([^()]*\|[^()]*\)\s*[*+{]")
UNBOUNDED_REPEAT = re.compile(r"(?<!\\)[*+]|,\}")
MOST_UNBOUNDED_REPEATS = 3
"""More than these could take seconds on the longest answer; nested ones, for ever."""


@dataclass(frozen=True, slots=True)
class ShortAnswer(Kind):
    """Accepts literal lines and full-match patterns, case folded unless told otherwise."""

    literals: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    is_case_sensitive: bool
    name: ClassVar[str] = "short-answer"
    longest: ClassVar[int] = LONGEST_RESPONSE
    meta_keys: ClassVar[frozenset[str]] = frozenset({"case"})
    fences: ClassVar[frozenset[str]] = frozenset({"answer"})

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        fence = find_only(
            source.answers, source.line, "```answer fence with an answer a line", report
        )
        if fence is None:
            return None
        literals: list[str] = []
        patterns: list[re.Pattern[str]] = []
        is_case_sensitive = source.meta.get("case", "no") == "yes"
        for offset, line in enumerate(fence.text.splitlines(), start=1):
            if line.startswith("re:"):
                pattern = _read_pattern(line[3:].strip(), is_case_sensitive=is_case_sensitive)
                if isinstance(pattern, str):
                    report(fence.line + offset, pattern)
                else:
                    patterns.append(pattern)
            elif line.strip():
                literals.append(line.strip())
        if not literals:
            report(fence.line, "write at least one literal answer; it is what readers are shown")
            return None
        return cls(tuple(literals), tuple(patterns), is_case_sensitive)

    def meaning(self) -> tuple[object, ...]:
        return ("case",) if self.is_case_sensitive else ()

    def read_response(self, form: Form) -> Response | None:
        text = "".join(form.get("text", ())[:1]).strip()
        return (text,) if text and len(text) <= LONGEST_RESPONSE else None

    def grade(self, response: Response) -> Grade:
        text = response[0] if response else ""
        given = normalise(text, is_case_sensitive=self.is_case_sensitive)
        is_right = any(
            given == normalise(literal, is_case_sensitive=self.is_case_sensitive)
            for literal in self.literals
        ) or any(pattern.fullmatch(given[:LONGEST_RESPONSE]) for pattern in self.patterns)
        return Grade(1.0 if is_right else 0.0)


def normalise(text: str, *, is_case_sensitive: bool) -> str:
    """Fold what readers type differently but mean alike: NFKC, spaces, and case if asked."""
    folded = " ".join(unicodedata.normalize("NFKC", text).split())
    return folded if is_case_sensitive else folded.casefold()


def _read_pattern(source: str, *, is_case_sensitive: bool) -> re.Pattern[str] | str:
    """Compile an author's pattern, or return what is wrong with it."""
    if NESTED_REPEAT.search(source) or REPEATED_ALTERNATIVES.search(source):
        return "this pattern repeats a repetition and can take for ever; write it without"
    if len(UNBOUNDED_REPEAT.findall(source)) > MOST_UNBOUNDED_REPEATS:
        return f"this pattern has over {MOST_UNBOUNDED_REPEATS} of * and +; split it or bound them"
    try:
        return re.compile(source, 0 if is_case_sensitive else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        return f"this pattern does not compile ({error}); mend it or write the answer literally"
