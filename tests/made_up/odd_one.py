"""Odd one out: the reader picks what does not belong, alone or after saying it aloud.

Items are lines that start with `+ `; `odd: 2` in the id comment names the odd one by its number.
Code below them, which is shown to nobody, proves it: the check compares what it prints.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from notes_site.study.questions.kind import (
    Form,
    Grade,
    Kind,
    Promise,
    QuestionSource,
    Response,
    find_only,
)
from notes_site.study.text.blocks import Block, Fence, Prose
from notes_site.study.text.comments import stored_key, take_comments
from notes_site.study.text.problems import Report


@dataclass(frozen=True, slots=True)
class Item:
    """Something to pick; `trap` names the wrong idea of who picks it wrongly."""

    key: str
    text: str
    trap: str


@dataclass(frozen=True, slots=True)
class OddOne(Kind):
    """One of the items is the odd one; the remarks in `<details>` say what the others share."""

    items: tuple[Item, ...]
    odd: str
    remarks: tuple[Block, ...]
    proof: Promise
    name: ClassVar[str] = "odd-one"
    meta_keys: ClassVar[frozenset[str]] = frozenset({"odd"})
    has_details: ClassVar[bool] = True
    fences: ClassVar[frozenset[str]] = frozenset({"output"})
    fields: ClassVar[frozenset[str]] = frozenset({"odd"})
    incomplete: ClassVar[str] = "Pick the odd one."
    is_chosen: ClassVar[bool] = True
    is_examined: ClassVar[bool] = True
    prompts: ClassVar[int] = 9
    offered_as: ClassVar[str] = r"\+ "

    @classmethod
    def fits(cls, source: QuestionSource) -> bool:
        return "odd" in source.meta

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        prose = [block for block in source.body if isinstance(block, Prose)]
        items = [item for block in prose for item in _read_items(block, report)]
        code = [block for block in source.body if isinstance(block, Fence)]
        script = find_only(code, source.line, "```python fence", report)
        printed = find_only(source.outputs, source.line, "```output fence", report)
        remarks = find_only(source.details, source.line, "<details> with remarks", report)
        number = source.meta.get("odd", "")
        if number not in map(str, range(1, len(items) + 1)):
            report(source.line + 1, f"odd: {number} is the number of no item")
            return None
        if script is None or printed is None or remarks is None:
            return None
        odd = items[int(number) - 1].key
        return cls(tuple(items), odd, remarks.blocks, Promise(script, printed))

    @classmethod
    def stem(cls, body: tuple[Block, ...]) -> tuple[Block, ...]:
        kept = (
            (block.line, "\n".join(line for line in block.text.split("\n") if line[:2] != "+ "))
            for block in body
            if isinstance(block, Prose)
        )
        return tuple(Prose(text, line) for line, text in kept if text.strip())

    def meaning(self) -> tuple[object, ...]:
        return (self.odd, sorted(self.offered))

    def read_response(self, form: Form) -> Response | None:
        picked = tuple(key for key in form.get("odd", ())[:1] if key in self.offered)
        return picked or None

    def fill_form(self, response: Response) -> Form:
        return {"odd": response}

    def grade(self, response: Response) -> Grade:
        return Grade(1.0 if response == (self.odd,) else 0.0)

    @property
    def offered(self) -> Mapping[str, str]:
        return {item.key: item.text for item in self.items}

    def can_read(self, response: Response) -> bool:
        return {*response} <= self.offered.keys()

    @property
    def traps(self) -> Mapping[str, str]:
        return {item.key: item.trap for item in self.items if item.trap}

    @property
    def seconds_needed(self) -> int:
        return 80

    def blocks(self, line: int) -> tuple[Block, ...]:  # noqa: ARG002 - remarks have their own
        return self.remarks

    @property
    def promises(self) -> tuple[Promise, ...]:
        return (self.proof,)

    @property
    def explanations(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.remarks)

    def contradicts(self, earlier: Kind) -> bool:
        if not isinstance(earlier, OddOne):
            return False
        return earlier.odd in self.offered and earlier.odd != self.odd

    def advise(self, around: Sequence[str]) -> Iterator[str]:
        if any("obviously" in text for text in around):
            yield "nothing is obviously odd"

    @classmethod
    def advise_on_bank(cls, asked: Sequence[Self]) -> Iterator[str]:
        if len(asked) > 1 and all(one.odd == one.items[1].key for one in asked):
            yield "the second item is always the odd one"

    @classmethod
    def advise_on_course(cls, asked: Sequence[Self]) -> Iterator[tuple[int, str]]:
        if len(asked) > 1:
            yield len(asked) - 1, f"{len(asked)} odd ones out are too many"


class SpokenOddOne(OddOne):
    """Said aloud first; then the reader picks what they had named, beside the remarks."""

    __slots__ = ()
    name: ClassVar[str] = "spoken-odd-one"
    fields: ClassVar[frozenset[str]] = frozenset({"text", "odd"})
    is_chosen: ClassVar[bool] = False
    is_examined: ClassVar[bool] = False
    is_self_graded: ClassVar[bool] = True
    is_spoken: ClassVar[bool] = True

    def read_response(self, form: Form) -> Response | None:
        return (*form.get("text", ("",))[:1], *(super().read_response(form) or ()))

    def fill_form(self, response: Response) -> Form:
        return {"text": response[:1], "odd": response[1:]}

    def grade(self, response: Response) -> Grade:
        return super().grade(response[1:])


def _read_items(block: Prose, report: Report) -> Iterator[Item]:
    for line, text in enumerate(block.text.split("\n"), block.line):
        if text.startswith("+ "):
            words, meta = take_comments(text[2:], {"key", "trap"}, "an item", line, report)
            yield Item(stored_key(meta.get("key", ""), words), words, meta.get("trap", ""))
