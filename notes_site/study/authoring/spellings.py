"""Answers that an author lists as accepted or refused, held against how they are graded."""

from collections.abc import Iterator

from notes_site.study.content.library import Library
from notes_site.study.text.problems import Problem


def find_misjudged(library: Library) -> Iterator[Problem]:
    """Name each listed answer that is graded otherwise; retired questions are left alone."""
    for question in library.askable:
        for line, message in question.kind.find_misjudged():
            yield Problem(question.path, line, message)
