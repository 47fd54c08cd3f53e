"""Cards and sums: what a reader's answers come to, kept beside the answers they derive from.

Each transaction that changes which answers stand brings both up to date: `saving_card` with one
more answer, `replay_card` after any other change. `rebuild_cards` makes all of them anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select
from sqlalchemy.orm import Session

from notes_site.store.database import db, writing
from notes_site.store.dialects import insert
from notes_site.store.models import Answer, CardRow, User
from notes_site.store.practice.days import recount_days
from notes_site.store.practice.stamps import stamp
from notes_site.store.practice.untold import running_quizzes, told_from
from notes_site.store.retrying import retried
from notes_site.store.statements import Change, Filled, send_all
from notes_site.study.memory.history import History, rebuild_history
from notes_site.study.memory.scheduling import Card, Review, rebuild_card
from notes_site.study.memory.standing import Standing

CARD_COLUMNS = (
    CardRow.stability,
    CardRow.difficulty,
    CardRow.reviewed_on,
    CardRow.due_on,
    CardRow.reviews,
    CardRow.lapses,
    CardRow.revision,
)
HISTORY_COLUMNS = (
    CardRow.answered,
    CardRow.points,
    CardRow.last_answered_at,
    CardRow.right_in_a_row,
    CardRow.is_confidently_wrong,
    CardRow.revision,
)
_cards, _users = CardRow.__table__.c, User.__table__.c
_CARD = [column.key for column in CARD_COLUMNS]
_HISTORY = [column.key for column in HISTORY_COLUMNS]
_STATE = dict.fromkeys(_CARD + _HISTORY)
STANDING = (_users.wanted_recall, *(_cards[name] for name in _CARD + _HISTORY))
_FIND_STANDING = (
    select(*STANDING)
    .select_from(User)
    .outerjoin(
        CardRow, (_cards.user_id == _users.id) & (_cards.question_id == bindparam("question_id"))
    )
    .where(_users.id == bindparam("user_id"))
)
_new = insert(CardRow).values(
    {name: bindparam(name) for name in ("user_id", "question_id", *_STATE)}
)
_SAVE = Change(
    _new.on_conflict_do_update(
        index_elements=["user_id", "question_id"],
        set_={name: _new.excluded[name] for name in _STATE},
    )
)


class StandingAnswer(NamedTuple):
    """A standing answer, as the memory is told of it."""

    question_id: str
    review: Review
    answered_at: datetime
    quiz_id: int


def find_told(user_id: int, question_ids: Sequence[str], now: datetime) -> list[StandingAnswer]:
    """Return the standing answers to some questions that may be told of.

    They come question by question, the oldest first.
    """
    running = running_quizzes(user_id, now)
    return [*_told(db.session(), user_id, question_ids, Answer.quiz_id.not_in(running))]


def find_cards(user_id: int) -> dict[str, Card]:
    """Return a reader's cards by question id."""
    statement = select(CardRow.question_id, *CARD_COLUMNS).where(CardRow.user_id == user_id)
    return {row[0]: Card(*row[1:]) for row in db.session.execute(statement)}


