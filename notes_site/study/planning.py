"""The days ahead at a reader's own pace: what waits, until when, and what else fits in."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import ceil

from notes_site.study.library import Question
from notes_site.study.scheduling import Review, interval_for, next_card, stability_after_good
from notes_site.study.selection import Memory, Mode, find_due

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
        """Return how many questions a sitting may have: of due ones, only what is left today."""
        return min(length, self.left) if mode.name == "due" else length


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
    """How many new questions a day there should be, and how many it comes to by the end."""

    a_day: int
    fitting: int


def weigh_load(questions: Sequence[Question], memory: Memory, pace: Pace) -> Load:
    """Set what is due against the pace, and find the day by which a backlog is gone."""
    due = find_due(questions, memory)
    overdue = sum(memory.cards[question.id].due_on < memory.today for question in due)
    if len(due) <= pace.left:
        return Load(len(due), overdue, pace, memory.today)
    days = simulate_reviews(questions, memory, pace, HORIZON)
    clear = next((day for day, (_, waiting) in enumerate(days) if not waiting), None)
    caught_up_on = None if clear is None else memory.today + timedelta(days=clear)
    return Load(len(due), overdue, pace, caught_up_on)


def simulate_reviews(
    questions: Sequence[Question], memory: Memory, pace: Pace, days: int
) -> Iterator[tuple[int, int]]:
    """Yield for each day from today how many due questions are answered, and how many still wait.

    Every answer is taken to be right, and no new question is begun. Those nearest to being
    forgotten come first, and what falls due waits behind what waits already.
    """
    coming = _cards_by_day(questions, memory, days)
    coming[0].sort(key=lambda card: card[2] / card[0])  # recall falls with time over stability
    queue: deque[tuple[float, float, int]] = deque()
    for day, due in enumerate(coming):
        queue.extend(due)
        answered = min(len(queue), pace.daily_cap if day else pace.left)
        for _ in range(answered):
            stability, difficulty, reviewed = queue.popleft()
            stability = stability_after_good(stability, difficulty, day - reviewed)
            comes_back = day + interval_for(stability, pace.wanted)
            if comes_back < days:
                coming[comes_back].append((stability, difficulty, day))
        yield answered, len(queue)


def _cards_by_day(
    questions: Sequence[Question], memory: Memory, days: int
) -> list[list[tuple[float, float, int]]]:
    """Return stability, difficulty and day of review of what falls due on each day (0: today)."""
    coming: list[list[tuple[float, float, int]]] = [[] for _ in range(days)]
    for question in questions:
        card = memory.cards.get(question.id)
        if card is None or question.id in memory.suspended:
            continue
        day = 0 if memory.is_due(question) else (card.due_on - memory.today).days
        if day < days:
            reviewed = (card.reviewed_on - memory.today).days
            coming[day].append((card.stability, card.difficulty, reviewed))
    return coming


def plan_new(unseen: int, days: int, reviews: Sequence[int], pace: Pace) -> NewPlan:
    """Find the fewest new questions a day with which all are seen, beside the reviews, in time.

    `reviews` are those of the first days, at most `HORIZON`; within these the unseen questions
    get the same share of time as in all days. New ones come back too, and room is left for that.
    Where the time is too short, the pace is the one that gets farthest.
    """
    share = ceil(unseen * len(reviews) / days)
    best = NewPlan(0, 0)
    for a_day in range(ceil(share / len(reviews)), pace.daily_cap + 1):
        seen = _count_new(a_day, share, reviews, pace)
        if seen >= share:
            return NewPlan(a_day, unseen)
        if seen > best.fitting:
            best = NewPlan(a_day, seen)
    return NewPlan(best.a_day, min(unseen, best.fitting * days // len(reviews)))


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
    stability, before, day = card.stability, 0, (card.due_on - first_day).days
    days = []
    while day < HORIZON:
        days.append(day)
        stability = stability_after_good(stability, card.difficulty, day - before)
        before, day = day, day + interval_for(stability, wanted)
    return tuple(days)
