"""The picture of the idea: what becomes of one new question in the month before an interview.

Nothing here is of a reader: FSRS computes it with its default parameters, as a first wrong answer,
told why, is remembered when every later one is right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from notes_site.study.memory.scheduling import (
    DEFAULT_RECALL,
    SURE,
    Review,
    next_card,
    recall_after,
)

MONTH = 30
STEPS = 12
"""Points of each fall; they lie closer together where it is steeper, at its beginning."""

Point = tuple[float, float]
"""A day from the first answer on, and the chance, 0 to 1, of a right answer then."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Two lines over the same days: asked again on the days when it was due, and never again."""

    asked_on: tuple[int, ...]
    kept: tuple[Point, ...]
    lost: tuple[Point, ...]

    @property
    def days(self) -> int:
        return round(self.lost[-1][0])

    @property
    def kept_share(self) -> float:
        """The chance of a right answer on the last day, asked again until then."""
        return self.kept[-1][1]

    @property
    def lost_share(self) -> float:
        return self.lost[-1][1]


def forget(days: int = MONTH) -> Forgetting:
    """Draw both lines from a first answer that was wrong to a day so many days later."""
    first = date(2026, 1, 1)  # any day: only the distances count
    card = next_card(None, Review(first, 0.0, None, is_hinted=False, revision=1), DEFAULT_RECALL)
    lost = tuple(_fall(card.stability, 0, days))
    asked: list[int] = []
    kept: list[Point] = []
    begun, due = 0, (card.due_on - first).days
    while due < days:
        kept += _fall(card.stability, begun, due)
        review = Review(first + timedelta(due), 1.0, SURE, is_hinted=False, revision=1)
        card = next_card(card, review, DEFAULT_RECALL)
        asked.append(due)
        begun, due = due, (card.due_on - first).days
    kept += _fall(card.stability, begun, days)
    return Forgetting(tuple(asked), tuple(kept), lost)


def _fall(stability: float, begun: int, ended: int) -> Iterator[Point]:
    for step in range(STEPS + 1):
        passed = (ended - begun) * (step / STEPS) ** 2
        yield begun + passed, recall_after(stability, passed)
