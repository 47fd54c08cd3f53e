"""What the kinds with checkbox options share: options, their order, their reading."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from notes_site.study.questions.exchanged import Chosen, Offered
from notes_site.study.questions.kind import (
    Form,
    Grade,
    Kind,
    OptionSource,
    QuestionSource,
    Response,
    Told,
    Words,
    keyed,
    place_texts,
)
from notes_site.study.text.blocks import Block
from notes_site.study.text.comments import is_yes, stored_key
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import CODE_SPAN

SHORTEST_LIST, LONGEST_LIST = 2, 9

CLEARLY_LONGER, CLEARLY_LONGER_BY = 1.4, 15
"""A key this many times as long as the next option, and by so many characters, shows itself."""

FEWEST_KEYS = 4
LARGEST_SHARE = 0.8
"""From so many keys on, a larger share of them in one place (or for one answer) is a habit."""

ORDER = re.compile(
    r"\b(?:(?:all|any|both|either|neither|none) of the above"
    r"|the (?:first|second|third|fourth|last) (?:option|answer)"
    r"|the (?:option|answer)s? (?:above|below)"
    r"|(?-i:[Oo]ptions? [A-E]|[Aa]nswers? [A-E]|both [A-E] and [A-E]|neither [A-E] nor [A-E]))\b",
    re.IGNORECASE,
)
"""Words that lean on an order which the shuffling takes away."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a reader can choose; `key` is what stored answers remember."""

    key: str
    text: str
    is_right: bool
    explanation: str
    trap: str
    is_pinned: bool

    @property
    def length(self) -> int:
        """How long it looks: its characters, without marks of code and emphasis."""
        return len(re.sub(r"[`*]", "", self.text))


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one question, in the order of the bank."""

    options: tuple[Option, ...]
    is_shuffled: bool = True

    @property
    def right_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.is_right)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options)

    def in_order(self, seed: str) -> tuple[Option, ...]:
        """Shuffle by the seed; pinned options keep their places."""
        if not self.is_shuffled:
            return self.options
        movable = [option for option in self.options if not option.is_pinned]
        random.Random(seed).shuffle(movable)
        rest = iter(movable)
        return tuple(option if option.is_pinned else next(rest) for option in self.options)

    def read_response(self, form: Form) -> Response | None:
        chosen = sorted(self.keys.intersection(form.get("choice", ())))
        return tuple(chosen) or None


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """A question with checkbox options."""

    choices: Options
    has_options: ClassVar[bool] = True
    fields: ClassVar[frozenset[str]] = frozenset({"choice"})
    is_chosen: ClassVar[bool] = True
    is_examined: ClassVar[bool] = True
    offered_as: ClassVar[str] = r"- \["

    def fill_form(self, response: Response) -> Form:
        return {"choice": response}

    def ask_programs(self, seed: str, words: Words) -> Told:
        return {"choices": [keyed(one, words) for one in self.choices.in_order(seed)]}

    def tell_programs(self, words: Words) -> Told:
        return {
            "choices": [
                keyed(one, words)
                | {"is_right": one.is_right, "explanation": words(one.explanation)}
                for one in self.choices.options
            ]
        }

    @property
    def exchanged(self) -> Chosen:
        offers = tuple(
            Offered(one.text, one.is_right, one.explanation, one.key, one.trap, one.is_pinned)
            for one in self.choices.options
        )
        return Chosen(offers, self.is_pressed, self.choices.is_shuffled)

    @property
    def offered(self) -> Mapping[str, str]:
        return {option.key: option.text for option in self.choices.options}

    def can_read(self, response: Response) -> bool:
        return self.choices.keys >= set(response) != set()

    @property
    def traps(self) -> Mapping[str, str]:
        options = self.choices.options
        return {one.key: one.trap for one in options if one.trap and not one.is_right}

    def blocks(self, line: int) -> tuple[Block, ...]:
        return place_texts(self._texts, line)

    @property
    def explanations(self) -> tuple[str, ...]:
        return tuple(option.explanation for option in self.choices.options)

    def contradicts(self, earlier: Kind) -> bool:
        if not isinstance(earlier, Choice):
            return False
        marks = {option.key: option.is_right for option in earlier.choices.options}
        return any(marks.get(one.key, one.is_right) != one.is_right for one in self.choices.options)

    def advise(self, around: Sequence[str]) -> Iterator[str]:
        if self._is_key_telling:
            yield (
                "what is right is clearly longer than the rest; shorten it, or say more elsewhere"
            )
        for text in (*around, *self._texts) if self.choices.is_shuffled else ():
            if found := ORDER.search(CODE_SPAN.sub("", text)):
                yield f'"{found[0]}" leans on the options\' order; say what you mean'

    @property
    def _texts(self) -> tuple[str, ...]:
        options = self.choices.options
        return tuple(text for one in options for text in (one.text, one.explanation))

    @property
    def _is_key_telling(self) -> bool:
        """Tell whether every right option is clearly longer than each wrong one."""
        right = [option.length for option in self.choices.options if option.is_right]
        wrong = [option.length for option in self.choices.options if not option.is_right]
        if not right or not wrong:
            return False
        shortest, longest = min(right), max(wrong)
        return shortest > longest * CLEARLY_LONGER and shortest - longest >= CLEARLY_LONGER_BY


@dataclass(frozen=True, slots=True)
class OneChoice(Choice):
    """One of the options is right; all or nothing."""

    is_pressed: ClassVar[bool] = True

    def read_response(self, form: Form) -> Response | None:
        response = self.choices.read_response(form)
        return response if response and len(response) == 1 else None

    def grade(self, response: Response) -> Grade:
        return Grade(1.0 if frozenset(response) == self.choices.right_keys else 0.0)


def option_key(source: OptionSource) -> str:
    """Return the key of the author's own `key:`, else that of the option's text.

    Never the author's words themselves: they stand in the page, and may tell what is right.
    """
    return stored_key(source.key, source.text)


def read_options(source: QuestionSource, report: Report, *, explained: bool = True) -> Options:
    """Turn checkbox lines into options, reporting what is missing or doubled."""
    for line, message in _mistakes(source, explained=explained):
        report(line, message)
    return Options(
        tuple(
            Option(
                option_key(option),
                option.text,
                option.is_right,
                option.explanation,
                option.trap,
                option.is_pinned,
            )
            for option in source.options
        ),
        is_shuffled=is_yes(source.meta, "shuffle", source.line + 1, report, usually=True),
    )


def _mistakes(source: QuestionSource, *, explained: bool) -> Iterator[tuple[int, str]]:
    if not SHORTEST_LIST <= len(source.options) <= LONGEST_LIST:
        yield (
            source.line,
            f"{len(source.options)} options; write {SHORTEST_LIST} to {LONGEST_LIST} "
            "lines that start with `- [ ]` or `- [x]`",
        )
    seen: set[str] = set()
    for option in source.options:
        if not option.text:
            yield option.line, "this option has no text; write the answer after the brackets"
        if explained and not option.explanation:
            yield (
                option.line,
                "this option has no explanation; write an indented `> …` line under it",
            )
        key = option_key(option)
        if key in seen:
            what = f"key {option.key}" if option.key else "text"
            yield option.line, f"two options have the same {what}; change one"
        seen.add(key)
