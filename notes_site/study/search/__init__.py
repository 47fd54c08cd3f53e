"""Full text over the library, in an SQLite index that can be thrown away at any time."""

from notes_site.study.search.finding import SearchIndex
from notes_site.study.search.found import Found, Hit, QuestionHit, Snippet

__all__ = ["Found", "Hit", "QuestionHit", "SearchIndex", "Snippet"]
