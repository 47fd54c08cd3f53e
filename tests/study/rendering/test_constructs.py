"""What people write in Markdown is shown as they mean it, or named by the check; nothing is raw."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from notes_site.study.authoring.foreign import find_foreign
from notes_site.study.content.library import Library, Topic
from notes_site.study.content.parsing import find_faults, parse_topic
from notes_site.study.rendering import Renderer
from tests.study.rendering.constructs import CONSTRUCTS, Construct

FRONT = "---\ntitle: T\nsummary: S\ngroup: G\nminutes: 1\n---\n## One\n\n"
FIRST = FRONT.count("\n") + 1
DOCS = Path(__file__).parents[3] / "docs/authoring.md"


def read(text: str) -> tuple[Topic, list[tuple[int, str]]]:
    """Return a topic with this text, and all that the check says of it."""
    found: list[tuple[int, str]] = []
    topic = parse_topic(f"{FRONT}{text}\n", "t/topic.md", "t", 1, lambda *one: found.append(one))
    assert topic
    found += [(problem.line, problem.message) for problem in find_faults(topic)]
    library = replace(Library("", "", "en", (), ()), topics=(topic,))
    found += [(line, message) for _, line, message in find_foreign(library)]
    return topic, found


def by_name(construct: Construct) -> str:
    return f"{construct.repository}: {construct.name}"


@pytest.mark.parametrize("construct", [one for one in CONSTRUCTS if one.shows], ids=by_name)
def test_construct_is_shown_as_it_is_meant(construct: Construct) -> None:
    topic, found = read(construct.text)
    assert found == []
    html = Renderer("/topics/").topic(topic).sections[0].body
    assert [words for words in construct.shows if words not in html] == [], html


@pytest.mark.parametrize("construct", [one for one in CONSTRUCTS if one.named], ids=by_name)
def test_construct_that_is_not_read_is_named_where_it_stands(construct: Construct) -> None:
    _, found = read(construct.text)
    wanted = FIRST + construct.line - 1
    assert any(line == wanted and construct.named in said for line, said in found), found


def test_documentation_counts_the_constructs() -> None:
    names = Counter(one.name for one in CONSTRUCTS)
    assert max(names.values()) == 1
    count = sum(bool(one.shows) for one in CONSTRUCTS)
    assert len({one.repository for one in CONSTRUCTS}) == 5
    said = re.search(
        r"Of (\d+) constructs .*? (\d+) are shown .*? (\d+) are named", DOCS.read_text()
    )
    assert said
    assert [*map(int, said.groups())] == [len(CONSTRUCTS), count, len(CONSTRUCTS) - count]
    assert all(bool(one.shows) != bool(one.named) for one in CONSTRUCTS)


def test_ordinary_words_are_not_taken_for_marks() -> None:
    text = (
        "At 10:30:15 a == b, x[1][0] costs $5 or $PATH, a^b, C++ and ++i, {a: 1}, [x] and (1)=2; "
        "`{% if %}` `{{ x }}` `:tada:` and\n\n    {% indented code %}\n\n---\n\n1. a\n\n***\n"
    )
    assert read(text)[1] == [(FIRST, "no line [name]: address below; write one, or [words](…)")]
