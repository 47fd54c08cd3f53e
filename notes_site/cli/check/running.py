"""Runs the code of the content, each block in a process of its own, and compares what happens."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from notes_site.study.content.library import Library, Question, Topic
from notes_site.study.text.blocks import Fence, TopicBlock
from notes_site.study.text.problems import Problem
from notes_site.study.text.splitting import visible_lines

SECONDS_A_BLOCK = 30
RAISED = "notes-site-raised:"
DRIVER = f"""
import runpy, sys
try:
    runpy.run_path(sys.argv[1], run_name=sys.argv[2])
except BaseException as error:
    name = type(error).__module__ + "." + type(error).__qualname__
    import traceback
    traceback.print_exc()
    print("{RAISED}" + name + ":" + str(error), file=sys.stderr)
"""


@dataclass(frozen=True, slots=True)
class Script:
    """One piece of code to run beside the files written so far, and what it must do."""

    path: str
    line: int
    source: str
    files: Mapping[str, str]
    expected_output: str | None = None
    expected_error: str | None = None
    run_name: str = "__main__"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a script printed, and the error that ended it ("" for none)."""

    output: str
    error: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Counts of the code blocks of topics and questions, and what went wrong in them.

    `checks_run` counts the checks of questions and the code whose output they ask for; `cached`
    the scripts that passed before and were not run again.
    """

    blocks_run: int
    blocks_skipped: int
    checks_run: int
    cached: int
    is_run: bool
    problems: tuple[Problem, ...]


class _UnusableFilesError(Exception):
    """The titles of a topic's blocks are no files that could stand side by side."""


class Passed(Protocol):
    """Remembers the scripts that passed."""

    def __contains__(self, script: Script) -> bool: ...

    def add(self, script: Script) -> None: ...


def prove(library: Library, proved: Passed) -> Proof:
    """Run every block of the library, except those that are known to pass."""
    fences = python_blocks(library)
    skipped = sum("skip" in fence.attributes for fence in fences)
    scripts = [script for topic in library.topics for script in plan(topic)]
    banks = {question.path for topic in library.topics for question in topic.questions}
    checks_run = sum(script.path in banks for script in scripts)
    waiting = [script for script in scripts if script not in proved]
    problems = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for script, problem in zip(waiting, pool.map(try_script, waiting), strict=True):
            if problem:
                problems.append(problem)
            else:
                proved.add(script)
    cached = len(scripts) - len(waiting)
    return Proof(len(fences) - skipped, skipped, checks_run, cached, True, tuple(problems))


def skip_all(library: Library) -> Proof:
    """Run nothing, and count what there would be."""
    return Proof(0, len(python_blocks(library)), 0, 0, False, ())


def python_blocks(library: Library) -> list[Fence]:
    """Return the Python blocks of the topics; those of questions are not among them."""
    return [
        block
        for topic in library.topics
        for block in (*topic.blocks(), *(one for answer in topic.answers for one in answer.blocks))
        if isinstance(block, Fence) and block.language == "python"
    ]


def plan(topic: Topic) -> Iterator[Script]:
    """Yield the scripts of a topic: its blocks in order, its files, what its questions promise."""
    files: dict[str, str] = {}
    text = [*topic.blocks()]
    yield from _plan_blocks(topic.path, text, files)
    shown = (one for one in text if isinstance(one, Fence) and one.language == "python")
    for title, line in {one.title: one.line for one in shown if one.title}.items():
        yield Script(topic.path, line, _import_source(title), dict(files), None)
    answers = [block for answer in topic.answers for block in answer.blocks]
    yield from _plan_blocks(topic.answers_path, answers, files)
    for question in topic.questions:
        yield from _plan_question(question, files)


def _plan_blocks(
    path: str, blocks: Sequence[TopicBlock], files: dict[str, str]
) -> Iterator[Script]:
    """Yield what a file's blocks run, each beside the files that were shown above it."""
    for block, following in zip(blocks, [*blocks, None][1:], strict=True):
        if not isinstance(block, Fence):
            continue
        if block.title:
            files[block.title] = files.get(block.title, "") + block.text
        is_answered = isinstance(following, Fence) and following.language == "output"
        output = following.text if isinstance(following, Fence) and is_answered else ""
        if block.language == "python" and {"run", "error"} & block.attributes.keys():
            error = block.attributes.get("error")
            yield Script(path, block.line, block.text, dict(files), output, error)


