"""Sections that got another heading: that a reader read them is kept under the new anchor.

What was read under an old anchor moves when the content that says so is first read. Unlike a
question's answers it doesn't return when the author goes back: a section is read again in minutes.
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, case, delete, literal, select, tuple_
from sqlalchemy.orm import Session

from notes_site.store.courses.naming import readers_of
from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import SectionRead
from notes_site.store.practice.stamps import stamp_all
from notes_site.store.retrying import retried
from notes_site.study.content.library import SectionRef

_PLACE = tuple_(SectionRead.slug, SectionRead.anchor)


@retried
def move_reads(moved: Mapping[SectionRef, str], course: str = "") -> None:
    """Let what was read of a course under old anchors count for the anchors they have now.

    Safe to call by several workers at once; one query when there is nothing to do, none when no
    section was renamed.
    """
    if not moved:
        return
    is_in_course = SectionRead.user_id.in_(readers_of(course))
    olds = _PLACE.in_([(old.slug, old.anchor) for old in moved]) & is_in_course
    is_read = db.session.execute(select(SectionRead.slug).where(olds).limit(1)).first()
    db.session.close()
    if is_read:
        with writing(is_alone=True) as session:
            stamp_all(session, select(SectionRead.user_id).where(olds))
            for old, anchor in moved.items():
                _move(session, old, anchor, is_in_course)


def _move(
    session: Session, old: SectionRef, anchor: str, is_in_course: ColumnElement[bool]
) -> None:
    read = SectionRead.__table__.c
    is_old = (read.slug == old.slug) & (read.anchor == old.anchor) & is_in_course
    rows = select(read.user_id, read.slug, literal(anchor), read.read_at).where(is_old)
    statement = insert(SectionRead).from_select([column.name for column in read], rows)
    new = statement.excluded.read_at
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "slug", "anchor"],
            set_={"read_at": case((new > read.read_at, new), else_=read.read_at)},
        )
    )
    session.execute(delete(SectionRead).where(is_old))
