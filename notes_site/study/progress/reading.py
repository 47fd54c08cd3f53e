"""Where a reader stands in the text: what is read, what is remembered of it, where to go on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from notes_site.study.content.library import Library, Question, Section, SectionRef, Topic
from notes_site.study.memory.known import Known


@dataclass(frozen=True, slots=True)
class Place:
    """A section to go on with."""

    topic: Topic
    section: Section


@dataclass(frozen=True, slots=True)
class SectionKnowledge:
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
    read = set(reads)
    return {
        section.anchor: _know(known, SectionRef(topic.slug, section.anchor), read)
        for section in topic.sections
    }


def _know(known: Known, ref: SectionRef, read: set[SectionRef]) -> SectionKnowledge:
    questions = known.library.questions_by_section.get(ref, ())
    recalls = [recall for one in questions if (recall := known.recall(one)) is not None]
    recall = sum(recalls) / len(recalls) if recalls else None
    return SectionKnowledge(ref in read, len(questions), len(recalls), recall)


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
