"""What a field takes is what its kind reads: `longest` in the one is the limit of the other."""

from pathlib import Path

import pytest

from notes_site.study.content.loading import load_library
from notes_site.study.questions.kind import Kind

LIBRARY = load_library(Path(__file__).parents[2] / "content").library
KINDS = {one.kind.name: one.kind for one in LIBRARY.questions.values()}


def longest_of(kind: Kind) -> int | None:
    """Return how much the field of a kind takes, where readers write."""
    return vars(type(kind)).get("longest")


WRITTEN = {name: longest for name, kind in KINDS.items() if (longest := longest_of(kind))}


def test_sample_has_every_kind_that_is_written() -> None:
    assert WRITTEN.keys() == {"numeric", "open", "output", "short-answer"}


@pytest.mark.parametrize("name", WRITTEN)
def test_longest_answer_that_the_field_takes_is_read_and_a_longer_one_is_not(name: str) -> None:
    longest = "1" * WRITTEN[name]
    assert KINDS[name].read_response({"text": [longest]}) == (longest,)
    assert KINDS[name].read_response({"text": [f"{longest}1"]}) is None
