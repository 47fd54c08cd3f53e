"""The days ahead at a reader's own pace: what waits, until when, and what else fits in."""

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import chain
from math import ceil
from operator import itemgetter
from typing import NamedTuple

from notes_site.study.memory.known import Known
from notes_site.study.memory.known_topic import KnownTopic, is_begun_on
from notes_site.study.memory.scheduling import (
    Review,
    interval_for,
    next_card,
    reach_of,
    stability_after_good,
)
from notes_site.study.practice.selection import Mode

SECONDS_A_QUESTION = 30
"""What answering one takes with reading why, give or take; said as minutes, never to the second."""
MOST_OFFERED = 150
"""As many a day are offered at most: over an hour of answering is more than stays in the head."""
HORIZON = 90
"""Days that are looked at one by one; farther ahead a plan goes on at the same pace."""
MOST_IMAGINED = 20_000
"""Right answers to come that are kept, and half as many cards' reviews, about 6 MB together: after
one more answer, a look ahead imagines the same of all other questions."""
_Waiting = tuple[float, float, int]
"""A card that is waited for: stability, difficulty, the day of its review counted from today."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many questions a reader wants in a day, how many due ones were answered today, and the
    share they want to remember."""

    daily_cap: int
    answered: int
    wanted: float

    @property
    def left(self) -> int:
        return max(0, self.daily_cap - self.answered)

    def most_of(self, mode: Mode, length: int) -> int:
        """Return how many questions a quiz may have: of due ones, only what is left today."""
        return min(length, self.left) if mode.name == "due" else length


@dataclass(frozen=True, slots=True)
class DayAhead:
    """How many due questions are answered on a day to come, and how many still wait after it."""

    answered: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Load:
    """What is due against a reader's pace; `overdue` counts what was due before today.

    What is more than today's share is left for the days after, until all is caught up on a day;
    that is None when it isn't within the horizon.
    """

    due: int
    overdue: int
    pace: Pace
    caught_up_on: date | None

    @property
    def today(self) -> int:
        return min(self.due, self.pace.left)

    @property
    def later(self) -> int:
        return self.due - self.today


@dataclass(frozen=True, slots=True)
class NewPlan:
    """How many new questions a day there should be at most, and how many fit by the end."""

    a_day: int
    fitting: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A higher cap for who has too little time, and how many new questions fit with it."""

    daily_cap: int
    new_a_day: int
    fitting: int

    @property
    def minutes(self) -> int:
        return minutes_for(self.daily_cap)


def minutes_for(questions: int) -> int:
    """Return about how many minutes so many questions take; at least one where there are any."""
    return ceil(questions * SECONDS_A_QUESTION / 60)


def look_at_days(known: Known, pace: Pace, at_least: int = 1) -> tuple[DayAhead, ...]:
    """Imagine the days from today on: so many, and until nothing waits, within the horizon.

    Every answer is taken to be right, and no new question is begun. Those nearest to being
    forgotten come first, and what falls due waits behind what waits already.
    """
    coming = _cards_by_day(known)
    reach, queue, days = reach_of(pace.wanted), deque[_Waiting](), []
    for day, now_due in enumerate(coming):
        queue.extend(now_due)
        answered = min(len(queue), pace.daily_cap if day else pace.left)
        for _ in range(answered):
            stability, difficulty, reviewed = queue.popleft()
            grown, interval = _answer_rightly(stability, difficulty, day - reviewed, reach)
            if day + interval < HORIZON:
                coming[day + interval].append((grown, difficulty, day))
        days.append(DayAhead(answered, len(queue)))
        if day + 1 >= at_least and not queue:
            break
    return tuple(days)


@lru_cache(MOST_IMAGINED)
def _answer_rightly(
    stability: float, difficulty: float, elapsed: int, reach: float
) -> tuple[float, int]:
    """Return the stability after a right answer, and after how many days its card comes back."""
    grown = stability_after_good(stability, difficulty, elapsed)
    return grown, interval_for(grown, reach)


def count_reviews(known: Known, pace: Pace, days: int) -> list[int]:
    """Count what falls due on each day, within the horizon, if all is answered when it is due.

    What was begun today is left out: it is planned with the new questions. The count is the same
    at every cap, so that a higher one never leaves less room beside it. A backlog that is worked
    off late comes back later; on a day that this leaves free, the plan sees it.
    """
    reach, end = reach_of(pace.wanted), min(days, HORIZON)
    by_topic = (part.once(_count_reviews_of, reach, end) for part in known.by_topic)
    return [sum(counts) for counts in zip([0] * end, *by_topic, strict=True)]


def _count_reviews_of(part: KnownTopic, reach: float, end: int) -> tuple[int, ...]:
    """Count the reviews of one topic's questions on each day before the end."""
    counts, today = [0] * end, part.today.toordinal()
    for _, card, due_on in part.coming:
        if not is_begun_on(part.today, card):
            reviewed, due = card.reviewed_on.toordinal() - today, due_on.toordinal() - today
            waiting = card.stability, card.difficulty, reviewed
            for day in _days_of_review(waiting, max(0, due), reach, end):
                counts[day] += 1
    return tuple(counts)


