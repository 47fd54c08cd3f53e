"""Looking ahead: what falls due, what is about to be forgotten, and readiness."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from notes_site.study.content.library import Section, SectionRef, Topic
from notes_site.study.memory.known import Known
from notes_site.study.memory.known_topic import KnownTopic
from notes_site.study.progress.planning import Load, Pace
from notes_site.study.progress.readiness import (
    Readiness,
    mean_recall,
    plan_ahead,
    topic_recall,
    topics_recall,
)

DUE_DAYS = 30
WEAK_SECTIONS = 3
ENOUGH_ANSWERED = 2
"""A section is judged by no fewer answered questions than this."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """How many questions fall due on a study day; today counts the overdue ones too."""

    day: date
    due: int


@dataclass(frozen=True, slots=True)
class WeakSection:
    """A section, how many of its questions were answered, and how many wrongly the last time."""

    topic: Topic
    section: Section
    answered: int
    missed: int

    @property
    def missed_share(self) -> float:
        return self.missed / self.answered


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything that one reader's cards say of the time ahead.

    Recall is of what was seen: by topic, by group, of all of it, and of all of it on the
    interview's day. A group's is today's and, where an interview is to come, that of its day.
    """

    due: tuple[DueDay, ...]
    recall: Mapping[str, float | None]
    recall_by_group: Mapping[str, tuple[float | None, ...]]
    recall_of_all: float | None
    recall_on_the_day: float | None
    weak: tuple[WeakSection, ...]
    load: Load
    readiness: Readiness | None


def look_ahead(known: Known, interview_on: date | None, pace: Pace) -> Outlook:
    """Look ahead from the view's day, at a reader's pace."""
    load, readiness = known.once(plan_ahead, interview_on, pace)
    days = (known.today, readiness.interview_on) if readiness else (known.today,)
    return Outlook(
        due=forecast_due(known),
        recall={
            topic.slug: topic_recall(known, topic, known.today) for topic in known.library.topics
        },
        recall_by_group={
            name: tuple(topics_recall(known, topics, day) for day in days)
            for name, topics in known.library.topics_by_group
        },
        recall_of_all=mean_recall(known.recalls_on(known.today).values()),
        recall_on_the_day=mean_recall(known.recalls_on(readiness.interview_on).values())
        if readiness
        else None,
        weak=find_weak_sections(known),
        load=load,
        readiness=readiness,
    )


def forecast_due(known: Known) -> tuple[DueDay, ...]:
    """Count what falls due on each of the next 30 days if nothing more is answered."""
    count, today = known.falling.get, known.today
    days = (today + timedelta(days=offset) for offset in range(1, DUE_DAYS))
    waiting = sum(due for day, due in known.falling.items() if day <= today)
    return DueDay(today, waiting), *(DueDay(day, count(day, 0)) for day in days)


def find_weak_sections(known: Known) -> tuple[WeakSection, ...]:
    """Return the sections of which most was answered wrongly the last time, worst first."""
    counts: dict[SectionRef, list[int]] = {}
    for part in known.by_topic:
        for ref, (answered, missed) in part.once(_count_missed).items():
            count = counts.setdefault(ref, [0, 0])
            count[0] += answered
            count[1] += missed
    found = [
        WeakSection(*place, *count)
        for ref, count in counts.items()
        if count[0] >= ENOUGH_ANSWERED and (place := known.library.find_section(ref))
    ]
    weak = [one for one in found if one.missed]
    weak.sort(key=lambda one: (-one.missed_share, -one.missed))
    return tuple(weak[:WEAK_SECTIONS])


def _count_missed(part: KnownTopic) -> Mapping[SectionRef, tuple[int, int]]:
    """Count the answered questions of one topic by the section that teaches them, and the missed
    ones of them."""
    counts: dict[SectionRef, tuple[int, int]] = {}
    for question in part.active:
        if history := part.history(question):
            answered, missed = counts.get(question.see, (0, 0))
            counts[question.see] = answered + 1, missed + (not history.is_last_right)
    return counts
