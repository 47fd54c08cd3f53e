"""What a reader did and is believed to remember, on one study day."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date

from notes_site.study.content.library import Question
from notes_site.study.memory.history import History
from notes_site.study.memory.scheduling import Card, recall_on


@dataclass(frozen=True, slots=True)
class Memory:
    """What one reader did and is believed to remember, on a study day.

    `due_answered` counts the questions that were due and were answered on that day.
    """

    histories: Mapping[str, History]
    cards: Mapping[str, Card]
    today: date
    suspended: Set[str] = frozenset()
    due_answered: int = 0

    def history(self, question: Question) -> History | None:
        """Return what was done with a question since it means what it means now."""
        history = self.histories.get(question.id)
        return history if history and history.revision == question.revision else None

    def is_new(self, question: Question) -> bool:
        return question.id not in self.histories and question.id not in self.suspended

    def is_due(self, question: Question) -> bool:
        """A question falls due on its day, and when its meaning changed since it was answered."""
        card = self.cards.get(question.id)
        return card is not None and (
            card.due_on <= self.today or card.revision != question.revision
        )

    def is_begun_today(self, question: Question) -> bool:
        card = self.cards.get(question.id)
        return card is not None and card.reviews == 1 and card.reviewed_on == self.today

    def recall(self, question: Question) -> float:
        card = self.cards.get(question.id)
        return recall_on(card, self.today) if card else 0.0
