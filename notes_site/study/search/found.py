"""What a search gives back."""

from dataclasses import dataclass

TOGETHER = 0.7
"""What share of the worth of the next page's best a place needs to stand before it."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text; `parts` alternate between plain and matching, plain first."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that matches: a topic, or one of its sections (then `anchor` is not "").

    `about` names the section that a question of interviews is about, whose answer's anchor it is
    then (Topic.about); elsewhere it is "".
    """

    slug: str
    anchor: str
    topic_title: str
    heading: Snippet
    snippet: Snippet
    worth: float
    about: str = ""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A topic with the places of it that were found, best first."""

    slug: str
    topic_title: str
    hits: tuple[Hit, ...]


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

    @property
    def pages(self) -> tuple[FoundPage, ...]:
        """The places by the page they stand on, in the order of each page's best.

        A place that is much worse than the next page's best comes after that, under its page again.
        """
        pages, left = [], list(self.hits)
        while left:
            best = left[0]
            next_page = (hit.worth for hit in left if hit.slug != best.slug)
            least = TOGETHER * next(next_page, 0)
            others = [hit for hit in left[1:] if hit.slug == best.slug and hit.worth >= least]
            pages.append(FoundPage(best.slug, best.topic_title, (best, *others)))
            left = [hit for hit in left[1:] if hit not in others]
        return tuple(pages)

    def __bool__(self) -> bool:
        return bool(self.hits or self.questions)
