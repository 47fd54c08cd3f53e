"""The register of promises, the tests that prove them, and the page that shows both."""

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
REGISTER, MEASURED = (Path(__file__).with_name(f"{name}.toml") for name in ("promises", "measured"))
PAGE = ROOT / "SECURITY.md"
ROOMS = {
    "A": "Data",
    "B": "Accounts and sessions",
    "C": "Browsers",
    "D": "What comes in and goes out",
    "E": "Staying up",
    "F": "Content and how the site is made",
}
NOT_YET = "**Not yet:** "


@dataclass(frozen=True)
class Promise:
    """One line of the register, as its author wrote it."""

    id: str
    priority: int
    promise: str
    number: str
    not_yet: str = ""
    still_missing: str = ""
    bench: str = ""


@dataclass(frozen=True)
class Proof:
    """A test that is marked with promises."""

    path: str
    name: str
    ids: Sequence[str] = field(default=())


def read_register(text: str | None = None) -> dict[str, Promise]:
    given = tomllib.loads(REGISTER.read_text(encoding="utf-8") if text is None else text)
    return {one: Promise(one, **facts) for one, facts in given.items()}


def read_measured() -> dict[str, str]:
    return tomllib.loads(MEASURED.read_text(encoding="utf-8"))


def find_proofs() -> list[Proof]:
    """Return every marked test, file by file in the order in which they stand."""
    paths = sorted(TESTS.rglob("test_*.py"))
    return [
        proof
        for path in paths
        for proof in proofs_of(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    ]


def proofs_of(source: str, path: str) -> Iterator[Proof]:
    """Yield the functions of a module that carry `@pytest.mark.promise("…")`."""
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        marks = [
            one
            for one in node.decorator_list
            if isinstance(one, ast.Call) and ast.unparse(one.func) == "pytest.mark.promise"
        ]
        if marks:
            ids = [ast.literal_eval(word) for mark in marks for word in mark.args]
            yield Proof(path, node.name, ids)


def by_promise(proofs: Sequence[Proof]) -> dict[str, list[Proof]]:
    found: dict[str, list[Proof]] = defaultdict(list)
    for proof in proofs:
        for one in proof.ids:
            found[one].append(proof)
    return found


def find_faults(promises: Mapping[str, Promise], proofs: Sequence[Proof]) -> list[str]:
    """Return what doesn't fit between the register and the tests, each in one line."""
    proved = by_promise(proofs)
    unproved = [
        f"{one.id} has no test; mark one, or say what is to come: not_yet"
        for one in promises.values()
        if one.id not in proved and not one.not_yet
    ]
    unknown = [
        f"{proof.path}::{proof.name} is marked {one}, which the register doesn't have"
        for proof in proofs
        for one in proof.ids
        if one not in promises
    ]
    unfounded = [
        f"{one.id} names {one.bench}, which isn't there"
        for one in promises.values()
        if one.bench and not (ROOT / one.bench).is_file()
    ]
    return unproved + unknown + unfounded


# --- The page -------------------------------------------------------------------------------

HEAD = """\
# Security

<!-- Written by `python -m tests.promises`, from tests/promises/ and the marks of the tests. -->

## Report a weakness

In the program: by GitHub's private report of this repository (*Security*, then *Report a \
vulnerability*), not in a public issue. Say what you did, what happened and what you had expected; \
a test that fails says most. In one site that runs it (its settings, its content, its accounts): \
to its host, by the contact that the site names.

## What is supported

The newest release and the main branch. [README.md](README.md#host-it) says how to upgrade, which \
loses nothing; a mend is not carried back to older versions.

## What is promised, and what proves it

Each test below runs with `python3 run.py test`, and CI fails where one of them is left out. A \
number in the last column was counted by the test itself or by the bench that stands beside it, on \
one machine; no test asserts a time. P0 stands before everything else. Where a line \
says **not yet**, no test proves it.
"""
COLUMNS = "| id | | promised | held to | proved by | last measured |\n|---|---|---|---|---|---|\n"


def render(
    promises: Mapping[str, Promise], proofs: Sequence[Proof], measured: Mapping[str, str]
) -> str:
    """Return SECURITY.md as it should stand."""
    proved = by_promise(proofs)
    parts = [HEAD]
    for letter, title in ROOMS.items():
        rows = [
            _row(one, proved.get(one.id, []), measured)
            for one in promises.values()
            if one.id.startswith(letter)
        ]
        parts.append(f"\n### {letter}. {title}\n\n{COLUMNS}{''.join(rows)}")
    return "".join(parts)


def _row(promise: Promise, proofs: Sequence[Proof], measured: Mapping[str, str]) -> str:
    told = [f"[{one.path.removeprefix('tests/')}::{one.name}]({one.path})" for one in proofs]
    if not proofs:
        told.append(f"{NOT_YET}{promise.not_yet}")
    elif promise.still_missing:
        told.append(f"{NOT_YET}{promise.still_missing}")
    if promise.bench:
        told.append(f"measured by [{promise.bench}]({promise.bench})")
    counted = [
        f"{name.removeprefix(promise.id).strip()}: {value}"
        for name, value in measured.items()
        if name.split()[0] == promise.id
    ]
    cells = (promise.id, f"P{promise.priority}", promise.promise, promise.number)
    return f"| {' | '.join(cells)} | {'<br>'.join(told)} | {'<br>'.join(counted)} |\n"
