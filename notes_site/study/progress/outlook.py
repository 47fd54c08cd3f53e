"""Looking ahead: what falls due, what is about to be forgotten, and readiness."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from notes_site.study.content.library import Section, SectionRef, Topic
from notes_site.study.memory.known import Known
from notes_site.study.progress.planning import Load, Pace
from notes_site.study.progress.readiness import (
    Readiness,
    mean_recall,
    plan_ahead,
    topic_recall,
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

    Recall is of what was seen: by topic, of all of it, and of all of it on the interview's day.
    """

    due: tuple[DueDay, ...]
    recall: Mapping[str, float | None]
    recall_of_all: float | None
    recall_on_the_day: float | None
    weak: tuple[WeakSection, ...]
    load: Load
    readiness: Readiness | None


def look_ahead(known: Known, interview_on: date | None, pace: Pace) -> Outlook:
    """Look ahead from the view's day, at a reader's pace."""
    load, readiness = known.once(plan_ahead, interview_on, pace)
    return Outlook(
        due=forecast_due(known),
        recall={
            topic.slug: topic_recall(known, topic, known.today) for topic in known.library.topics
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
    counts = Counter(max(one.due_on, known.today) for one in known.coming)
    days = [known.today + timedelta(days=offset) for offset in range(DUE_DAYS)]
    return tuple(DueDay(day, counts[day]) for day in days)


def find_weak_sections(known: Known) -> tuple[WeakSection, ...]:
    """Return the sections of which most was answered wrongly the last time, worst first."""
    is_right: dict[SectionRef, list[bool]] = {}
    for question in known.active:
        if history := known.history(question):
            is_right.setdefault(question.see, []).append(history.is_last_right)
    found = [
        WeakSection(*place, len(answers), answers.count(False))
        for ref, answers in is_right.items()
        if len(answers) >= ENOUGH_ANSWERED and (place := known.library.find_section(ref))
    ]
    weak = [one for one in found if one.missed]
    weak.sort(key=lambda one: (-one.missed_share, -one.missed))
    return tuple(weak[:WEAK_SECTIONS])
