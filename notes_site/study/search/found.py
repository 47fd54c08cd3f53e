"""What a search gives back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text; `parts` alternate between plain and matching, plain first."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that matches: a topic, or one of its sections (then `anchor` is not "")."""

    slug: str
    anchor: str
    topic_title: str
    heading: str
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class QuestionHit:
    """A question whose stem matches, with the section that teaches it."""

    slug: str
    anchor: str
    title: Snippet


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave, best first, and how the query was understood."""

    hits: tuple[Hit, ...] = ()
    questions: tuple[QuestionHit, ...] = ()
    corrected: str = ""
    """The query that was used instead, where a word occurs nowhere."""
    suggestion: str = ""
    """A query that may have been meant, where this one finds little."""
    is_partial: bool = False
    """Whether no place has every word, so that these have only some."""

    def __bool__(self) -> bool:
        return bool(self.hits or self.questions)
