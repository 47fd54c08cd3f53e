"""The course that ships with the site, and the one on another subject."""

from functools import cache
from pathlib import Path

from notes_site.study.content.library import Library
from notes_site.study.content.loading import load_library

CONTENT = Path(__file__).parent.parent / "content"
EXAMPLE = CONTENT.parent / "examples" / "sql"


@cache
def read_course() -> Library:
    """Return the course, parsed once for all tests of a process: nothing changes a library."""
    loaded = load_library(CONTENT)
    assert [str(problem) for problem in loaded.errors] == []
    return loaded.library
