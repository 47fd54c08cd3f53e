"""Open: the reader writes or thinks, reads the model answer, and ticks what theirs had of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import ClassVar, Self

from notes_site.study.questions.exchanged import Spoken
from notes_site.study.questions.kind import (
    Details,
    Form,
    Grade,
    Kind,
    QuestionSource,
    Response,
    Told,
    Words,
    find_only,
    keyed,
    place_texts,
)
from notes_site.study.text.blocks import Block, Fence, Prose, as_markdown
from notes_site.study.text.comments import read_keyed
from notes_site.study.text.problems import Report
from notes_site.words import later

RUBRIC_LINE = re.compile(r"^- \((?P<points>[-+0-9.,/ ]*)\)[ \t]*(?P<text>.*)$")
FOLLOW_UP = re.compile(r"^> \*\*Follow-up:\*\*\s*(?P<text>.*)$")
WHOLE = re.compile(r"[1-9][0-9]?")
SECONDS = re.compile(r"[1-9][0-9]{1,2}")
FEWEST_LINES, MOST_LINES = 2, 8
SHORTEST, LONGEST = 30, 900
"""Seconds that an answer may take when it is spoken."""
USUAL_SECONDS = "120"
LONGEST_RESPONSE = 4_000
"""Characters of an answer that are kept; a longer one is refused by the form."""


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One thing that a good answer says, and the points it earns."""

    key: str
    text: str
    points: int


@dataclass(frozen=True, slots=True)
class Open(Kind):
    """Graded by its reader: the points of the ticked lines over all points."""

    model_answer: tuple[Block, ...]
    rubric: tuple[RubricLine, ...]
    follow_up: str
    seconds: int
    name: ClassVar[str] = "open"
    blank: ClassVar[str] = """\
<details><summary>Model answer</summary>

{{ fill in: the answer that you would give }}

- (1) {{ fill in: what a good answer names }}
- (1) {{ fill in: what else it names }}

> **Follow-up:** {{ fill in: what you would ask next }}

</details>
"""
    longest: ClassVar[int] = LONGEST_RESPONSE
    meta_keys: ClassVar[frozenset[str]] = frozenset({"seconds"})
    has_details: ClassVar[bool] = True
    is_self_graded: ClassVar[bool] = True
    fields: ClassVar[frozenset[str]] = frozenset({"text", "choice"})
    is_spoken: ClassVar[bool] = True
    prompts: ClassVar[int] = 5
    offered_as: ClassVar[str] = r"- \("
    incomplete: ClassVar[later] = later(
        "Write at most %(most)s characters, then look at the model answer.",
        most=f"{LONGEST_RESPONSE:,}",
    )

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        for line in _find_stray_follow_ups(source.body):
            report(line, "a follow-up outside; move it into the <details>, below the rubric")
        seconds = _read_seconds(source, report)
        wanted = "<details><summary>Model answer</summary> with a model answer and a rubric"
        details = find_only(source.details, source.line, wanted, report)
        if details is None:
            return None
        parts = _Parts()
        for block in details.blocks:
            if isinstance(block, Fence):
                _sort_code(parts, block, report)
            else:
                _sort_prose(parts, block, report)
        for line, message in _find_mistakes(parts, details):
            report(line, message)
        rubric = tuple(line for _, line in parts.rubric)
        return cls(tuple(parts.answer), rubric, "\n".join(parts.follow_up).strip(), seconds)

    def meaning(self) -> tuple[object, ...]:
        """The model answer may be reworded; what earns points may not."""
        return tuple(sorted((line.key, line.points) for line in self.rubric))

    @property
    def offered(self) -> Mapping[str, str]:
        return {line.key: line.text for line in self.rubric}

    def tell_programs(self, words: Words) -> Told:
        return {
            "model_answer": words(as_markdown(self.model_answer)),
            "rubric": [keyed(one, words) | {"points": one.points} for one in self.rubric],
            "follow_up": words(self.follow_up),
        }

    @property
    def exchanged(self) -> Spoken:
        rubric = tuple((line.points, line.text) for line in self.rubric)
        return Spoken(as_markdown(self.model_answer), rubric, self.follow_up)

    def can_read(self, response: Response) -> bool:
        return bool(response) and self.ticked(response) <= self.offered.keys()

    @property
    def points(self) -> int:
        return sum(line.points for line in self.rubric)

    def read_response(self, form: Form) -> Response | None:
        text = "".join(form.get("text", ())[:1]).replace("\r\n", "\n").strip()
        known = {line.key for line in self.rubric}
        ticked = sorted(known.intersection(form.get("choice", ())))
        return (text, *ticked) if len(text) <= LONGEST_RESPONSE else None

    def fill_form(self, response: Response) -> Form:
        return {"text": response[:1], "choice": response[1:]}

    def grade(self, response: Response) -> Grade:
        ticked = self.ticked(response)
        earned = sum(line.points for line in self.rubric if line.key in ticked)
        return Grade(earned / self.points)

    def ticked(self, response: Response) -> frozenset[str]:
        """Return the keys of the lines that the reader found in their answer."""
        return frozenset(response[1:])

    @property
    def seconds_needed(self) -> int:
        return self.seconds

    def blocks(self, line: int) -> tuple[Block, ...]:
        texts = (self.follow_up, *(one.text for one in self.rubric))
        return (*place_texts(texts, line), *self.model_answer)


