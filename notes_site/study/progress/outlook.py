"""Looking ahead: what falls due, what is about to be forgotten, and readiness."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from notes_site.study.content.library import Library, Question, Section, SectionRef, Topic
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import Card
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


def look_ahead(library: Library, memory: Memory, interview_on: date | None, pace: Pace) -> Outlook:
    """Look ahead from the memory's day, at a reader's pace."""
    load, readiness = plan_ahead(library, memory, interview_on, pace)
    return Outlook(
        due=forecast_due(library.askable, memory),
        recall={
            topic.slug: topic_recall(topic, memory.cards, memory.today) for topic in library.topics
        },
        weak=find_weak_sections(library, memory, pace.wanted),
        load=load,
        readiness=readiness,
    )


def askable_cards(library: Library, cards: Mapping[str, Card]) -> list[Card]:
    """Return the cards of questions that can still be asked."""
    return [cards[one.id] for one in library.askable if one.id in cards]


def forecast_due(questions: Iterable[Question], memory: Memory) -> tuple[DueDay, ...]:
    """Count what falls due on each of the next 30 days if nothing more is answered."""
    counts: Counter[date] = Counter()
    for question in questions:
        if question.id in memory.suspended:
            continue
        if memory.is_due(question):
            counts[memory.today] += 1
        elif question.id in memory.cards:
            counts[memory.cards[question.id].due_on] += 1
    days = [memory.today + timedelta(days=offset) for offset in range(DUE_DAYS)]
    return tuple(DueDay(day, counts[day]) for day in days)


def find_weak_sections(library: Library, memory: Memory, wanted: float) -> tuple[WeakSection, ...]:
    """Return the sections least remembered, worst first, of those below the wanted recall."""
    answered: dict[SectionRef, list[float]] = {}
    for question in library.askable:
        if question.id in memory.cards:
            answered.setdefault(question.see, []).append(memory.recall(question))
    found = [
        WeakSection(*place, len(recalls), sum(recalls) / len(recalls))
        for ref, recalls in answered.items()
        if len(recalls) >= ENOUGH_ANSWERED and (place := library.find_section(ref))
    ]
    weak = [one for one in found if one.recall < wanted]
    return tuple(sorted(weak, key=lambda one: one.recall)[:WEAK_SECTIONS])
