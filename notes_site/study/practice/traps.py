"""Misconceptions: which wrong ideas keep catching a reader, and where they are put right."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from notes_site.study.content.library import Library, Question, Section, Topic
from notes_site.study.questions.kind import Response

OFTEN = 3
"""From this many times on, an idea keeps catching its reader."""


@dataclass(frozen=True, slots=True)
class Told:
    """A wrong response to a question, and how many times a reader gave it."""

    question_id: str
    response: Response
    times: int


@dataclass(frozen=True, slots=True)
class Fall:
    """A wrong option that a reader chose, and the question that offered it."""

    question: Question
    option: str


@dataclass(frozen=True, slots=True)
class Trap:
    """An idea that keeps catching a reader, the questions that offer it, and what explains it."""

    name: str
    times: int
    falls: tuple[Fall, ...]
    questions: tuple[Question, ...]
    taught_in: tuple[tuple[Topic, Section], ...]

    @property
    def words(self) -> str:
        words = self.name.replace("-", " ")
        return words[:1].upper() + words[1:]


def traps_of(question: Question, response: Response) -> frozenset[str]:
    """Return the ideas that a response fell for."""
    return frozenset(_caught(question, response).values())


def _caught(question: Question, response: Response) -> dict[str, str]:
    """Return the idea behind each wrong option chosen, by the option's key."""
    return {key: name for key, name in question.kind.traps.items() if key in response}


def find_traps(library: Library, told: Iterable[Told]) -> tuple[Trap, ...]:
    """Return what caught a reader often, worst first."""
    times: Counter[str] = Counter()
    falls: defaultdict[str, dict[tuple[str, str], Fall]] = defaultdict(dict)
    for one in told:
        question = library.questions.get(one.question_id)
        if question is None:
            continue
        caught = _caught(question, one.response)
        for name in frozenset(caught.values()):
            times[name] += one.times
        for key, name in caught.items():
            falls[name][question.id, key] = Fall(question, question.kind.offered[key])
    return tuple(
        _describe(library, name, count, tuple(falls[name].values()))
        for name, count in times.most_common()
        if count >= OFTEN
    )


def _describe(library: Library, name: str, times: int, falls: tuple[Fall, ...]) -> Trap:
    questions = library.questions_by_trap[name]
    askable = tuple(question for question in questions if not question.retired)
    refs = dict.fromkeys(question.see for question in questions)
    taught = tuple(found for ref in refs if (found := library.find_section(ref)))
    return Trap(name, times, falls, askable, taught)
