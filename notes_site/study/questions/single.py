"""Single choice: one option is right."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar, Self

from notes_site.study.questions.choice import (
    FEWEST_KEYS,
    LARGEST_SHARE,
    OneChoice,
    Options,
    read_options,
)
from notes_site.study.questions.kind import QuestionSource
from notes_site.study.text.problems import Report

DEVIATIONS = 2.0
"""How far above chance a count must stand (in standard deviations) to be called a bias."""


@dataclass(frozen=True, slots=True)
class Single(OneChoice):
    """Choose one of several options."""

    name: ClassVar[str] = "single"
    blank: ClassVar[str] = """\
- [x] {{ fill in: the right answer }}
    > {{ fill in: why it is right }}
- [ ] {{ fill in: a wrong answer that tempts }}
    > {{ fill in: why that is wrong }}
- [ ] {{ fill in: another wrong answer }}
    > {{ fill in: why this one is wrong }}
"""
    meta_keys: ClassVar[frozenset[str]] = frozenset({"shuffle"})
    prompts: ClassVar[int] = 2

    @classmethod
    def fits(cls, source: QuestionSource) -> bool:
        return sum(option.is_right for option in source.options) == 1

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        choices = read_options(source, report)
        if len(choices.right_keys) != 1:
            report(source.line, "a single choice has exactly one `[x]`")
            return None
        return cls(choices)

    @property
    def seconds_needed(self) -> int:
        return 45

    @classmethod
    def advise_on_bank(cls, asked: Sequence[Self]) -> Iterator[str]:
        yield from _find_long_keys([one.choices for one in asked])
        yield from _find_fixed_places([one.choices for one in asked])


def _find_long_keys(bank: Sequence[Options]) -> Iterator[str]:
    """Find keys that are the longest option more often than chance explains."""
    longest = sum(map(_is_key_longest, bank))
    chances = [1 / len(choices.options) for choices in bank]
    if longest >= FEWEST_KEYS and _is_biased(longest, chances):
        yield (
            f"the key is the longest option in {longest} of {len(bank)} single choices, "
            f"where chance gives {sum(chances):.0f}; shorten keys, or say more in other options"
        )


def _find_fixed_places(bank: Sequence[Options]) -> Iterator[str]:
    """Find keys that stand in one place where the order stays as written."""
    places = Counter(
        place
        for choices in bank
        for place, option in enumerate(choices.options, 1)
        if option.is_right and (option.is_pinned or not choices.is_shuffled)
    )
    place, count = max(places.items(), key=lambda item: item[1], default=(0, 0))
    if count >= FEWEST_KEYS and count / places.total() > LARGEST_SHARE:
        yield (
            f"the key stands in place {place} in {count} of {places.total()} questions whose "
            "order is kept; let them be shuffled, or move some"
        )


def _is_key_longest(choices: Options) -> bool:
    key = max(option.length for option in choices.options if option.is_right)
    return all(option.length < key for option in choices.options if not option.is_right)


def _is_biased(count: int, chances: Sequence[float]) -> bool:
    deviation = sqrt(sum(chance * (1 - chance) for chance in chances))
    return count > sum(chances) + DEVIATIONS * deviation
