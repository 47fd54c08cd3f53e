"""What a reader knows of one topic: the parts that `Known` adds up, each kept while it holds."""

from collections.abc import Callable, Hashable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple, Self, TypeVar, TypeVarTuple, cast

from notes_site.study.content.library import Question, Topic
from notes_site.study.memory.history import History
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import Card, recall_on

Given = TypeVarTuple("Given")
Said = TypeVar("Said")


class Kept:
    """A view that never changes, so that what follows from it is worked out once."""

    def once(self, say: Callable[[Self, *Given], Said], *given: *Given) -> Said:
        """Return what a function says of this view and of what it is given; asked once, then kept.

        A site keeps a view for as long as nothing of its reader changes, settings included: give
        what follows from these alone, not what one request asks for.
        """
        key = say, *given
        if key not in self._said:
            self._said[key] = say(self, *given)
        return cast("Said", self._said[key])

    @cached_property
    def _said(self) -> dict[Hashable, Any]:
        return {}


class Coming(NamedTuple):
    """A question that will be asked again, what is believed of it, and on which study day."""

    question: Question
    card: Card
    due_on: date


@dataclass(frozen=True)
class KnownTopic(Kept):
    """What one reader knows of one topic on a study day, by the rules of `Known`.

    It holds for as long as nothing of its own questions changes: after an answer to one question
    those of all other topics stay, with all that was worked out of them.
    """

    topic: Topic
    today: date
    cards: Mapping[str, Card]
    histories: Mapping[str, History]
    suspended: Set[str]

    @cached_property
    def active(self) -> tuple[Question, ...]:
        """The questions that may be asked, as all here in the order of the library."""
        if not self.suspended:
            return self.topic.askable
        return tuple(one for one in self.topic.askable if one.id not in self.suspended)

    @cached_property
    def new(self) -> tuple[Question, ...]:
        """Those of them that were never answered."""
        return tuple(one for one in self.active if one.id not in self.histories)

    @cached_property
    def coming(self) -> tuple[Coming, ...]:
        """Those that will be asked again."""
        find, today = self.cards.get, self.today
        return tuple(
            Coming(one, card, due_on(one, card, today))
            for one in self.active
            if (card := find(one.id))
        )

    @cached_property
    def done(self) -> tuple[History, ...]:
        """What was done with each question since it means what it means now, suspended or not."""
        found = map(self.history, self.topic.askable)
        return tuple(history for history in found if history)

    def is_new(self, question: Question) -> bool:
        asked = question.id in self.histories
        return not (asked or question.retired or question.id in self.suspended)

    def is_due(self, question: Question) -> bool:
        return question.id in self.due

    def history(self, question: Question) -> History | None:
        """Return what was done with a question of the topic since it means what it means now."""
        found = self.histories.get(question.id)
        return found if found and found.revision == question.revision else None

    @cached_property
    def begun_today(self) -> int:
        """How many were answered for the first time today, those suspended since among them."""
        return sum(is_begun_on(self.today, card) for card in self.cards.values())

    @cached_property
    def due(self) -> frozenset[str]:
        """The ids of those that are due today."""
        return frozenset(one.question.id for one in self.coming if one.due_on <= self.today)

    def recalls_on(self, day: date) -> Mapping[str, float]:
        """Return the chance of a right answer for each question of which anything is known."""
        return self.once(_recalls_on, day)


def know_topic(topic: Topic, memory: Memory) -> KnownTopic:
    """Take from a reader's memory what is of one topic, and no more: the rest may change."""
    ids = [one.id for one in topic.askable]
    cards = {name: card for name in ids if (card := memory.cards.get(name))}
    histories = {name: found for name in ids if (found := memory.histories.get(name))}
    suspended = memory.suspended & frozenset(ids) if memory.suspended else frozenset[str]()
    return KnownTopic(topic, memory.today, cards, histories, suspended)


def due_on(question: Question, card: Card, today: date) -> date:
    """Return when a question is asked again: a changed one today."""
    return card.due_on if card.revision == question.revision else today


def is_begun_on(day: date, card: Card) -> bool:
    return card.reviews == 1 and card.reviewed_on == day


def recall_of(card: Card, day: date) -> float:
    """Return the chance of a right answer; on the day of an answer, that of the next."""
    return recall_on(card, max(day, card.reviewed_on + timedelta(days=1)))


def _recalls_on(part: KnownTopic, day: date) -> Mapping[str, float]:
    return {
        question.id: recall_of(card, day)
        for question, card, _ in part.coming
        if card.revision == question.revision
    }
