"""What the store remembers of one reader; what it means for a library is `Known`'s to say."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, datetime

from notes_site.study.memory.history import History
from notes_site.study.memory.scheduling import Card
from notes_site.study.memory.standing import Standing


@dataclass(frozen=True, slots=True)
class Memory:
    """What one reader did and is believed to remember, on a study day, by question id.

    `due_answered` counts the questions that were due and were answered on that day. `told_from` is
    the end of an interview or exam under way, whose answers are not in it until then.
    """

    histories: Mapping[str, History]
    cards: Mapping[str, Card]
    today: date
    suspended: Set[str] = frozenset()
    due_answered: int = 0
    told_from: datetime | None = None

    def stands_at(self, question_id: str, standing: Standing) -> bool:
        """Say whether a question stands with the reader as this says."""
        found = self.cards.get(question_id), self.histories.get(question_id)
        return found == (standing.card, standing.history)

    def differs_in(self, other: "Memory") -> Set[str]:
        """Return the ids of the questions of which two memories don't say the same."""
        changed = set(self.suspended ^ other.suspended)
        for ours, theirs in ((self.cards, other.cards), (self.histories, other.histories)):
            changed |= ours.keys() ^ theirs.keys()
            changed |= {name for name, one in ours.items() if theirs.get(name) != one}
        return changed

    def move(self, question_id: str, after: Standing, *, was_due: bool) -> "Memory":
        """Return the memory after an answer: where it moved its question, and if that was due
        today."""
        if after.card is None or after.history is None:
            return self
        return replace(
            self,
            cards={**self.cards, question_id: after.card},
            histories={**self.histories, question_id: after.history},
            due_answered=self.due_answered + was_due,
        )
