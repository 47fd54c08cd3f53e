"""What a check found, as GitHub's runner reads it and shows it beside the lines.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Mapping
from pathlib import Path

from notes_site.study.text.problems import Problem

IN_WORDS = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTIES = IN_WORDS | {":": "%3A", ",": "%2C"}


def annotate(problem: Problem, folder: Path, root: Path) -> str:
    """Write a problem of a course's folder as a command to the runner, which works in `root`."""
    file = folder / problem.file
    path = file.relative_to(root) if file.is_relative_to(root) else file
    level = "warning" if problem.is_advice else "error"
    shown = _escape(path.as_posix(), IN_PROPERTIES)
    return f"::{level} file={shown},line={problem.line}::{_escape(problem.message, IN_WORDS)}"


def _escape(text: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)
