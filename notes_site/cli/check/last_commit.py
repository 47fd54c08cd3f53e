"""The content beside that of git's last commit, so that no edit costs a reader their progress."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from notes_site import git
from notes_site.study.authoring.edits import find_harmful_edits
from notes_site.study.content.library import Question
from notes_site.study.content.loading import FOLDER, Loaded
from notes_site.study.content.parsing import parse_questions
from notes_site.study.text.problems import Problem, ignore


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the last commit shows; `commit` is None when there was nothing to compare with."""

    commit: str | None
    said: str
    problems: tuple[Problem, ...] = ()


def compare_with_last_commit(folder: Path, loaded: Loaded) -> Comparison:
    """Compare the questions with those of the last commit, or say why that can't be done."""
    try:
        commit = git.read_head(folder)
        before = list(_find_questions(folder))
    except git.GitError as error:
        return Comparison(None, f"Not compared with the last commit: {error}.")
    unread = {problem.file for problem in loaded.errors}

    def find_line(question: Question, words: str) -> int:
        return _find_line(folder / question.path, question, words)

    found = find_harmful_edits(before, loaded.whole, unread, find_line)
    return Comparison(commit, f"Compared with the last commit, {commit}.", tuple(found))


def _find_questions(folder: Path) -> Iterator[Question]:
    """Yield the questions of the last commit that could be read there."""
    banks: list[tuple[str, str, str]] = []
    for path, blob in git.list_blobs(folder):
        topic, _, name = path.partition("/")
        if name == "questions.md" and (match := FOLDER.match(topic)):
            banks.append((blob, path, match["slug"]))
    if not banks:
        raise git.GitError("it holds no questions of this folder")
    texts = git.read_blobs(folder, [blob for blob, _, _ in banks])
    for (_, path, slug), text in zip(banks, texts, strict=True):
        yield from parse_questions(text, path, slug, ignore)


def _find_line(file: Path, question: Question, words: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    start = " ".join(words.split()[:3])
    for number, line in enumerate(lines[question.line :], question.line + 1):
        if line.startswith("### "):
            break
        if re.match(question.kind.offered_as, line) and start in line:
            return number
    return question.line
