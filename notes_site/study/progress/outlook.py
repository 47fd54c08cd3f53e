"""Looking ahead: what falls due, what is about to be forgotten, and readiness."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from notes_site.study.content.library import Section, SectionRef, Topic
from notes_site.study.memory.known import Known
from notes_site.study.progress.planning import Load, Pace
from notes_site.study.progress.readiness import Readiness, plan_ahead, topic_recall

DUE_DAYS = 30
WEAK_SECTIONS = 5
ENOUGH_ANSWERED = 2
"""A section is judged by no fewer answered questions than this."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """How many questions fall due on a study day; today counts the overdue ones too."""

    day: date
    due: int


@dataclass(frozen=True, slots=True)
class WeakSection:
    """A section whose answered questions are likely to be forgotten; recall is their mean."""

    topic: Topic
    section: Section
    answered: int
    recall: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything that one reader's cards say of the time ahead."""

    due: tuple[DueDay, ...]
    recall: Mapping[str, float | None]
    weak: tuple[WeakSection, ...]
    load: Load
    readiness: Readiness | None


def look_ahead(known: Known, interview_on: date | None, pace: Pace) -> Outlook:
    """Look ahead from the view's day, at a reader's pace."""
    load, readiness = plan_ahead(known, interview_on, pace)
    return Outlook(
        due=forecast_due(known),
        recall={
            topic.slug: topic_recall(known, topic, known.today) for topic in known.library.topics
        },
        weak=find_weak_sections(known, pace.wanted),
        load=load,
        readiness=readiness,
    )


def forecast_due(known: Known) -> tuple[DueDay, ...]:
    """Count what falls due on each of the next 30 days if nothing more is answered."""
    counts = Counter(max(one.due_on, known.today) for one in known.coming)
    days = [known.today + timedelta(days=offset) for offset in range(DUE_DAYS)]
    return tuple(DueDay(day, counts[day]) for day in days)


def find_weak_sections(known: Known, wanted: float) -> tuple[WeakSection, ...]:
    """Return the sections least remembered, worst first, of those below the wanted recall."""
    answered: dict[SectionRef, list[float]] = {}
    find = known.recalls_on(known.today).get
    for question in known.active:
        if (recall := find(question.id)) is not None:
            answered.setdefault(question.see, []).append(recall)
    found = [
        WeakSection(*place, len(recalls), sum(recalls) / len(recalls))
        for ref, recalls in answered.items()
        if len(recalls) >= ENOUGH_ANSWERED and (place := known.library.find_section(ref))
    ]
    weak = [one for one in found if one.recall < wanted]
    return tuple(sorted(weak, key=lambda one: one.recall)[:WEAK_SECTIONS])
