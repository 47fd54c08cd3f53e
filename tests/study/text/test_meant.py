"""What an author meant, told from what they wrote."""

import pytest

from notes_site.study.bank.naming import free_name, name_of
from notes_site.study.text.meant import find_meant, line_of, suggest


@pytest.mark.parametrize(
    ("written", "meant"),
    [("tittle", "title"), ("Title", "title"), ("sumary", "summary"), ("colour", None), ("", None)],
)
def test_slip_is_taken_for_the_word_that_is_most_like_it(written: str, meant: str | None) -> None:
    assert find_meant(written, ["title", "summary", "group"]) == meant


def test_word_like_none_is_told_all_there_are() -> None:
    assert suggest("colour", ["also", "see", "tag"]) == "write also, see or tag"
    assert suggest("sea", ["also", "see"]) == "did you mean see?"
    assert suggest("x", ["key"]) == "write key"


def test_line_of_a_key_is_where_it_is_written() -> None:
    text = '# title\ntitle = "a"\n\n[host]\nname = "b"\n'
    assert [line_of(text, key) for key in ("title", "host", "name", "gone")] == [2, 4, 5, 1]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("What is it?", "what-is-it"),
        ("Größe & Maß", "groe-ma"),
        ("¿…?", ""),
        ("word " * 20, "-".join(["word"] * 10)),
        ("x" * 60, "x" * 50),
    ],
)
def test_name_reads_like_the_words(words: str, name: str) -> None:
    assert name_of(words) == name


def test_name_that_is_taken_gets_a_number() -> None:
    assert free_name("a", {"b"}) == "a"
    assert free_name("a", {"a", "a-2"}) == "a-3"
