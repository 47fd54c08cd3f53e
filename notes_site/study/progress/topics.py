"""Library and answers to what a reader knows, topic by topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from notes_site.study.content.library import Library, Topic
from notes_site.study.memory.history import History


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
        return len(self.topic.questions)

    @property
    def right_share(self) -> float | None:
        """Points over answers, 0 to 1; None before the first answer."""
        return self.points / self.answered if self.answered else None


def topic_progress(topic: Topic, histories: Mapping[str, History]) -> TopicProgress:
    """Sum up a topic; answers to questions that are gone, or meant something else, don't count."""
    found = ((one, histories.get(one.id)) for one in topic.questions)
    known = [history for one, history in found if history and history.revision == one.revision]
    return TopicProgress(
        topic=topic,
        seen=len(known),
        mastered=sum(history.is_mastered for history in known),
        answered=sum(history.answered for history in known),
        points=sum(history.points for history in known),
        last_practised_at=max((history.last_answered_at for history in known), default=None),
    )


def library_progress(
    library: Library, histories: Mapping[str, History]
) -> tuple[TopicProgress, ...]:
    return tuple(topic_progress(topic, histories) for topic in library.topics)
