"""Multiple choice: several options may be right, and part of the score can be earned."""

from dataclasses import dataclass
from typing import ClassVar, Self

from notes_site.study.questions.choice import Choice, read_options
from notes_site.study.questions.kind import Form, Grade, QuestionSource, Response
from notes_site.study.text.problems import Report


@dataclass(frozen=True, slots=True)
class Multiple(Choice):
    """Choose all that hold: right minus wrong over the number right, never below 0."""

    name: ClassVar[str] = "multiple"
    blank: ClassVar[str] = """\
- [x] {{ fill in: a right answer }}
    > {{ fill in: why it is right }}
- [x] {{ fill in: another right answer }}
    > {{ fill in: why that is right, too }}
- [ ] {{ fill in: a wrong answer that tempts }}
    > {{ fill in: why that is wrong }}
"""
    meta_keys: ClassVar[frozenset[str]] = frozenset({"shuffle"})
    prompts: ClassVar[int] = 1

    @classmethod
    def fits(cls, source: QuestionSource) -> bool:
        right = sum(option.is_right for option in source.options)
        return bool(source.options) and right != 1

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        choices = read_options(source, report)
        if not choices.right_keys:
            report(source.line, "no option is marked `[x]`; mark those that are right")
            return None
        return cls(choices)

    @property
    def seconds_needed(self) -> int:
        return 60

    def read_response(self, form: Form) -> Response | None:
        return self.choices.read_response(form)

    def grade(self, response: Response) -> Grade:
        right = self.choices.right_keys
        chosen = frozenset(response)
        points = len(chosen & right) - len(chosen - right)
        return Grade(max(0, points) / len(right))
