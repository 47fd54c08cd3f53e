"""Short answer: the reader writes a few words, compared with the accepted ones."""

import unicodedata
from dataclasses import dataclass
from typing import ClassVar, Self

from notes_site.study.questions.exchanged import Written
from notes_site.study.questions.kind import (
    Form,
    Grade,
    Kind,
    QuestionSource,
    Response,
    find_only,
)
from notes_site.study.questions.patterns import Pattern, PatternError
from notes_site.study.text.problems import Report

LONGEST_RESPONSE = 200
"""Characters of an answer that are looked at; a longer one is refused by the form."""
MOST_PATTERNS = 10
"""Lines with `re:` of one question; each is tried on an answer, so they add up."""


@dataclass(frozen=True, slots=True)
class ShortAnswer(Kind):
    """Accepts literal lines and full-match patterns, case folded unless told otherwise."""

    literals: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    is_case_sensitive: bool
    name: ClassVar[str] = "short-answer"
    longest: ClassVar[int] = LONGEST_RESPONSE
    meta_keys: ClassVar[frozenset[str]] = frozenset({"case"})
    fences: ClassVar[frozenset[str]] = frozenset({"answer"})
    prompts: ClassVar[int] = 4

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        fence = find_only(
            source.answers, source.line, "```answer fence with an answer a line", report
        )
        if fence is None:
            return None
        is_case_sensitive = source.meta.get("case", "no") == "yes"
        literals: list[str] = []
        patterns: list[Pattern] = []
        for number, line in enumerate(fence.text.splitlines(), start=fence.line + 1):
            if line.startswith("re:"):
                try:
                    patterns.append(
                        Pattern.read(line[3:].strip(), is_case_sensitive=is_case_sensitive)
                    )
                except PatternError as mistake:
                    report(number, f"this pattern {mistake}")
            elif line.strip():
                literals.append(line.strip())
        if len(patterns) > MOST_PATTERNS:
            report(fence.line, f"at most {MOST_PATTERNS} lines with re: can be tried; join some")
            patterns = []
        if not literals:
            report(fence.line, "write at least one literal answer; it is what readers are shown")
            return None
        return cls(tuple(literals), tuple(patterns), is_case_sensitive)

    @property
    def exchanged(self) -> Written:
        patterns = tuple(pattern.source for pattern in self.patterns)
        return Written(self.literals, patterns, self.is_case_sensitive)

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
        ) or any(pattern.is_match(given) for pattern in self.patterns)
        return Grade(1.0 if is_right else 0.0)

    def contradicts(self, earlier: Kind) -> bool:
        return isinstance(earlier, ShortAnswer) and not self.grade(earlier.literals[:1]).is_right


def normalise(text: str, *, is_case_sensitive: bool) -> str:
    """Fold what readers type differently but mean alike: NFKC, spaces, and case if asked."""
    folded = " ".join(unicodedata.normalize("NFKC", text).split())
    return folded if is_case_sensitive else folded.casefold()
