"""Where one question stands with one reader, and where an answer moves it."""

from dataclasses import dataclass
from datetime import date, datetime

from notes_site.study.memory.history import History, next_history
from notes_site.study.memory.scheduling import Card, Review, next_card, recall_on


@dataclass(frozen=True, slots=True)
class Standing:
    """A reader's card and history of a question, None before the first answer to it.

    `wanted_recall` is the share of questions they want to remember when these fall due.
    """

    wanted_recall: float
    card: Card | None
    history: History | None

    def after(self, review: Review, answered_at: datetime) -> "Standing":
        """Return where the question stands after one more answer."""
        return Standing(
            self.wanted_recall,
            next_card(self.card, review, self.wanted_recall),
            next_history(self.history, review, answered_at),
        )

    def expected(self, review: Review) -> tuple[float | None, date | None]:
        """Return the chance that a right answer had, and the day on which it fell due.

        Nothing was expected of a first answer. Of a question that meant something else before,
        neither, and it was due that day, as `Known` decides it. The chance has nine digits, so that
        a day's sum of them is the same in whatever order it was added up.
        """
        if self.card is None:
            return None, None
        if self.card.revision != review.revision:
            return None, review.day
        return round(recall_on(self.card, review.day), 9), self.card.due_on

    def was_due(self, review: Review) -> bool:
        """Say whether the question was due on the day of an answer."""
        _, due_on = self.expected(review)
        return due_on is not None and due_on <= review.day
