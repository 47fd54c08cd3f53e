"""The content beside that of git's last commit, so that no edit costs a reader their progress."""

import re
from dataclasses import dataclass
from pathlib import Path

from notes_site import git
from notes_site.study.authoring.edits import find_harmful_edits, find_lost_sections
from notes_site.study.content.library import Question, Topic
from notes_site.study.content.loading import FOLDER, Loaded
from notes_site.study.content.parsing import parse_questions, parse_topic
from notes_site.study.text.problems import Problem, ignore


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the last commit shows; `commit` is None when there was nothing to compare with."""

    commit: str | None
    said: str
    problems: tuple[Problem, ...] = ()


def compare_with_last_commit(folder: Path, loaded: Loaded) -> Comparison:
    """Compare questions and sections with those of the last commit, or say why that can't be."""
    try:
        commit = git.read_head(folder)
        questions, topics = _read_last_commit(folder)
    except git.GitError as error:
        return Comparison(None, f"Not compared with the last commit: {error}.")
    unread = {problem.file for problem in loaded.errors}

    def find_line(question: Question, words: str) -> int:
        return _find_line(folder / question.path, question, words)

    found = (
        *find_harmful_edits(questions, loaded.whole, unread, find_line),
        *find_lost_sections(topics, loaded.whole, unread),
    )
    return Comparison(commit, f"Compared with the last commit, {commit}.", found)


def _read_last_commit(folder: Path) -> tuple[list[Question], list[Topic]]:
    """Return the questions and topics of the last commit that could be read there."""
    files: list[tuple[str, str, re.Match[str]]] = []
    for path, blob in git.list_blobs(folder):
        at, _, name = path.partition("/")
        if name in {"questions.md", "topic.md"} and (match := FOLDER.match(at)):
            files.append((blob, path, match))
    if not any(path.endswith("/questions.md") for _, path, _ in files):
        raise git.GitError("it holds no questions of this folder")
    texts = git.read_blobs(folder, [blob for blob, _, _ in files])
    questions: list[Question] = []
    topics: list[Topic] = []
    for (_, path, match), text in zip(files, texts, strict=True):
        slug = match["slug"]
        if path.endswith("/questions.md"):
            questions += parse_questions(text, path, slug, ignore)
        elif topic := parse_topic(text, path, slug, int(match["number"]), ignore):
            topics.append(topic)
    return questions, topics


def _find_line(file: Path, question: Question, words: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    start = " ".join(words.split()[:3])
    for number, line in enumerate(lines[question.line :], question.line + 1):
        if line.startswith("### "):
            break
        if re.match(question.kind.offered_as, line) and start in line:
            return number
    return question.line
