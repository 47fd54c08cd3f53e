"""What the store knows of a reader, gathered for study to decide on."""

from notes_site.store.people.users import Reader
from notes_site.store.practice.memory import find_memory as find_on
from notes_site.study.memory.memory import Memory
from notes_site.study.progress.planning import Pace
from notes_site.web.context import today


def find_memory(reader: Reader) -> Memory:
    """Return histories, cards, suspended questions and the day so far, in one statement."""
    return find_on(reader.id, today(reader))


def pace_of(reader: Reader, memory: Memory) -> Pace:
    """Return how many questions a day the reader wants, and how many due ones they had today."""
    return Pace(reader.daily_cap, memory.due_answered, reader.wanted_recall)
