"""The course that ships with the site."""

from functools import cache
from pathlib import Path

from notes_site.study.content.library import Library
from notes_site.study.content.loading import load_library

CONTENT = Path(__file__).parent.parent / "content"


@cache
def read_course() -> Library:
    """Return the course, parsed once for all tests of a process: nothing changes a library."""
    loaded = load_library(CONTENT)
    assert [str(problem) for problem in loaded.errors] == []
    return loaded.library
