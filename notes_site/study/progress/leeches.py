"""What won't stick: questions that were forgotten again and again."""

from dataclasses import dataclass

from notes_site.study.content.library import Question
from notes_site.study.memory.known import Known

LEECH = 5
"""From so many lapses on. Simulated over sixty days, one in a hundred questions that are remembered
as well as FSRS expects has as many by bad luck, and four in five of those that are a coin's toss
each time. Anki waits for eight, which is a whole preparation's worth of days."""


@dataclass(frozen=True, slots=True)
class Leech:
    """A question that is still not mastered, and how often it was forgotten."""

    question: Question
    lapses: int


def find_leeches(known: Known) -> tuple[Leech, ...]:
    """Return what was forgotten most often, worst first; what was mastered since is none."""
    found = [
        Leech(question, card.lapses)
        for question, card, _ in known.coming
        if card.lapses >= LEECH and not _is_mastered(known, question)
    ]
    return tuple(sorted(found, key=lambda one: -one.lapses))


def _is_mastered(known: Known, question: Question) -> bool:
    history = known.history(question)
    return history is None or history.is_mastered
