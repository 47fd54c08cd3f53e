"""Mistakes that beginners make, each named at its line, in words that say what to write instead."""

import re
from pathlib import Path

import pytest

from notes_site.cli.check.running import prove
from notes_site.config import CHECKOUT
from notes_site.study.content.loading import load_library
from tests.cli.author.authors import NothingPassed, begin
from tests.cli.author.mistakes import MISTAKES, Mistake

PAGE = CHECKOUT / "docs/mistakes.md"


def test_there_are_twenty_at_least() -> None:
    assert len(MISTAKES) >= 20
    assert len({mistake.told for mistake in MISTAKES}) >= 20


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.made[:40])
def test_mistake_is_named_at_its_line_with_what_to_write(mistake: Mistake, tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    file = course / mistake.file
    text = file.read_text()
    assert text.count(mistake.old) >= 1
    file.write_text(text.replace(mistake.old, mistake.new, 1))
    loaded = load_library(course)
    told = [
        str(one) for one in (*loaded.problems, *prove(loaded.library, NothingPassed()).problems)
    ]
    assert f"{mistake.file}:{mistake.line}: {mistake.told}" in told


def test_page_of_mistakes_says_what_the_check_says() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows[1:] == [(mistake.made, _cell(mistake.told)) for mistake in MISTAKES]


def _cell(words: str) -> str:
    """Write words as code in a table's cell, whatever signs they hold."""
    ticks = "`" * (max((len(run) for run in re.findall("`+", words)), default=0) + 1)
    gap = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{ticks}{gap}{words}{gap}{ticks}"
