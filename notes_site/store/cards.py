"""Cards: what is believed of each reader's memory, kept beside the answers it is derived from."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from notes_site.store.database import db, writing
from notes_site.store.models import Answer, CardRow, User
from notes_site.study.scheduling import Card, Review, next_card, rebuild_card

CARD_COLUMNS = (
    CardRow.stability,
    CardRow.difficulty,
    CardRow.reviewed_on,
    CardRow.due_on,
    CardRow.reviews,
    CardRow.lapses,
    CardRow.revision,
)


def find_cards(user_id: int, question_ids: Sequence[str] | None = None) -> dict[str, Card]:
    """Return a reader's cards by question id: all, or those of some questions."""
    statement = select(CardRow.question_id, *CARD_COLUMNS).where(CardRow.user_id == user_id)
    if question_ids is not None:
        statement = statement.where(CardRow.question_id.in_(question_ids))
    return {row[0]: _card(row[1:]) for row in db.session.execute(statement)}


def review_card(session: Session, user_id: int, question_id: str, review: Review) -> Card | None:
    """Move a card by one review, inside the transaction that records the answer.

    Returns the card as it was before; None for a first answer to what the question means now.
    """
    row = session.execute(
        select(User.wanted_recall, *CARD_COLUMNS)
        .outerjoin(CardRow, (CardRow.user_id == User.id) & (CardRow.question_id == question_id))
        .where(User.id == user_id)
    ).one()
    card = _card(row[1:]) if row.stability is not None else None
    _save(session, user_id, question_id, next_card(card, review, row.wanted_recall))
    is_first = card is None or card.revision != review.revision
    return None if is_first else card


def replay_card(session: Session, user_id: int, question_id: str) -> None:
    """Rebuild one card from its answers, after one of them was voided."""
    session.execute(
        delete(CardRow).where(CardRow.user_id == user_id, CardRow.question_id == question_id)
    )
    recall = session.execute(select(User.wanted_recall).where(User.id == user_id)).scalar_one()
    card = rebuild_card((review for _, review in _reviews(session, user_id, question_id)), recall)
    if card:
        _save(session, user_id, question_id, card)


def rebuild_cards(user_id: int) -> int:
    """Rebuild all of a reader's cards from their answers; return how many there are."""
    with writing() as session:
        recall = session.execute(select(User.wanted_recall).where(User.id == user_id)).scalar_one()
        session.execute(delete(CardRow).where(CardRow.user_id == user_id))
        count = 0
        for question_id, reviews in groupby(_reviews(session, user_id), key=lambda one: one[0]):
            card = rebuild_card((review for _, review in reviews), recall)
            if card:
                _save(session, user_id, question_id, card)
                count += 1
    return count


def all_user_ids() -> list[int]:
    return list(db.session.execute(select(User.id).order_by(User.id)).scalars())


def _reviews(
    session: Session, user_id: int, question_id: str | None = None
) -> Iterable[tuple[str, Review]]:
    """Yield a reader's answers as reviews, question by question, oldest first."""
    statement = (
        select(
            Answer.question_id,
            Answer.study_day,
            Answer.score,
            Answer.confidence,
            Answer.is_hinted,
            Answer.revision,
        )
        .where(Answer.user_id == user_id, Answer.voided_at.is_(None))
        .order_by(Answer.question_id, func.coalesce(Answer.corrects_id, Answer.id))
    )
    if question_id is not None:
        statement = statement.where(Answer.question_id == question_id)
    for found_id, day, score, confidence, is_hinted, revision in session.execute(statement):
        yield found_id, Review(day, score, confidence, is_hinted, revision)


def _card(state: Sequence[Any]) -> Card:
    """Build a card from the columns CARD_COLUMNS."""
    return Card(*state)


def _save(session: Session, user_id: int, question_id: str, card: Card) -> None:
    state = asdict(card)
    session.execute(
        insert(CardRow)
        .values(user_id=user_id, question_id=question_id, **state)
        .on_conflict_do_update(index_elements=["user_id", "question_id"], set_=state)
    )
