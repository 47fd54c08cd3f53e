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
    heading: Snippet
    snippet: Snippet


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
        """The places by the page they stand on, in the order of each page's best."""
        by_page: dict[tuple[str, str], list[Hit]] = {}
        for hit in self.hits:
            by_page.setdefault((hit.slug, hit.topic_title), []).append(hit)
        return tuple(FoundPage(*page, tuple(hits)) for page, hits in by_page.items())

    def __bool__(self) -> bool:
        return bool(self.hits or self.questions)
