"""Which questions to ask next, for each way to practise."""

import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import nsmallest

from notes_site.study.content.library import Question
from notes_site.study.memory.known import Known
from notes_site.study.memory.known_topic import KnownTopic
from notes_site.words import later

SHARED = 2
"""A tag is offered for practice when this many questions have it."""
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to practise: its name, what it says of itself, whom it takes and who comes first."""

    name: str
    title: later
    description: later
    takes: Callable[[Known | KnownTopic, Question], bool]
    urgency: Callable[[Known, Question], tuple[float, datetime]]

    def may_ask(self, known: Known, question: Question) -> bool:
        return known.is_active(question) and self.takes(known, question)


def _by_need(known: Known, question: Question) -> tuple[float, datetime]:
    """New questions first, and changed ones, then missed ones, then those longest unseen."""
    history = known.history(question)
    if history is None:
        return 0, NEVER
    return (2 if history.is_last_right else 1), history.last_answered_at


def _by_recall(known: Known, question: Question) -> tuple[float, datetime]:
    """What is nearest to being forgotten first."""
    return known.recalls_on(known.today).get(question.id, 0.0), NEVER


def _is_due(known: Known | KnownTopic, question: Question) -> bool:
    return known.is_due(question)


def _is_new(known: Known | KnownTopic, question: Question) -> bool:
    return known.is_new(question)


def _is_missed(known: Known | KnownTopic, question: Question) -> bool:
    history = known.history(question)
    return history is not None and not history.is_last_right


def _is_surprise(known: Known | KnownTopic, question: Question) -> bool:
    history = known.history(question)
    return history is not None and history.is_confidently_wrong


MODES = {
    mode.name: mode
    for mode in (
        Mode("due", later("Due"), later("What you are about to forget."), _is_due, _by_recall),
        Mode(
            "mix",
            later("A mix"),
            later(
                "New questions first, then those you missed, then those you have not seen "
                "for longest."
            ),
            lambda _known, _question: True,
            _by_need,
        ),
        Mode(
            "new",
            later("New questions"),
            later("Only what you have never answered."),
            _is_new,
            _by_need,
        ),
        Mode(
            "mistakes",
            later("My mistakes"),
            later("What you got wrong last time."),
            _is_missed,
            _by_need,
        ),
        Mode(
            "surprises",
            later("Sure and wrong"),
            later("What you were sure of and got wrong: the mistakes that teach most."),
            _is_surprise,
            _by_need,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader wants to be asked about; where nothing is chosen, everything is meant."""

    topics: Set[str] = frozenset()
    tags: Set[str] = frozenset()
    difficulties: Set[int] = frozenset()
    sections: Set[str] = frozenset()
    """Each written as in an address: `routing#converters`."""
    questions: Set[str] = frozenset()
    """Ids, where single questions are wanted."""
    is_essential: bool = False
    """Whether only what interviewers ask always or often is wanted."""

    @property
    def is_everything(self) -> bool:
        return self == Scope()

    def holds(self, question: Question) -> bool:
        see = question.see
        return (
            (question.is_essential or not self.is_essential)
            and (not self.questions or question.id in self.questions)
            and (not self.sections or f"{see.slug}#{see.anchor}" in self.sections)
            and (not self.topics or question.slug in self.topics)
            and (not self.tags or not self.tags.isdisjoint(question.tags))
            and (not self.difficulties or question.difficulty in self.difficulties)
        )


def count_by_mode(scope: Scope, known: Known) -> dict[str, int]:
    """Count the questions that each way to practise may ask."""
    if scope.is_everything:
        counts = [part.once(_count_in_topic) for part in known.by_topic]
    else:
        counts = [_count_taken(known, filter(scope.holds, known.active))]
    return {name: sum(count[name] for count in counts) for name in MODES}


def _count_in_topic(part: KnownTopic) -> dict[str, int]:
    return _count_taken(part, part.active)


def _count_taken(known: Known | KnownTopic, active: Iterable[Question]) -> dict[str, int]:
    asked = tuple(active)
    return {
        mode.name: sum(mode.takes(known, question) for question in asked) for mode in MODES.values()
    }


def common_tags(
    by_tag: Mapping[str, Collection[Question]], wanted: Set[str] = frozenset()
) -> tuple[tuple[str, int], ...]:
    """Return the tags that several questions share, and those wanted, with how many have each.

    They come in alphabetical order.
    """
    counts = ((tag, len(questions)) for tag, questions in by_tag.items())
    return tuple(sorted((tag, count) for tag, count in counts if count >= SHARED or tag in wanted))


def choose_questions(
    mode: Mode, questions: Iterable[Question], known: Known, length: int, seed: str
) -> tuple[Question, ...]:
    """Choose the most urgent of what the mode takes, and put them into the order of asking.

    The questions come in the order of the library; the seed decides between equals. New questions
    stand first, each topic's together and in reading order: its first pass. The others follow
    interleaved.
    """
    chance = random.Random(seed)
    candidates = [question for question in questions if mode.may_ask(known, question)]
    reading_order = {question.id: place for place, question in enumerate(candidates)}
    shuffled = sorted(candidates, key=lambda _: chance.random())
    shuffled = earliest_first(shuffled, reading_order, known)
    chosen = nsmallest(length, shuffled, key=lambda question: mode.urgency(known, question))
    new = [question for question in chosen if known.is_new(question)]
    new.sort(key=lambda question: reading_order[question.id])
    seen = [question for question in chosen if not known.is_new(question)]
    return (*new, *interleave(seen, chance, after=new[-1].slug if new else None))


def earliest_first(
    questions: Sequence[Question], reading_order: Mapping[str, int], known: Known
) -> list[Question]:
    """Let each topic's new questions take the topic's places among them in reading order."""
    new = [question for question in questions if known.is_new(question)]
    if not new:
        return list(questions)
    new.sort(key=lambda question: reading_order[question.id])
    waiting = {slug: iter(group) for slug, group in _by_topic(new).items()}
    return [
        next(waiting[question.slug]) if known.is_new(question) else question
        for question in questions
    ]


def interleave(
    questions: Iterable[Question], chance: random.Random, after: str | None = None
) -> list[Question]:
    """Mix questions so that as few neighbours as possible are of one topic.

    A topic that fills more than half of what is left must come now, or it meets itself later; else
    chance decides between the topics other than the last, by how much is left of each. `after` is
    the topic of what stands before them.
    """
    left = _by_topic(questions)
    for group in left.values():
        chance.shuffle(group)
    mixed: list[Question] = []
    while left:
        sizes = {slug: len(group) for slug, group in left.items() if slug != after}
        sizes = sizes or {slug: len(group) for slug, group in left.items()}
        slug = max(sizes, key=sizes.__getitem__)
        if sizes[slug] <= sum(map(len, left.values())) // 2:
            (slug,) = chance.choices(list(sizes), list(sizes.values()))
        mixed.append(left[slug].pop())
        after = slug
        if not left[slug]:
            del left[slug]
    return mixed


def _by_topic(questions: Iterable[Question]) -> dict[str, list[Question]]:
    groups: dict[str, list[Question]] = {}
    for question in questions:
        groups.setdefault(question.slug, []).append(question)
    return groups
