"""What the readers know who are here just now: read once, then kept with all that follows from it.

It holds while its reader's stamp, their study day and the library stay the same. The stamp was seen
before the memory was read, so what is kept may be newer than its stamp, and never older.
"""

import threading
from collections import OrderedDict
from datetime import date

from notes_site.store.people.users import Reader
from notes_site.study.content.library import Library
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory

MOST_CARDS = 10_000
"""About 1 kB each, with all that follows from them; whoever was not here lately leaves first."""


class KeptKnown:
    """One `Known` a reader, for as many readers as the cards allow; safe to ask from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, tuple[int, Known]] = OrderedDict()
        self._cards = 0

    def find(self, reader: Reader, today: date, library: Library) -> Known | None:
        """Return what is kept of a reader, if it still holds."""
        with self._lock:
            stamp, known = self._kept.get(reader.id, (None, None))
            if known is None or stamp != reader.memory_stamp:
                return None
            if known.today != today or known.library is not library:
                return None
            self._kept.move_to_end(reader.id)
            return known

    def keep(self, reader: Reader, library: Library, memory: Memory) -> Known:
        """Keep what was read after a reader's stamp was seen, in place of what was kept."""
        known = Known(library, memory)
        with self._lock:
            if older := self._kept.pop(reader.id, None):
                self._cards -= _weight(older[1])
            self._kept[reader.id] = reader.memory_stamp, known
            self._cards += _weight(known)
            while self._cards > MOST_CARDS:
                _, (_, longest_gone) = self._kept.popitem(last=False)
                self._cards -= _weight(longest_gone)
        return known


def _weight(known: Known) -> int:
    return 1 + known.answered
