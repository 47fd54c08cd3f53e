"""Authors at the command line, and what the check says of their course."""

from pathlib import Path

from click.testing import CliRunner, Result

from notes_site.__main__ import commands
from notes_site.cli.check.running import Script
from notes_site.study.content.loading import Loaded, load_library


def run(course: Path, *words: str) -> Result:
    """Run a command of `content` for a course."""
    environ = {"NOTES_CONTENT_DIR": str(course), "NOTES_DATA_DIR": str(course.parent / "data")}
    return CliRunner().invoke(commands, ["content", *words], env=environ)


def begin(course: Path) -> Path:
    result = run(course, "new", str(course))
    assert result.exit_code == 0, result.output
    return course


def said(course: Path) -> list[str]:
    """Return what is wrong with a course, as it is told."""
    loaded: Loaded = load_library(course)
    return [str(problem) for problem in loaded.errors]


class NothingPassed:
    """What a check begins with: no code has passed before."""

    def __contains__(self, script: Script) -> bool:
        return False

    def add(self, script: Script) -> None:
        """Forget it."""
