"""`content export` and `content import` as an author runs them."""

import csv
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from notes_site.__main__ import commands
from notes_site.cli.bank import importing
from tests.cli.check.checking import environ_of
from tests.course import EXAMPLE


def run(content: Path, *words: object) -> Result:
    return CliRunner().invoke(commands, ["content", *map(str, words)], env=environ_of(content))


def export(content: Path, target: str, path: Path) -> Result:
    return run(content, "export", "--to", target, path)


def write(content: Path, text: str, name: str = "bank.gift") -> Path:
    file = content.parent / name
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("json", "bank.json"),
        ("csv", "bank.csv"),
        ("gift", "bank.gift"),
        ("moodle", "bank.xml"),
        ("anki", "bank.txt"),
    ],
)
def test_every_target_gets_its_file_in_a_folder(content: Path, target: str, name: str) -> None:
    result = export(content, target, content.parent)
    assert result.exit_code == 0, result.output
    assert "It holds the keys" in result.output
    assert "every topic has one" in (content.parent / name).read_text()


def test_package_of_qti_is_the_same_each_time_and_holds_a_manifest(content: Path) -> None:
    for name in ("one.zip", "two.zip"):
        export(content, "qti", content.parent / name)
    assert (content.parent / "one.zip").read_bytes() == (content.parent / "two.zip").read_bytes()
    with zipfile.ZipFile(content.parent / "one.zip") as package:
        assert package.namelist() == ["imsmanifest.xml", "bank.xml"]
        assert b"every topic has one" in package.read("bank.xml")


def test_json_says_all_and_the_table_a_question_a_row(content: Path) -> None:
    export(content, "json", content.parent)
    export(content, "csv", content.parent)
    document = json.loads((content.parent / "bank.json").read_text())
    with (content.parent / "bank.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [question["id"] for question in document["questions"]]
    assert [row["id"] for row in rows] == ids
    assert {question["kind"] for question in document["questions"]} >= {"open", "output"}


def test_no_cell_is_a_formula(content: Path) -> None:
    bank = content / "01-first" / "questions.md"
    text = bank.read_text()
    bank.write_text(text.replace("### ", "### =HYPERLINK(1) ", 1))
    export(content, "csv", content.parent)
    assert "'=HYPERLINK(1)" in (content.parent / "bank.csv").read_text()


def test_what_a_target_cannot_say_is_counted_by_kind(content: Path) -> None:
    lines = export(content, "gift", content.parent).output.splitlines()
    assert any(line.startswith("ordering, 1: GIFT has no order") for line in lines), lines


def test_export_writes_over_nothing(content: Path) -> None:
    file = write(content, "mine", "mine.gift")
    result = export(content, "gift", file)
    assert result.exit_code == 1
    assert file.read_text() == "mine"


def test_export_of_content_with_mistakes_is_refused(content: Path) -> None:
    bank = content / "01-first" / "questions.md"
    bank.write_text(bank.read_text().replace("difficulty: 1", "difficulty: 7", 1))
    result = export(content, "json", content.parent)
    assert result.exit_code == 1
    assert "content check" in result.output
    assert not (content.parent / "bank.json").exists()


def test_import_writes_a_bank_whose_places_the_check_names(content: Path) -> None:
    file = write(content, "::One:: What is it? {=this ~that}\n\nNo question.\n")
    result = run(content, "import", file, "--to", content / "03-third")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        f"{file}:3: a text without an answer; left out",
        f"Wrote 1 questions to {content}/03-third/questions.md, with 5 places to fill in; "
        "content check names each.",
    ]
    (content / "03-third" / "topic.md").write_text("---\ntitle: T\n---\n\n## S\n\nText.\n")
    checked = run(content, "check", "--no-run").output
    named = [line for line in checked.splitlines() if line.startswith("03-third/questions.md")]
    assert [int(line.split(":")[1]) for line in named] == [1, 2, 2, 4, 6]


def test_bank_of_another_course_comes_over_by_gift(content: Path) -> None:
    """But for an order and for output of several lines, of which it has two each."""
    file = content.parent / "sql.gift"
    assert "Read 18 questions" in export(EXAMPLE, "gift", file).output
    result = run(content, "import", file, "--to", content / "03-third")
    assert "Wrote 14 questions" in result.output
    written = (content / "03-third" / "questions.md").read_text()
    assert "id: join-fan-out" in written


def test_import_never_writes_over_a_bank_and_appends_what_has_new_ids(content: Path) -> None:
    file, folder = write(content, "What is it? {=this ~that}\n"), content / "01-first"
    before = (folder / "questions.md").read_text()
    assert run(content, "import", file, "--to", folder).exit_code == 1
    assert (folder / "questions.md").read_text() == before
    assert run(content, "import", file, "--to", folder, "--append").exit_code == 0
    assert (folder / "questions.md").read_text().startswith(before)


def test_import_refuses_an_id_that_the_course_has(content: Path) -> None:
    file = write(content, "// [id:first-single]\nWhat is it? {=this ~that}\n")
    result = run(content, "import", file, "--to", content / "03-third")
    assert result.exit_code == 1
    assert f"{file}:2: " in result.output
    assert "first-single" in result.output
    assert not (content / "03-third").exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.xml", b"<quiz>\n<question type="),
        ("entities.xml", b'<!DOCTYPE q [<!ENTITY a "aaaa">]><quiz>&a;</quiz>'),
        ("latin.gift", b"What \xe9 {=x ~y}"),
        ("empty.gift", b""),
        ("huge.gift", b"x" * (importing.MOST_BYTES + 1)),
    ],
)
def test_file_that_cannot_be_read_ends_in_one_line(content: Path, name: str, data: bytes) -> None:
    file = content.parent / name
    file.write_bytes(data)
    result = run(content, "import", file, "--to", content / "03-third")
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    assert line.startswith((f"Error: {file}:1: ", f"Error: {file}:2: "))
    assert not (content / "03-third").exists()


def test_import_asks_for_what_it_cannot_guess(content: Path) -> None:
    file = write(content, "x", "bank.odd")
    assert "--from" in run(content, "import", file, "--to", content / "03-third").output
    named = run(content, "import", write(content, "x"), "--to", content / "third")
    assert "04-routing" in named.output


def test_questions_whose_pictures_stay_behind_are_named(content: Path) -> None:
    bank = content / "02-second" / "questions.md"
    bank.write_text(bank.read_text().replace("**Why:** every", "**Why:** ![A dot](dot.svg) every"))
    lines = export(content, "json", content.parent).output.splitlines()
    assert any("pictures stay behind" in line and "second-single" in line for line in lines), lines