def _plan_question(question: Question, files: Mapping[str, str]) -> Iterator[Script]:
    """Yield its checks, beside the topic's files where they import one, and what it promises."""
    names = "|".join(
        re.escape(PurePosixPath(title).parts[0].removesuffix(".py")) for title in files
    )
    imports = re.compile(rf"^(?:from|import) (?:{names})\b", re.MULTILINE)
    for check in question.checks:
        beside = files if files and imports.search(check.text) else {}
        yield Script(question.path, check.line, check.text, beside, None)
    for promise in question.kind.promises:
        code, printed = promise.code, promise.printed
        yield Script(question.path, code.line, code.text, {}, printed.text)


def _import_source(title: str) -> str:
    """Return code that imports a file of the topic as a module."""
    parts = PurePosixPath(title).with_suffix("").parts
    if all(part.isidentifier() for part in parts):
        name = ".".join(parts).removesuffix(".__init__")
        return f"import importlib\nimportlib.import_module({name!r})\n"
    return f"import runpy\nrunpy.run_path({title!r}, run_name='module')\n"


def try_script(script: Script) -> Problem | None:
    """Run one script; return what differs from what was promised."""
    try:
        outcome = run_script(script)
    except _UnusableFilesError as error:
        reason = f"the files of this topic can't be laid out ({error}); give each its own path"
        return Problem(script.path, script.line, reason)
    message = _compare(script, outcome)
    return Problem(script.path, script.line, message) if message else None


def _compare(script: Script, outcome: Outcome) -> str | None:
    raised = outcome.error.partition(":")[0].removeprefix("builtins.")
    if script.expected_error is not None:
        if raised != script.expected_error.removeprefix("builtins."):
            found, promised = raised or "no error", script.expected_error
            return f"this block ends with {found}, not {promised}; mend the one or the other"
    elif outcome.error:
        reason = outcome.error.strip().removeprefix("builtins.").rstrip(":")
        return f"this block fails ({reason}); mend it, or what it shows"
    printed, expected = visible_lines(outcome.output), visible_lines(script.expected_output or "")
    if script.expected_output is None or printed == expected:
        return None
    said, shown = "\n".join(printed), "\n".join(expected)
    if not shown:
        return f"this block prints {said!r}; write that into an ```output fence right below"
    return f"this block prints {said!r}; the ```output says {shown!r}"


def run_script(script: Script) -> Outcome:
    """Run a script in a fresh folder and a process group of its own, with a time limit."""
    with tempfile.TemporaryDirectory(prefix="notes-site-proof-") as name:
        folder = Path(name).resolve()
        _write_files(folder, {**script.files, "_block.py": script.source}.items())
        warnings = ["-W", "error::DeprecationWarning", "-W", "error::PendingDeprecationWarning"]
        command = [sys.executable, *warnings, "-c", DRIVER, "_block.py", script.run_name]
        process = subprocess.Popen(  # noqa: S603 - running the author's code is the purpose
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        try:
            output, errors = process.communicate(timeout=SECONDS_A_BLOCK)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return Outcome("", f"no end after {SECONDS_A_BLOCK} seconds")
    _, marker, raised = errors.rpartition(RAISED)
    if marker:
        return Outcome(output, raised)
    return Outcome(output, f"exit code {process.returncode}" if process.returncode else "")


def _write_files(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    for title, text in files:
        target = (folder / title).resolve()
        if not target.is_relative_to(folder):
            raise _UnusableFilesError(f"{title} leads out of the topic's folder")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        except OSError as error:
            raise _UnusableFilesError(f"{title}: {error.strerror}") from None


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    fixed = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "TZ": "UTC"}
    return kept | fixed | {"HOME": str(folder), "TMPDIR": str(folder)}
