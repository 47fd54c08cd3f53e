"""Advice on a library: what gives answers away, repeats itself, or is never asked about."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from math import sqrt

from notes_site.study.content.library import (
    TRIAL_LENGTH,
    TRIAL_TAG,
    Library,
    Question,
    Section,
    Topic,
)
from notes_site.study.questions.choice import Option, Options
from notes_site.study.text.blocks import Fence
from notes_site.study.text.problems import Problem, Severity
from notes_site.study.text.splitting import CODE_SPAN

RECAPS = {
    *("in one minute", "in this codebase", "myths", "say it in one minute", "sources"),
    *("version notes", "what changed"),
}
"""Sections that sum up, or that no question need ask about, by their headings."""

CLEARLY_LONGER, CLEARLY_LONGER_BY = 1.4, 15
"""A key this many times as long as the next option, and by so many characters, shows itself."""

FEWEST_KEYS = 4
DEVIATIONS = 2.0
"""How far above chance a count must stand (in standard deviations) to be called a bias."""

LARGEST_SHARE = 0.8
ALIKE_WORDS, ALIKE_TEXT = 0.7, 0.85

WORD = re.compile(r"\w+")
ORDER = re.compile(
    r"\b(?:(?:all|any|both|either|neither|none) of the above"
    r"|the (?:first|second|third|fourth|last) (?:option|answer)"
    r"|the (?:option|answer)s? (?:above|below)"
    r"|(?-i:[Oo]ptions? [A-E]|[Aa]nswers? [A-E]|both [A-E] and [A-E]|neither [A-E] nor [A-E]))\b",
    re.IGNORECASE,
)
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


def _find_telling_keys(library: Library) -> Iterator[Advice]:
    """Find questions whose every right option is clearly longer than each wrong one."""
    for question, choices in _choices(library.askable):
        right = [_length(option) for option in choices.options if option.is_right]
        wrong = [_length(option) for option in choices.options if not option.is_right]
        if not right or not wrong:
            continue
        shortest, longest = min(right), max(wrong)
        if shortest > longest * CLEARLY_LONGER and shortest - longest >= CLEARLY_LONGER_BY:
            yield (
                question.path,
                question.line,
                "what is right is clearly longer than the rest; shorten it, or say more elsewhere",
            )


def _find_order_words(library: Library) -> Iterator[Advice]:
    """Find words that lean on an order which the shuffling takes away."""
    for question, choices in _choices(library.askable):
        if not choices.is_shuffled:
            continue
        texts = [question.title, question.why, question.hint]
        for option in choices.options:
            texts += [option.text, option.explanation]
        for text in texts:
            if found := ORDER.search(CODE_SPAN.sub("", text)):
                message = f'"{found[0]}" leans on the options\' order; say what you mean'
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


def _find_long_keys(library: Library) -> Iterator[Advice]:
    """Find banks whose key is the longest option more often than chance explains."""
    for topic in library.topics:
        singles = [choices for one, choices in _choices(topic.askable) if one.kind.name == "single"]
        longest = sum(_is_key_longest(choices) for choices in singles)
        chances = [1 / len(choices.options) for choices in singles]
        if longest >= FEWEST_KEYS and _is_biased(longest, chances):
            message = (
                f"the key is the longest option in {longest} of {len(singles)} single choices, "
                f"where chance gives {sum(chances):.0f}; shorten keys, or say more in other options"
            )
            yield _bank(topic), 1, message


def _find_fixed_places(library: Library) -> Iterator[Advice]:
    """Find banks whose keys stand in one place where the order stays as written."""
    for topic in library.topics:
        places = Counter(
            place
            for question, choices in _choices(topic.askable)
            if question.kind.name == "single"
            for place, option in enumerate(choices.options, 1)
            if option.is_right and (option.is_pinned or not choices.is_shuffled)
        )
        place, count = max(places.items(), key=lambda item: item[1], default=(0, 0))
        if count >= FEWEST_KEYS and count / places.total() > LARGEST_SHARE:
            message = (
                f"the key stands in place {place} in {count} of {places.total()} questions whose "
                "order is kept; let them be shuffled, or move some"
            )
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


def _find_one_sided_truth(library: Library) -> Iterator[Advice]:
    """Find a course whose true-false questions are nearly all true, or nearly all false."""
    keys: dict[str, list[Question]] = defaultdict(list)
    for question, choices in _choices(library.askable):
        if question.kind.name == "true-false":
            keys[next(one.text for one in choices.options if one.is_right)].append(question)
    total = sum(len(questions) for questions in keys.values())
    for text, questions in keys.items():
        if total > 3 * FEWEST_KEYS and len(questions) / total > LARGEST_SHARE:
            message = (
                f"{len(questions)} of all {total} true-false questions are {text}; turn some "
                "round, here or in other banks"
            )
            yield questions[0].path, questions[0].line, message


LOOKS: tuple[Callable[[Library], Iterator[Advice]], ...] = (
    _find_telling_keys,
    _find_order_words,
    _find_negative_stems,
    _find_broken_python,
    _find_long_keys,
    _find_fixed_places,
    _find_unasked_sections,
    _find_trial_tags,
    _find_lone_groups,
    _find_repeats,
    _find_one_sided_truth,
)


def _choices(questions: Iterable[Question]) -> Iterator[tuple[Question, Options]]:
    """Yield the questions that have options to choose, with them."""
    for question in questions:
        choices = getattr(question.kind, "choices", None)
        if isinstance(choices, Options):
            yield question, choices


def _length(option: Option) -> int:
    """Return how long an option looks: its characters, without marks of code and emphasis."""
    return len(re.sub(r"[`*]", "", option.text))


def _is_key_longest(choices: Options) -> bool:
    key = max(_length(option) for option in choices.options if option.is_right)
    return all(_length(option) < key for option in choices.options if not option.is_right)


def _is_biased(count: int, chances: Sequence[float]) -> bool:
    deviation = sqrt(sum(chance * (1 - chance) for chance in chances))
    return count > sum(chances) + DEVIATIONS * deviation


def _stem(question: Question) -> str:
    return "\n".join([question.title, *(block.text for block in question.stem)])


def _bank(topic: Topic) -> str:
    return f"{topic.path.rpartition('/')[0]}/questions.md"
