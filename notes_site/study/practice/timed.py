"""Timed quizzes: how long a question takes, which questions fit, and what they came to."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, zip_longest

from notes_site.study.content.library import Question

INTERVIEW, EXAM = "interview", "exam"


@dataclass(frozen=True, slots=True)
class Plan:
    """A timed quiz that can be chosen; its size is in minutes, an exam's in questions."""

    mode: str
    size: int

    @property
    def name(self) -> str:
        return f"{self.mode}-{self.size}"

    def choose(self, questions: Iterable[Question], seed: str) -> tuple[Question, ...]:
        if self.mode == EXAM:
            return choose_exam(questions, self.size, seed)
        return choose_interview(questions, self.size * 60, seed)

    def time_for(self, questions: Iterable[Question]) -> timedelta:
        """Return the minutes chosen; an exam gets what its questions take, in whole minutes."""
        if self.mode == EXAM:
            return timedelta(minutes=-(-sum(map(seconds_for, questions)) // 60))
        return timedelta(minutes=self.size)


PLANS = {
    plan.name: plan
    for plan in (
        *(Plan(INTERVIEW, minutes) for minutes in (15, 30, 45)),
        *(Plan(EXAM, length) for length in (10, 20, 40)),
    )
}


def order_modes(event: str) -> tuple[str, str]:
    """Return the two ways in the order in which they fit what readers prepare for."""
    return (INTERVIEW, EXAM) if event == INTERVIEW else (EXAM, INTERVIEW)


def suggest_plan(event: str) -> Plan:
    """Return the plan to begin with: of middle length, of the way that fits best."""
    first = order_modes(event)[0]
    offered = [plan for plan in PLANS.values() if plan.mode == first]
    return offered[len(offered) // 2]


@dataclass(frozen=True, slots=True)
class TopicPoints:
    """What a quiz came to in one topic: points earned, of the questions asked."""

    slug: str
    points: float
    questions: int


def seconds_for(question: Question) -> int:
    """Return how long a question takes; 0 for a kind that timed quizzes don't ask."""
    return question.kind.seconds_needed


def choose_interview(
    questions: Iterable[Question], seconds: int, seed: str
) -> tuple[Question, ...]:
    """Choose what is spoken and what exams ask in turn, topics mixed, as long as it fits."""
    chance, candidates = random.Random(seed), list(questions)
    spoken = [question for question in candidates if question.kind.is_spoken]
    others = [question for question in candidates if question.kind.is_examined]
    turns = zip_longest(spread(spoken, chance), spread(others, chance))
    chosen: list[Question] = []
    for question in filter(None, chain.from_iterable(turns)):
        needed = seconds_for(question)
        if needed <= seconds:
            chosen.append(question)
            seconds -= needed
    return tuple(chosen)


def choose_exam(questions: Iterable[Question], length: int, seed: str) -> tuple[Question, ...]:
    """Choose so many questions that exams ask, the topics mixed."""
    examined = [question for question in questions if question.kind.is_examined]
    return tuple(spread(examined, random.Random(seed))[:length])


def spread(questions: Sequence[Question], chance: random.Random) -> list[Question]:
    """Shuffle questions so that each topic has its turn before one comes again."""
    by_topic: dict[str, list[Question]] = {}
    for question in chance.sample(questions, len(questions)):
        by_topic.setdefault(question.slug, []).append(question)
    return [*filter(None, chain.from_iterable(zip_longest(*by_topic.values())))]


def points_by_topic(scores: Iterable[tuple[Question, float]]) -> list[TopicPoints]:
    """Sum up the scores (0 to 1) of a quiz's questions by topic, in the order they came up."""
    by_topic: dict[str, list[float]] = {}
    for question, score in scores:
        by_topic.setdefault(question.slug, []).append(score)
    return [TopicPoints(slug, sum(scores), len(scores)) for slug, scores in by_topic.items()]
