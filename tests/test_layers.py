"""The rules of the layers, web → store → study, and of their rooms, read from the imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.imports import imports

PACKAGE = Path(__file__).parent.parent / "notes_site"
MAY_IMPORT = {
    "study": {"study", "words"},
    "store": {"store", "study", "database_urls", "words"},
    "web": {"web", "store", "study", "config", "words"},
    "migrations": {"store"},
    "config.py": {"secret_keys", "database_urls"},
    "database_urls.py": set(),
    "secret_keys.py": set(),
    "private.py": set(),
    "kept_content.py": {"study"},
    "git.py": set(),
    "words.py": set(),
}
ROOMS_MAY_IMPORT = {
    "study/text": set(),
    "study/questions": {"text"},
    "study/content": {"text", "questions"},
    "study/rendering": {"text", "content"},
    "study/search": {"text", "content", "rendering"},
    "study/memory": {"text", "questions", "content"},
    "study/practice": {"text", "questions", "content", "memory"},
    "study/progress": {"text", "questions", "content", "memory", "practice"},
    "study/authoring": {"text", "questions", "content"},
    "study/bank": {"text", "questions", "content", "rendering"},
    "web/door": {"assets.py", "context.py", "forms.py", "languages", "public.py", "site.py"},
}
"""What a room may import of its own layer, besides itself; others are free within their layer."""
FREE = {"__init__.py", "__main__.py", "cli"}
FORBIDDEN_IN_STUDY = {"flask", "flask_login", "flask_sqlalchemy", "flask_wtf"}
OUTSIDE = {"subprocess", "os.environ", "os.environb", "os.getenv", "os.getenvb", "os.system"}
OUTSIDE |= {"os.popen", "sqlite3", "socket", "secrets"}
"""What would make a function of `study` depend on the machine it runs on."""
KNOW_SQLALCHEMY = {"store", "migrations"}


def uses(tree: ast.AST) -> Iterator[str]:
    """Yield `name.attribute` wherever one is read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def violations(part: str, source: str) -> list[str]:
    """Return what a module of this part of the package imports and may not."""
    found = []
    tree = ast.parse(source)
    for name in imports(tree):
        head, _, rest = name.partition(".")
        own = rest.partition(".")[0]
        if head == "notes_site" and own and not may_import(part, f"{own}.py", own):
            found.append(name)
        if part == "study" and (head in FORBIDDEN_IN_STUDY or head in OUTSIDE or name in OUTSIDE):
            found.append(name)
        if part not in KNOW_SQLALCHEMY and head in {"sqlalchemy", "flask_sqlalchemy", "alembic"}:
            found.append(name)
    if part == "study":
        found.extend(name for name in uses(tree) if name in OUTSIDE)
    return found


def may_import(part: str, *names: str) -> bool:
    allowed = MAY_IMPORT.get(part)
    return allowed is None or any(name.removesuffix(".py") in allowed for name in names)


def room_violations(room: str, source: str) -> list[str]:
    """Return what a module of this room imports of its own layer and may not."""
    layer, _, own = room.partition("/")
    allowed = {own} | {name.removesuffix(".py") for name in ROOMS_MAY_IMPORT[room]}
    parts = (name.split(".") for name in imports(ast.parse(source)))
    return [
        ".".join(name)
        for name in parts
        if name[:2] == ["notes_site", layer] and len(name) > 2 and name[2] not in allowed
    ]


def all_modules() -> list[tuple[str, Path]]:
    return [(path.relative_to(PACKAGE).parts[0], path) for path in sorted(PACKAGE.rglob("*.py"))]


def modules() -> list[tuple[str, Path]]:
    return [(part, path) for part, path in all_modules() if part not in FREE]


def rooms() -> list[tuple[str, Path]]:
    return [(room, path) for room in ROOMS_MAY_IMPORT for path in (PACKAGE / room).rglob("*.py")]


@pytest.mark.parametrize(("part", "path"), all_modules(), ids=lambda value: str(value)[-40:])
def test_module_imports_only_what_stands_to_its_right(part: str, path: Path) -> None:
    assert violations(part, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ("study", "from notes_site.store import users"),
        ("study", "from notes_site import store"),
        ("study", "import flask"),
        ("study", "import sqlalchemy"),
        ("study", "import subprocess"),
        ("study", "from os import environ"),
        ("study", "import os\nprint(os.environ)"),
        ("study", "import os\nos.getenv('HOME')"),
        ("study", "from notes_site import git"),
        ("store", "from notes_site.web.context import now"),
        ("store", "from notes_site.git import read_log"),
        ("web", "from flask_sqlalchemy import SQLAlchemy"),
        ("web", "from sqlalchemy.exc import DatabaseError"),
        ("web", "from notes_site import git"),
        ("cli", "def late():\n    import sqlalchemy"),
        ("__init__.py", "from sqlalchemy.exc import DatabaseError"),
        ("config.py", "from sqlalchemy import URL"),
        ("config.py", "import notes_site.web"),
        ("git.py", "import notes_site.config"),
    ],
)
def test_planted_violation_is_caught(part: str, line: str) -> None:
    assert violations(part, line)


@pytest.mark.parametrize(("room", "path"), rooms(), ids=lambda value: str(value)[-40:])
def test_room_knows_only_the_rooms_it_stands_on(room: str, path: Path) -> None:
    assert room_violations(room, path.read_text(encoding="utf-8")) == []


def test_every_room_of_study_has_its_rule() -> None:
    """A new room says what it stands on."""
    found = {f"study/{path.parent.name}" for path in (PACKAGE / "study").glob("*/__init__.py")}
    assert found == {room for room in ROOMS_MAY_IMPORT if room.startswith("study/")}


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("study/text", "from notes_site.study.questions import KINDS"),
        ("study/questions", "from notes_site.study.content.library import Library"),
        ("study/content", "from notes_site.study import rendering"),
        ("study/memory", "import notes_site.study.progress.topics"),
        ("web/door", "from notes_site.web.pages import topics"),
        ("web/door", "from notes_site.web.machines.discovery import PUBLIC"),
        ("web/door", "from notes_site.web import people"),
    ],
)
def test_planted_import_of_another_room_is_caught(room: str, line: str) -> None:
    assert room_violations(room, line)


def test_only_named_places_run_programs() -> None:
    runners = [
        path.relative_to(PACKAGE).as_posix()
        for _, path in all_modules()
        if "subprocess" in set(imports(ast.parse(path.read_text(encoding="utf-8"))))
    ]
    others = ["cli/backup/sealing.py", "cli/check/running.py"]  # age, and the authors' Python
    own = [f"cli/upgrade/{name}.py" for name in ("clone", "serving", "trial")]  # the host's clone
    server_tools = "store/copies/dumps.py"
    assert runners == [*others, *own, "git.py", server_tools]


def test_only_the_context_and_the_command_line_read_the_clock() -> None:
    readers = [
        path.relative_to(PACKAGE).as_posix()
        for _, path in modules()
        if ".now(" in path.read_text(encoding="utf-8")
    ]
    assert readers == ["web/context.py"]
