"""Counting attempts that guessers repeat; shared by all workers, and a restart forgets nothing."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select, update

from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import Attempt
from notes_site.store.retrying import retried

WINDOW = timedelta(minutes=15)


@retried
def count_attempts(keys: Collection[str], now: datetime) -> dict[str, int]:
    """Count one more attempt under each key; return how many there were in the last window.

    What was counted while the clock was ahead is over a window from now, not from then.
    """
    started_at = case((Attempt.started_at > now, now), else_=Attempt.started_at)
    changed = {"count": Attempt.count + 1, "started_at": started_at}
    upsert = (
        insert(Attempt)
        .on_conflict_do_update(index_elements=["key"], set_=changed)
        .returning(Attempt.count)
    )
    with writing() as session:
        session.execute(delete(Attempt).where(Attempt.started_at <= now - WINDOW))
        return {
            key: session.execute(upsert, {"key": key, "count": 1, "started_at": now}).scalar_one()
            for key in sorted(keys)  # so that of two who count the same none waits for the other
        }


def find_attempts(keys: Collection[str], now: datetime) -> dict[str, int]:
    """Return how many there were under each key in the last window, and count none.

    What was counted while the clock was ahead is left out: counting one more mends that.
    """
    is_recent = (Attempt.started_at > now - WINDOW) & (Attempt.started_at <= now)
    wanted = select(Attempt.key, Attempt.count).where(Attempt.key.in_(list(keys)), is_recent)
    return dict(iter(db.session.execute(wanted)))


@retried
def uncount_attempts(keys: Collection[str]) -> None:
    """Take one attempt back under each key, after somebody proved who they are."""
    with writing() as session:
        session.execute(
            update(Attempt).where(Attempt.key.in_(list(keys))).values(count=Attempt.count - 1)
        )
