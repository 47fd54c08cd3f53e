"""What the readers know who are here just now: read once, then kept with all that follows from it.

It holds while its reader's stamp, their study day and the library stay the same, and no interview
or exam under way ends. The stamp was seen
before the memory was read, so what is kept may be newer than its stamp, and never older. An answer
that this process records moves what is kept along: its transaction found the stamp that what is
kept has, and drew the next one, so nothing else lies between. After whatever else changes a reader,
and after answers that another process took, all is read again, and worked out for the topics in
which something differs.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from notes_site.store.people.users import Reader
from notes_site.store.practice.answers import Moved
from notes_site.store.practice.days import find_days, leave_out_untold
from notes_site.study.content.library import Library
from notes_site.study.memory.days import DayCount
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory

MOST_CARDS = 10_000
"""About 1.7 kB each, with all that follows from them and with 500 days; whoever was not here lately
leaves first."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a reader with a stamp knows, and what they answered on each day before one."""

    stamp: int
    known: Known
    days: Sequence[DayCount] = ()
    days_before: date = date.min

    @property
    def weight(self) -> int:
        return 1 + self.known.answered

    def follow(self, moved: Moved) -> "_Kept | None":
        """Return the same after an answer; None where that does not follow at once."""
        known, name = self.known, moved.question_id
        if self.stamp != moved.seen or not known.memory.stands_at(name, moved.before):
            return None
        was_due = moved.was_due and moved.day == known.today
        memory = known.memory.move(name, moved.after, was_due=was_due)
        days_before = min(self.days_before, moved.day)
        days = [one for one in self.days if one.day < days_before]
        return _Kept(moved.stamp, known.follow(memory, [name]), days, days_before)


def _know(library: Library, memory: Memory, older: Known | None) -> Known:
    """Join the two; what was worked out of topics of which the same is known is not lost."""
    if older is None or older.library is not library or older.today != memory.today:
        return Known(library, memory)
    return older.follow(memory, memory.differs_in(older.memory))


class KeptKnown:
    """One `Known` a reader, for as many readers as the cards allow; safe to ask from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._cards = 0

    def find(self, reader: Reader, today: date, library: Library, now: datetime) -> Known | None:
        """Return what is kept of a reader, if it still holds."""
        with self._lock:
            kept = self._kept.get(reader.id)
            if kept is None or kept.stamp != reader.memory_stamp:
                return None
            if kept.known.today != today or kept.known.library is not library:
                return None
            told_from = kept.known.memory.told_from
            if told_from and told_from <= now:
                return None
            self._kept.move_to_end(reader.id)
            return kept.known

    def keep(self, reader: Reader, library: Library, memory: Memory) -> Known:
        """Keep what was read after a reader's stamp was seen, in place of what was kept."""
        with self._lock:
            older = self._kept.get(reader.id)
        known = _know(library, memory, older.known if older else None)
        with self._lock:
            self._put(reader.id, _Kept(reader.memory_stamp, known))
        return known

    def follow(self, user_id: int, moved: Moved) -> None:
        """Move what is kept of a reader to where their answer moved it."""
        with self._lock:
            kept = self._kept.get(user_id)
            followed = kept.follow(moved) if kept else None
            if followed:
                self._put(user_id, followed)

    def find_days(self, user_id: int, known: Known, now: datetime) -> Sequence[DayCount]:
        """Return what a reader answered on each study day; those that are kept are not read."""
        days = self._find_days(user_id, known)
        return leave_out_untold(user_id, days, now) if known.memory.told_from else days

    def _find_days(self, user_id: int, known: Known) -> Sequence[DayCount]:
        with self._lock:
            kept = self._kept.get(user_id)
        if kept is None or kept.known is not known:
            return find_days(user_id)
        days = [*kept.days, *find_days(user_id, kept.days_before)]
        with self._lock:
            if self._kept.get(user_id) is kept:
                self._kept[user_id] = replace(kept, days=days, days_before=date.max)
        return days

    def _put(self, user_id: int, kept: _Kept) -> None:
        if older := self._kept.pop(user_id, None):
            self._cards -= older.weight
        self._kept[user_id] = kept
        self._cards += kept.weight
        while self._cards > MOST_CARDS:
            _, longest_gone = self._kept.popitem(last=False)
            self._cards -= longest_gone.weight
