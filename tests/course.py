"""The course that ships with the site, and the one on another subject."""

from pathlib import Path

from notes_site.study.content.library import Library
from notes_site.study.content.loading import load_library

CONTENT = Path(__file__).parent.parent / "content"
EXAMPLE = CONTENT.parent / "examples" / "sql"


def read_course() -> Library:
    loaded = load_library(CONTENT)
    assert [str(problem) for problem in loaded.errors] == []
    return loaded.library
