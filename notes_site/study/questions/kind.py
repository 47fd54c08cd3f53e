"""What every kind of question can do, and the pieces a kind is read from."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self, TypeVar

from notes_site.study.text.blocks import Block, Fence
from notes_site.study.text.problems import Report

Response = tuple[str, ...]
"""What a reader answered, as it is stored: option keys, or the text they wrote."""

Form = Mapping[str, Sequence[str]]
"""A submitted form: each field's name with all its values."""


@dataclass(frozen=True, slots=True)
class Grade:
    """How right an answer is: a score from 0 to 1."""

    score: float

    @property
    def is_right(self) -> bool:
        return self.score >= 1

    @property
    def is_partly_right(self) -> bool:
        return 0 < self.score < 1

    @property
    def verdict(self) -> str:
        """Say it in a word for templates: right, partly or wrong."""
        if self.is_right:
            return "right"
        return "partly" if self.is_partly_right else "wrong"


@dataclass(frozen=True, slots=True)
class OptionSource:
    """A checkbox line of the bank as its author wrote it."""

    text: str
    is_right: bool
    explanation: str
    key: str
    trap: str
    is_pinned: bool
    line: int


@dataclass(frozen=True, slots=True)
class Details:
    """The blocks inside `<details>`: the model answer of an open question, and its rubric."""

    line: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """A question of the bank before its kind has read it."""

    line: int
    meta: Mapping[str, str]
    options: tuple[OptionSource, ...] = ()
    body: tuple[Block, ...] = ()
    answers: tuple[Fence, ...] = ()
    outputs: tuple[Fence, ...] = ()
    details: tuple[Details, ...] = ()


class Kind(ABC):
    """One kind of question: how it is read from the bank, answered and graded."""

    __slots__ = ()
    name: ClassVar[str]
    meta_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys of the id comment that only this kind understands."""
    has_options: ClassVar[bool] = False
    has_details: ClassVar[bool] = False
    is_self_graded: ClassVar[bool] = False
    """Readers look at a model answer, which needs no `> **Why:**`, before they answer."""
    fences: ClassVar[frozenset[str]] = frozenset()
    """Languages of the fences that hold its answer: `answer`, `output`."""
    incomplete: ClassVar[str] = "Nothing answered yet. Choose or write an answer, then check it."
    """What the reader is told when nothing usable was answered."""

    @classmethod
    @abstractmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        """Build the kind from the bank, or report every mistake and return None."""

    @abstractmethod
    def read_response(self, form: Form) -> Response | None:
        """Take the answer from a submitted form; None when nothing usable was answered."""

    @abstractmethod
    def grade(self, response: Response) -> Grade:
        """Grade a response, whatever text it holds."""

    @property
    def offered(self) -> Mapping[str, str]:
        """Return what a reader chooses from, the text by its key; nothing where they write."""
        return {}

    def can_read(self, response: Response) -> bool:
        """Tell whether a stored response still means something, after the question was edited."""
        return len(response) == 1

    @property
    def traps(self) -> Mapping[str, str]:
        """Return the misconceptions that wrong choices stand for, by the choice's key."""
        return {}

    @classmethod
    def stem(cls, body: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return the blocks of a question's body that are shown above the answer."""
        return body

    def meaning(self) -> tuple[object, ...]:
        """Return what makes an answer right and stands in neither stem, options nor fences."""
        return ()

    @classmethod
    def refuse_rest(cls, source: QuestionSource, report: Report) -> None:
        """Report what the author wrote and this kind takes no notice of."""
        if source.options and not cls.has_options:
            report(source.line, f"type {cls.name} has no checkboxes; remove them, or the type")
        for details in () if cls.has_details else source.details:
            report(details.line, f"type {cls.name} takes no <details>; write type: open, or remove")
        for fence in (*source.answers, *source.outputs):
            if fence.language not in cls.fences:
                report(
                    fence.line,
                    f"type {cls.name} takes no ```{fence.language} fence; remove it, "
                    "or write ```text to show it",
                )


_Found = TypeVar("_Found", Fence, Details)


def find_only(found: Sequence[_Found], line: int, wanted: str, report: Report) -> _Found | None:
    """Return the one there is; report at the question's line where there is none."""
    if not found:
        report(line, f"no {wanted}; write one")
    for extra in found[1:]:
        report(extra.line, f"a second {wanted}; keep one")
    return found[0] if len(found) == 1 else None
