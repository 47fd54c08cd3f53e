"""Which questions to ask next."""

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from notes_site.study.library import Question
from notes_site.study.progress import History

NEVER = datetime.min.replace(tzinfo=UTC)


def choose_questions(
    questions: Iterable[Question], histories: Mapping[str, History], length: int, seed: str
) -> tuple[Question, ...]:
    """Choose what helps most: new questions, then missed ones, then those longest unseen.

    The seed decides between equals, and the order in which the chosen are asked.
    """
    chance = random.Random(seed)
    candidates = list(questions)
    chance.shuffle(candidates)

    def urgency(question: Question) -> tuple[int, datetime]:
        history = histories.get(question.id)
        if history is None:
            return 0, NEVER
        return (2 if history.is_last_right else 1), history.last_answered_at

    chosen = sorted(candidates, key=urgency)[:length]
    chance.shuffle(chosen)
    return tuple(chosen)
