"""What is stored of a reader, read apart from the statements that pages use."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from notes_site.store.database import db
from notes_site.store.models import CardRow, SectionRead
from notes_site.store.practice.cards import HISTORY_COLUMNS
from notes_site.study.content.library import SectionRef
from notes_site.study.memory.history import History


def find_histories(user_id: int) -> dict[str, History]:
    """Return what a reader did with each question they ever answered."""
    statement = select(CardRow.question_id, *HISTORY_COLUMNS).where(CardRow.user_id == user_id)
    rows: Iterable[Any] = db.session.execute(statement).all()
    return {question_id: History(*facts) for question_id, *facts in rows}


def find_reads(user_id: int) -> dict[SectionRef, datetime]:
    """Return when a reader read each section they have read."""
    statement = select(SectionRead.slug, SectionRead.anchor, SectionRead.read_at).where(
        SectionRead.user_id == user_id
    )
    return {SectionRef(slug, anchor): at for slug, anchor, at in db.session.execute(statement)}
