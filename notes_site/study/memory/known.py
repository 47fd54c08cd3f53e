"""The one view of what a reader knows: their memory joined with the library, asked by everybody."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, TypeVarTuple, cast

from notes_site.study.content.library import Library, Question, Topic
from notes_site.study.memory.history import History
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import Card, recall_on

Given = TypeVarTuple("Given")
Said = TypeVar("Said")


class Coming(NamedTuple):
    """A question that will be asked again, what is believed of it, and on which study day."""

    question: Question
    card: Card
    due_on: date


@dataclass(frozen=True)
class Known:
    """What one reader knows of a library on a study day. Each rule stands here, once:

    - A question that is *gone* from the library counts nowhere. What was done with it stays in the
      store, and counts again when the question comes back.
    - A *retired* question is asked no more, so it counts nowhere either: it is neither new nor due,
      nobody waits for it, and it is none of its topic's questions.
    - A *suspended* question counts in nothing that looks ahead: it is neither new nor due, nothing
      waits for it (so it ends no streak), and no recall is expected of it. What was done with it
      before still counts as done.
    - A *changed* question was last answered when it meant something else. Nothing is known of what
      it means now, but it isn't new: it is due today, and never overdue, since nobody was asked it.
    """

    library: Library
    memory: Memory

    @property
    def today(self) -> date:
        return self.memory.today

    def once(self, say: Callable[["Known", *Given], Said], *given: *Given) -> Said:
        """Return what a function says of this view and of what it is given; asked once, then kept.

        A site keeps a view for as long as nothing of its reader changes, settings included: give
        what follows from these alone, not what one request asks for.
        """
        key = say, *given
        if key not in self._said:
            self._said[key] = say(self, *given)
        return cast("Said", self._said[key])

    @property
    def has_practised(self) -> bool:
        """Whether this reader ever answered anything, be it gone by now."""
        return bool(self.memory.histories)

    @property
    def answered(self) -> int:
        """How many questions this reader ever answered, those that are gone by now included."""
        return len(self.memory.histories)

    @cached_property
    def active(self) -> tuple[Question, ...]:
        """All questions that this reader may be asked, in the order of the library."""
        suspended = self.memory.suspended
        if not suspended:
            return self.library.askable
        return tuple(one for one in self.library.askable if one.id not in suspended)

    @cached_property
    def coming(self) -> tuple[Coming, ...]:
        """Everything that will be asked again, in the order of the library."""
        find = self.memory.cards.get
        return tuple(
            Coming(one, card, self._due_on(one, card))
            for one in self.active
            if (card := find(one.id))
        )

    @cached_property
    def begun_today(self) -> int:
        """How many questions were answered for the first time today.

        Those suspended since then are among them, and changed ones: an answer to what a question
        means now is the first.
        """
        cards = self.memory.cards
        found = (card for one in self.library.askable if (card := cards.get(one.id)))
        return sum(map(self.is_begun_today, found))

    def is_begun_today(self, card: Card) -> bool:
        return card.reviews == 1 and card.reviewed_on == self.today

    def active_in(self, topic: Topic) -> tuple[Question, ...]:
        """Return the questions of a topic that this reader may be asked."""
        suspended = self.memory.suspended
        if not suspended:
            return topic.askable
        return tuple(one for one in topic.askable if one.id not in suspended)

    def count_new_in(self, topic: Topic) -> int:
        """Count the questions of a topic that were never answered."""
        asked = self.memory.histories
        return sum(one.id not in asked for one in self.active_in(topic))

    def is_active(self, question: Question) -> bool:
        return not question.retired and question.id not in self.memory.suspended

    def is_new(self, question: Question) -> bool:
        return question.id not in self.memory.histories and self.is_active(question)

    def is_due(self, question: Question) -> bool:
        return question.id in self._due

    def due_on(self, question: Question) -> date | None:
        """Return the study day on which a question is asked again, a past one where it waits."""
        card = self.memory.cards.get(question.id)
        return self._due_on(question, card) if card and self.is_active(question) else None

    def comes_back_in(self, question: Question) -> int | None:
        """Return in how many days that is, 0 where it waits; None where it is never asked again."""
        due_on = self.due_on(question)
        return max(0, (due_on - self.today).days) if due_on else None

    def history(self, question: Question) -> History | None:
        """Return what was done with a question since it means what it means now."""
        return self._histories.get(question.id)

    def recall(self, question: Question, day: date | None = None) -> float | None:
        """Return the chance, 0 to 1, of a right answer on a day, or today.

        What was answered that very day counts as it will on the next: a moment after an answer,
        a wrong one too, everybody knows it.
        None where nothing is known of the question: as good as 0 where a share of all is meant.
        """
        card = self.memory.cards.get(question.id)
        if card is None or card.revision != question.revision or not self.is_active(question):
            return None
        return _recall_on(card, day or self.today)

    def recalls_on(self, day: date) -> Mapping[str, float]:
        """Return that chance for every question of which anything is known, by question id.

        For those who ask of most of them.
        """
        if day not in self._recalls:
            self._recalls[day] = {
                question.id: _recall_on(card, day)
                for question, card, _ in self.coming
                if card.revision == question.revision
            }
        return self._recalls[day]

    @cached_property
    def _said(self) -> dict[Hashable, Any]:
        return {}

    @cached_property
    def _due(self) -> frozenset[str]:
        return frozenset(one.question.id for one in self.coming if one.due_on <= self.today)

    @cached_property
    def _recalls(self) -> dict[date, Mapping[str, float]]:
        return {}

    @cached_property
    def done(self) -> tuple[tuple[Question, History], ...]:
        """Each question with what was done with it since it means what it means now.

        Retired ones are among them.
        """
        find = self.library.questions.get
        return tuple(
            (question, history)
            for question_id, history in self.memory.histories.items()
            if (question := find(question_id)) and question.revision == history.revision
        )

    @cached_property
    def _histories(self) -> Mapping[str, History]:
        return {question.id: history for question, history in self.done}

    def _due_on(self, question: Question, card: Card) -> date:
        return card.due_on if card.revision == question.revision else self.today


def _recall_on(card: Card, day: date) -> float:
    return recall_on(card, max(day, card.reviewed_on + timedelta(days=1)))
