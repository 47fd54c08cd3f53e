"""A folder to a library: every mistake at once, and good pages stay."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from notes_site.study.content.loading import LONGEST_LINE, MOST_BYTES, load_library
from notes_site.study.text.problems import Problem

TOPIC, BANK = "01-first/topic.md", "01-first/questions.md"


def append(path: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / path
        file.write_text(file.read_text() + text)

    return change


def write(path: str, data: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).write_bytes(data)

    return change


def link_out(folder: Path) -> None:
    (folder / "03-third").symlink_to("/etc")


def link_file(folder: Path) -> None:
    (folder / TOPIC).unlink()
    (folder / TOPIC).symlink_to("/etc/hostname")


def link_settings(folder: Path) -> None:
    (folder / "site.toml").unlink()
    (folder / "site.toml").symlink_to("/dev/zero")


def make_pipe(path: str) -> Callable[[Path], None]:
    """Put a pipe in a file's place: who reads it waits until somebody writes, which nobody does."""

    def change(folder: Path) -> None:
        (folder / path).unlink(missing_ok=True)
        os.mkfifo(folder / path)

    return change


def name_badly(folder: Path) -> None:
    (folder / "02-second").rename(folder / "Second topic")


def repeat_slug(folder: Path) -> None:
    (folder / "02-second").rename(folder / "02-first")


def replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text()
        assert old in text
        (folder / path).write_text(text.replace(old, new, 1))

    return change


LINK = "[x](../02-second/topic.md#gone)"
MISTAKES = [
    (replace(BANK, "> Odd.", f"> Odd: {LINK}."), BANK, "no section #gone"),
    (replace(BANK, "says so.", f"says so: {LINK}."), BANK, "no section #gone"),
    (replace(BANK, "Think of a large one.", LINK), BANK, "no section #gone"),
    (replace(BANK, "the Earth pulls", "[it](#starting) pulls"), BANK, "write ../01-first/topic.md"),
    (replace(TOPIC, "[^picture]: ", f"[^picture]: {LINK} "), TOPIC, "no section #gone"),
    (append(TOPIC, "\n[x](../09-gone/topic.md)\n"), TOPIC, "there is no topic gone"),
    (append(TOPIC, "\n[x](../02-second/topic.md#gone)\n"), TOPIC, "no section #gone"),
    (append(TOPIC, "\n[x](#gone)\n"), TOPIC, "no section #gone"),
    (append(TOPIC, "\n[x](javascript:alert(1))\n"), TOPIC, "leads nowhere"),
    (append(TOPIC, "\n[x](http://[)\n"), TOPIC, "leads nowhere"),
    (append(TOPIC, "\n" + " " * 400 + "- deep\n"), TOPIC, "indented by over"),
    (append(TOPIC, "\n[x](/etc/passwd)\n"), TOPIC, "leads nowhere"),
    (append(TOPIC, "\n" + "x" * (LONGEST_LINE + 1)), TOPIC, "a line of over"),
    (append(TOPIC, "\n" + "[" * 300), TOPIC, "opening brackets"),
    (append(TOPIC, "\n" + "> " * 20_000), TOPIC, "a line of over"),
    (append(TOPIC, "\n" + "> " * 20 + "deep"), TOPIC, "quotes nested"),
    (append(TOPIC, "\n" + "`" * 13), TOPIC, "over 12 backticks in a row"),
    (append(TOPIC, "\nabc \u202e def\n"), TOPIC, "direction-changing"),
    (append(TOPIC, "\nabc \0 def\n"), TOPIC, "NUL"),
    (write(TOPIC, b"\xff\xfe"), TOPIC, "not UTF-8"),
    (write(TOPIC, b""), TOPIC, "empty"),
    (write(TOPIC, b"x" * (MOST_BYTES + 1)), TOPIC, "larger than"),
    (lambda folder: (folder / TOPIC).unlink(), TOPIC, "missing"),
    (lambda folder: (folder / BANK).unlink(), BANK, "missing"),
    (
        lambda folder: append(BANK, (folder / "02-second/questions.md").read_text())(folder),
        "02-second/questions.md",
        "the id second-single is taken by 01-first/questions.md",
    ),
    (
        append(BANK, "\n### X?\n<!-- id: x; difficulty: 1; see: first#gone -->\n"),
        BANK,
        "which type",
    ),
    (link_out, "03-third", "symbolic link"),
    (link_file, TOPIC, "symbolic link"),
    (name_badly, "Second topic", "named NN-slug"),
    (repeat_slug, "02-first", "is taken by 01-first"),
    (write("glossary.md", b"\xef\xbb\xbf## a\n\nA.\n"), "glossary.md", "byte order mark"),
    (append(TOPIC, "\n[x](../03-second/topic.md)\n"), TOPIC, "the file is ../02-second/topic.md"),
    (append(TOPIC, "\n[x](../02-secnd/topic.md)\n"), TOPIC, "write a topic's slug: second"),
    (write("site.toml", b"language = 'english'"), "site.toml", "a code such as en"),
    (write("site.toml", b"title = "), "site.toml", "not TOML"),
    (write("site.toml", b"colour = 'red'"), "site.toml", "colour: write title"),
    (write("site.toml", b"groups = 'one'"), "site.toml", "list of names"),
    (write("site.toml", b"groups = " + b"[" * 3_000), "site.toml", "opening brackets"),
    (write("site.toml", b"groups = " + b"[\n" * 3_000), "site.toml", "not TOML"),
    (write("site.toml", b"#" * (MOST_BYTES + 1)), "site.toml", "larger than"),
    (write("site.toml", b"host = 'me'"), "site.toml", "host is a table"),
    (write("site.toml", b"[host]\nemail = 1"), "site.toml", "each as text in quotes"),
    (
        write("site.toml", b"[host]\nemail = 'x'"),
        "site.toml",
        "host.email: write name, contact or privacy",
    ),
    (write("site.toml", b"[host]\nname = '''a\nb'''"), "site.toml", "on one line"),
    (write("site.toml", b"[host]\nname = '" + b"x" * 201 + b"'"), "site.toml", "over 200 char"),
    (
        write("site.toml", b"[host]\nprivacy = '''" + b"&amp;\n" * 2_000 + b"'''"),
        "site.toml",
        "host.privacy: over 10,000 characters",
    ),
    (link_settings, "site.toml", "symbolic link"),
    (make_pipe("site.toml"), "site.toml", "no file"),
    (make_pipe("glossary.md"), "glossary.md", "no file"),
    (make_pipe(TOPIC), TOPIC, "no file"),
    (append(TOPIC, "\n" + "&amp;\n" * 150_000), TOPIC, "without an empty line"),
    (append(BANK, "\n" + "&amp;\n" * 150_000), BANK, "without an empty line"),
]


