"""Which sections of the text each reader has read."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select

from notes_site.store.database import writing
from notes_site.store.dialects import insert
from notes_site.store.models import SectionRead
from notes_site.store.retrying import retried
from notes_site.store.statements import Find
from notes_site.study.content.library import SectionRef

_reads = SectionRead.__table__.c
_FIND_READS = Find(
    select(_reads.slug, _reads.anchor, _reads.read_at).where(_reads.user_id == bindparam("user_id"))
)


@retried
def record_reads(user_id: int, refs: Collection[SectionRef], now: datetime) -> None:
    """Remember sections as read; one that was read before is read again now."""
    rows = [
        {"user_id": user_id, "slug": ref.slug, "anchor": ref.anchor, "read_at": now} for ref in refs
    ]
    if not rows:
        return
    statement = insert(SectionRead).on_conflict_do_update(
        index_elements=["user_id", "slug", "anchor"], set_={"read_at": now}
    )
    with writing(user_id) as session:
        session.execute(statement, rows)


def find_reads(user_id: int) -> dict[SectionRef, datetime]:
    """Return when a reader read each section they have read."""
    rows = _FIND_READS.all(user_id=user_id)
    return {SectionRef(slug, anchor): read_at for slug, anchor, read_at in rows}
