"""Advice on a library: what gives answers away, repeats itself, or is never asked about."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from itertools import combinations

from notes_site.study.authoring.foreign import find_foreign
from notes_site.study.authoring.pictures import find_unfit_pictures, find_unseen_pictures
from notes_site.study.content.library import (
    TRIAL_LENGTH,
    TRIAL_TAG,
    Library,
    Question,
    Section,
    Topic,
)
from notes_site.study.questions.kind import Kind
from notes_site.study.text.blocks import Diagram, Fence
from notes_site.study.text.problems import Problem, Severity
from notes_site.study.text.splitting import CODE_SPAN

RECAPS = {
    *(
        "in one minute",
        "say it in one minute",
        "in this codebase",
        "myths",
        "plain questions",
        "sources",
    ),
    "the app so far",
    *("version notes", "what changed"),
}
"""Sections that sum up, or that no question need ask about, by their headings."""

LONGEST_ESSENTIALS = 8
"""Minutes that the essentials of a topic take at most, or they aren't the essentials."""
ALIKE_WORDS, ALIKE_TEXT = 0.7, 0.85

WORD = re.compile(r"\w+")
NEGATIVE_STEM = re.compile(
    r"Which\b(?:(?!\b(?:that|who|what|which|when|where|if)\b).)*?"
    r"(?:(?<![*\w])(?:not|never|except|cannot)\b(?!\*)|\b\w+n't\b)"
)
"""A question for what is not so; in its subordinate clauses a "not" is harmless."""


Advice = tuple[str, int, str]
"""The file, the line and what to do."""


def lint(library: Library) -> tuple[Problem, ...]:
    """Return advice, each with file, line and what to do; retired questions are left alone."""
    return tuple(
        Problem(path, line, message, Severity.ADVICE)
        for look in LOOKS
        for path, line, message in look(library)
    )


# --- One question at a time -----------------------------------------------------------------


def _find_by_kind(library: Library) -> Iterator[Advice]:
    """Find what is said of questions by their own kind."""
    for question in library.askable:
        for message in question.kind.advise((question.title, question.why, question.hint)):
            yield question.path, question.line, message


def _find_negative_stems(library: Library) -> Iterator[Advice]:
    """Find stems that ask for what is not so without saying it loudly."""
    for question in library.askable:
        if NEGATIVE_STEM.match(CODE_SPAN.sub("", question.title)):
            message = "a not that is easily missed; write **not**, or ask for what is so"
            yield question.path, question.line, message


def _find_broken_python(library: Library) -> Iterator[Advice]:
    """Find Python in stems that can't be parsed: it was never tried."""
    for question in library.askable:
        for block in question.stem:
            if isinstance(block, Fence) and block.language == "python":
                try:
                    ast.parse(block.text)
                except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
                    message = f"this is not Python ({error}); mend it, or name the block text"
                    yield question.path, block.line, message


# --- A bank at a time -----------------------------------------------------------------------


def _find_bank_by_kind(library: Library) -> Iterator[Advice]:
    """Find what is said by a kind of all its questions in a bank."""
    for topic in library.topics:
        for kind, questions in _by_kind(topic.askable):
            for message in kind.advise_on_bank([one.kind for one in questions]):
                yield _bank(topic), 1, message


def _find_unasked_sections(library: Library) -> Iterator[Advice]:
    """Find `##` sections that no question refers to, neither to their `###` sections."""
    seen = {(question.see.slug, question.see.anchor) for question in library.askable}
    for topic in library.topics:
        for heading, members in _chapters(topic):
            is_recap = heading.title.lower() in RECAPS
            if not is_recap and not any((topic.slug, one.anchor) in seen for one in members):
                message = "no question sees this section; write one with see: "
                yield topic.path, heading.line, f"{message}{topic.slug}#{heading.anchor}"


def _chapters(topic: Topic) -> Iterator[tuple[Section, list[Section]]]:
    members: list[Section] = []
    for section in topic.sections:
        if section.level == 2 and members:
            yield members[0], members
            members = []
        members.append(section)
    if members:
        yield members[0], members


