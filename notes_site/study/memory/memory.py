"""What the store remembers of one reader; what it means for a library is `Known`'s to say."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date

from notes_site.study.memory.history import History
from notes_site.study.memory.scheduling import Card


@dataclass(frozen=True, slots=True)
class Memory:
    """What one reader did and is believed to remember, on a study day, by question id.

    `due_answered` counts the questions that were due and were answered on that day.
    """

    histories: Mapping[str, History]
    cards: Mapping[str, Card]
    today: date
    suspended: Set[str] = frozenset()
    due_answered: int = 0