@lru_cache(MOST_IMAGINED // 2)
def _days_of_review(card: _Waiting, due: int, reach: float, end: int) -> tuple[int, ...]:
    """Return on which days before the end a card is answered, each time on the day it is due."""
    (stability, difficulty, before), day, days = card, due, []
    while day < end:
        days.append(day)
        stability, interval = _answer_rightly(stability, difficulty, day - before, reach)
        before, day = day, day + interval
    return tuple(days)


def weigh_load(known: Known, pace: Pace, ahead: Sequence[DayAhead]) -> Load:
    """Set what is due against the pace, and find the day by which a backlog is gone."""
    overdue = sum(one.due_on < known.today for one in known.coming)
    clear = next((day for day, one in enumerate(ahead) if not one.waiting), None)
    caught_up_on = None if clear is None else known.today + timedelta(days=clear)
    return Load(ahead[0].answered + ahead[0].waiting, overdue, pace, caught_up_on)


class _Falling(NamedTuple):
    """The cards of one topic by the day from today on that they fall due, within the horizon.

    Those of today come with how many stabilities ago they were reviewed: recall falls with it.
    """

    today: tuple[tuple[float, _Waiting], ...]
    later: tuple[tuple[int, _Waiting], ...]


def _cards_by_day(known: Known) -> list[list[_Waiting]]:
    """Return what falls due on each day of the horizon.

    Today counts the overdue ones too; those nearest to being forgotten come first.
    """
    falling = [part.once(_cards_of) for part in known.by_topic]
    waiting = sorted(chain.from_iterable(one.today for one in falling), key=itemgetter(0))
    by_day: list[list[_Waiting]] = [[] for _ in range(HORIZON)]
    by_day[0] = [card for _, card in waiting]
    for day, card in chain.from_iterable(one.later for one in falling):
        by_day[day].append(card)
    return by_day


def _cards_of(part: KnownTopic) -> _Falling:
    today, later, start = [], [], part.today.toordinal()
    for _, card, due_on in part.coming:
        reviewed, day = card.reviewed_on.toordinal() - start, due_on.toordinal() - start
        waiting = card.stability, card.difficulty, reviewed
        if day <= 0:
            today.append((reviewed / card.stability, waiting))
        elif day < HORIZON:
            later.append((day, waiting))
    return _Falling(tuple(sorted(today, key=itemgetter(0))), tuple(later))


def plan_new(unseen: int, days: int, reviews: Sequence[int], pace: Pace) -> NewPlan:
    """Find the fewest new questions a day with which all that fit are begun in time.

    `reviews` counts what falls due on each of the first days, at most `HORIZON`, and comes first;
    within these as large a share of the questions is to be begun as these are of all days.
    """
    share, fitting = _share(unseen, days, reviews), _count_begun(unseen, days, reviews, pace)
    for a_day in range(ceil(fitting / len(reviews)), pace.daily_cap):
        if _count_new(a_day, fitting, reviews, pace) == fitting:
            break
    else:
        a_day = pace.daily_cap  # no day has more room, so this begins all that fit
    return NewPlan(a_day, unseen if fitting == share else fitting * days // len(reviews))


def offer_more(unseen: int, days: int, reviews: Sequence[int], pace: Pace) -> Offer | None:
    """Find the lowest higher cap with which all fit, or the highest that is offered at all.

    None where the cap is that high already. More room never holds fewer, so halving finds it.
    """
    caps = range(pace.daily_cap + 1, MOST_OFFERED + 1)
    if not caps:
        return None
    share = _share(unseen, days, reviews)

    def is_enough(daily_cap: int) -> bool:
        higher = replace(pace, daily_cap=daily_cap)
        return _count_begun(unseen, days, reviews, higher) == share

    daily_cap = caps[min(bisect_left(caps, True, key=is_enough), len(caps) - 1)]
    plan = plan_new(unseen, days, reviews, replace(pace, daily_cap=daily_cap))
    return Offer(daily_cap, plan.a_day, plan.fitting)


def _share(unseen: int, days: int, reviews: Sequence[int]) -> int:
    """Return how many new questions the days that are looked at should begin."""
    return ceil(unseen * len(reviews) / days)


def _count_begun(unseen: int, days: int, reviews: Sequence[int], pace: Pace) -> int:
    """Return how many of them there is room for."""
    return min(_share(unseen, days, reviews), _count_fitting(reviews, pace))


def _count_fitting(reviews: Sequence[int], pace: Pace) -> int:
    """Count the new questions for which there is room, each with all its returns.

    Where fewer than room / answers have been begun at the end of a day, room is left by then; so
    as many can be begun, whatever the days are like. Room only grows with the days and with the
    cap, and so does this. What fits into fewer days fits into more.
    """
    room = waiting = fitting = 0
    for day, due in enumerate(reviews):
        waiting += due
        room += max(0, pace.daily_cap - waiting)
        waiting = max(0, waiting - pace.daily_cap)
        answers = 1 + sum(gap <= day for gap in returns_of_new(pace.wanted))
        fitting = max(fitting, ceil(room / answers))
    return fitting


def _count_new(a_day: int, unseen: int, reviews: Sequence[int], pace: Pace) -> int:
    """Count the new questions that fit into what reviews leave of each day."""
    returning, waiting, left = [0] * len(reviews), 0, unseen
    for day, planned in enumerate(reviews):
        waiting += planned + returning[day]
        begun = min(a_day, max(0, pace.daily_cap - waiting), left)
        waiting, left = max(0, waiting - pace.daily_cap), left - begun
        for gap in returns_of_new(pace.wanted):
            if day + gap < len(reviews):
                returning[day + gap] += begun
    return unseen - left


@cache
def returns_of_new(wanted: float) -> tuple[int, ...]:
    """Return after how many days a new question comes back, within the horizon, if known."""
    first_day = date(2000, 1, 1)
    card = next_card(None, Review(first_day, 1.0, None, False, 1), wanted)
    due = (card.due_on - first_day).days
    return _days_of_review((card.stability, card.difficulty, 0), due, reach_of(wanted), HORIZON)
