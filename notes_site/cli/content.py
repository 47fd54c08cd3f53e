"""`notes-site content check`: everything that is wrong with the content, at once."""

import json
import os
from collections import Counter
from pathlib import Path

import click

from notes_site.cli.proof import Proof, prove
from notes_site.config import find_content_folder, source_folders
from notes_site.study.excerpts import SourceFinder
from notes_site.study.library import Library
from notes_site.study.loading import load_library
from notes_site.study.problems import Problem


@click.group()
def content() -> None:
    """Work with the content."""


@content.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--no-run", is_flag=True, help="Don't run the code, for content you don't trust.")
@click.option("--only", metavar="SLUG", help="Run the code of this topic alone.")
def check(as_json: bool, no_run: bool, only: str | None) -> None:
    """Parse, follow and run everything; name every mistake as file:line."""
    folder = find_content_folder(os.environ)
    if not as_json:
        runs = "its code is not run" if no_run else "its code is run, each block in its own process"
        click.echo(f"Checking {folder}; {runs}.")
    loaded = load_library(folder, SourceFinder(source_folders()))
    topics = [topic for topic in loaded.whole.topics if only in {None, topic.slug}]
    library = Library("", "", "", (), tuple(topics))
    proof = prove(library, is_run=not no_run)
    problems = sorted({*loaded.problems, *proof.problems})
    if only:
        problems = [one for one in problems if _slug(one) == only]
    summary = _summarise(library, proof, problems)
    if as_json:
        click.echo(json.dumps(summary, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(_describe(summary))
    if any(not problem.is_advice for problem in problems):
        raise SystemExit(1)


def _slug(problem: Problem) -> str:
    return Path(problem.path).parts[0].partition("-")[2]


def _summarise(library: Library, proof: Proof, problems: list[Problem]) -> dict[str, object]:
    questions = library.questions.values()
    return {
        "topics": len(library.topics),
        "questions": len(questions),
        "by_type": dict(sorted(Counter(question.kind.name for question in questions).items())),
        "by_difficulty": dict(sorted(Counter(one.difficulty for one in questions).items())),
        "blocks_run": proof.blocks_run,
        "blocks_skipped": proof.blocks_skipped,
        "checks_run": proof.checks_run,
        "problems": [str(problem) for problem in problems],
    }


def _describe(summary: dict[str, object]) -> str:
    problems = summary["problems"]
    count = len(problems) if isinstance(problems, list) else 0
    return (
        f"{summary['topics']} topics, {summary['questions']} questions {summary['by_type']}, "
        f"by difficulty {summary['by_difficulty']}; {summary['blocks_run']} blocks run, "
        f"{summary['blocks_skipped']} skipped, {summary['checks_run']} checks of questions run; "
        f"{count} problems."
    )
