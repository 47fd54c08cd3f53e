"""What the store knows of a reader, gathered for study to decide on."""

from notes_site.store.days import find_day
from notes_site.store.histories import find_memory as find_on
from notes_site.store.users import Reader
from notes_site.study.planning import Pace
from notes_site.study.selection import Memory
from notes_site.web.context import today


def find_pace(reader: Reader) -> Pace:
    """Return how many questions a day the reader wants, and how many due ones they had today."""
    answered = find_day(reader.id, today(reader)).was_due
    return Pace(reader.daily_cap, answered, reader.wanted_recall)


def find_memory(reader: Reader) -> Memory:
    """Return histories, cards and suspended questions, on the reader's study day."""
    return find_on(reader.id, today(reader))
