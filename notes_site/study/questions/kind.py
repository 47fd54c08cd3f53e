"""What every kind of question can do, and the pieces a kind is read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from notes_site.study.problems import Report

if TYPE_CHECKING:
    from notes_site.study.library import Fence

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
class QuestionSource:
    """A question of the bank before its kind has read it."""

    line: int
    meta: Mapping[str, str]
    options: tuple[OptionSource, ...]
    answers: tuple["Fence", ...]


class Kind(Protocol):
    """One kind of question: how it is read from the bank, answered and graded."""

    name: ClassVar[str]
    meta_keys: ClassVar[frozenset[str]]
    """Keys of the id comment that only this kind understands."""

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        """Build the kind from the bank, or report every mistake and return None."""

    def read_response(self, form: Form) -> Response | None:
        """Take the answer from a submitted form; None when nothing usable was answered."""

    def grade(self, response: Response) -> Grade:
        """Grade a response, whatever text it holds."""