@dataclass(slots=True)
class _Parts:
    """What stands inside the details, while it is being sorted."""

    answer: list[Block] = field(default_factory=list)
    rubric: list[tuple[int, RubricLine]] = field(default_factory=list)
    follow_up: list[str] = field(default_factory=list)


def _read_seconds(source: QuestionSource, report: Report) -> int:
    seconds = source.meta.get("seconds", USUAL_SECONDS)
    if SECONDS.fullmatch(seconds) and SHORTEST <= int(seconds) <= LONGEST:
        return int(seconds)
    report(source.line + 1, f"seconds is a whole number from {SHORTEST} to {LONGEST}")
    return 0


def _find_stray_follow_ups(body: Sequence[Block]) -> Iterator[int]:
    for block in body:
        if isinstance(block, Prose):
            for line, text in enumerate(block.text.split("\n"), block.line):
                if FOLLOW_UP.match(text):
                    yield line


def _sort_code(parts: _Parts, fence: Fence, report: Report) -> None:
    if parts.rubric:
        report(fence.line, "code after the rubric; move it above the first - (1) line")
    if "check" in fence.attributes:
        report(fence.line, "a check inside the <details> is not run; move it outside")
    parts.answer.append(fence)


def _sort_prose(parts: _Parts, block: Prose, report: Report) -> None:
    """Take the rubric and the follow-up out of a block; what is left is the model answer."""
    lines = block.text.split("\n")
    words: list[str] = []
    index = 0
    while index < len(lines):
        line, text = block.line + index, lines[index]
        rest = lines[index + 1 :]
        if item := RUBRIC_LINE.match(text):
            more = [*takewhile(lambda text: text.strip() and text[0] in " \t", rest)]
            parts.rubric.append((line, _read_rubric_line(item, more, line, report)))
        elif opening := FOLLOW_UP.match(text):
            more = [*takewhile(lambda text: text.startswith(">"), rest)]
            _take_follow_up(parts, opening["text"], more, line, report)
        else:
            more = []
            words.append(text)
            if text.strip() and (parts.rubric or parts.follow_up):
                report(line, "text after the rubric; move it above, or start it with - (1)")
        index += 1 + len(more)
    if any(text.strip() for text in words):
        blank = next(at for at, text in enumerate(words) if text.strip())
        parts.answer.append(Prose("\n".join(words).strip("\n"), block.line + blank))


def _take_follow_up(
    parts: _Parts, opening: str, more: Sequence[str], line: int, report: Report
) -> None:
    if parts.follow_up:
        report(line, "a second follow-up; keep one")
    parts.follow_up = [opening, *(text[1:].removeprefix(" ") for text in more)]


def _read_rubric_line(
    item: re.Match[str], more: Sequence[str], line: int, report: Report
) -> RubricLine:
    points = item["points"].strip()
    if not WHOLE.fullmatch(points):
        report(line, f"({points}) is no whole number from 1 to 99; write the points as - (1)")
    text = " ".join([item["text"], *(one.strip() for one in more)])
    keyed = read_keyed(text, "a rubric line", line, report)
    return RubricLine(keyed.key, keyed.text, int(points) if WHOLE.fullmatch(points) else 0)


def _find_mistakes(parts: _Parts, details: Details) -> Iterator[tuple[int, str]]:
    if not parts.answer:
        yield details.line, "no model answer; write it above the rubric"
    if not FEWEST_LINES <= len(parts.rubric) <= MOST_LINES:
        count = f"{len(parts.rubric)} rubric line{'s' * (len(parts.rubric) != 1)}"
        yield details.line, f"{count}; write {FEWEST_LINES} to {MOST_LINES} such as - (1) names it"
    keys: set[str] = set()
    for line, item in parts.rubric:
        if item.key in keys:
            yield line, f"two rubric lines have the key {item.key}; change the text or the key"
        keys.add(item.key)
