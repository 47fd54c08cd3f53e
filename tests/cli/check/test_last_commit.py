"""The check compares with the last commit: no edit may cost a reader their progress unseen."""

import json
import shutil
from pathlib import Path

import pytest

from notes_site.cli.check.last_commit import Comparison, compare_with_last_commit
from notes_site.study.content.loading import load_library
from notes_site.study.text.comments import text_key
from tests.cli.check.checking import BANK, TOPIC, check, edit, git

SECOND = "02-second/questions.md"


@pytest.fixture
def committed(content: Path) -> Path:
    """Return a copy of the sample content, all of it committed."""
    git(content.parent, "init", "-q")
    git(content.parent, "add", "content")
    git(content.parent, "commit", "-q", "-m", "first")
    return content


def compare(content: Path) -> Comparison:
    return compare_with_last_commit(content, load_library(content))


def line_of(content: Path, path: str, words: str) -> int:
    lines = (content / path).read_text().splitlines()
    return next(at for at, line in enumerate(lines, 1) if words in line)


def complaints(content: Path) -> list[str]:
    return [str(problem) for problem in compare(content).problems]


def test_content_as_it_was_committed_is_fine(committed: Path) -> None:
    found = compare(committed)
    assert found.problems == ()
    assert found.commit
    assert found.commit in found.said


def test_vanished_question_is_named_where_it_stood(committed: Path) -> None:
    edit(committed, SECOND, "id: second-single", "id: brand-new")
    (said,) = complaints(committed)
    assert said.startswith(f"{SECOND}:1: the id second-single stood here")
    assert "write was: second-single" in said


def test_vanished_section_is_named_where_it_stood(committed: Path) -> None:
    line = line_of(committed, TOPIC, "## Starting")
    edit(committed, TOPIC, "## Starting\n", "## Beginning\n")
    for path in committed.rglob("*.md"):
        path.write_text(path.read_text().replace("#starting", "#beginning"))
    (said,) = complaints(committed)
    assert said.startswith(f"{TOPIC}:{line}: advice: the section #starting stood here")
    edit(committed, TOPIC, "## Beginning\n", "## Beginning\n<!-- was: starting -->\n")
    assert complaints(committed) == []


def test_renamed_and_retired_questions_have_not_vanished(committed: Path) -> None:
    edit(committed, SECOND, "id: second-single", "id: brand-new; was: second-single")
    edit(committed, BANK, "id: first-single;", "id: first-single; retired: 2026-11;")
    assert complaints(committed) == []


def test_earlier_id_may_not_be_forgotten_later(committed: Path) -> None:
    """A site that skips an upgrade would never hear of it."""
    edit(committed, SECOND, "id: second-single", "id: second-single; was: older")
    git(committed, "commit", "-q", "-a", "-m", "renamed")
    edit(committed, SECOND, "; was: older", "")
    (said,) = complaints(committed)
    assert "the id older stood here" in said


def test_retired_question_may_go_in_the_end(committed: Path) -> None:
    edit(committed, SECOND, "id: second-single", "id: second-single; retired: 2026-11")
    git(committed, "commit", "-q", "-a", "-m", "retired")
    edit(committed, SECOND, "id: second-single; retired: 2026-11", "id: another")
    assert complaints(committed) == []


def test_removed_topic_names_its_questions(committed: Path) -> None:
    shutil.rmtree(committed / "02-second")
    (said,) = complaints(committed)
    assert said.startswith(f"{SECOND}:1: the id second-single stood here")


def test_question_that_can_not_be_read_has_not_vanished(committed: Path) -> None:
    edit(committed, SECOND, "difficulty: 3", "difficulty: 9")
    assert complaints(committed) == []


def test_reworded_option_is_named_at_its_line_with_the_key_that_keeps_its_answers(
    committed: Path,
) -> None:
    edit(committed, BANK, "- [ ] `3` <!-- key: three -->", "- [ ] `3`")
    git(committed, "commit", "-q", "-a", "-m", "an option without a key")
    edit(committed, BANK, "- [ ] `3`", "- [ ] the number `3`")
    (said,) = complaints(committed)
    line = line_of(committed, BANK, "the number")
    key = text_key("`3`")
    assert said.startswith(f"{BANK}:{line}: '`3`' became 'the number `3`'")
    assert f"<!-- key: {key} -->" in said
    assert "rev: 2" in said
    edit(committed, BANK, "the number `3`", f"the number `3` <!-- key: {key} -->")
    assert complaints(committed) == []
    edit(committed, BANK, f" <!-- key: {key} -->", "")
    edit(committed, BANK, "id: first-multiple;", "id: first-multiple; rev: 2;")
    assert complaints(committed) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2. enclosing <!-- key: enclosing -->", "2. around it"),
        ("| `set` <!-- key: set -->", "| a set"),
        ("| | O(n²) <!-- key: square --> |", "| | `O(n²)` |"),
    ],
    ids=["item", "left cell", "right cell"],
)
def test_reworded_item_or_cell_is_named_at_its_line(committed: Path, old: str, new: str) -> None:
    edit(committed, BANK, old, new)
    (said,) = complaints(committed)
    assert said.startswith(f"{BANK}:{line_of(committed, BANK, new)}: ")


def test_two_reworded_options_get_each_its_own_key(committed: Path) -> None:
    edit(committed, BANK, "the right one <!-- key: right -->", "surely the right one")
    edit(committed, BANK, "the last one (pin) <!-- key: last -->", "surely the last one (pin)")
    said = complaints(committed)
    assert any("surely the right" in one and text_key("right") in one for one in said)
    assert any("surely the last" in one and text_key("last") in one for one in said)


