"""`content check` as an author runs it: a process, its lines, its exit code."""

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from notes_site.__main__ import commands
from notes_site.cli.check import running
from notes_site.cli.check.running import Script, run_script, try_script
from notes_site.study.content.loading import load_library
from tests.cli.check.checking import BANK, TOPIC, check, edit, environ_of


def test_good_content_passes_and_is_counted(content: Path) -> None:
    result = check(content, "--json")
    assert result.returncode == 0, result.stdout
    found = json.loads(result.stdout)
    assert (found["topics"], found["questions"]) == (2, 10)
    new = {"matching": 1, "numeric": 1, "open": 1, "ordering": 1, "output": 1}
    old = {"multiple": 1, "short-answer": 1, "single": 2, "true-false": 1}
    assert found["by_type"] == new | old
    assert (found["blocks_run"], found["blocks_skipped"], found["checks_run"]) == (5, 1, 2)
    (advice,) = found["problems"]
    assert advice.startswith("02-second/dot.svg:1: advice: shown apart from the page")


@pytest.mark.promise("F1")
def test_first_line_says_whether_code_is_run(content: Path) -> None:
    assert "its code is run" in check(content).stdout.splitlines()[0]
    assert "its code is not run" in check(content, "--no-run").stdout.splitlines()[0]


def test_every_planted_mistake_is_named_with_file_and_line(content: Path) -> None:
    edit(content, TOPIC, "```output\nhello", "```output\nbonjour")
    edit(content, TOPIC, "ZeroDivisionError", "KeyError")
    edit(content, TOPIC, "../02-second/topic.md#going-on", "../02-second/topic.md#gone")
    edit(content, BANK, "assert leave() == 1", "assert leave() == 2")
    edit(content, BANK, "late: [2, 2, 2]", "late: [0, 1, 2]")
    edit(content, BANK, "Return.", "give back")
    edit(content, BANK, "yield\nbreak", "RETURN\nbreak")
    edit(content, BANK, "    > Odd.\n", "")
    edit(content, BANK, "see: first#starting", "see: first#gone")
    result = check(content)
    assert result.returncode == 1
    lines = [line for line in result.stdout.splitlines() if line.startswith("01-")]
    expected = [
        (TOPIC, "prints 'hello'; the ```output says 'bonjour'"),
        (TOPIC, "ends with ZeroDivisionError, not KeyError"),
        (TOPIC, "has no section #gone"),
        (BANK, "AssertionError"),
        (BANK, "prints 'late: [2, 2, 2]\\ndone'; the ```output says 'late: [0, 1, 2]\\ndone'"),
        (BANK, "'give back' is refused; widen the answer, or list it in ```refuses"),
        (BANK, "'RETURN' is accepted; narrow the answer, or list it in ```accepts"),
        (BANK, "no explanation"),
        (BANK, "see: first#gone is no section"),
    ]
    for path, words in expected:
        assert any(line.startswith(f"{path}:") and words in line for line in lines), (words, lines)
    assert len(lines) == len(expected)
    code = (
        (content / BANK).read_text().splitlines().index("numbers = [lambda: i for i in range(3)]")
    )
    assert any(line.startswith(f"{BANK}:{code}: ") for line in lines)


@pytest.mark.promise("F1")
def test_code_of_untrusted_content_is_not_run(content: Path, tmp_path: Path) -> None:
    """F1: `--no-run` runs no code of the content."""
    trace = tmp_path / "trace"
    edit(content, TOPIC, "print(GREETING)", f"open({str(trace)!r}, 'w')\nprint(GREETING)")
    assert check(content, "--no-run").returncode == 0
    assert not trace.exists()
    assert check(content).returncode == 0
    assert trace.exists()


def script(source: str, **options: object) -> Script:
    return Script("t.md", 7, source, {}, **options)  # type: ignore[arg-type]


def test_block_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SECONDS_A_BLOCK", 1)
    assert "no end after 1 seconds" in str(try_script(script("while True: pass")))


def test_block_that_prints_more_or_fails_or_warns_is_named() -> None:
    assert try_script(script("print(1)", expected_output="1\n")) is None
    assert "prints '1'" in str(try_script(script("print(1)", expected_output="")))
    assert "write that into an ```output fence" in str(
        try_script(script("print(1)", expected_output=""))
    )
    assert "this block fails (AssertionError); mend it" in str(try_script(script("assert not 1")))
    assert "KeyError" in str(try_script(script("{}['x']")))
    assert "DeprecationWarning" in str(
        try_script(script("import warnings\nwarnings.warn('old', DeprecationWarning)"))
    )
    assert "ends with no error" in str(try_script(script("pass", expected_error="KeyError")))
    assert "SyntaxError" in str(try_script(script("def")))


def test_blocks_do_not_see_the_hosts_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_SECRET_KEY", "a secret of the host, not the author's")
    outcome = run_script(script("import os; print(sorted(k for k in os.environ if 'NOTES' in k))"))
    assert outcome.output == "[]\n"


