"""The commands of a host and of authors on a folder of several courses."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from notes_site.__main__ import commands
from tests.conftest import SAMPLE


@pytest.fixture
def environ_of_two(tmp_path: Path) -> dict[str, str]:
    for slug in ("aid", "sql"):
        shutil.copytree(SAMPLE, tmp_path / "courses" / slug)
    folders = {"NOTES_CONTENT_DIR": tmp_path / "courses", "NOTES_DATA_DIR": tmp_path / "data"}
    return {name: str(folder) for name, folder in folders.items()}


def run(environ: dict[str, str], *command: str) -> tuple[int, str]:
    done = CliRunner(env=environ).invoke(commands, command)
    return done.exit_code, done.stdout + done.stderr


def test_check_looks_at_every_course_and_names_the_mistakes_of_each(
    environ_of_two: dict[str, str], tmp_path: Path
) -> None:
    topic = tmp_path / "courses" / "aid" / "01-first" / "topic.md"
    topic.write_text(topic.read_text("utf-8") + "\n[gone](../02-second/topic.md#gone)\n", "utf-8")
    code, said = run(environ_of_two, "content", "check", "--no-run")
    assert code == 1
    assert [line.split(";")[0] for line in said.splitlines() if line.startswith("Checking")] == [
        f"Checking {tmp_path / 'courses' / slug}" for slug in ("aid", "sql")
    ]
    assert "has no section #gone" in said

    code, said = run(environ_of_two, "content", "check", "--no-run", "--json")
    found = json.loads(said)["courses"]
    assert code == 1
    assert [found[slug]["topics"] for slug in ("aid", "sql")] == [2, 2]

    assert run(environ_of_two, "content", "check", "--no-run", "--only", "sql/first")[0] == 0
    assert run(environ_of_two, "content", "check", "--no-run", "--only", "first")[0] == 2


def test_host_lets_one_course_take_what_was_done_before_once(
    environ_of_two: dict[str, str], tmp_path: Path
) -> None:
    alone = environ_of_two | {"NOTES_CONTENT_DIR": str(tmp_path / "courses" / "sql")}
    assert "this site is one course" in run(alone, "courses", "adopt", "sql")[1]
    assert run(environ_of_two, "courses", "adopt", "gone")[0] == 1
    assert run(environ_of_two, "courses", "adopt", "sql") == (
        0,
        "What 0 readers did belongs to sql now.\n",
    )
