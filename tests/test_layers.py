"""The rule of the three layers, web → store → study, read from the imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "notes_site"
MAY_IMPORT = {
    "study": {"study"},
    "store": {"store", "study"},
    "web": {"web", "store", "study", "config"},
    "migrations": {"store"},
    "config.py": set(),
    "git.py": set(),
}
FREE = {"__init__.py", "__main__.py", "cli"}
FORBIDDEN_IN_STUDY = {"flask", "flask_login", "flask_sqlalchemy", "flask_wtf", "sqlalchemy"}


def imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def violations(part: str, source: str) -> list[str]:
    """Return what a module of this part of the package imports and may not."""
    found = []
    for name in imports(source):
        head, _, rest = name.partition(".")
        own = rest.partition(".")[0]
        if head == "notes_site" and own and own not in MAY_IMPORT[part]:
            found.append(name)
        if part == "study" and head in FORBIDDEN_IN_STUDY:
            found.append(name)
        if part != "store" and head == "flask_sqlalchemy":
            found.append(name)
    return found


def modules() -> list[tuple[str, Path]]:
    return [
        (part, path)
        for path in sorted(PACKAGE.rglob("*.py"))
        if (part := path.relative_to(PACKAGE).parts[0]) not in FREE
    ]


@pytest.mark.parametrize(("part", "path"), modules(), ids=lambda value: str(value)[-40:])
def test_module_imports_only_what_stands_to_its_right(part: str, path: Path) -> None:
    assert violations(part, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ("study", "from notes_site.store import users"),
        ("study", "from notes_site import store"),
        ("study", "import flask"),
        ("store", "from notes_site.web.context import now"),
        ("web", "from flask_sqlalchemy import SQLAlchemy"),
        ("config.py", "import notes_site.web"),
    ],
)
def test_planted_violation_is_caught(part: str, line: str) -> None:
    assert violations(part, line)


def test_only_the_context_and_the_command_line_read_the_clock() -> None:
    readers = [
        path.relative_to(PACKAGE).as_posix()
        for _, path in modules()
        if ".now(" in path.read_text(encoding="utf-8")
    ]
    assert readers == ["web/context.py"]
