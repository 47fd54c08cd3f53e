"""Searching the library by words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.store.database import connect_in_memory
from notes_site.study.loading import load_library
from notes_site.study.search import SearchIndex

SAMPLE = Path(__file__).parent.parent / "content"


@pytest.fixture(scope="module")
def index() -> Iterator[SearchIndex]:
    found = SearchIndex(load_library(SAMPLE).library, connect_in_memory)
    yield found
    found.close()


def places(index: SearchIndex, query: str) -> list[tuple[str, str]]:
    return [(hit.slug, hit.anchor) for hit in index.find(query, 20)]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("starting", ("first", "starting")),
        ("START", ("first", "starting")),
        ("url_for", ("first", "starting")),
        ("second steps", ("second", "")),
        ("going on", ("second", "going-on")),
        ("failing", ("first", "failing-well")),
    ],
)
def test_best_place_comes_first(index: SearchIndex, query: str, best: tuple[str, str]) -> None:
    assert places(index, query)[0] == best


def test_every_word_must_occur_unless_nothing_has_them_all(index: SearchIndex) -> None:
    assert places(index, "paragraph starting") == [("first", "starting")]
    assert ("first", "starting") in places(index, "starting zebra")


def test_snippet_marks_what_matched(index: SearchIndex) -> None:
    parts = index.find("paragraph", 20)[0].snippet.parts
    assert "paragraph" in parts[1::2]


@pytest.mark.parametrize("query", ["", "   ", "!!!", '"', "xyzzy"])
def test_nothing_is_found_without_a_word_that_occurs(index: SearchIndex, query: str) -> None:
    assert index.find(query, 20) == ()


@given(query=st.text(max_size=200))
def test_no_query_makes_the_search_fail(index: SearchIndex, query: str) -> None:
    index.find(query, 20)
    index.find(f'{query}" OR NEAR( * ', 20)
