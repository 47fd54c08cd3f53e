"""What docs/authoring.md and the files beside it give authors to copy works as it stands."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml
from click.testing import CliRunner

from notes_site.__main__ import commands
from notes_site.cli.check.annotations import annotate
from notes_site.cli.check.running import prove
from notes_site.config import CHECKOUT
from notes_site.study.authoring.advice import lint
from notes_site.study.authoring.spellings import find_misjudged
from notes_site.study.content.loading import load_library
from notes_site.study.content.parsing import parse_questions
from notes_site.study.questions import KINDS
from notes_site.study.text.problems import Problem, Severity
from tests.cli.author.authors import NothingPassed, begin

PAGE = CHECKOUT / "docs/authoring.md"
WORKFLOW = CHECKOUT / "docs/check-course.yml"
EXAMPLE = re.compile(r"^(`{4,})markdown\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
JOINS = """\
---
title: Joins
summary: What belongs together.
group: Basics
minutes: 5
---

## Outer joins

Words.

## Indexes

Words.

## Groups

Words.
"""


def examples() -> str:
    section = PAGE.read_text(encoding="utf-8").split("## An example of each kind\n")[1]
    found = EXAMPLE.findall(section.partition("\n## All that")[0])
    return "\n".join(text for _, text in found)


def test_example_of_each_kind_passes_the_check_and_is_run(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    (course / "02-joins").mkdir()
    (course / "02-joins/topic.md").write_text(JOINS)
    (course / "02-joins/questions.md").write_text(examples())
    loaded = load_library(course)
    proof = prove(loaded.library, NothingPassed())
    found = [*loaded.problems, *proof.problems, *find_misjudged(loaded.whole), *lint(loaded.whole)]
    assert [str(problem) for problem in found] == []
    questions = loaded.library.by_slug["joins"].questions
    assert sorted(question.kind.name for question in questions) == sorted(KINDS)
    assert proof.checks_run == 1


def test_every_example_of_the_page_can_be_read() -> None:
    found = [text for _, text in EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))]
    assert len(found) > len(KINDS)
    problems: list[tuple[int, str]] = []
    for text in found:
        parse_questions(text, "q.md", "t", lambda *one: problems.append(one))
    assert problems == []


def test_github_shows_a_mistake_beside_its_line(tmp_path: Path) -> None:
    problem = Problem("01-a, b/topic.md", 3, "50 % of it:\nmore, and more")
    advice = Problem("site.toml", 1, "better", Severity.ADVICE)
    folder = tmp_path / "docs"
    assert annotate(problem, folder, tmp_path) == (
        "::error file=docs/01-a%2C b/topic.md,line=3::50 %25 of it:%0Amore, and more"
    )
    assert annotate(advice, tmp_path, tmp_path) == "::warning file=site.toml,line=1::better"


def test_ready_workflow_checks_a_course(tmp_path: Path) -> None:
    """Its commands are run as the runner does, with `git` and `run.py` taken from this checkout."""
    course, temp, tools = begin(tmp_path / "course"), tmp_path / "temp", tmp_path / "tools"
    topic = course / "01-first-steps/topic.md"
    topic.write_text(topic.read_text().replace("summary", "sumary"))
    workflow = yaml.load(WORKFLOW.read_text(encoding="utf-8"), yaml.BaseLoader)  # `on` is a word
    assert workflow["on"] == ["push", "pull_request"]
    job = workflow["jobs"]["check"]
    steps = [step for step in job["steps"] if "run" in step]
    values = {"github.workspace": str(course), "runner.temp": str(temp)}
    temp.mkdir()
    tools.mkdir()
    _write_tool(tools / "git", 'mkdir -p "$5" && touch "$5/run.py"')  # clone --depth 1 URL FOLDER
    _write_tool(tools / "python3", f'shift; exec {sys.executable} -m notes_site "$@"')
    environ = os.environ | {"RUNNER_TEMP": str(temp), "GITHUB_WORKSPACE": str(course)}
    environ |= {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(CHECKOUT)}
    outputs = []
    for step in steps:
        env = {**job["env"], **step.get("env", {})}
        given = {name: _fill(value, values) for name, value in env.items()}
        ran = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=course,
            env=environ | given,
            capture_output=True,
            text=True,
        )
        outputs.append((ran.returncode, ran.stdout))
    assert outputs[0] == (0, "")
    code, said = outputs[1]
    assert code == 1
    assert (
        "::error file=01-first-steps/topic.md,line=4::"
        "sumary is no key of a topic; did you mean summary?\n"
    ) in said


def test_check_says_the_same_in_both_ways_of_asking_for_json(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    environ = {"NOTES_CONTENT_DIR": str(course), "NOTES_DATA_DIR": str(tmp_path)}
    words = ["content", "check", "--no-run"]
    first, second = (
        json.loads(CliRunner().invoke(commands, [*words, *asked], env=environ).output)
        for asked in (["--json"], ["--format", "json"])
    )
    assert first == second


def _write_tool(file: Path, script: str) -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def _fill(value: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda found: values[found[1]], value)
