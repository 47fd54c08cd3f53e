"""`notes-site content check`: everything that is wrong with the content, at once."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from notes_site.cli.check.annotations import annotate
from notes_site.cli.check.last_commit import compare_with_last_commit
from notes_site.cli.check.running import Proof, prove, skip_all
from notes_site.cli.check.summary import describe, summarise
from notes_site.config import ConfigError, find_cache_folder, find_content_folder, source_folders
from notes_site.counting import Counting
from notes_site.study.authoring.advice import lint
from notes_site.study.authoring.spellings import find_misjudged
from notes_site.study.content.courses import CourseNameError, find_courses
from notes_site.study.content.library import Library, Topic
from notes_site.study.content.loading import FOLDER, load_front, load_library
from notes_site.study.content.proofs import (
    CHECKED_FILE,
    Checked,
    add_versions,
    read_record,
    write_record,
)
from notes_site.study.content.sources import SourceFinder
from notes_site.study.text.problems import Problem, Problems, ignore

RUN = "its code is run, each block in its own process"
NOT_RUN = "its code is not run"


@click.group()
def content() -> None:
    """Work with the content."""


@content.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="Lines to read, one JSON object, or annotations for GitHub's runner.",
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--no-run", is_flag=True, help="Don't run the code, for content you don't trust.")
@click.option("--only", metavar="SLUG", help="Run the code of this topic alone.")
@click.option("--fresh", is_flag=True, help="Run what passed before, too.")
@click.option("--record", is_flag=True, help="Write down with which versions the topics passed.")
def check(form: str, no_run: bool, only: str | None, fresh: bool, record: bool) -> None:
    """Parse, follow and run everything; name every mistake as file:line."""
    if record and no_run:
        raise click.UsageError("--record writes down what was run; leave --no-run out.")
    folder = find_content_folder(os.environ)
    how = How(form, fresh=fresh, record=record, no_run=no_run)
    try:
        courses = find_courses(folder)
    except CourseNameError as error:
        raise ConfigError(f"{error}; rename it.") from None
    if not courses:
        summary, is_good = _check_course(folder, how, only)
    else:
        summary, is_good = _check_courses(folder, courses, how, only)
    if form == "json":
        click.echo(json.dumps(summary, indent=2))
    if not is_good:
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class How:
    """What is done with a course, and how it is told."""

    form: str
    fresh: bool
    record: bool
    no_run: bool


Found = tuple[dict[str, Any], bool]
"""What was found in a course, and whether it can be served."""


def _check_courses(folder: Path, courses: Mapping[str, Path], how: How, only: str | None) -> Found:
    """Check each of several courses, and what stands at their root."""
    chosen, topic = _choose_courses(courses, only)
    front = load_front(folder)
    for line in () if how.form == "json" else _lines(list(front.problems), folder, how):
        click.echo(line)
    found = {slug: _check_course(one, how, topic) for slug, one in chosen.items()}
    is_good = not front.errors and all(good for _, good in found.values())
    told = {slug: summary for slug, (summary, _) in found.items()}
    return {"courses": told, "problems": [str(one) for one in front.problems]}, is_good


def _choose_courses(
    courses: Mapping[str, Path], only: str | None
) -> tuple[Mapping[str, Path], str | None]:
    """Return the courses to check, and the topic of one whose code is to be run, if one alone."""
    if not only:
        return courses, None
    slug, _, topic = only.partition("/")
    if not topic or slug not in courses:
        names = ", ".join(courses)
        raise click.UsageError(f"--only takes a course and a topic, sql/joins; courses: {names}.")
    return {slug: courses[slug]}, topic


def _check_course(folder: Path, how: How, only: str | None) -> Found:
    """Check one course, and print what was found but for JSON, which is printed at the end."""
    if how.form != "json":
        click.echo(f"Checking {folder}; {NOT_RUN if how.no_run else RUN}.")
    counting = Counting(sys.stderr)
    loaded = load_library(folder, SourceFinder(source_folders()), tell=counting)
    library = _choose(folder, loaded.whole, only)
    proof = skip_all(library) if how.no_run else _prove(folder, library, how.fresh, not only)
    comparison = compare_with_last_commit(folder, loaded)
    found = Problems(
        *(loaded.problems, lint(loaded.whole), find_misjudged(loaded.whole)),
        *(proof.problems, comparison.problems),
    )
    problems = list(_about(only, found))
    is_good = all(problem.is_advice for problem in problems)
    if how.record and is_good:
        library = _record(folder, library)
    summary = summarise(library, proof, problems)
    summary |= {"is_compared": comparison.commit is not None, "comparison": comparison.said}
    if how.form != "json":
        lines = _lines(problems, folder, how)
        click.echo("\n".join([*lines, comparison.said, describe(summary)]))
    return summary, is_good


def _lines(problems: list[Problem], folder: Path, how: How) -> Iterator[str]:
    is_for_github = how.form == "github"
    for problem in problems:
        said = annotate(problem, folder.resolve(), Path.cwd()) if is_for_github else problem
        yield str(said)


def _choose(folder: Path, whole: Library, only: str | None) -> Library:
    """Return the topics whose code is to be run; a slug may name one that can't be read."""
    named = {match["slug"] for entry in folder.iterdir() if (match := FOLDER.match(entry.name))}
    if only and only not in named:
        slugs = ", ".join(topic.slug for topic in whole.topics)
        raise click.UsageError(f"There is no topic {only}; --only takes a slug: {slugs}.")
    topics = tuple(topic for topic in whole.topics if only in {None, topic.slug})
    return Library("", "", "", (), topics)


def _about(only: str | None, problems: Problems) -> Iterator[Problem]:
    """Yield the problems of one topic's folder, or all."""
    for problem in problems:
        slug = Path(problem.file).parts[0].partition("-")[2]
        if not only or slug == only:
            yield problem


def _prove(folder: Path, library: Library, is_fresh: bool, is_whole: bool) -> Proof:
    from notes_site.cli.check.passed import (
        Proved,  # hashes what is installed; --no-run needs none of it
    )

    cache = find_cache_folder(os.environ)
    name = f"proved-{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}.json"
    proved = Proved(cache / name if cache else None, is_fresh=is_fresh)
    proof = prove(library, proved)
    proved.save(is_whole=is_whole)
    return proof


def _record(folder: Path, library: Library) -> Library:
    """Write down with what these topics passed, beside what is known of the others."""
    from notes_site.cli.check.packages import find_versions  # reads what every package installed

    file = folder / CHECKED_FILE
    known = read_record(file.read_text(encoding="utf-8"), ignore) if file.is_file() else {}
    new = {topic.slug: _checked(topic, find_versions(topic)) for topic in library.topics}
    try:
        file.write_text(write_record({**known, **new}), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{file} can't be written ({error.strerror}).") from None
    return replace(library, topics=add_versions(library.topics, new))


def _checked(topic: Topic, versions: tuple[str, ...]) -> Checked:
    return Checked(topic.content_hash, versions)