def test_removed_or_added_option_and_a_new_order_are_fine(committed: Path) -> None:
    edit(committed, SECOND, "- [ ] It doesn't", "- [ ] Maybe\n    > No.\n- [ ] It doesn't")
    edit(committed, BANK, "- [ ] `3` <!-- key: three -->\n    > Odd.\n", "")
    assert complaints(committed) == []


def test_retired_question_may_be_reworded(committed: Path) -> None:
    edit(committed, SECOND, "It does <!-- key: yes -->", "It surely does")
    edit(committed, SECOND, "id: second-single", "id: second-single; retired: 2026-11")
    assert complaints(committed) == []


def test_revision_that_went_down_is_named(committed: Path) -> None:
    edit(committed, SECOND, "id: second-single", "id: second-single; rev: 3")
    git(committed, "commit", "-q", "-a", "-m", "meant otherwise")
    edit(committed, SECOND, "rev: 3", "rev: 2")
    assert complaints(committed) == [
        f"{SECOND}:2: rev went down from 3; write rev: 3, or a higher one"
    ]
    edit(committed, SECOND, "id: second-single; rev: 2", "id: renamed; was: second-single")
    assert "rev went down from 3" in complaints(committed)[0]


def test_without_a_commit_it_says_so_and_compares_nothing(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "in no git checkout" in compare(content).said
    git(content.parent, "init", "-q")
    assert "nothing is committed yet" in compare(content).said
    (content.parent / "other").write_text("something")
    git(content.parent, "add", "other")
    git(content.parent, "commit", "-q", "-m", "without content")
    assert "holds no questions" in compare(content).said
    monkeypatch.setenv("PATH", str(content))
    assert compare(content) == Comparison(
        None, "Not compared with the last commit: there is no git here."
    )


def test_command_fails_and_tells_in_json_whether_it_compared(committed: Path) -> None:
    edit(committed, SECOND, "id: second-single", "id: brand-new")
    result = check(committed, "--no-run", "--json")
    found = json.loads(result.stdout)
    assert result.returncode == 1
    assert found["is_compared"] is True
    assert any("the id second-single stood here" in said for said in found["problems"])


def test_command_passes_where_nothing_can_be_compared(content: Path) -> None:
    result = check(content, "--no-run")
    assert result.returncode == 0
    assert "Not compared with the last commit: the folder is in no git checkout." in result.stdout


LOCAL, GLOBAL = "`local` <!-- key: local -->", "global <!-- key: global -->"
KEYS = [
    ("- [x] the right one", "- [ ] the right one", "- [ ] the wrong one", "- [x] the wrong one"),
    ("- [ ] `3`", "- [x] `3`"),
    ("- [x] True", "- [ ] True", "- [ ] False", "- [x] False"),
    ("\nreturn\nre: ", "\nyield\nre: "),
    ("9.81 +- 0.02", "9.18 +- 0.02"),
    (f"1. {LOCAL}", "1. X", f"3. {GLOBAL}", f"3. {LOCAL}", "1. X", f"1. {GLOBAL}"),
]


@pytest.mark.parametrize("edits", KEYS, ids=[one[0].strip() for one in KEYS])
def test_key_that_changed_without_a_reason_is_named(
    committed: Path, edits: tuple[str, ...]
) -> None:
    for old, new in zip(edits[::2], edits[1::2], strict=True):
        edit(committed, BANK, old, new)
    (said,) = complaints(committed)
    assert "what is right is another answer than in the last commit" in said


def test_pair_that_changed_without_a_reason_is_named(committed: Path) -> None:
    old = "| `dict` <!-- key: dict --> | O(1) <!-- key: constant --> |"
    new = "| `dict` <!-- key: dict --> | `O(log n)` <!-- key: log --> |"
    edit(committed, BANK, old, new)
    assert "what is right is another answer" in complaints(committed)[0]


def test_key_that_was_corrected_with_its_explanation_is_fine(committed: Path) -> None:
    edit(committed, BANK, "9.81 +- 0.02", "9.8 +- 0.1")
    edit(committed, BANK, "the Earth pulls", "the Earth pulls, nearly everywhere alike")
    assert complaints(committed) == []


def test_checked_key_is_corrected_with_its_check(committed: Path) -> None:
    edit(committed, BANK, "\nreturn\nre: ", "\nyield\nre: ")
    edit(committed, BANK, "`return` ends the call", "`yield` ends the call")
    assert "its python check did not change" in complaints(committed)[0]
    edit(committed, BANK, "assert leave() == 1", "assert leave() + 0 == 1")
    assert complaints(committed) == []


def test_more_accepted_answers_and_reworded_options_change_no_key(committed: Path) -> None:
    edit(committed, BANK, "\nreturn\nre: ", "\nreturn\na return\nre: ")
    edit(committed, BANK, "the wrong one <!--", "the other wrong one <!--")
    edit(committed, BANK, "- [ ] the last one (pin)", "- [ ] the very last one (pin)")
    assert complaints(committed) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (BANK, "9.81 +- 0.02", "9.18 +- 0.02", "what is right is another answer"),
        (BANK, "late: [2, 2, 2]", "late: [0, 1, 2]", "the ```output says"),
        (TOPIC, "```output\nhello", "```output\nbonjour", "the ```output says"),
        (TOPIC, "## Starting", "## Beginning", "first#starting is no section"),
        (TOPIC, "problems:Problem.__str__", "problems:Problem.say", "has no Problem.say"),
    ],
    ids=["key", "answer", "output", "anchor", "symbol"],
)
def test_one_thing_changed_is_caught(
    committed: Path, path: str, old: str, new: str, words: str
) -> None:
    """Of content that passes: one key, one expected output, one anchor, one symbol."""
    assert check(committed).returncode == 0
    edit(committed, path, old, new)
    result = check(committed)
    assert result.returncode == 1
    assert words in result.stdout
