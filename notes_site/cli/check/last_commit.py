"""The content beside that of git's last commit, so that no edit costs a reader their progress."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from notes_site.study.authoring.edits import find_harmful_edits
from notes_site.study.content.library import Question
from notes_site.study.content.loading import FOLDER, Loaded
from notes_site.study.content.parsing import parse_questions
from notes_site.study.text.problems import Problem

SECONDS = 30


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the last commit shows; `commit` is None when there was nothing to compare with."""

    commit: str | None
    said: str
    problems: tuple[Problem, ...] = ()


class _NoHistoryError(Exception):
    """Why there is no last commit to compare with."""


def compare_with_last_commit(folder: Path, loaded: Loaded) -> Comparison:
    """Compare the questions with those of the last commit, or say why that can't be done."""
    try:
        commit = _ask_git(folder, "rev-parse", "--short", "--verify", "HEAD").decode().strip()
        before = list(_find_questions(folder))
    except _NoHistoryError as error:
        return Comparison(None, f"Not compared with the last commit: {error}.")
    unread = {problem.path for problem in loaded.errors}

    def find_line(question: Question, words: str) -> int:
        return _find_line(folder / question.path, question, words)

    found = find_harmful_edits(before, loaded.whole, unread, find_line)
    return Comparison(commit, f"Compared with the last commit, {commit}.", tuple(found))


def _find_questions(folder: Path) -> Iterator[Question]:
    """Yield the questions of the last commit that could be read there."""
    listed = _ask_git(folder, "ls-tree", "-r", "-z", "HEAD").decode("utf-8", "replace")
    banks: list[tuple[str, str, str]] = []
    for entry in filter(None, listed.split("\0")):
        facts, _, path = entry.partition("\t")
        topic, _, name = path.partition("/")
        if name == "questions.md" and (match := FOLDER.match(topic)):
            banks.append((facts.split()[2], path, match["slug"]))
    if not banks:
        raise _NoHistoryError("it holds no questions of this folder")
    texts = _read_blobs(folder, [blob for blob, _, _ in banks])
    for (_, path, slug), text in zip(banks, texts, strict=True):
        yield from parse_questions(text, path, slug, lambda _line, _message: None)


def _read_blobs(folder: Path, blobs: Sequence[str]) -> Iterator[str]:
    """Yield the files by git's names for them; each comes after a line that ends in its size."""
    rest = _ask_git(folder, "cat-file", "--batch", given="\n".join(blobs).encode())
    for _ in blobs:
        head, _, rest = rest.partition(b"\n")
        size = int(head.split()[-1])
        yield rest[:size].decode("utf-8", "replace")
        rest = rest[size + 1 :]


def _ask_git(folder: Path, *words: str, given: bytes = b"") -> bytes:
    """Run a git command that only reads, by the folder's own repository and nobody's settings."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    quiet = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands
            ["git", "--no-pager", *words],  # noqa: S607 - the author's own git
            cwd=folder,
            env=known | quiet,
            input=given,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except OSError:
        raise _NoHistoryError("there is no git here") from None
    except subprocess.TimeoutExpired:
        raise _NoHistoryError(f"git gave no answer in {SECONDS} seconds") from None
    if done.returncode:
        raise _NoHistoryError(_explain(done.stderr.decode("utf-8", "replace")))
    return done.stdout


def _explain(complaint: str) -> str:
    if "not a git repository" in complaint:
        return "the folder is in no git checkout"
    if "Needed a single revision" in complaint:
        return "nothing is committed yet"
    return complaint.strip().splitlines()[0] if complaint.strip() else "git failed"


def _find_line(file: Path, question: Question, words: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    start = " ".join(words.split()[:3])
    for number, line in enumerate(lines[question.line :], question.line + 1):
        if line.startswith("### "):
            break
        if re.match(question.kind.offered_as, line) and start in line:
            return number
    return question.line
