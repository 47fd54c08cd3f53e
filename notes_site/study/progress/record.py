"""Looking back: the year, the streak, and how far the expectations held."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from notes_site.study.memory.days import DayCount, last_mondays
from notes_site.study.memory.known import Known
from notes_site.study.progress.calibration import Sureness, WeekRecall, calibrate, recall_by_week

YEAR_WEEKS = 53
HEAT_LIMITS = (1, 5, 15, 30)
"""From how many answers on a day counts as the next level of the heatmap."""


@dataclass(frozen=True, slots=True)
class Streak:
    """How many study days in a row were practised, and whether today is among them."""

    length: int
    is_today_done: bool


@dataclass(frozen=True, slots=True)
class LastDay:
    """One of the last days: how many answers, and how much heat that is (0: none)."""

    day: date
    answered: int

    @property
    def heat(self) -> int:
        return bisect(HEAT_LIMITS, self.answered)


@dataclass(frozen=True, slots=True)
class Week:
    """One column of the year: how many answers on each day from its Monday on, up to today."""

    monday: date
    answered: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that the answers of one reader say of the time behind them."""

    answered: int
    streak: Streak
    year: tuple[Week, ...]
    recall: tuple[WeekRecall, ...]
    calibration: tuple[Sureness, ...]

    @property
    def year_by_level(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """The days as (week, weekday), both from 0, grouped by heat: none first."""
        places: list[list[tuple[int, int]]] = [[] for _ in (0, *HEAT_LIMITS)]
        for column, week in enumerate(self.year):
            for row, answered in enumerate(week.answered):
                places[bisect(HEAT_LIMITS, answered)].append((column, row))
        return tuple(map(tuple, places))

    def active_days(self, length: int) -> int:
        """Count the days with an answer among the last ones, today included."""
        daily = [answered for week in self.year for answered in week.answered]
        return sum(answered > 0 for answered in daily[-length:])


def look_back(days: Sequence[DayCount], known: Known) -> Record:
    """Sum up the answers until the view's day."""
    today = known.today
    return Record(
        answered=sum(one.answered for one in days),
        streak=find_streak(days, known.falling, today),
        year=count_year(days, today),
        recall=recall_by_week(days, today),
        calibration=calibrate(days),
    )


def find_streak(days: Iterable[DayCount], due_days: Iterable[date], today: date) -> Streak:
    """Count practised study days back from today, over days on which nothing was due.

    A day without an answer ends the streak if a question was due on it: one that still waits
    since then (`due_days` are those of all that will be asked again), or one answered later that
    had been due by then (answers keep when that was).
    Days passed over keep the streak and don't lengthen it; today isn't over, so it never ends it.
    """
    practised = {one.day: one.earliest_due_on or date.max for one in days}
    waiting_since = min(due_days, default=date.max)
    length, day, first = 0, today, min(practised, default=date.max)
    while day >= first:
        if day in practised:
            length += 1
            waiting_since = min(waiting_since, practised[day])
        elif day != today and waiting_since <= day:
            break
        day -= timedelta(days=1)
    return Streak(length, today in practised)


def last_days(days: Iterable[DayCount], today: date, length: int) -> tuple[LastDay, ...]:
    """Count the answers of the last study days, the oldest first and today last."""
    answered = {one.day: one.answered for one in days}
    found = (today - timedelta(days=ago) for ago in range(length - 1, -1, -1))
    return tuple(LastDay(day, answered.get(day, 0)) for day in found)


def count_year(days: Iterable[DayCount], today: date) -> tuple[Week, ...]:
    """Count the answers of each study day of the last 53 weeks, the current one included."""
    counts: Counter[date] = Counter()
    for one in days:
        counts[one.day] += one.answered
    return tuple(
        Week(
            monday,
            tuple(
                counts[day]
                for day in (monday + timedelta(days=offset) for offset in range(7))
                if day <= today
            ),
        )
        for monday in last_mondays(YEAR_WEEKS, today)
    )
