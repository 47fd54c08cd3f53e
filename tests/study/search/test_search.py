"""Searching the library by words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.store.database import driver
from notes_site.study.content.loading import load_library
from notes_site.study.search import Found, SearchIndex
from notes_site.study.search.query import parse_query
from notes_site.study.search.spelling import slips

SAMPLE = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def index() -> Iterator[SearchIndex]:
    found = SearchIndex(load_library(SAMPLE).library, driver)
    yield found
    found.close()


def places(index: SearchIndex, query: str) -> list[tuple[str, str]]:
    return [(hit.slug, hit.anchor) for hit in index.find(query, 20).hits]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("starting", ("first", "starting")),
        ("START", ("first", "starting")),
        ("stárt", ("first", "starting")),
        ("url_for", ("first", "starting")),
        ("second steps", ("second", "")),
        ("going on", ("second", "going-on")),
        ("failing", ("first", "failing-well")),
    ],
)
def test_best_place_comes_first(index: SearchIndex, query: str, best: tuple[str, str]) -> None:
    assert places(index, query)[0] == best


def test_place_with_all_words_comes_first_and_some_will_do(index: SearchIndex) -> None:
    assert places(index, "paragraph starting")[0] == ("first", "starting")
    assert not index.find("paragraph starting", 20).is_partial
    found = index.find("starting zebra", 20)
    assert found.is_partial
    assert ("first", "starting") in {(hit.slug, hit.anchor) for hit in found.hits}


def test_quoted_words_stand_side_by_side(index: SearchIndex) -> None:
    assert places(index, '"second steps"') == places(index, '"second steps"   ') != []
    assert index.find('"steps second"', 20).is_partial


def test_snippet_marks_what_matched(index: SearchIndex) -> None:
    (hit,) = (hit for hit in index.find("starts paragraph", 20).hits if hit.anchor == "starting")
    assert "paragraph" in hit.snippet.parts[1::2]
    assert hit.heading.parts == ("", "Starting", "")


def test_misspelt_word_is_corrected_and_said(index: SearchIndex) -> None:
    found = index.find("pargraph startng", 20)
    assert found.corrected == "paragraph starting"
    assert (found.hits[0].slug, found.hits[0].anchor) == ("first", "starting")


def test_corrected_code_stays_code(index: SearchIndex) -> None:
    assert index.find("urll_for() pargraph", 20).corrected == "url_for() paragraph"


def test_right_word_is_never_corrected(index: SearchIndex) -> None:
    assert index.find("paragraph", 20).corrected == ""
    assert index.find("paragr", 20).corrected == ""


def test_question_is_found_by_its_stem_and_never_by_its_answer(index: SearchIndex) -> None:
    (found,) = index.find("dictionary insertion", 20).questions
    assert (found.slug, found.anchor) == ("first", "starting")
    assert "insertion" in found.title.parts[1::2]
    for secret in ("divisible", "author", "world"):
        assert index.find(secret, 20).questions == ()


@pytest.mark.parametrize("query", ["", "   ", "!!!", '"', "xyzzy", "\0", "_", '""', "xyzzy_"])
def test_nothing_is_found_without_a_word_that_occurs(index: SearchIndex, query: str) -> None:
    assert index.find(query, 20) == Found()


HARD = st.sampled_from(
    ["\0", '"', "*", "^", " NEAR(", " OR ", "{", "}:", "\ud800", "-", "x" * 4_096]
)


@pytest.mark.promise("D7")
@given(query=st.lists(st.text(max_size=80) | HARD, max_size=12).map("".join))
def test_no_query_makes_the_search_fail(index: SearchIndex, query: str) -> None:
    index.find(query, 20)
    index.find(f'{query}" OR NEAR( * ', 20)
    index.find(f"starting {query}", 20)


@pytest.mark.parametrize("typed", ["“app context”", "„app context“", "«app context»"])
def test_quotes_of_any_kind_make_a_phrase(typed: str) -> None:
    assert parse_query(typed) == parse_query('"app context"')


def test_long_query_is_cut(index: SearchIndex) -> None:
    terms = parse_query("word " * 800)
    assert sum(len(term.words) for term in terms) == 12
    assert all(len(word) <= 40 for term in parse_query("x" * 4_096) for word in term.words)


@pytest.mark.parametrize(
    ("word", "other", "distance"),
    [
        ("cookie", "cookie", 0),
        ("cokie", "cookie", 1),
        ("coookie", "cookie", 1),
        ("cookei", "cookie", 1),
        ("cooxie", "cookie", 1),
        ("kooxie", "cookie", 2),
    ],
)
def test_slips_are_counted_as_keys_are_missed(word: str, other: str, distance: int) -> None:
    assert slips(word, other, most=2)[0] == distance
    assert slips(other, word, most=2)[0] == distance


def test_word_being_typed_is_compared_with_beginnings() -> None:
    assert slips("bluepr", "blueprint", most=1)[1] == 0
    assert slips("blupr", "blueprint", most=1)[1] == 1


@given(word=st.text("abc", max_size=6), other=st.text("abc", max_size=6))
def test_distance_is_the_same_both_ways(word: str, other: str) -> None:
    assert slips(word, other, most=9)[0] == slips(other, word, most=9)[0]
