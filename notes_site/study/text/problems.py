"""Mistakes in the content, said so that their author can mend them."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake, or one piece of advice, at a line of a content file (lines count from 1)."""

    path: str
    line: int
    message: str
    is_advice: bool = False

    def __str__(self) -> str:
        advice = "advice: " if self.is_advice else ""
        return f"{self.path}:{self.line}: {advice}{self.message}"


Report = Callable[[int, str], None]
"""Takes a line and what is wrong there; the caller knows the file."""
