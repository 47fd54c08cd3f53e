"""Which sections of the text each reader has read."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.dialects.sqlite import insert

from notes_site.store.database import writing
from notes_site.store.models import SectionRead
from notes_site.study.content.library import SectionRef


def record_reads(user_id: int, refs: Iterable[SectionRef], now: datetime) -> None:
    """Remember sections as read; one that was read before is read again now."""
    rows = [
        {"user_id": user_id, "slug": ref.slug, "anchor": ref.anchor, "read_at": now} for ref in refs
    ]
    if not rows:
        return
    statement = insert(SectionRead).on_conflict_do_update(
        index_elements=["user_id", "slug", "anchor"], set_={"read_at": now}
    )
    with writing() as session:
        session.execute(statement, rows)
