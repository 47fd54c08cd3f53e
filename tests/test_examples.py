"""The example course is whole, shows what a course can have, and is served like any other.

Its code is run by `content check`, a step of CI.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from notes_site.study.content.library import Library
from notes_site.study.content.loading import load_library
from notes_site.study.questions import KINDS
from tests.conftest import Person
from tests.course import EXAMPLE
from tests.pages import attributes, texts

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def example() -> Library:
    loaded = load_library(EXAMPLE)
    assert [str(problem) for problem in loaded.problems] == []
    return loaded.library


def test_example_has_every_kind_in_each_topic_and_every_difficulty(example: Library) -> None:
    assert len(example.topics) == 2
    for topic in example.topics:
        assert {one.kind.name for one in topic.questions} == KINDS.keys()
        assert {one.difficulty for one in topic.questions} == {1, 2, 3}
        assert sum("check-yourself" in one.tags for one in topic.questions) == 3


def test_example_is_named_where_authors_look_for_one() -> None:
    for page in ("README.md", "docs/authoring.md"):
        assert "examples/sql" in (ROOT / page).read_text(encoding="utf-8"), page


def test_example_is_served_with_its_own_name_picture_and_glossary(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app(NOTES_CONTENT_DIR=str(EXAMPLE))
    visitor = Person(app.test_client())
    assert "SQL Notes" in visitor.page("/")
    topic = visitor.page("/topics/joins")
    assert "Three readers, three loans, four rows" in topic
    assert "Linus meets none" in attributes(topic, "svg[role=img]", "aria-label")[0]
    assert visitor.page("/topics/joins/cheat-sheet")
    assert "three-valued logic" in texts(visitor.page("/glossary"), "dt")
    assert "/topics/null#not-in-and-other-traps" in visitor.page("/search?q=not+in")
