"""Test modules borrow from helpers and never from each other, so that each can be changed alone."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def borrowed(source: str) -> list[str]:
    """Return the test modules that a module imports from."""
    return [
        node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module and ".test_" in f".{node.module}"
    ]


def test_no_test_module_imports_from_another() -> None:
    found = {path: borrowed(path.read_text(encoding="utf-8")) for path in TESTS.rglob("*.py")}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("line", ["from tests.web.test_quiz import x", "from test_quiz import x"])
def test_planted_import_is_caught(line: str) -> None:
    assert borrowed(line)
