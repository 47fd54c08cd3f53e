"""What the store knows of a reader, gathered for study to decide on."""

from dataclasses import replace

from notes_site.store.histories import find_memory as find_answered
from notes_site.store.marks import find_marks
from notes_site.store.users import Reader
from notes_site.study.selection import Memory
from notes_site.web.context import today


def find_memory(reader: Reader) -> Memory:
    """Return histories, cards and all suspended questions, on the reader's study day."""
    suspended = {one for one, marks in find_marks(reader.id).items() if marks.is_suspended}
    return replace(find_answered(reader.id, today(reader)), suspended=frozenset(suspended))
