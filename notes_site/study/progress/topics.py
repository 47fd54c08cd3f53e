"""Library and answers to what a reader knows, topic by topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from notes_site.study.content.library import Topic
from notes_site.study.memory.known import Known
from notes_site.study.memory.known_topic import KnownTopic


@dataclass(frozen=True, slots=True)
class TopicProgress:
    """What one reader knows of one topic."""

    topic: Topic
    seen: int
    mastered: int
    answered: int
    points: float
    last_practised_at: datetime | None

    @property
    def total(self) -> int:
        return len(self.topic.askable)

    @property
    def right_share(self) -> float | None:
        """Points over answers, 0 to 1; None before the first answer."""
        return self.points / self.answered if self.answered else None


class Begun(NamedTuple):
    """How many questions of a topic were answered, and how many are mastered."""

    seen: int = 0
    mastered: int = 0


def topics_begun(known: Known) -> Mapping[str, Begun]:
    """Return both numbers of each topic that was begun, by slug: what lists of topics show.

    As `library_progress` has them, but counted from what was done: of most topics nothing was.
    """
    found: dict[str, Begun] = {}
    for question, history in known.done:
        if not question.retired:
            seen, mastered = found.get(question.slug, Begun())
            found[question.slug] = Begun(seen + 1, mastered + history.is_mastered)
    return found


def topic_progress(known: Known, topic: Topic) -> TopicProgress:
    """Sum up what was done with the questions of a topic."""
    return known.of(topic).once(_sum_up)


def _sum_up(part: KnownTopic) -> TopicProgress:
    done = part.done
    return TopicProgress(
        topic=part.topic,
        seen=len(done),
        mastered=sum(history.is_mastered for history in done),
        answered=sum(history.answered for history in done),
        points=sum(history.points for history in done),
        last_practised_at=max((history.last_answered_at for history in done), default=None),
    )


def library_progress(known: Known) -> tuple[TopicProgress, ...]:
    return tuple(topic_progress(known, topic) for topic in known.library.topics)
