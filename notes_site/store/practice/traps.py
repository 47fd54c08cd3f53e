"""Wrong answers, as the search for misconceptions reads them."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from notes_site.store.database import db
from notes_site.store.models import Answer
from notes_site.store.practice.untold import running_quizzes
from notes_site.study.practice.traps import Told


def find_wrong(user_id: int, question_ids: Collection[str], now: datetime) -> Sequence[Told]:
    """Return how often each wrong response was given to some questions, where that may be told."""
    answer = Answer.__table__.c
    rows = db.session.execute(
        select(answer.question_id, answer.response, func.count())
        .where(
            answer.user_id == user_id,
            answer.question_id.in_(question_ids),
            answer.voided_at.is_(None),
            answer.score < 1,
            answer.quiz_id.not_in(running_quizzes(user_id, now)),
        )
        .group_by(answer.question_id, answer.response)
    ).all()
    return [
        Told(question_id, tuple(json.loads(response)), times)
        for question_id, response, times in rows
    ]
