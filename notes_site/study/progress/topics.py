"""Library and answers to what a reader knows, topic by topic."""

from dataclasses import dataclass
from datetime import datetime

from notes_site.study.content.library import Topic
from notes_site.study.memory.known import Known


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


def topic_progress(known: Known, topic: Topic) -> TopicProgress:
    """Sum up what was done with the questions of a topic."""
    done = [history for one in topic.askable if (history := known.history(one))]
    return TopicProgress(
        topic=topic,
        seen=len(done),
        mastered=sum(history.is_mastered for history in done),
        answered=sum(history.answered for history in done),
        points=sum(history.points for history in done),
        last_practised_at=max((history.last_answered_at for history in done), default=None),
    )


def library_progress(known: Known) -> tuple[TopicProgress, ...]:
    return tuple(topic_progress(known, topic) for topic in known.library.topics)
