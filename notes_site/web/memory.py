"""What the store knows of a reader, gathered for study to decide on."""

from notes_site.store.answers import find_histories
from notes_site.store.cards import find_cards
from notes_site.store.marks import find_marks
from notes_site.store.users import Reader
from notes_site.study.selection import Memory
from notes_site.web.context import today


def find_memory(reader: Reader) -> Memory:
    """Return histories, cards and suspended questions, on the reader's study day."""
    suspended = {one for one, marks in find_marks(reader.id).items() if marks.is_suspended}
    return Memory(
        find_histories(reader.id), find_cards(reader.id), today(reader), frozenset(suspended)
    )
