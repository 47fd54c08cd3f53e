"""Short answer: the reader writes a few words, compared with the accepted ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from notes_site.study.questions.exchanged import Written
from notes_site.study.questions.kind import (
    SPELLING_FENCES,
    Form,
    Grade,
    Kind,
    QuestionSource,
    Response,
    Told,
    Words,
    find_only,
)
from notes_site.study.questions.patterns import Pattern, PatternError
from notes_site.study.questions.spellings import (
    FEWEST,
    Spelling,
    find_misjudged,
    normalise,
    peel,
    read_spellings,
)
from notes_site.study.text.comments import is_yes
from notes_site.study.text.problems import Report

LONGEST_RESPONSE = 200
"""Characters of an answer that are looked at; a longer one is refused by the form."""
MOST_PATTERNS = 10
"""Lines with `re:` of one question; each is tried on an answer, so they add up."""


@dataclass(frozen=True, slots=True)
class ShortAnswer(Kind):
    """Accepts literal lines and full-match patterns, case folded unless told otherwise.

    What may surround an answer, such as quotes or a final dot, is taken off before it is compared,
    unless it is asked exactly as written.
    """

    literals: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    is_case_sensitive: bool
    is_exact: bool = False
    spellings: tuple[Spelling, ...] = ()
    name: ClassVar[str] = "short-answer"
    blank: ClassVar[str] = """\
```answer
{{ fill in: the answer that readers are shown; below it one more a line, or re: a pattern }}
```

```accepts
{{ fill in: five answers that people type and that count, a line each }}
```

```refuses
{{ fill in: five answers that people type and that are wrong, a line each }}
```
"""
    longest: ClassVar[int] = LONGEST_RESPONSE
    meta_keys: ClassVar[frozenset[str]] = frozenset({"case", "exact"})
    fences: ClassVar[frozenset[str]] = frozenset({"answer"}) | SPELLING_FENCES
    grading: ClassVar[int] = 2
    reads_answers_of: ClassVar[frozenset[str]] = frozenset({"numeric"})
    prompts: ClassVar[int] = 4

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        fence = find_only(
            source.answers, source.line, "```answer fence with an answer a line", report
        )
        if fence is None:
            return None
        is_case_sensitive = is_yes(source.meta, "case", source.line + 1, report)
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
        return cls(
            tuple(literals),
            tuple(patterns),
            is_case_sensitive,
            is_yes(source.meta, "exact", source.line + 1, report),
            read_spellings(source),
        )

    def tell_programs(self, _words: Words) -> Told:
        return {"accepted": [*self.literals]}

    @property
    def exchanged(self) -> Written:
        patterns = tuple(pattern.source for pattern in self.patterns)
        return Written(self.literals, patterns, self.is_case_sensitive)

    def meaning(self) -> tuple[object, ...]:
        flags = {"case": self.is_case_sensitive, "exact": self.is_exact}
        return tuple(name for name, is_set in flags.items() if is_set)

    def read_response(self, form: Form) -> Response | None:
        text = "".join(form.get("text", ())[:1]).strip()
        return (text,) if text and len(text) <= LONGEST_RESPONSE else None

    def grade(self, response: Response) -> Grade:
        accepted = {self._fold(literal) for literal in self.literals}
        is_right = any(
            form in accepted or any(pattern.is_match(form) for pattern in self.patterns)
            for form in self._forms(response)
        )
        return Grade(1.0 if is_right else 0.0)

    def understand(self, response: Response) -> str:
        """Return what a response was compared as, where that is not what was typed; else ""."""
        forms = self._forms(response)
        return forms[-1] if len(forms) > 1 else ""

    def _forms(self, response: Response) -> tuple[str, ...]:
        typed = self._fold("".join(response[:1]))
        return (typed,) if self.is_exact else peel(typed)

    def _fold(self, text: str) -> str:
        return normalise(text, is_case_sensitive=self.is_case_sensitive)

    def contradicts(self, earlier: Kind) -> bool:
        return isinstance(earlier, ShortAnswer) and not self.grade(earlier.literals[:1]).is_right

    def find_misjudged(self) -> Iterator[tuple[int, str]]:
        yield from find_misjudged(self, self.spellings)

    def advise(self, around: Sequence[str]) -> Iterator[str]:  # noqa: ARG002 - its lists tell
        right = sum(one.is_right for one in self.spellings)
        if min(right, len(self.spellings) - right) < FEWEST:
            yield (
                f"list {FEWEST} answers that people may type and that count in an ```accepts "
                f"fence, and {FEWEST} that don't in a ```refuses fence; the check grades them"
            )
