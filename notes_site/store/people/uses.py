"""How often within an hour a reader may do what is stored at every press: more than anybody does.

Counted in the transaction that stores it, so that what is refused is not stored, and costs no
second turn.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, case, or_
from sqlalchemy.dialects.sqlite import insert

from notes_site.store.models import Use

WINDOW = timedelta(hours=1)
QUIZ, MARK, FLAG = "quiz", "mark", "flag"
AN_HOUR = {QUIZ: 100, MARK: 600, FLAG: 30}


class TooOftenError(Exception):
    """A reader did something so often within an hour that it was not stored this time."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def count_use(connection: Connection, user_id: int, what: str, now: datetime) -> None:
    """Count one more use in this transaction, or raise TooOftenError.

    The hour begins with its first use. One that began while the clock was ahead begins now.
    """
    is_over = or_(Use.started_at <= now - WINDOW, Use.started_at > now)
    upsert = (
        insert(Use)
        .values(user_id=user_id, what=what, started_at=now, count=1)
        .on_conflict_do_update(
            index_elements=["user_id", "what"],
            set_={
                "count": case((is_over, 1), else_=Use.count + 1),
                "started_at": case((is_over, now), else_=Use.started_at),
            },
        )
        .returning(Use.count)
    )
    if connection.execute(upsert).scalar_one() > AN_HOUR[what]:
        raise TooOftenError(what)
