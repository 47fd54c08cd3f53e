"""The day on which a topic was last changed."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from notes_site.git import read_log
from notes_site.study.content.dates import date_topics, read_days
from notes_site.study.content.loading import load_library

AUTHOR = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org"}
COMMITTER = {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}


def git(folder: Path, *words: str, day: str = "2026-01-01") -> None:
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "GIT_COMMITTER_DATE": f"{day}T12:00Z"}
    subprocess.run(["git", *words], cwd=folder, env=environ | AUTHOR | COMMITTER, check=True)


def commit(folder: Path, day: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "change", day=day)


def days(content: Path) -> dict[str, date | None]:
    library = date_topics(load_library(content).library, lambda: read_log(content))
    return {topic.slug: topic.changed_on for topic in library.topics}


@pytest.fixture
def repository(content: Path) -> Path:
    git(content.parent, "init", "-q")
    commit(content.parent, "2026-01-05")
    return content


def append(file: Path, text: str = "\nMore.\n") -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_day_of_the_newest_commit_counts_for_each_topic(repository: Path) -> None:
    append(repository / "01-first/topic.md")
    commit(repository.parent, "2026-03-09")
    assert days(repository) == {"first": date(2026, 3, 9), "second": date(2026, 1, 5)}


def test_day_that_the_author_wrote_counts_more_than_git(repository: Path) -> None:
    file = repository / "02-second/topic.md"
    file.write_text(file.read_text().replace("group:", "changed: 2025-12-24\ngroup:"))
    assert days(repository)["second"] == date(2025, 12, 24)


def test_without_git_no_day_is_made_up(content: Path) -> None:
    assert days(content) == {"first": None, "second": None}


def test_end_of_a_shallow_clone_says_nothing_of_the_time_before(
    repository: Path, tmp_path: Path
) -> None:
    append(repository / "01-first/topic.md")
    commit(repository.parent, "2026-03-09")
    source = f"file://{repository.parent}"
    git(tmp_path, "clone", "-q", "--depth", "1", source, "shallow")
    assert days(tmp_path / "shallow/content") == {"first": None, "second": None}


def test_odd_lines_of_a_log_are_passed_over() -> None:
    assert read_days("") == {}
    assert read_days("\x002026-03-09 HEAD -> main\n\n01-a/topic.md\nsite.toml\n") == {
        "01-a": date(2026, 3, 9),
        "site.toml": date(2026, 3, 9),
    }


def test_day_that_is_none_is_refused(content: Path) -> None:
    file = content / "02-second/topic.md"
    file.write_text(file.read_text().replace("group:", "changed: yesterday\ngroup:"))
    (problem,) = load_library(content).errors
    assert "changed is a day such as 2026-11-20" in problem.message
    assert file.read_text().splitlines()[problem.line - 1].startswith("changed:")
