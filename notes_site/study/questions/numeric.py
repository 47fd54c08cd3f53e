"""Numeric: the reader writes a number, compared exactly with one or with a range."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import ClassVar, Self

from notes_site.study.questions.exchanged import Number
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
from notes_site.study.questions.spellings import (
    Spelling,
    find_misjudged,
    peel,
    read_spellings,
)
from notes_site.study.text.blocks import Fence
from notes_site.study.text.numbers import LONGEST_NUMBER, parse_number, read_number
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import split_list
from notes_site.words import N_, _, later

NUMBER = r"[+-]?[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
EXACT = re.compile(rf"(?P<value>{NUMBER})(?:\s*\+-\s*(?P<tolerance>{NUMBER}))?")
RANGE = re.compile(rf"\[\s*(?P<low>{NUMBER})\s*,\s*(?P<high>{NUMBER})\s*\]")
GROUPED = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
"""A comma that parts thousands, where the number asked for has them; else a fraction begins."""
EXACTLY = "%(first)s"
ABOUT = N_("%(first)s, give or take %(second)s")
BETWEEN = N_("from %(first)s to %(second)s")
WIDE = Context(prec=400)
"""Keeps every digit of a sum of two numbers that fit the patterns above."""


@dataclass(frozen=True, slots=True)
class Numeric(Kind):
    """Accepts every number from `low` to `high`, ends included; `written` has the words for it.

    The number may be worked out (`3 x 4 = 12`), and carry one of the `units` that the author names.
    """

    low: Decimal
    high: Decimal
    written: tuple[str, ...]
    """The words, which `N_` marked, and the numbers in them as the author wrote them."""
    units: tuple[str, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    name: ClassVar[str] = "numeric"
    blank: ClassVar[str] = """\
```answer
{{ fill in: a number such as 3, 9.81 +- 0.02 or [9.7, 9.9] }}
```
"""
    longest: ClassVar[int] = LONGEST_NUMBER
    meta_keys: ClassVar[frozenset[str]] = frozenset({"units"})
    fences: ClassVar[frozenset[str]] = frozenset({"answer"}) | SPELLING_FENCES
    grading: ClassVar[int] = 3
    reads_answers_of: ClassVar[frozenset[str]] = frozenset({"short-answer"})
    prompts: ClassVar[int] = 3
    incomplete: ClassVar[later] = later(
        "Write a number, such as 3 or 0.5, or how you get it, such as 3 x 4 = 12."
    )

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        fence = find_only(source.answers, source.line, "```answer fence with a number", report)
        line, text = _find_line(fence, report) if fence else (0, "")
        if not text:
            return None
        kind = cls._read_accepted(text, line, report)
        units = split_list(source.meta.get("units", ""))
        for unit in units:
            if re.search(r"[0-9()=]", unit):
                report(source.line + 1, f"{unit!r} is no unit; write words, such as units: queries")
        return kind and replace(kind, units=units, spellings=read_spellings(source))

    @classmethod
    def _read_accepted(cls, text: str, line: int, report: Report) -> Self | None:
        if match := EXACT.fullmatch(text):
            return cls._read_exact(match["value"], match["tolerance"], line, report)
        if match := RANGE.fullmatch(text):
            return cls._read_range(match["low"], match["high"], line, report)
        report(line, f"{text!r} is no number; write 3, 9.81 +- 0.02 or [9.7, 9.9]")
        return None

    @classmethod
    def _read_exact(
        cls, value: str, tolerance: str | None, line: int, report: Report
    ) -> Self | None:
        middle = Decimal(value)
        if tolerance is None:
            return cls(middle, middle, (EXACTLY, value))
        room = Decimal(tolerance)
        if room <= 0:
            report(line, f"+- {tolerance} leaves no room; write a number above 0, or leave it out")
            return None
        low, high = WIDE.subtract(middle, room), WIDE.add(middle, room)
        return cls(low, high, (ABOUT, value, tolerance))

    @classmethod
    def _read_range(cls, low: str, high: str, line: int, report: Report) -> Self | None:
        if Decimal(low) >= Decimal(high):
            report(line, f"[{low}, {high}] is no range; write the smaller number first")
            return None
        return cls(Decimal(low), Decimal(high), (BETWEEN, low, high))

    @property
    def accepted(self) -> str:
        """Say which numbers are right."""
        words, *numbers = self.written
        return _(words, **dict(zip(("first", "second"), numbers, strict=False)))

    def tell_programs(self, _words: Words) -> Told:
        return {"accepted": [self.accepted]}

    @property
    def exchanged(self) -> Number:
        return Number(self.low, self.high)

    def read_response(self, form: Form) -> Response | None:
        response = ("".join(form.get("text", ())[:1]).strip(),)
        return response if self.can_read(response) else None

    def can_read(self, response: Response) -> bool:
        return self._read_number(response) is not None

    def grade(self, response: Response) -> Grade:
        number = self._read_number(response)
        return Grade(1.0 if number is not None and self.low <= number <= self.high else 0.0)

    def understand(self, response: Response) -> str:
        """Return the number that was read in what was typed, where that is more; else ""."""
        number = self._read_number(response)
        is_plain = number is None or parse_number(response[0]) is not None
        return "" if is_plain else f"{number:.12g}"

    def _read_number(self, response: Response) -> Decimal | None:
        text = " ".join("".join(response[:1]).split()).casefold()
        if len(text) > LONGEST_NUMBER:
            return None
        if max(abs(self.low), abs(self.high)) >= 1_000:
            text = GROUPED.sub("", text)
        numbers = (read_number(form, self.units) for form in peel(text))
        return next((number for number in numbers if number is not None), None)

    def find_misjudged(self) -> Iterator[tuple[int, str]]:
        yield from find_misjudged(self, self.spellings)

    def contradicts(self, earlier: Kind) -> bool:
        if not isinstance(earlier, Numeric):
            return False
        return (earlier.low, earlier.high) != (self.low, self.high)


def _find_line(fence: Fence, report: Report) -> tuple[int, str]:
    """Return the one line of an answer fence with its number; an empty text when it has not one."""
    lines = [
        (line, text.strip())
        for line, text in enumerate(fence.text.splitlines(), fence.line + 1)
        if text.strip()
    ]
    if not lines:
        report(fence.line, "no number in this fence; write 3, 9.81 +- 0.02 or [9.7, 9.9]")
    for line, text in lines[1:]:
        report(line, f"{text!r} is a second answer; write one, or a range such as [9.7, 9.9]")
    return lines[0] if len(lines) == 1 else (fence.line, "")
