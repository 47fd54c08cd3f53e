"""The one view of what a reader knows: their memory joined with the library, asked by everybody."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain

from notes_site.study.content.library import Library, Question, Topic
from notes_site.study.memory.history import History
from notes_site.study.memory.known_topic import (
    Coming,
    Kept,
    KnownTopic,
    due_on,
    know_topic,
    recall_of,
)
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import Card


@dataclass(frozen=True)
class Known(Kept):
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

    def of(self, topic: Topic) -> KnownTopic:
        """Return what is known of one topic of the library."""
        part = self._parts.get(topic.slug)
        if part is None:
            part = self._parts[topic.slug] = know_topic(topic, self.memory)
        return part

    @property
    def by_topic(self) -> tuple[KnownTopic, ...]:
        """What is known of each topic, in the order of the library."""
        return tuple(map(self.of, self.library.topics))

    def follow(self, memory: Memory, changed: Iterable[str]) -> "Known":
        """Return what is known when nothing but some questions changed, on the same day."""
        questions = map(self.library.questions.get, changed)
        slugs = {question.slug for question in questions if question}
        followed, parts = Known(self.library, memory), self._parts.copy()
        followed._parts.update((slug, parts[slug]) for slug in parts.keys() - slugs)
        return followed

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
        if not self.memory.suspended:
            return self.library.askable
        return tuple(chain.from_iterable(part.active for part in self.by_topic))

    @cached_property
    def coming(self) -> tuple[Coming, ...]:
        """Everything that will be asked again, in the order of the library."""
        return tuple(chain.from_iterable(part.coming for part in self.by_topic))

    @cached_property
    def falling(self) -> Mapping[date, int]:
        """How many questions are asked again on each study day, a past one where they wait."""
        return Counter(one.due_on for one in self.coming)

    @property
    def begun_today(self) -> int:
        """How many questions were answered for the first time today.

        Those suspended since then are among them, and changed ones: an answer to what a question
        means now is the first.
        """
        return sum(part.begun_today for part in self.by_topic)

    def is_active(self, question: Question) -> bool:
        return not question.retired and question.id not in self.memory.suspended

    def is_new(self, question: Question) -> bool:
        return question.id not in self.memory.histories and self.is_active(question)

    def is_due(self, question: Question) -> bool:
        return question.id in self._due

    def due_on(self, question: Question) -> date | None:
        """Return the study day on which a question is asked again, a past one where it waits."""
        card = self.memory.cards.get(question.id)
        if card is None or not self.is_active(question):
            return None
        return due_on(question, card, self.today)

    def comes_back_in(self, question: Question) -> int | None:
        """Return in how many days that is, 0 where it waits; None where it is never asked again."""
        due_on = self.due_on(question)
        return max(0, (due_on - self.today).days) if due_on else None

    def history(self, question: Question) -> History | None:
        """Return what was done with a question since it means what it means now."""
        return self._histories.get(question.id)

    def believing(self, asked: Collection[str], cards: Mapping[str, Card]) -> "Known":
        """Return this view with other cards, or none, of some questions."""
        kept = {name: card for name, card in self.memory.cards.items() if name not in asked}
        return Known(self.library, replace(self.memory, cards=kept | {**cards}))

    def recall(self, question: Question, day: date | None = None) -> float | None:
        """Return the chance, 0 to 1, of a right answer on a day, or today.

        What was answered that very day counts as it will on the next: a moment after an answer,
        a wrong one too, everybody knows it.
        None where nothing is known of the question: as good as 0 where a share of all is meant.
        """
        card = self.memory.cards.get(question.id)
        if card is None or card.revision != question.revision or not self.is_active(question):
            return None
        return recall_of(card, day or self.today)

    def recalls_on(self, day: date) -> Mapping[str, float]:
        """Return that chance for every question of which anything is known, by question id.

        For those who ask of most of them.
        """
        return self.once(_recalls_on, day)

    @cached_property
    def _parts(self) -> dict[str, KnownTopic]:
        return {}

    @cached_property
    def _due(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.due for part in self.by_topic))

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


def _recalls_on(known: Known, day: date) -> Mapping[str, float]:
    return {name: one for part in known.by_topic for name, one in part.recalls_on(day).items()}
