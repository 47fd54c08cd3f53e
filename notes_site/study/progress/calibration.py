"""What was expected against what came: recall by week, and sureness."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from notes_site.study.memory.days import DayCount, last_mondays, monday_of
from notes_site.study.memory.scheduling import FAIRLY_SURE, GUESSING, SURE

RECALL_WEEKS = 26
CONFIDENCES = (GUESSING, FAIRLY_SURE, SURE)


@dataclass(frozen=True, slots=True)
class WeekRecall:
    """A week's answers that had an expectation; shares (0 to 1) are None where there is none."""

    monday: date
    answered: int
    right_share: float | None
    expected_share: float | None


@dataclass(frozen=True, slots=True)
class Sureness:
    """How many answers were given with one confidence, and how many of them were right."""

    confidence: int
    answered: int
    right: int

    @property
    def right_share(self) -> float | None:
        return self.right / self.answered if self.answered else None


def recall_by_week(days: Iterable[DayCount], today: date) -> tuple[WeekRecall, ...]:
    """Set what was right against what FSRS expected, for each of the last 26 weeks."""
    mondays = last_mondays(RECALL_WEEKS, today)
    weeks: dict[date, list[DayCount]] = {day: [] for day in mondays}
    for one in days:
        if one.predicted and one.day >= mondays[0] and (monday := monday_of(one.day)) in weeks:
            weeks[monday].append(one)
    return tuple(_week_recall(monday, found) for monday, found in weeks.items())


def _week_recall(monday: date, days: Sequence[DayCount]) -> WeekRecall:
    answered = sum(one.predicted for one in days)
    if not answered:
        return WeekRecall(monday, 0, None, None)
    right = sum(one.predicted_right for one in days)
    expected = sum(one.expected for one in days)
    return WeekRecall(monday, answered, right / answered, min(1.0, expected / answered))


def calibrate(days: Iterable[DayCount]) -> tuple[Sureness, ...]:
    """Set how sure the reader was against how often they were right."""
    totals = [[0, 0] for _ in CONFIDENCES]
    for one in days:
        for total, (answered, right) in zip(totals, one.by_sureness, strict=True):
            total[0] += answered
            total[1] += right
    return tuple(
        Sureness(confidence, answered, right)
        for confidence, (answered, right) in zip(CONFIDENCES, totals, strict=True)
    )