def test_only_one_topic_can_be_checked(content: Path) -> None:
    edit(content, TOPIC, "```output\nhello", "```output\nbonjour")
    assert check(content, "--only", "second").returncode == 0
    assert check(content, "--only", "first").returncode == 1
    unknown = check(content, "--only", "frist")
    assert unknown.returncode == 2
    assert "There is no topic frist; --only takes a slug: first, second." in unknown.stderr


def test_check_of_a_question_may_use_the_files_of_its_topic(content: Path) -> None:
    edit(content, BANK, "def leave():", "from app import GREETING\n\n\ndef leave():")
    edit(content, BANK, "assert leave() == 1", 'assert leave() == 1 and GREETING == "hello"')
    assert count(content)["checks_run"] > 0
    edit(content, TOPIC, 'GREETING = "hello"', 'GREETING = "bonjour"')
    assert "AssertionError" in check(content, "--only", "first").stdout


def count(content: Path, *options: str) -> dict[str, Any]:
    """Check within this process, and return the JSON of a check without errors."""
    result = CliRunner().invoke(
        commands, ["content", "check", "--json", *options], env=environ_of(content)
    )
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output))


def test_what_passed_is_not_run_again(content: Path) -> None:
    first, second = count(content), count(content)
    assert (first["cached"], second["cached"]) == (0, 7)
    assert {**first, "cached": 7} == second
    assert count(content, "--fresh")["cached"] == 0


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (TOPIC, "print(GREETING)", "print(GREETING)  # again"),
        (TOPIC, 'GREETING = "hello"', 'GREETING = "hel" + "lo"'),
        (TOPIC, "1 / 0", "2 / 0"),
        (BANK, "assert leave() == 1", "assert leave() != 2"),
        (BANK, 'print("done")', "print('done')"),
    ],
)
def test_what_was_edited_is_run_again(content: Path, path: str, old: str, new: str) -> None:
    count(content)
    edit(content, path, old, new)
    assert count(content)["cached"] < 7


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (TOPIC, "```output\nhello", "```output\nbonjour"),
        (TOPIC, "ZeroDivisionError", "KeyError"),
        (BANK, "assert leave() == 1", "assert leave() == 2"),
        (BANK, "late: [2, 2, 2]", "late: [0, 1, 2]"),
    ],
    ids=["output", "error", "check", "answer"],
)
def test_promise_that_was_changed_is_caught_after_a_pass(
    content: Path, path: str, old: str, new: str
) -> None:
    count(content)
    edit(content, path, old, new)
    for _ in range(2):  # a failure is never remembered as passed
        assert check(content).returncode == 1


def test_damaged_memory_of_passes_costs_time_only(content: Path) -> None:
    count(content)
    (kept,) = (content.parent / "data/cache").glob("proved-*.json")
    kept.write_text('["')
    assert count(content)["cached"] == 0


def test_check_of_one_topic_forgets_nothing_of_the_others(content: Path) -> None:
    count(content)
    count(content, "--only", "second")
    assert count(content)["cached"] == 7


def test_shares_and_watch_list_are_counted(content: Path) -> None:
    edit(content, BANK, "id: first-numeric;", "id: first-numeric; changes-in: 9.9;")
    edit(content, TOPIC, "sources: example.org/first\n", "")
    found = count(content)
    assert found["blocks_proved_share"] == 0.833
    assert (found["questions_proved"], found["questions_proved_share"]) == (2, 0.2)
    assert len(found["questions_without_proof_or_source"]) == 8
    assert found["watch_list"] == {"first-numeric": "9.9"}
    assert "Releases will change: first-numeric (9.9)." in check(content).stdout


def test_topic_says_with_what_it_was_checked_until_it_is_edited(content: Path) -> None:
    edit(content, TOPIC, "1 / 0", "import flask\n\n1 / 0")
    assert count(content)["not_recorded"] == ["first", "second"]
    assert count(content, "--record")["not_recorded"] == []
    topics = load_library(content).library.by_slug
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    assert topics["first"].checked_with == (f"Flask {version('flask')}", python)
    edit(content, TOPIC, "import flask", "import flask  # edited")
    assert count(content)["not_recorded"] == ["first"]


def test_failed_check_records_nothing(content: Path) -> None:
    edit(content, TOPIC, "ZeroDivisionError", "KeyError")
    assert check(content, "--record").returncode == 1
    assert not (content / "checked.json").exists()
    assert check(content, "--record", "--no-run").returncode == 2


@pytest.mark.parametrize("text", ["{", "[]", '{"first": 1}', '{"first": {"hash": 1}}'])
def test_damaged_record_is_named(content: Path, text: str) -> None:
    (content / "checked.json").write_text(text)
    assert "checked.json:1: this is no record" in check(content, "--no-run").stdout


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        (("../x.py",), "leads out of the topic's folder"),
        (("x.py", "x.py/y.py"), "can't be laid out (x.py/y.py: "),
    ],
)
def test_titles_that_are_no_files_side_by_side_give_one_line(
    content: Path, titles: tuple[str, ...], words: str
) -> None:
    blocks = "".join(f'\n```python title="{title}"\nx = 1\n```\n' for title in titles)
    topic = content / "01-first/topic.md"
    topic.write_text(topic.read_text() + blocks)
    done = check(content)
    assert done.returncode == 1
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
