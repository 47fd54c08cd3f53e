"""What a reader did so far and is believed to remember, from the sums kept with their cards.

These are the site's longest queries, so they name tables, not entities: rows then skip the ORM.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, null, select, union_all

from notes_site.store.models import CardRow, DayRow, Mark, SectionRead
from notes_site.store.practice.cards import CARD_COLUMNS, HISTORY_COLUMNS, replay_told, split_row
from notes_site.store.practice.untold import find_untold, told_from
from notes_site.store.statements import Find
from notes_site.study.content.library import SectionRef
from notes_site.study.memory.memory import Memory

_cards, _days, _marks = CardRow.__table__.c, DayRow.__table__.c, Mark.__table__.c
_reads = SectionRead.__table__.c
_state = [_cards[column.key] for column in (*CARD_COLUMNS, *HISTORY_COLUMNS)]

_due_answered = select(_days.was_due).where(
    _days.user_id == bindparam("user_id"), _days.day == bindparam("today")
)
_told_from = told_from(bindparam("user_id"), bindparam("now", type_=_cards.last_answered_at.type))
_FACTS = [_due_answered.scalar_subquery(), _told_from, *_state]
_NOTHING = [null() for _ in _FACTS]
_READ_AT = [
    _reads.read_at if fact is _cards.last_answered_at else nothing
    for fact, nothing in zip(_FACTS, _NOTHING, strict=True)
]
"""A moment of reading stands where a moment of answering does, so that it is read as one."""
_ANSWERED = select(
    _cards.question_id,
    null().cast(_reads.anchor.type).label("anchor"),
    *_FACTS,
).where(_cards.user_id == bindparam("user_id"))
_SUSPENDED = select(_marks.question_id, null(), *_NOTHING).where(
    _marks.user_id == bindparam("user_id"), _marks.is_suspended
)
_READ = select(_reads.slug, _reads.anchor, *_READ_AT).where(_reads.user_id == bindparam("user_id"))
_MEMORY = Find(union_all(_ANSWERED, _SUSPENDED))
_MEMORY_AND_READS = Find(union_all(_ANSWERED, _SUSPENDED, _READ))


def find_memory(user_id: int, today: date, now: datetime) -> Memory:
    """Return all that questions are chosen by on a study day, in one statement.

    While an interview or exam lasts, its questions stand where they stood before, in three more.
    """
    memory, _ = _read(_MEMORY.all(user_id=user_id, today=today, now=now), today)
    return _without_untold(user_id, memory, now)


def find_memory_and_reads(
    user_id: int, today: date, now: datetime
) -> tuple[Memory, dict[SectionRef, datetime]]:
    """Return the same and when each section was read, still in one statement."""
    memory, reads = _read(_MEMORY_AND_READS.all(user_id=user_id, today=today, now=now), today)
    return _without_untold(user_id, memory, now), reads


def _without_untold(user_id: int, memory: Memory, now: datetime) -> Memory:
    if memory.told_from is None:
        return memory
    asked = find_untold(user_id, now)
    cards = {name: one for name, one in memory.cards.items() if name not in asked}
    histories = {name: one for name, one in memory.histories.items() if name not in asked}
    for name, (card, history) in replay_told(user_id, sorted(asked), now).items():
        cards[name], histories[name] = card, history
    return replace(memory, cards=cards, histories=histories)


def _read(rows: Iterable[Any], today: date) -> tuple[Memory, dict[SectionRef, datetime]]:
    histories, cards, left_out, done, until = {}, {}, set(), 0, None
    reads: dict[SectionRef, datetime] = {}
    for name, anchor, was_due, held_until, *state in rows:
        if anchor is not None:
            reads[SectionRef(name, anchor)] = next(filter(None, state))
        elif state[0] is None:
            left_out.add(name)
        else:
            cards[name], histories[name] = split_row(state)
            done, until = was_due or 0, held_until
    return Memory(histories, cards, today, frozenset(left_out), done, until), reads
