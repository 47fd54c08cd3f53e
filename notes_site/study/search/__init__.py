"""Full text over the library, in an SQLite index that can be thrown away at any time."""

from notes_site.study.search.finding import SearchIndex
from notes_site.study.search.found import Found, Hit, QuestionHit, Snippet
from notes_site.study.search.other_names import read_other_names
from notes_site.study.search.query import FILLERS, VAGUE

__all__ = [
    "FILLERS",
    "VAGUE",
    "Found",
    "Hit",
    "QuestionHit",
    "SearchIndex",
    "Snippet",
    "read_other_names",
]
