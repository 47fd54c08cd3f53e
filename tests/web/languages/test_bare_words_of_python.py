"""No bare word in Python reaches a reader: what is shown goes through `_` or one of its kin."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "notes_site" / "web"
OF_PROGRAMS = WEB / "machines"
"""What stands there is read by programs, and stays English."""
SHOWN = {
    "flash": 0,
    "ValidationError": 0,
    "StopValidation": 0,
    "InputRequired": 0,
    "DataRequired": 0,
    "FileRequired": 0,
    "NumberRange": 2,
    "SelectChoice": 1,
    "begin_anew": 0,
}
"""Functions that show one of their arguments to a reader, and which."""


def bare_words(source: str) -> list[str]:
    """Return what is shown to readers as it stands in the code."""
    return [ast.unparse(part) for node in ast.walk(ast.parse(source)) for part in shown_by(node)]


def shown_by(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else name
        at = 0 if name.endswith("Field") else SHOWN.get(name)
        if at is not None:
            yield from (part for one in node.args[at : at + 1] for part in bare_in(one))
        for keyword in node.keywords:
            is_message = keyword.arg == "message" and name in SHOWN
            if is_message or (name.endswith("Field") and keyword.arg in {"description", "label"}):
                yield from bare_in(keyword.value)
    if isinstance(node, ast.Assign):
        is_errors = any(getattr(one, "attr", "") == "errors" for one in node.targets)
        if is_errors and isinstance(node.value, ast.List):
            yield from (part for one in node.value.elts for part in bare_in(one))


def bare_in(value: ast.expr) -> Iterator[ast.expr]:
    """Yield texts with a word in them, through conditions and additions."""
    if isinstance(value, ast.Constant | ast.JoinedStr):
        parts = value.values if isinstance(value, ast.JoinedStr) else [value]
        words = "".join(str(one.value) for one in parts if isinstance(one, ast.Constant))
        if any(character.isalpha() for character in words):
            yield value
    elif isinstance(value, ast.IfExp):
        yield from (*bare_in(value.body), *bare_in(value.orelse))
    elif isinstance(value, ast.BinOp | ast.BoolOp):
        for one in ast.iter_child_nodes(value):
            if isinstance(one, ast.expr):
                yield from bare_in(one)


def modules() -> list[Path]:
    return [path for path in sorted(WEB.rglob("*.py")) if OF_PROGRAMS not in path.parents]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(WEB)))
def test_module_shows_readers_no_bare_word(path: Path) -> None:
    assert bare_words(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        'flash("Saved.")',
        'flash(f"Saved {name}.", "kind")',
        'flash(_("On.") if is_on else "Off.")',
        'name = StringField("Your name", [InputRequired("Enter it.")])',
        'name = StringField(later("Name"), description="As others see it.")',
        'raise ValidationError("Choose another.")',
        'form.name.errors = ["Taken."]',
        'SelectChoice(1, "Easy")',
        'NumberRange(1, 9, message="Up to nine.")',
        'begin_anew(_("Too long.") + " Again.")',
    ],
)
def test_planted_bare_word_is_found(planted: str) -> None:
    assert bare_words(planted)


@pytest.mark.parametrize(
    "good",
    [
        'flash(_("Saved."))',
        'flash(f"{start}{address}", MADE)',
        "SelectChoice(topic.slug, topic.title)",
        'SelectChoice(tag, f"{tag} ({count})")',
        'name = StringField(later("Name"), description=later("As others see it."))',
    ],
)
def test_marked_words_are_let_through(good: str) -> None:
    assert bare_words(good) == []