def find_told_cards(user_id: int, question_ids: Sequence[str], now: datetime) -> dict[str, Card]:
    """Return a reader's cards of some questions, as they are without what may not be told yet."""
    statement = select(CardRow.question_id, told_from(user_id, now), *CARD_COLUMNS).where(
        CardRow.user_id == user_id, CardRow.question_id.in_(question_ids)
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    cards = {name: Card(*card) for name, _, *card in rows}
    if any(held_until for _, held_until, *_ in rows):
        return {name: found[0] for name, found in replay_told(user_id, [*cards], now).items()}
    return cards


def replay_told(
    user_id: int, question_ids: Sequence[str], now: datetime
) -> dict[str, tuple[Card, History]]:
    """Return what some questions come to by the answers that may be told of; without any, none."""
    recall = db.session.execute(select(User.wanted_recall).where(User.id == user_id)).scalar_one()
    replayed = _replayed(find_told(user_id, question_ids, now), recall)
    return {name: (card, history) for name, card, history in replayed}


def find_standing(connection: Connection, user_id: int, question_id: str) -> Standing | None:
    """Return where a question stands with a reader; None when there is no such reader."""
    given = {"user_id": user_id, "question_id": question_id}
    row = connection.execute(_FIND_STANDING, given).one_or_none()
    return read_standing(row) if row else None


def read_standing(row: Sequence[Any]) -> Standing:
    """Build it from the columns STANDING."""
    recall, *state = row
    return Standing(recall, *((None, None) if state[0] is None else split_row(state)))


def replay_card(session: Session, user_id: int, question_id: str) -> None:
    """Make one question's card and sums anew from its standing answers, and the days' sums too.

    The one function to call, in the same transaction, after an answer was voided, replaced or
    corrected, whichever it was: it replays the question from its first answer on, and recounts
    every study day on which the question was ever answered, voided answers included. An answer
    that is added last and replaces nothing needs `saving_card` and `counting_answer` alone.
    """
    _replay(session, user_id, question_id)
    recount_days(session, user_id, question_id)


@retried
def rebuild_cards(user_id: int) -> int:
    """Make all of a reader's cards and sums anew from their answers; return how many cards."""
    with writing(user_id) as session:
        return replay_cards(session, user_id)


def replay_cards(session: Session, user_id: int) -> int:
    """Do the same inside a transaction that changes what the cards depend on."""
    count = _replay(session, user_id)
    recount_days(session, user_id)
    return count


def all_user_ids(session: Session | None = None) -> list[int]:
    return list((session or db.session()).execute(select(User.id).order_by(User.id)).scalars())


def split_row(state: Sequence[Any]) -> tuple[Card, History]:
    """Build a card and a history from the columns CARD_COLUMNS and HISTORY_COLUMNS."""
    return Card._make(state[: len(CARD_COLUMNS)]), History._make(state[len(CARD_COLUMNS) :])


def _replay(session: Session, user_id: int, question_id: str | None = None) -> int:
    """Make the cards of one question, or of all, anew; return how many there are."""
    stamp(session.connection(), user_id)
    old = delete(CardRow).where(CardRow.user_id == user_id)
    if question_id is not None:
        old = old.where(CardRow.question_id == question_id)
    session.execute(old)
    recall = session.execute(select(User.wanted_recall).where(User.id == user_id)).scalar_one()
    count = 0
    ids = None if question_id is None else [question_id]
    for asked, card, history in _replayed(_told(session, user_id, ids), recall):
        saved = saving_card(user_id, asked, Standing(recall, card, history))
        send_all(session.connection(), [saved])
        count += 1
    return count


def _replayed(told: Iterable[StandingAnswer], recall: float) -> Iterator[tuple[str, Card, History]]:
    """Yield what each question comes to by its answers."""
    for asked, group in groupby(told, key=lambda one: one.question_id):
        answers = [(one.review, one.answered_at) for one in group]
        card = rebuild_card((review for review, _ in answers), recall)
        history = rebuild_history(answers)
        if card and history:
            yield asked, card, history


def _told(
    session: Session,
    user_id: int,
    question_ids: Sequence[str] | None,
    *which: ColumnElement[bool],
) -> Iterator[StandingAnswer]:
    """Yield a reader's standing answers, question by question, oldest first."""
    statement = (
        select(
            Answer.question_id,
            Answer.answered_at,
            Answer.quiz_id,
            Answer.study_day,
            Answer.score,
            Answer.confidence,
            Answer.is_hinted,
            Answer.revision,
        )
        .where(Answer.user_id == user_id, Answer.voided_at.is_(None), *which)
        .order_by(  # what was brought from elsewhere has a later number than what followed it
            Answer.question_id, Answer.answered_at, func.coalesce(Answer.corrects_id, Answer.id)
        )
    )
    if question_ids is not None:
        statement = statement.where(Answer.question_id.in_(question_ids))
    for asked, answered_at, quiz_id, day, score, confidence, is_hinted, revision in session.execute(
        statement
    ):
        yield StandingAnswer(
            asked, Review(day, score, confidence, is_hinted, revision), answered_at, quiz_id
        )


def saving_card(user_id: int, question_id: str, standing: Standing) -> Filled:
    """Return what puts a card and its sums in the place of those there were."""
    state = {name: getattr(standing.card, name) for name in _CARD}
    state |= {name: getattr(standing.history, name) for name in _HISTORY}
    return _SAVE, {"user_id": user_id, "question_id": question_id, **state}
