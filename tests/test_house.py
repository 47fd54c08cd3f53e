"""The house rules that stand in the source: sizes, circles, names, and who declares HTML safe."""

import ast
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.imports import imports

PACKAGE = Path(__file__).parent.parent / "notes_site"
MOST_LINES = 40
MOST_BRANCHES = 12
MOST_MODULES = 14
Function = ast.FunctionDef | ast.AsyncFunctionDef
BRANCHES = (
    *(ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler),
    *(ast.match_case, ast.comprehension),
)
Modules = Mapping[str, ast.AST]
"""Trees by the path below the package's folder, such as `notes_site/web/site.py`."""


@cache
def package() -> Modules:
    """Return every module but the migrations, which tell a story from top to bottom."""
    return {
        path.relative_to(PACKAGE.parent).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
    }


def planted(**sources: str) -> Modules:
    """Return a package of made-up modules; __ in a name stands for a folder."""
    return {
        f"notes_site/{name.replace('__', '/')}.py": ast.parse(textwrap.dedent(source))
        for name, source in sources.items()
    }


def functions(modules: Modules) -> Iterator[tuple[str, Function]]:
    for path, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield f"{path}:{node.lineno} {node.name}", node


# --- Sizes ----------------------------------------------------------------------------------


def long_functions(modules: Modules) -> list[str]:
    sizes = ((name, (node.end_lineno or 0) - node.lineno + 1) for name, node in functions(modules))
    return [f"{name}: {lines} lines" for name, lines in sizes if lines > MOST_LINES]


def count_branches(function: Function) -> int:
    """Count the ways through a function (McCabe), those within expressions too."""
    branches, waiting = 1, list[ast.AST](function.body)
    while waiting:
        node = waiting.pop()
        branches += isinstance(node, BRANCHES)
        if isinstance(node, ast.comprehension):
            branches += len(node.ifs)
        if isinstance(node, ast.BoolOp):
            branches += len(node.values) - 1
        if not isinstance(node, Function):
            waiting.extend(ast.iter_child_nodes(node))
    return branches


def branching_functions(modules: Modules) -> list[str]:
    counts = ((name, count_branches(node)) for name, node in functions(modules))
    return [f"{name}: {count} branches" for name, count in counts if count > MOST_BRANCHES]


def full_folders(modules: Modules) -> list[str]:
    names = (path.rpartition("/") for path in modules)
    counts = Counter(folder for folder, _, name in names if name != "__init__.py")
    return [
        f"{folder}: {count} modules" for folder, count in counts.items() if count > MOST_MODULES
    ]


def test_no_function_is_long() -> None:
    assert long_functions(package()) == []


def test_no_function_has_many_branches() -> None:
    assert branching_functions(package()) == []


def test_no_folder_is_full() -> None:
    assert full_folders(package()) == []


def test_planted_long_function_is_named() -> None:
    body = "    pass\n" * MOST_LINES
    assert long_functions(planted(one=f"def short():\n{body[9:]}")) == []
    assert long_functions(planted(one=f"def long():\n{body}")) == [
        "notes_site/one.py:1 long: 41 lines"
    ]


@pytest.mark.parametrize(
    "branch",
    [
        "if x: pass",
        "x = 1 if x else 2",
        "x = x or y",
        "for x in y: pass",
        "while x: pass",
        "[x for x in y]",
        "try: pass\n    except OSError: pass",
    ],
)
def test_planted_branches_are_counted(branch: str) -> None:
    def source(times: int) -> str:
        return "def f():\n" + f"    {branch}\n" * times

    assert branching_functions(planted(one=source(11))) == []
    assert branching_functions(planted(one=source(12))) == ["notes_site/one.py:1 f: 13 branches"]


def test_planted_full_folder_is_named() -> None:
    names = {f"web__module{number}": "" for number in range(MOST_MODULES)}
    assert full_folders(planted(web____init__="", **names)) == []
    assert full_folders(planted(**names, web__another="")) == ["notes_site/web: 15 modules"]


# --- Circles --------------------------------------------------------------------------------


def find_circles(modules: Modules) -> list[str]:
    names = {
        path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): tree
        for path, tree in modules.items()
    }
    graph = {
        name: sorted({one for one in imports(tree) if one in names and one != name})
        for name, tree in names.items()
    }
    done: set[str] = set()
    circles = []

    def visit(name: str, way: Sequence[str]) -> None:
        if name in way:
            circles.append(" -> ".join([*way[way.index(name) :], name]))
        elif name not in done:
            for other in graph[name]:
                visit(other, [*way, name])
            done.add(name)

    for name in graph:
        visit(name, [])
    return circles


def test_no_circle_of_imports_is_left() -> None:
    assert find_circles(package()) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("from notes_site.web import two", "import notes_site.web.one"),
        ("from notes_site.web.two import Two", "def late():\n    from notes_site.web import one"),
    ],
)
def test_planted_circle_is_named(first: str, second: str) -> None:
    assert find_circles(planted(web__one=first, web__two="")) == []
    assert find_circles(planted(web__one=first, web__two=second)) == [
        "notes_site.web.one -> notes_site.web.two -> notes_site.web.one"
    ]


# --- Names ----------------------------------------------------------------------------------


def shared_class_names(modules: Modules) -> list[str]:
    found: dict[str, list[str]] = defaultdict(list)
    for path, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(path)
    return [f"{name}: {', '.join(paths)}" for name, paths in found.items() if len(paths) > 1]


def test_no_two_classes_have_one_name() -> None:
    assert shared_class_names(package()) == []


def test_planted_namesake_is_named() -> None:
    modules = planted(one="class Term: ...", two="class Term: ...\nclass Other: ...")
    assert shared_class_names(modules) == ["Term: notes_site/one.py, notes_site/two.py"]


# --- Safe HTML ------------------------------------------------------------------------------

RENDERING = "notes_site/study/rendering/"
DECLARERS = {"Markup", "mark_safe", "do_mark_safe", "__html__"}


def declares_safe(tree: ast.AST) -> bool:
    """Tell whether a module could make text that templates don't escape."""
    for node in ast.walk(tree):
        names = {getattr(node, part, None) for part in ("id", "attr", "name")}
        if names & DECLARERS or (isinstance(node, ast.Constant) and node.value in DECLARERS):
            return True
    return any(name.partition(".")[0] == "markupsafe" for name in imports(tree))


def unsafe_declarers(modules: Modules) -> list[str]:
    others = {path: tree for path, tree in modules.items() if not path.startswith(RENDERING)}
    return [path for path, tree in others.items() if declares_safe(tree)]


def test_only_rendering_declares_html_safe() -> None:
    assert unsafe_declarers(package()) == []
    assert any(declares_safe(tree) for path, tree in package().items() if RENDERING in path)


@pytest.mark.parametrize(
    "source",
    [
        "from markupsafe import Markup",
        "import markupsafe",
        "import flask\nflask.Markup('<b>')",
        "class Bold:\n    def __html__(self): return '<b>'",
        "from jinja2.filters import do_mark_safe",
        "import markupsafe as m",
        "getattr(module, 'Markup')('<b>')",
    ],
)
def test_planted_declaration_is_named(source: str) -> None:
    assert unsafe_declarers(planted(web__filters=source)) == ["notes_site/web/filters.py"]
    assert unsafe_declarers(planted(study__rendering__values=source)) == []
