"""What a reader did with a question."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from notes_site.study.memory.scheduling import SURE, Review

RIGHT_IN_A_ROW = 2
"""A question is mastered when this many of its last answers were right, each in another quiz."""


class History(NamedTuple):
    """What one reader did with one question as it is meant now; `points` sums up the scores.

    A raised revision begins a new one. It is confidently wrong when the newest answer was not
    right though the reader was sure.
    """

    answered: int
    points: float
    last_answered_at: datetime
    right_in_a_row: int
    is_confidently_wrong: bool = False
    revision: int = 1

    @property
    def is_last_right(self) -> bool:
        return self.right_in_a_row > 0

    @property
    def is_mastered(self) -> bool:
        return self.right_in_a_row >= RIGHT_IN_A_ROW


def next_history(history: History | None, review: Review, answered_at: datetime) -> History:
    """Return the history after one more answer."""
    if history is not None and history.revision != review.revision:
        history = None  # the question means something else now
    is_right = review.score >= 1
    return History(
        answered=(history.answered if history else 0) + 1,
        points=(history.points if history else 0.0) + review.score,
        last_answered_at=answered_at,
        right_in_a_row=(history.right_in_a_row if history else 0) + 1 if is_right else 0,
        is_confidently_wrong=review.confidence == SURE and not is_right,
        revision=review.revision,
    )


def rebuild_history(answers: Iterable[tuple[Review, datetime]]) -> History | None:
    """Replay all answers to one question, oldest first; None where there is none."""
    history = None
    for review, answered_at in answers:
        history = next_history(history, review, answered_at)
    return history
