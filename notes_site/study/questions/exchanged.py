"""What other programs know of a question's answer, whatever kind it is here."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Offered:
    """Something to choose, in Markdown."""

    text: str
    is_right: bool
    explanation: str = ""
    key: str = ""
    trap: str = ""
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """Options; `is_single` where exactly one is right."""

    offers: tuple[Offered, ...]
    is_single: bool
    is_shuffled: bool = True

    @property
    def is_statement(self) -> bool:
        """Whether it asks if something is true or false."""
        return self.is_single and {offer.text for offer in self.offers} == {"True", "False"}


@dataclass(frozen=True, slots=True)
class Written:
    """Words to write: those accepted, and patterns that are, too."""

    literals: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    is_case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What a piece of code in the question's text prints."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`, ends included."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Ordered:
    """Groups in their order; what stands in one group may change places."""

    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paired:
    """What belongs together; distractors belong to nothing."""

    headings: tuple[str, str]
    pairs: tuple[tuple[str, str], ...]
    distractors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """An answer in one's own words: a model answer in Markdown, and what earns points."""

    model_answer: str
    rubric: tuple[tuple[int, str], ...] = ()
    follow_up: str = ""


Exchanged = Chosen | Written | Printed | Number | Ordered | Paired | Spoken
