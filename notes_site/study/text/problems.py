"""Mistakes in the content, said so that their author can mend them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

Report = Callable[[int, str], None]
"""Takes a line of one file, and what is wrong there."""


class Severity(StrEnum):
    """Whether a problem must be mended."""

    ADVICE = "advice"
    ERROR = "error"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake, or one piece of advice, at a line of a content file (lines count from 1)."""

    file: str
    line: int
    message: str
    severity: Severity = Severity.ERROR

    @property
    def is_advice(self) -> bool:
        return self.severity is Severity.ADVICE

    def below(self, folder: str) -> "Problem":
        """Return it as it is called above a folder, such as that of one of several courses."""
        return replace(self, file=f"{folder}/{self.file}") if folder else self

    def __str__(self) -> str:
        advice = "advice: " if self.is_advice else ""
        return f"{self.file}:{self.line}: {advice}{self.message}"


class Problems:
    """Collects what is wrong, each problem once; gives it back by file and line."""

    def __init__(self, *found: Iterable[Problem]) -> None:
        self._found = {problem for problems in found for problem in problems}

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found))

    def add(self, found: Iterable[Problem]) -> None:
        self._found.update(found)

    def report_in(self, file: str) -> Report:
        """Return what a reader of this file calls at every mistake."""
        return lambda line, message: self._found.add(Problem(file, line, message))


def ignore(_line: int, _message: str) -> None:
    """Pass a mistake over: it is told elsewhere, or what is read is replaced."""
