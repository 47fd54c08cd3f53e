"""Looking back: the year, the streak, recall against what was expected, calibration."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayCount:
    """The answers that a reader gave on one study day with one confidence.

    `predicted` counts those for which FSRS had an expectation, `predicted_right` the right ones
    of them, `expected` is the sum of these expectations; `earliest_due_on` is the day since which
    the longest overdue of the answered questions had been due.
    """

    day: date
    confidence: int | None
    answered: int
    right: int
    predicted: int
    predicted_right: int
    expected: float
    earliest_due_on: date | None
