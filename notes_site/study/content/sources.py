"""Finds a piece of code by its name, by reading the files; nothing is imported."""

import ast
import hashlib
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from notes_site.study.text.blocks import Source
from notes_site.study.text.problems import Report

LONGEST_EXCERPT = 60
"""Lines; a reader takes in no more of somebody else's code at once."""

MODULE = re.compile(r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$")
FILE = re.compile(r"^[\w-]+(?:/[\w-][\w.-]*)+$")


BESIDE = "./"
"""What a target begins with that names a file in a folder beside the topic."""


class _NoSourceError(Exception):
    """A name that leads to no source that could be shown; its text says what to write instead."""


FindSource = Callable[[str, int, Report], Source | None]
"""Takes what stands after `source:`, its line, and what to call when that leads to nothing.

None then, and where that part of the code is not on this machine.
"""


class SourceFinder:
    """Finds `package.module:symbol` and `folder/file:symbol` below the folders it was given."""

    def __init__(self, folders: Mapping[str, Path | None]) -> None:
        """Take each first word that may be used, with its folder; None where it isn't here."""
        self._folders = folders

    def __call__(self, target: str, line: int, report: Report) -> Source | None:
        """Return the source of a symbol, or of a whole file; report what to write instead."""
        try:
            return self._find(target)
        except _NoSourceError as error:
            report(line, str(error))
            return None

    def stamp(self, target: str) -> str:
        """Return what changes when the file that a target names does; "" where it names none."""
        try:
            file, _ = self._find_file(target.partition(":")[0])
        except _NoSourceError:
            return ""
        return hashlib.sha256(file.read_bytes()).hexdigest() if file else ""

    def _find(self, target: str) -> Source | None:
        place, colon, symbol = target.partition(":")
        file, path = self._find_file(place)
        if file is None:
            return None
        source = _find_symbol(file, path, symbol) if colon else _whole(file, path)
        if (length := source.text.count("\n")) > LONGEST_EXCERPT:
            raise _NoSourceError(
                f"{target} is {length} lines long; name a part of it of at most {LONGEST_EXCERPT}"
            )
        return source

    def _find_file(self, place: str) -> tuple[Path | None, str]:
        """Return the file of a place and its path with slashes; None where it isn't here."""
        if FILE.match(place):
            parts = place.split("/")
        elif MODULE.match(place):
            parts = place.split(".")
        else:
            raise _NoSourceError(f"{place} is neither package.module nor folder/file; write one")
        if parts[0] not in self._folders:
            known = ", ".join(sorted(self._folders))
            raise _NoSourceError(f"{place} is outside of what may be shown; name one of {known}")
        folder = self._folders[parts[0]]
        if folder is None:
            return None, ""
        file = _find_file(folder, parts[1:], is_module="/" not in place)
        if file is None:
            raise _NoSourceError(f"there is no {place}; name the file that holds this code now")
        return file, "/".join((parts[0], *file.relative_to(folder).parts))


def is_beside(target: str) -> bool:
    """Tell whether a target names a file in a folder beside its topic."""
    return target.startswith(BESIDE)


def find_beside(target: str, topic_folder: Path, line: int, report: Report) -> Source | None:
    """Return the source of `./folder/file:symbol` beside a topic; report what to write instead."""
    path = target.removeprefix(BESIDE)
    if "/" not in path:
        report(line, f"{target}: write ./folder/file, of a folder beside this file")
        return None
    name = topic_folder.name
    found = SourceFinder({name: topic_folder})(f"{name}/{path}", line, report)
    return found and replace(found, path=found.path.removeprefix(f"{name}/"), is_beside=True)


def _find_file(folder: Path, parts: list[str], *, is_module: bool) -> Path | None:
    """Return a file below the folder, never one that a link leads out of it to."""
    place = folder.joinpath(*parts)
    found = (place.with_name(f"{place.name}.py"), place / "__init__.py") if is_module else (place,)
    root = folder.resolve()
    return next(
        (one for one in found if one.is_file() and one.resolve() == root / one.relative_to(folder)),
        None,
    )


def _whole(file: Path, path: str) -> Source:
    text = _read(file, path)
    return Source(path, 1, text.rstrip() + "\n")


def _find_symbol(file: Path, path: str, symbol: str) -> Source:
    """Cut a function, class, method or constant out of a Python file, decorators included."""
    if not symbol:
        raise _NoSourceError(
            f"no symbol after the colon; write {path}:name, or leave the colon out"
        )
    text = _read(file, path)
    try:
        body = _parse(text).body
    except SyntaxError as error:
        raise _NoSourceError(f"{path} is not Python ({error}); show the whole file") from None
    first = last = 0
    for name in symbol.split("."):
        node = next((one for one in body if name in _names(one)), None)
        if node is None:
            raise _NoSourceError(f"{path} has no {symbol}; name what does this now")
        body = list(getattr(node, "body", []))
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(one.lineno for one in decorators)])
        last = node.end_lineno or first
    lines = text.splitlines()[first - 1 : last]
    return Source(path, first, textwrap.dedent("\n".join(lines)) + "\n")


def _names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def _read(file: Path, path: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _NoSourceError(f"{path} can't be read ({error}); name another file") from None


@lru_cache(maxsize=64)
def _parse(text: str) -> ast.Module:
    return ast.parse(text)
