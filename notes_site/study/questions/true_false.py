"""True or false: two options in a fixed order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from notes_site.study.questions.choice import FEWEST_KEYS, LARGEST_SHARE, OneChoice, read_options
from notes_site.study.questions.kind import QuestionSource
from notes_site.study.text.problems import Report

TEXTS = {"True", "False"}


@dataclass(frozen=True, slots=True)
class TrueFalse(OneChoice):
    """Decide whether a statement holds; never shuffled."""

    name: ClassVar[str] = "true-false"
    blank: ClassVar[str] = """\
- [x] True
- [ ] False
"""

    @classmethod
    def fits(cls, source: QuestionSource) -> bool:
        return {option.text for option in source.options} == TEXTS

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        choices = read_options(source, report, explained=False)
        texts = [option.text for option in choices.options]
        if sorted(texts) != sorted(TEXTS) or len(choices.right_keys) != 1:
            report(source.line, "true-false has the options True and False, one of them `[x]`")
            return None
        return cls(replace(choices, is_shuffled=False))

    @property
    def seconds_needed(self) -> int:
        return 30

    @classmethod
    def advise_on_course(cls, asked: Sequence[Self]) -> Iterator[tuple[int, str]]:
        """Find a course whose statements are nearly all true, or nearly all false."""
        keys: dict[str, list[int]] = {}
        for place, one in enumerate(asked):
            (text,) = (option.text for option in one.choices.options if option.is_right)
            keys.setdefault(text, []).append(place)
        for text, places in keys.items():
            if len(asked) > 3 * FEWEST_KEYS and len(places) / len(asked) > LARGEST_SHARE:
                yield (
                    places[0],
                    f"{len(places)} of all {len(asked)} true-false questions are {text}; turn "
                    "some round, here or in other banks",
                )
