"""What every kind of question can do, and the pieces a kind is read from."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self, TypeVar

from notes_site.study.questions.exchanged import Exchanged
from notes_site.study.text.blocks import Block, Fence, Prose
from notes_site.study.text.problems import Report
from notes_site.words import later

Response = tuple[str, ...]
"""What a reader answered, as it is stored: option keys, or the text they wrote."""

ACCEPTS, REFUSES = "accepts", "refuses"
SPELLING_FENCES = frozenset({ACCEPTS, REFUSES})
"""Fences with an answer a line that must be right, or must not be: the check grades them."""

Form = Mapping[str, Sequence[str]]
"""A submitted form: each field's name with all its values."""

Told = dict[str, Any]
Words = Callable[[str], str]


def keyed(one: "HasKey", words: Words) -> Told:
    """Say what may be chosen, and by which key."""
    return {"key": one.key, "text": words(one.text)}


class HasKey(Protocol):
    """What answers name by its key."""

    @property
    def key(self) -> str: ...
    @property
    def text(self) -> str: ...


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
    spellings: tuple[Fence, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """A piece of code that the check runs, and what it must print."""

    code: Fence
    printed: Fence


class Kind(ABC):
    """One kind of question: all that sets it apart from the others.

    What most kinds share is the default here. How it looks stands in its template,
    `quiz/kinds/<name>.html`.
    """

    __slots__ = ()

    # --- In the bank ------------------------------------------------------------------------

    name: ClassVar[str]
    blank: ClassVar[str] = "{{ fill in: the answer }}\n"
    """How its answer looks in the bank, with places for an author to fill in."""
    meta_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys of the id comment that only this kind understands."""
    has_options: ClassVar[bool] = False
    has_details: ClassVar[bool] = False
    fences: ClassVar[frozenset[str]] = frozenset()
    """Languages of the fences it takes: `answer`, `output`, and those that list spellings."""

    @classmethod
    def fits(cls, source: QuestionSource) -> bool:
        """Tell whether a question that declares no type is of this kind, by how it looks."""
        return False

    @classmethod
    @abstractmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        """Build the kind from the bank, or report every mistake and return None."""

    @classmethod
    def refuse_rest(cls, source: QuestionSource, report: Report) -> None:
        """Report what the author wrote and this kind takes no notice of."""
        if source.options and not cls.has_options:
            report(source.line, f"type {cls.name} has no checkboxes; remove them, or the type")
        for details in () if cls.has_details else source.details:
            report(details.line, f"type {cls.name} takes no <details>; write type: open, or remove")
        for fence in (*source.answers, *source.outputs, *source.spellings):
            if fence.language not in cls.fences:
                report(
                    fence.line,
                    f"type {cls.name} takes no ```{fence.language} fence; remove it, "
                    "or write ```text to show it",
                )

    @classmethod
    def stem(cls, body: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return the blocks of a question's body that are shown above the answer."""
        return body

    def meaning(self) -> tuple[object, ...]:
        """Return what makes an answer right and stands in neither stem, options nor fences."""
        return ()

    @property
    def exchanged(self) -> Exchanged | None:
        """Return what other programs can be told of its answer; None for a kind of our own."""
        return None

    # --- Asked and answered -----------------------------------------------------------------

    fields: ClassVar[frozenset[str]] = frozenset({"text"})
    """Names of its form's fields; one that ends in a hyphen goes on with a key."""
    incomplete: ClassVar[later | str] = later(
        "Nothing answered yet. Choose or write an answer, then check it."
    )
    """What the reader is told when nothing usable was answered."""
    is_self_graded: ClassVar[bool] = False
    """Readers write into `text`, then grade it beside a model answer, which needs no `Why`."""

    @abstractmethod
    def read_response(self, form: Form) -> Response | None:
        """Take the answer from a submitted form; None when nothing usable was answered."""

    def fill_form(self, response: Response) -> Form:
        """Return the fields that a response is read from: the way back to its form."""
        return {"text": response}

    grading: ClassVar[int] = 1
    """How this kind is graded, counted up when that changes: stored answers are graded again."""
    reads_answers_of: ClassVar[frozenset[str]] = frozenset()
    """Names of the kinds whose stored answers it can read, when a question changes its kind."""

    @abstractmethod
    def grade(self, response: Response) -> Grade:
        """Grade a response, whatever text it holds."""

    @property
    def offered(self) -> Mapping[str, str]:
        """Return what a reader chooses from, the text by its key; nothing where they write."""
        return {}

    @property
    def traps(self) -> Mapping[str, str]:
        """Return the misconceptions that wrong choices stand for, by the choice's key."""
        return {}

    # --- Where it is asked ------------------------------------------------------------------

    is_chosen: ClassVar[bool] = False
    """Choosing alone answers it, so that a visitor may be asked it in a trial."""
    is_pressed: ClassVar[bool] = False
    """Pressing one of its `choices` is a whole answer."""
    is_examined: ClassVar[bool] = False
    """An exam may ask it, and an interview in turn with what is spoken."""
    is_spoken: ClassVar[bool] = False
    """An interviewer asks it aloud."""
    prompts: ClassVar[int] = 0
    """How much its title alone makes readers think; 0 where it says little without the rest."""

    @property
    def seconds_needed(self) -> int:
        """Return how long it takes in a timed quiz; 0 for a kind that none asks."""
        return 0

    # --- Told to other programs, by the API ---------------------------------------------------

    def ask_programs(self, seed: str, words: Words) -> Told:
        """Say what an answer is made of, in the order of a page, and nothing of which is right.

        `words` makes of an author's Markdown what is sent.
        """
        return {"longest": getattr(self, "longest", None)}

    def tell_programs(self, words: Words) -> Told:
        """Say what is right, for those who have answered."""
        return {}

    # --- Checked and compared ---------------------------------------------------------------

    offered_as: ClassVar[str] = ""
    """A pattern of how the lines of the bank begin that offer something to choose."""

    def blocks(self, line: int) -> tuple[Block, ...]:
        """Return what it says that stands neither in title nor body, where links are followed.

        What has no line of its own stands at the line given, the question's.
        """
        return ()

    @property
    def promises(self) -> tuple[Promise, ...]:
        """Return the code that shows what is right when it is run."""
        return ()

    @property
    def explanations(self) -> tuple[str, ...]:
        """Return what is said of the answers one by one, beside the question's `Why`."""
        return ()

    def can_read(self, response: Response) -> bool:
        """Tell whether a stored response still means something, after the question was edited."""
        return len(response) == 1

    def contradicts(self, earlier: "Kind") -> bool:
        """Tell whether what was right in an earlier version is wrong now, or the other way."""
        return False

    def find_misjudged(self) -> Iterator[tuple[int, str]]:
        """Yield the line of each answer that its author lists and that is graded otherwise."""
        yield from ()

    def advise(self, around: Sequence[str]) -> Iterator[str]:
        """Say what could be better in this question; `around` it stand title, why and hint."""
        yield from ()

    @classmethod
    def advise_on_bank(cls, asked: Sequence[Self]) -> Iterator[str]:
        """Say what could be better in the questions of this kind in one bank."""
        yield from ()

    @classmethod
    def advise_on_course(cls, asked: Sequence[Self]) -> Iterator[tuple[int, str]]:
        """Say what could be better in all questions of this kind, each with the place of one."""
        yield from ()


def place_texts(texts: Sequence[str], line: int) -> tuple[Block, ...]:
    """Make blocks of texts, each as a single line at the line given."""
    return tuple(Prose(" ".join(text.split()), line) for text in texts)


_Found = TypeVar("_Found", Fence, Details)


def find_only(found: Sequence[_Found], line: int, wanted: str, report: Report) -> _Found | None:
    """Return the one there is; report at the question's line where there is none."""
    if not found:
        report(line, f"no {wanted}; write one")
    for extra in found[1:]:
        report(extra.line, f"a second {wanted}; keep one")
    return found[0] if len(found) == 1 else None
