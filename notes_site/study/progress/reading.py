"""Where a reader stands in the text: what is read, what is remembered of it, where to go on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from notes_site.study.content.library import Library, Question, Section, SectionRef, Topic
from notes_site.study.memory.known import Known


@dataclass(frozen=True, slots=True)
class Place:
    """A section to go on with."""

    topic: Topic
    section: Section


class SectionKnowledge(NamedTuple):
    """What one reader knows of a section; `recall` (0 to 1) is the mean over answered questions."""

    is_read: bool
    questions: int
    answered: int
    recall: float | None


def find_place(library: Library, reads: Mapping[SectionRef, datetime]) -> Place | None:
    """Return the first unread section after the one read last; None before and after the course."""
    order = library.reading_order
    read = [(moment, order[ref]) for ref, moment in reads.items() if ref in order]
    if not read:
        return None
    _, last = max(read)
    ahead = islice(order, last + 1, None)
    found = next((ref for ref in ahead if ref not in reads), None)
    place = library.find_section(found) if found else None
    return Place(*place) if place else None


def know_sections(
    known: Known, topic: Topic, reads: Iterable[SectionRef]
) -> dict[str, SectionKnowledge]:
    """Return what a reader knows of each section of a topic, by anchor."""
    unread = known.once(_know_unread, topic.slug)
    read = {ref.anchor for ref in reads if ref.slug == topic.slug}
    return unread | {name: unread[name]._replace(is_read=True) for name in read & unread.keys()}


def _know_unread(known: Known, slug: str) -> dict[str, SectionKnowledge]:
    """Return the same of somebody who read nothing."""
    recalls: dict[SectionRef, list[float]] = {}
    for question, _ in known.done:
        if question.see.slug == slug and (recall := known.recall(question)) is not None:
            recalls.setdefault(question.see, []).append(recall)
    return {
        ref.anchor: _know(questions, recalls.get(ref))
        for ref, questions in known.library.taught_by_topic[slug]
    }


def _know(questions: int, recalls: list[float] | None) -> SectionKnowledge:
    if not recalls:
        return SectionKnowledge(False, questions, 0, None)
    return SectionKnowledge(False, questions, len(recalls), sum(recalls) / len(recalls))


def find_prompts(library: Library, topic: Topic) -> dict[str, Question | None]:
    """Return for each section, by anchor, the question to think about before reading it."""
    return {
        section.anchor: _find_prompt(
            library.questions_by_section.get(SectionRef(topic.slug, section.anchor), ())
        )
        for section in topic.sections
    }


def _find_prompt(questions: Iterable[Question]) -> Question | None:
    """Choose a question that makes sense without options: it asks, and it shows nothing else."""
    alone = [
        one for one in questions if one.kind.prompts and one.title.endswith("?") and not one.stem
    ]
    return max(alone, key=lambda one: one.kind.prompts, default=None)
