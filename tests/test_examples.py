"""The example course is whole, shows what a course can have, and is served like any other.

Its code is run by `content check`, a step of CI.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from notes_site.study.authoring.advice import lint
from notes_site.study.content.library import Library
from notes_site.study.content.loading import load_library
from notes_site.study.questions import KINDS
from notes_site.study.text.blocks import Prose
from tests.conftest import Person
from tests.course import EXAMPLE
from tests.pages import attributes, texts
from tests.web.pages.weighing import weights

ROOT = Path(__file__).parent.parent
MOST_OF_A_PICTURE = 30_000


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


def test_example_has_all_that_a_course_may_have_and_nobody_has_advice_for_it(
    example: Library,
) -> None:
    assert [str(problem) for problem in lint(example)] == []
    assert example.look.stylesheet
    assert example.own_pages
    assert example.announcements
    own = example.own_pictures
    assert all((own.logo, own.logo_dark, own.icon, own.icon_in_pixels, own.share))
    assert example.home.lead
    blocks = [*example.by_slug["joins"].blocks(), *example.by_slug["null"].blocks()]
    assert {type(block).__name__ for block in blocks} >= {"Diagram", "Fence", "Fold", "Prose"}
    said = "\n".join(block.whole for block in blocks if isinstance(block, Prose))
    for written in ("$$", "> [!WARNING]", "[^standard]"):
        assert written in said
    assert all(one.stat().st_size < MOST_OF_A_PICTURE for one in EXAMPLE.rglob("*.png"))


def test_example_keeps_to_the_budget_of_a_page(make_app: Callable[..., Flask]) -> None:
    """With formulas, pictures and all that is a course's own; its pictures come besides."""
    app = make_app(NOTES_CONTENT_DIR=str(EXAMPLE), NOTES_SITE_URL="http://localhost")
    visitor = Person(app.test_client())
    for path in ("/", "/topics/joins", "/topics/null"):
        found = weights(visitor, path)
        assert 0 < found["html"] <= 20_000
        assert 0 < found["css"] <= 10_000
        assert 0 < found["js"] <= 6_000


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
