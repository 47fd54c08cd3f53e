"""Whether writing works: shown by a write that is committed, since one taken back always does."""

from datetime import datetime

from notes_site.store.database import writing
from notes_site.store.dialects import insert
from notes_site.store.models import Heartbeat

ONLY = 1


def beat(now: datetime, *, waits: bool = True) -> None:
    """Write the moment down for good, or raise one of FAILURES or an OSError.

    Who doesn't wait gets a BusyError, or SQLite's own, while somebody else writes.
    """
    row = insert(Heartbeat).values(id=ONLY, beat_at=now)
    with writing(waits=waits) as session:
        session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"beat_at": now}))
