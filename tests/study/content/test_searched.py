"""What an author says that people type: read from a comment, taken out of the text, checked."""

from pathlib import Path

import pytest

from notes_site.study.content.library import Topic
from notes_site.study.content.loading import load_library
from notes_site.study.content.parsing import parse_topic
from notes_site.study.text.blocks import Prose

TOPIC = "01-first/topic.md"
FRONT = "---\ntitle: T\nsummary: S\ngroup: G\nminutes: 5\nsearched: a course, learn it\n---\n\n"


def read(below: str) -> tuple[Topic, list[tuple[int, str]]]:
    problems: list[tuple[int, str]] = []
    text = f"{FRONT}## One\n{below}\n\n## Two\n\nMore.\n"
    topic = parse_topic(text, "topic.md", "t", 1, lambda *told: problems.append(told))
    assert topic
    return topic, problems


def test_phrases_of_topics_and_sections_are_read_and_leave_the_text() -> None:
    topic, problems = read("<!-- searched: x vs y, KeyError: 'z' -->\n\nText.")
    one, two = topic.sections
    assert not problems
    assert topic.searched == ("a course", "learn it")
    assert (one.searched, two.searched) == (("x vs y", "KeyError: 'z'"), ())
    assert [block.text.strip() for block in one.blocks if isinstance(block, Prose)] == ["Text."]


def test_lines_below_the_comment_keep_their_numbers() -> None:
    topic, _ = read("<!-- searched: x -->\n\nText.")
    block = topic.sections[0].blocks[0]
    assert isinstance(block, Prose)
    assert block.line + block.text.split("\n").index("Text.") == 12


def test_comment_may_be_all_that_stands_before_code() -> None:
    topic, problems = read("<!-- searched: x -->\n```text\ncode\n```")
    assert not problems
    assert [type(block).__name__ for block in topic.sections[0].blocks] == ["Fence"]


def test_section_remembers_its_earlier_anchors() -> None:
    topic, problems = read("<!-- was: first, the-one; searched: x -->\n\nText.")
    assert not problems
    assert topic.sections[0].was == ("first", "the-one")
    assert topic.find_renamed("the-one") is topic.sections[0]
    assert topic.find_section("the-one") is None


def test_earlier_anchor_leads_to_one_section_only() -> None:
    _, problems = read("<!-- was: old -->\n\nText.\n\n### Three\n<!-- was: old -->")
    assert problems == [(15, "was: old leads to ## One already; remove it")]


def test_links_to_an_earlier_anchor_are_named_with_the_one_it_has_now(content: Path) -> None:
    text = (content / TOPIC).read_text()
    renamed = text.replace("## Starting\n", "## Beginning\n<!-- was: starting -->\n")
    (content / TOPIC).write_text(f"{renamed}\nAs [said](#starting).\n")
    told = [one.message for one in load_library(content).errors]
    assert "#starting: first has no section #starting; it is #beginning now; write that" in told
    assert "see: first#starting is no section; it is #beginning now; write that" in told


MISTAKES = [
    ("<!-- searched: x, y, X -->", "X stands twice after searched:; remove one"),
    ("<!-- search: x -->", "search is no key of a section; did you mean searched?"),
    (f"<!-- searched: {'x' * 101} -->", "is longer than anybody types; write a few words"),
    (f"<!-- searched: {', '.join(map(str, range(41)))} -->", "41 phrases after searched:"),
    ("Text.\n\n<!-- searched: x -->", "raw HTML"),
    ("<!-- was: The URL map -->", "was: The URL map is no anchor; write the-url-map"),
    ("<!-- was: two -->", "was: two leads to ## Two already; remove it"),
    ("<!-- was: one -->", "was: one leads to ## One already; remove it"),
]


@pytest.mark.parametrize(("below", "message"), MISTAKES)
def test_mistake_is_named_with_its_line(below: str, message: str) -> None:
    _, problems = read(below)
    (line, told), *others = problems
    assert not others
    assert message in told
    assert line == 10 + below[: below.index("<!--")].count("\n")
