"""What we believe of one reader's memory of one question, by FSRS (the `fsrs` package).

FSRS counts in days, and a day is the reader's study day: every review is given to it at noon UTC of
that day, so that a quiz at 23:00 and one at 08:00 the next morning lie one day apart everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from math import exp
from typing import NamedTuple

import fsrs

DEFAULT_RECALL = 0.9
LOWEST_RECALL, HIGHEST_RECALL = 0.7, 0.97
PARTLY_KNOWN = 0.6
"""A partly right answer counts as a hard success from this score on, below it as forgotten."""
GUESSING, FAIRLY_SURE, SURE = 1, 2, 3
"""How sure a reader can say they are."""
_PARAMETERS = tuple(map(float, fsrs.Scheduler().parameters))
_DECAY = -_PARAMETERS[20]
_GROWTH, _SATURATION, _BENEFIT = exp(_PARAMETERS[8]), *_PARAMETERS[9:11]
_FACTOR: float = 0.9 ** (1 / _DECAY) - 1
"""The shape of FSRS-6's forgetting curve. A page asks for thousands of points on it, so these and
the growth by right answers are computed here without building the package's objects; tests hold
them equal to the package's."""


@dataclass(frozen=True, slots=True)
class Review:
    """One answer as the memory sees it: the day, how right it was, and whether it came easily."""

    day: date
    score: float
    confidence: int | None
    is_hinted: bool
    revision: int

    @property
    def is_unsure(self) -> bool:
        """A guess or a hint makes a right answer a hard one; not saying how sure does not."""
        return self.is_hinted or self.confidence == GUESSING


class Card(NamedTuple):
    """A memory: FSRS's stability (days until recall falls to 90 %) and difficulty (1 to 10).

    A tuple, as `History` is: a page reads thousands, and frozen objects take four times as long.
    """

    stability: float
    difficulty: float
    reviewed_on: date
    due_on: date
    reviews: int
    lapses: int
    revision: int


def rate(score: float, *, is_unsure: bool) -> fsrs.Rating:
    """Right is Good, right but unsure or with a hint Hard, wrong Again."""
    if score >= 1:
        return fsrs.Rating.Hard if is_unsure else fsrs.Rating.Good
    return fsrs.Rating.Hard if score >= PARTLY_KNOWN else fsrs.Rating.Again


def next_card(card: Card | None, review: Review, recall: float) -> Card:
    """Return the card after a review; a second one on the same day is practice and moves nothing.

    `recall` is the share of questions the reader wants to remember when they fall due.
    """
    if card is not None and card.revision != review.revision:
        card = None  # the question means something else now
    if card is not None and review.day <= card.reviewed_on:
        return card
    rating = rate(review.score, is_unsure=review.is_unsure)
    before = _to_fsrs(card) if card else fsrs.Card(card_id=0, due=_noon(review.day))
    after, _ = _scheduler(recall).review_card(before, rating, _noon(review.day))
    return Card(
        stability=after.stability or 0.0,
        difficulty=after.difficulty or 0.0,
        reviewed_on=review.day,
        due_on=after.due.date(),
        reviews=(card.reviews if card else 0) + 1,
        lapses=(card.lapses if card else 0) + (rating is fsrs.Rating.Again and card is not None),
        revision=review.revision,
    )


def rebuild_card(reviews: Iterable[Review], recall: float) -> Card | None:
    """Replay all answers to one question, oldest first; None where there is none."""
    card = None
    for review in reviews:
        card = next_card(card, review, recall)
    return card


def recall_on(card: Card, day: date) -> float:
    """Return the expected chance, 0 to 1, of answering rightly on a day (FSRS retrievability)."""
    return recall_after(card.stability, max(0, (day - card.reviewed_on).days))


def recall_after(stability: float, days: float) -> float:
    """Return the expected chance, 0 to 1, so many days after the last answer."""
    return float((1 + _FACTOR * days / stability) ** _DECAY)


def stability_after_good(stability: float, difficulty: float, elapsed: int) -> float:
    """Return the stability after a right answer, `elapsed` days after the one before (FSRS-6).

    For looking ahead, where thousands of answers are imagined; answers given go to the package.
    """
    recall: float = (1 + _FACTOR * elapsed / stability) ** _DECAY
    growth: float = _GROWTH * (11 - difficulty) * stability**-_SATURATION
    return stability * (1 + growth * (exp((1 - recall) * _BENEFIT) - 1))


def reach_of(recall: float) -> float:
    """Return how many times a stability it takes until recall falls to this share."""
    return float(recall ** (1 / _DECAY) - 1) / _FACTOR


def interval_for(stability: float, reach: float) -> int:
    """Return after how many days a question comes back; at least one."""
    return round(stability * reach) or 1


def _to_fsrs(card: Card) -> fsrs.Card:
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=_noon(card.due_on),
        last_review=_noon(card.reviewed_on),
    )


@cache
def _scheduler(recall: float) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        desired_retention=recall, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
