"""The rule of the kinds: nothing but a kind's own module and template knows which kind it is."""

import ast
import re
from pathlib import Path

import pytest

from tests.imports import imports

ROOT = Path(__file__).parent.parent
OWN = ROOT / "notes_site/study/questions"
SHARED = {"kind", "exchanged", "KINDS", "find_kind", "is_answer_field"}
"""What the room of the kinds gives to others: the base, the ways to one, and what they tell."""
ASKED = re.compile(r"kind\.name\s*(?:[=!]=|(?:not )?in\b)|[=!]=\s*[\w.]*kind\.name")


def violations(source: str) -> list[str]:
    """Return the kinds that a module imports, and how it asks which kind a question is."""
    opening = "notes_site.study.questions."
    taken = (
        name.removeprefix(opening)
        for name in imports(ast.parse(source))
        if name.startswith(opening)
    )
    return [name for name in taken if name.partition(".")[0] not in SHARED] + asked(source)


def asked(source: str) -> list[str]:
    return [match[0] for match in ASKED.finditer(source)]


def modules() -> list[Path]:
    found = (ROOT / "notes_site").rglob("*.py")
    return sorted(path for path in found if not path.is_relative_to(OWN))


def test_no_module_asks_which_kind_a_question_is() -> None:
    found = {str(path): violations(path.read_text(encoding="utf-8")) for path in modules()}
    assert {path: names for path, names in found.items() if names} == {}


def test_no_template_asks_which_kind_a_question_is() -> None:
    found = {str(path): asked(path.read_text()) for path in (ROOT / "templates").rglob("*.html")}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "from notes_site.study.questions.open import Open",
        "from notes_site.study.questions import open",
        'is_open = question.kind.name == "open"',
        'if one.kind.name in {"single"}: pass',
        'if one.kind.name not in {"single"}: pass',
        'if "open" == one.kind.name: pass',
    ],
)
def test_planted_question_is_caught(planted: str) -> None:
    assert violations(planted)


def test_what_all_kinds_share_may_be_imported() -> None:
    source = "from notes_site.study.questions import KINDS\n"
    assert violations(source + "from notes_site.study.questions.kind import Kind, Form") == []
