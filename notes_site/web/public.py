"""The pages that show every visitor the same: the one list of them, whoever needs it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from notes_site.study.content.library import Library

FILES = frozenset({"static", "pictures.show", "pictures.play", "look.show", "downloads.send"})
"""Endpoints of files that hold nothing of anybody, so that nobody is asked who they are."""

Found = tuple[Mapping[str, Any], date | None]
"""What an address is built from, and the day its page changed where that is known."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """One of these pages."""

    endpoint: str
    values: Mapping[str, Any]
    changed_on: date | None

    @property
    def path(self) -> str:
        return url_for(self.endpoint, **self.values)

    @property
    def is_text(self) -> bool:
        """Whether it is read for itself, and so kept for reading offline; tags only lead on."""
        return self.endpoint not in {"tags.index", "tags.show"}


def _home(library: Library) -> Iterator[Found]:
    yield {}, next((topic.changed_on for topic in library.changed_topics), None)


def _topics(library: Library) -> Iterator[Found]:
    for topic in library.topics:
        yield {"slug": topic.slug}, topic.changed_on


def _cheat_sheets(library: Library) -> Iterator[Found]:
    for topic in library.topics:
        if topic.cheat_sheet:
            yield {"slug": topic.slug}, topic.changed_on


def _glossary(library: Library) -> Iterator[Found]:
    if library.glossary:
        yield {}, None


def _privacy(_: Library) -> Iterator[Found]:
    yield {}, None


def _essentials(library: Library) -> Iterator[Found]:
    if library.essential_topics:
        yield {}, None


def _typical(library: Library) -> Iterator[Found]:
    if library.typical:
        yield {}, None


def _typical_of_topics(library: Library) -> Iterator[Found]:
    for topic in library.topics:
        if topic.typical:
            yield {"slug": topic.slug}, topic.changed_on


def _answers(library: Library) -> Iterator[Found]:
    for topic in library.topics:
        for about in topic.typical_by_section:
            yield {"slug": topic.slug, "about": about}, topic.changed_on


def _own_pages(library: Library) -> Iterator[Found]:
    for page in library.own_pages:
        yield {"page_name": page.name}, None


def _tag_list(library: Library) -> Iterator[Found]:
    if library.topics:
        yield {}, None


def _tags(library: Library) -> Iterator[Found]:
    for tag in library.questions_by_tag:
        yield {"tag": tag}, None


PUBLIC: Mapping[str, Callable[[Library], Iterable[Found]]] = {
    "home.show": _home,
    "topics.show": _topics,
    "topics.cheat_sheet": _cheat_sheets,
    "essentials.show": _essentials,
    "questions.index": _typical,
    "questions.show": _typical_of_topics,
    "questions.answers": _answers,
    "glossary.show": _glossary,
    "tags.index": _tag_list,
    "tags.show": _tags,
    "privacy.show": _privacy,
    "own.show": _own_pages,
}
"""Each endpoint with what finds its pages in a library."""


def public_pages(library: Library) -> Iterator[PublicPage]:
    """Yield every page of a library that is public."""
    for endpoint, find in PUBLIC.items():
        for values, changed_on in find(library):
            yield PublicPage(endpoint, values, changed_on)
