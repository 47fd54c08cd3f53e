"""Which questions to ask next, for each way to practise."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime

from notes_site.study.library import Question
from notes_site.study.progress import History
from notes_site.study.scheduling import Card, recall_on

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Memory:
    """What one reader did and is believed to remember, on a study day."""

    histories: Mapping[str, History]
    cards: Mapping[str, Card]
    today: date
    suspended: Set[str] = frozenset()

    def may_be_asked(self, mode: "Mode", question: Question) -> bool:
        return question.id not in self.suspended and mode.takes(self, question)

    def history(self, question: Question) -> History | None:
        """Return what was done with a question since it means what it means now."""
        history = self.histories.get(question.id)
        return history if history and history.revision == question.revision else None

    def is_due(self, question: Question) -> bool:
        """A question falls due on its day, and when its meaning changed since it was answered."""
        card = self.cards.get(question.id)
        return card is not None and (
            card.due_on <= self.today or card.revision != question.revision
        )

    def recall(self, question: Question) -> float:
        card = self.cards.get(question.id)
        return recall_on(card, self.today) if card else 0.0


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to practise: its name, what it says of itself, whom it takes and who comes first."""

    name: str
    title: str
    description: str
    takes: Callable[[Memory, Question], bool]
    urgency: Callable[[Memory, Question], tuple[float, datetime]]


def _by_need(memory: Memory, question: Question) -> tuple[float, datetime]:
    """New questions first, then missed ones, then those longest unseen."""
    history = memory.history(question)
    if history is None:
        return 0, NEVER
    return (2 if history.is_last_right else 1), history.last_answered_at


def _by_recall(memory: Memory, question: Question) -> tuple[float, datetime]:
    """What is nearest to being forgotten first."""
    return memory.recall(question), NEVER


def _is_missed(memory: Memory, question: Question) -> bool:
    history = memory.history(question)
    return history is not None and not history.is_last_right


def _is_surprise(memory: Memory, question: Question) -> bool:
    history = memory.history(question)
    return history is not None and history.is_confidently_wrong


MODES = {
    mode.name: mode
    for mode in (
        Mode(
            "mix",
            "A mix",
            "New questions first, then those you missed, then those you have not seen for longest.",
            lambda _memory, _question: True,
            _by_need,
        ),
        Mode("due", "Due", "What you are about to forget.", Memory.is_due, _by_recall),
        Mode(
            "new",
            "New questions",
            "Only what you have never answered.",
            lambda memory, question: question.id not in memory.histories,
            _by_need,
        ),
        Mode("mistakes", "My mistakes", "What you got wrong last time.", _is_missed, _by_need),
        Mode(
            "surprises",
            "Sure and wrong",
            "What you were sure of and got wrong: the mistakes that teach most.",
            _is_surprise,
            _by_need,
        ),
    )
}


def choose_questions(
    mode: Mode, questions: Iterable[Question], memory: Memory, length: int, seed: str
) -> tuple[Question, ...]:
    """Choose the most urgent of what the mode takes; topics come mixed.

    The seed decides between equals, and the order in which the chosen are asked.
    """
    chance = random.Random(seed)
    candidates = [question for question in questions if memory.may_be_asked(mode, question)]
    chance.shuffle(candidates)
    chosen = sorted(candidates, key=lambda question: mode.urgency(memory, question))[:length]
    chance.shuffle(chosen)
    return tuple(chosen)


def find_due(questions: Iterable[Question], memory: Memory) -> Sequence[Question]:
    return [question for question in questions if memory.may_be_asked(MODES["due"], question)]