def _find_trial_tags(library: Library) -> Iterator[Advice]:
    """Find topics that tag another number of questions than is shown under the text."""
    for topic in library.topics:
        tagged = [one for one in topic.askable if TRIAL_TAG in one.tags]
        if tagged and len(tagged) != TRIAL_LENGTH:
            message = f"{len(tagged)} questions are tagged {TRIAL_TAG}; {TRIAL_LENGTH} are shown"
            yield tagged[0].path, tagged[0].line, f"{message}, so tag that many"


def _find_long_essentials(library: Library) -> Iterator[Advice]:
    """Find topics whose essentials take longer than somebody in a hurry has for one."""
    for topic in library.topics:
        if (minutes := topic.essential_minutes) > LONGEST_ESSENTIALS:
            message = f"its essentials take {minutes} minutes; mark fewer sections asked: always"
            yield topic.path, 1, f"{message} or often, until they take {LONGEST_ESSENTIALS}"


def _find_lone_groups(library: Library) -> Iterator[Advice]:
    """Find topics whose group is not in the order that site.toml gives."""
    for topic in library.topics:
        if library.groups and topic.group not in library.groups:
            known = ", ".join(library.groups)
            yield topic.path, 1, f"the group {topic.group} is not in site.toml's groups: {known}"


# --- All banks together ---------------------------------------------------------------------


def _find_repeats(library: Library) -> Iterator[Advice]:
    """Find stems that say nearly the same as an earlier one."""
    stems = [(question, _stem(question)) for question in library.askable]
    bags = [(question, stem, set(WORD.findall(stem.lower()))) for question, stem in stems]
    for (first, stem, words), (second, other, others) in combinations(bags, 2):
        is_near = len(words & others) >= ALIKE_WORDS * len(words | others)
        if is_near and SequenceMatcher(None, stem, other).ratio() >= ALIKE_TEXT:
            message = (
                f"asks nearly what {first.path}:{first.line} asks; keep one, or tell them apart"
            )
            yield second.path, second.line, message


def _find_course_by_kind(library: Library) -> Iterator[Advice]:
    """Find what is said by a kind of all its questions in the course."""
    for kind, questions in _by_kind(library.askable):
        for place, message in kind.advise_on_course([one.kind for one in questions]):
            yield questions[place].path, questions[place].line, message


def _find_drawings_apart(library: Library) -> Iterator[Advice]:
    """Find drawings that can't stand in the page itself, or lost something that was active."""
    for topic in library.topics:
        for block in topic.blocks():
            drawing = block.picture if isinstance(block, Diagram) else None
            if drawing and drawing.reason:
                apart = "shown apart from the page, whose colours it doesn't follow"
                yield drawing.path, drawing.line, f"{apart}: {drawing.reason}"
        for drawing in topic.pictures:
            if drawing.reason:
                yield drawing.path, drawing.line, drawing.reason


LOOKS: tuple[Callable[[Library], Iterator[Advice]], ...] = (
    _find_by_kind,
    _find_negative_stems,
    _find_broken_python,
    find_foreign,
    _find_bank_by_kind,
    _find_unasked_sections,
    _find_trial_tags,
    _find_long_essentials,
    _find_lone_groups,
    _find_drawings_apart,
    find_unseen_pictures,
    find_unfit_pictures,
    _find_repeats,
    _find_course_by_kind,
)


def _by_kind(questions: Iterable[Question]) -> Iterator[tuple[type[Kind], list[Question]]]:
    """Yield each kind that is met, with its questions."""
    found: dict[type[Kind], list[Question]] = {}
    for question in questions:
        found.setdefault(type(question.kind), []).append(question)
    yield from found.items()


def _stem(question: Question) -> str:
    return "\n".join([question.title, *(block.text for block in question.stem)])


def _bank(topic: Topic) -> str:
    return f"{topic.path.rpartition('/')[0]}/questions.md"
