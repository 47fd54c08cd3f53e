"""The days ahead at a reader's own pace: what waits, until when, and what else fits in."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from math import ceil

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
    coming = _cards_by_day(known, reach_of(pace.wanted))
    queue, days, done = list[_Imagined](), list[DayAhead](), 0
    for day, now_due in enumerate(coming):
        queue += now_due
        answered = min(len(queue) - done, pace.daily_cap if day else pace.left)
        for card in queue[done : done + answered]:
            after = card.answer_rightly(day)
            if after.due < HORIZON:
                coming[after.due].append(after)
        done += answered
        days.append(DayAhead(answered, len(queue) - done))
        if day + 1 >= at_least and not days[-1].waiting:
            break
    return tuple(days)


class _Imagined:
    """A card in the days ahead, which are counted from today.

    It keeps what it comes to if it is answered rightly on the day that was asked for last: after
    one more answer, a look ahead imagines the same of nearly all other questions.
    """

    __slots__ = ("_after", "difficulty", "due", "reach", "reviewed", "stability")

    def __init__(
        self, stability: float, difficulty: float, reviewed: int, due: int, reach: float
    ) -> None:
        self.stability, self.difficulty, self.reach = stability, difficulty, reach
        self.reviewed, self.due = reviewed, due
        self._after: _Imagined | None = None

    def answer_rightly(self, day: int) -> "_Imagined":
        """Return the card after a right answer on a day, which is due again in some days."""
        after = self._after
        if after is None or after.reviewed != day:
            grown = stability_after_good(self.stability, self.difficulty, day - self.reviewed)
            due = day + interval_for(grown, self.reach)
            self._after = after = _Imagined(grown, self.difficulty, day, due, self.reach)
        return after


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
            imagined = _Imagined(card.stability, card.difficulty, reviewed, max(0, due), reach)
            for day in _days_of_review(imagined, end):
                counts[day] += 1
    return tuple(counts)


def _days_of_review(card: _Imagined, end: int) -> Iterator[int]:
    """Yield on which days before the end a card is answered, each time on the day it is due."""
    stability, before, day = card.stability, card.reviewed, card.due
    while day < end:
        yield day
        stability = stability_after_good(stability, card.difficulty, day - before)
        before, day = day, day + interval_for(stability, card.reach)


def weigh_load(known: Known, pace: Pace, ahead: Sequence[DayAhead]) -> Load:
    """Set what is due against the pace, and find the day by which a backlog is gone."""
    overdue = sum(due for day, due in known.falling.items() if day < known.today)
    clear = next((day for day, one in enumerate(ahead) if not one.waiting), None)
    caught_up_on = None if clear is None else known.today + timedelta(days=clear)
    return Load(ahead[0].answered + ahead[0].waiting, overdue, pace, caught_up_on)


def _cards_by_day(known: Known, reach: float) -> list[list[_Imagined]]:
    """Return what falls due on each day of the horizon.

    Today counts the overdue ones too; those nearest to being forgotten come first.
    """
    by_day: list[list[_Imagined]] = [[] for _ in range(HORIZON)]
    for part in known.by_topic:
        waiting, later = part.once(_imagine, reach)
        by_day[0] += waiting
        for card in later:
            by_day[card.due].append(card)
    by_day[0].sort(key=_staleness)
    return by_day


def _staleness(card: _Imagined) -> float:
    """Return how many stabilities ago a card was answered, below 0: recall falls with it."""
    return card.reviewed / card.stability


def _imagine(part: KnownTopic, reach: float) -> tuple[list[_Imagined], list[_Imagined]]:
    """Return the cards of one topic that wait today, in that order, and those that fall due later
    within the horizon."""
    start = part.today.toordinal()
    cards = [
        _Imagined(card.stability, card.difficulty, card.reviewed_on.toordinal() - start, due, reach)
        for _, card, due_on in part.coming
        if (due := max(0, due_on.toordinal() - start)) < HORIZON
    ]
    waiting = sorted((card for card in cards if not card.due), key=_staleness)
    return waiting, [card for card in cards if card.due]


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
    imagined = _Imagined(card.stability, card.difficulty, 0, due, reach_of(wanted))
    return tuple(_days_of_review(imagined, HORIZON))
