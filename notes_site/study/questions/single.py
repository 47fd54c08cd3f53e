"""Single choice: one option is right."""

from dataclasses import dataclass
from typing import ClassVar, Self

from notes_site.study.questions.choice import OneChoice, read_options
from notes_site.study.questions.kind import QuestionSource
from notes_site.study.text.problems import Report


@dataclass(frozen=True, slots=True)
class Single(OneChoice):
    """Choose one of several options."""

    name: ClassVar[str] = "single"
    meta_keys: ClassVar[frozenset[str]] = frozenset({"shuffle"})

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        choices = read_options(source, report)
        if len(choices.right_keys) != 1:
            report(source.line, "a single choice has exactly one `[x]`")
            return None
        return cls(choices)
