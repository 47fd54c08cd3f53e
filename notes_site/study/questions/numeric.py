"""Numeric: the reader writes a number, compared exactly with one or with a range."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from typing import ClassVar, Self

from notes_site.study.questions.exchanged import Number
from notes_site.study.questions.kind import (
    Form,
    Grade,
    Kind,
    QuestionSource,
    Response,
    find_only,
)
from notes_site.study.text.blocks import Fence
from notes_site.study.text.problems import Report

LONGEST_NUMBER = 50
"""Characters; a longer one is no answer."""

NUMBER = r"[+-]?[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
EXACT = re.compile(rf"(?P<value>{NUMBER})(?:\s*\+-\s*(?P<tolerance>{NUMBER}))?")
RANGE = re.compile(rf"\[\s*(?P<low>{NUMBER})\s*,\s*(?P<high>{NUMBER})\s*\]")
WRITTEN = str.maketrans({",": ".", "_": "", "\N{MINUS SIGN}": "-"})
WIDE = Context(prec=400)
"""Keeps every digit of a sum of two numbers that fit the patterns above."""


@dataclass(frozen=True, slots=True)
class Numeric(Kind):
    """Accepts every number from `low` to `high`, ends included; `accepted` says so in words."""

    low: Decimal
    high: Decimal
    accepted: str
    name: ClassVar[str] = "numeric"
    longest: ClassVar[int] = LONGEST_NUMBER
    fences: ClassVar[frozenset[str]] = frozenset({"answer"})
    prompts: ClassVar[int] = 3
    incomplete: ClassVar[str] = "Write a number, such as 3 or 0.5."

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        fence = find_only(source.answers, source.line, "```answer fence with a number", report)
        line, text = _find_line(fence, report) if fence else (0, "")
        if not text:
            return None
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
            return cls(middle, middle, value)
        room = Decimal(tolerance)
        if room <= 0:
            report(line, f"+- {tolerance} leaves no room; write a number above 0, or leave it out")
            return None
        low, high = WIDE.subtract(middle, room), WIDE.add(middle, room)
        return cls(low, high, f"{value}, give or take {tolerance}")

    @classmethod
    def _read_range(cls, low: str, high: str, line: int, report: Report) -> Self | None:
        if Decimal(low) >= Decimal(high):
            report(line, f"[{low}, {high}] is no range; write the smaller number first")
            return None
        return cls(Decimal(low), Decimal(high), f"from {low} to {high}")

    @property
    def exchanged(self) -> Number:
        return Number(self.low, self.high)

    def read_response(self, form: Form) -> Response | None:
        text = "".join(form.get("text", ())[:1]).strip()
        return None if parse_number(text) is None else (text,)

    def grade(self, response: Response) -> Grade:
        number = parse_number(response[0]) if response else None
        return Grade(1.0 if number is not None and self.low <= number <= self.high else 0.0)

    def contradicts(self, earlier: Kind) -> bool:
        if not isinstance(earlier, Numeric):
            return False
        return (earlier.low, earlier.high) != (self.low, self.high)


def parse_number(text: str) -> Decimal | None:
    """Read a number as people write it (1 000, 0,5, +3, 1_000); None when it is none."""
    if len(text) > LONGEST_NUMBER:
        return None
    try:
        number = Decimal("".join(text.split()).translate(WRITTEN))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


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
