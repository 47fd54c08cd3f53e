"""How often within an hour a reader may do what is stored at every press: more than anybody does.

Counted in the transaction that stores it, so that what is refused is not stored, and costs no
second turn.
"""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, bindparam, case, or_, select

from notes_site.store.dialects import insert
from notes_site.store.models import Use
from notes_site.store.statements import Change, Find

WINDOW = timedelta(hours=1)
QUIZ, MARK, FLAG, RECALL, BRING = "quiz", "mark", "flag", "recall", "bring"
AN_HOUR = {QUIZ: 100, MARK: 600, FLAG: 30, RECALL: 30, BRING: 20}
"""RECALL is the share that they want to remember: all their cards are worked out anew for it."""


_uses = Use.__table__.c
_now = bindparam("now", type_=_uses.started_at.type)
_ended = bindparam("ended", type_=_uses.started_at.type)
_is_over = or_(_uses.started_at <= _ended, _uses.started_at > _now)
_COUNT = Change(
    insert(Use)
    .values(
        user_id=bindparam("reader_id", type_=_uses.user_id.type),
        what=bindparam("what", type_=_uses.what.type),
        started_at=_now,
        count=1,
    )
    .on_conflict_do_update(
        index_elements=["user_id", "what"],
        set_={
            "count": case((_is_over, 1), else_=_uses.count + 1),
            "started_at": case((_is_over, _now), else_=_uses.started_at),
        },
        where=or_(_is_over, _uses.count < bindparam("most", type_=_uses.count.type)),
    )
)


_FIND = Find(
    select(_uses.started_at, _uses.count).where(
        _uses.user_id == bindparam("user_id"), _uses.what == bindparam("what")
    )
)


class TooOftenError(Exception):
    """A reader did something so often within an hour that it was not stored this time."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def find_left(user_id: int, what: str, now: datetime) -> tuple[int, int]:
    """Return how many uses are left of this hour, and in how many seconds it ends."""
    row = _FIND.one(user_id=user_id, what=what)
    started_at, count = row or (now, 0)
    is_over = not now - WINDOW < started_at <= now
    seconds = WINDOW if is_over else started_at + WINDOW - now
    return max(0, AN_HOUR[what] - (0 if is_over else count)), ceil(seconds.total_seconds())


def count_use(connection: Connection, user_id: int, what: str, now: datetime) -> None:
    """Count one more use in this transaction, or raise TooOftenError.

    The hour begins with its first use. One that began while the clock was ahead begins now.
    """
    counted = _COUNT.send(
        connection, reader_id=user_id, what=what, now=now, ended=now - WINDOW, most=AN_HOUR[what]
    )
    if not counted:
        raise TooOftenError(what)
