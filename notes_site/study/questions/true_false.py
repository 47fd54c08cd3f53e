"""True or false: two options in a fixed order."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from notes_site.study.questions.choice import OneChoice, read_options
from notes_site.study.questions.kind import QuestionSource
from notes_site.study.text.problems import Report

TEXTS = {"True", "False"}


@dataclass(frozen=True, slots=True)
class TrueFalse(OneChoice):
    """Decide whether a statement holds; never shuffled."""

    name: ClassVar[str] = "true-false"

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        choices = read_options(source, report, explained=False)
        texts = [option.text for option in choices.options]
        if sorted(texts) != sorted(TEXTS) or len(choices.right_keys) != 1:
            report(source.line, "true-false has the options True and False, one of them `[x]`")
            return None
        return cls(replace(choices, is_shuffled=False))
