"""A reader's day, which starts at 04:00 where they live; due lists and charts count in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_STARTS = timedelta(hours=4)


def study_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the study day of an aware moment; until 04:00 by the local clock it is yesterday."""
    wall_clock = moment.astimezone(zone).replace(tzinfo=None)
    return (wall_clock - DAY_STARTS).date()


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_mondays(weeks: int, today: date) -> list[date]:
    """Return the Mondays of the last weeks, oldest first, the current one included."""
    newest = monday_of(today)
    return [newest - timedelta(weeks=ago) for ago in range(weeks - 1, -1, -1)]


@dataclass(frozen=True, slots=True)
class DayCount:
    """The answers that a reader gave on one study day.

    `was_due` counts those to questions that were due. `predicted` counts those for which FSRS had
    an expectation, `predicted_right` the right ones of them, `expected` is the sum of these
    expectations; `earliest_due_on` is the day since which the longest overdue of the answered
    questions had been due. `by_sureness` holds for guessing, fairly sure and sure how many were
    answered so, and how many of them rightly.
    """

    day: date
    answered: int = 0
    was_due: int = 0
    predicted: int = 0
    predicted_right: int = 0
    expected: float = 0.0
    earliest_due_on: date | None = None
    by_sureness: tuple[tuple[int, int], ...] = ((0, 0), (0, 0), (0, 0))