@pytest.mark.promise("F1")
@pytest.mark.parametrize(("break_it", "path", "words"), MISTAKES)
def test_mistake_is_named_with_its_file(
    content: Path, break_it: Callable[[Path], None], path: str, words: str
) -> None:
    break_it(content)
    problems = load_library(content).problems
    assert any(one.file == path and words in one.message for one in problems), problems


def test_mistake_names_the_line(content: Path) -> None:
    append(TOPIC, "\n[x](../09-gone/topic.md)\n")(content)
    lines = (content / TOPIC).read_text().splitlines()
    problem = load_library(content).problems[0]
    assert "09-gone" in lines[problem.line - 1]
    assert str(problem).startswith(f"{TOPIC}:{problem.line}: ")


def test_all_mistakes_are_reported_at_once(content: Path) -> None:
    append(TOPIC, "\n[x](../09-gone/topic.md)\n\n```python\nx\n```\n")(content)
    append("02-second/questions.md", "\n### No id?\n")(content)
    assert len(load_library(content).problems) == 3


@pytest.mark.promise("F2")
def test_topic_with_a_mistake_is_left_out_and_the_others_stay(content: Path) -> None:
    append(TOPIC, "\n```python\nx\n```\n")(content)
    loaded = load_library(content)
    assert [topic.slug for topic in loaded.library.topics] == ["second"]
    assert [problem.file for problem in loaded.problems] == [TOPIC]


def test_unreadable_topic_does_not_blame_those_that_link_to_it(content: Path) -> None:
    (content / TOPIC).write_bytes(b"\xff")
    problems = load_library(content).problems
    assert {problem.file for problem in problems} == {TOPIC}


def test_see_must_name_a_section(content: Path) -> None:
    file = content / BANK
    file.write_text(file.read_text().replace("see: first#a-detail", "see: first#gone"))
    assert [str(one) for one in load_library(content).problems] == [
        f"{BANK}:20: see: first#gone is no section; "
        "first has #starting, #a-detail, #failing-well, #showing-things"
    ]


def test_settings_may_be_empty(content: Path) -> None:
    (content / "site.toml").write_text("")
    assert load_library(content).problems == ()


def test_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    assert load_library(tmp_path).problems == (
        Problem(str(tmp_path), 1, "no topic; write one as 01-first/topic.md"),
    )


def test_topics_come_in_order_and_grouped(content: Path) -> None:
    library = load_library(content).library
    assert [topic.slug for topic in library.topics] == ["first", "second"]
    assert [(name, len(topics)) for name, topics in library.topics_by_group] == [("Basics", 2)]
    first, second = library.topics
    assert library.neighbours(first) == (None, second)
    assert library.neighbours(second) == (first, None)


def test_later_topic_of_an_earlier_group_is_read_before_the_next_group(content: Path) -> None:
    (content / "site.toml").write_text('groups = ["Before", "Basics"]\n')
    file = content / "02-second/topic.md"
    file.write_text(file.read_text().replace("group: Basics", "group: Before"))
    library = load_library(content).library
    assert [topic.slug for topic in library.topics] == ["second", "first"]
    assert library.places == {"second": 1, "first": 2}
    assert library.neighbours(library.topics[0]) == (None, library.topics[1])
