"""For which question the answers given under an old id count."""

import pytest

from notes_site.study.memory.renames import resolve_renames


@pytest.mark.parametrize(
    ("declared", "remembered", "living", "expected"),
    [
        ({("a", "b")}, set(), {"b"}, {"a": "b"}),
        ({("a", "c"), ("b", "c")}, set(), {"c"}, {"a": "c", "b": "c"}),
        ({("b", "c")}, {("a", "b")}, {"c"}, {"a": "c", "b": "c"}),
        (set(), {("a", "b")}, {"b"}, {"a": "b"}),
        (set(), {("a", "b")}, {"a"}, {"b": "a"}),
        (set(), {("a", "b")}, {"a", "b"}, {}),
        (set(), {("a", "b")}, set(), {}),
        (set(), {("a", "c"), ("b", "c")}, {"a", "b"}, {}),
        ({("a", "c")}, {("a", "b")}, {"b", "c"}, {"a": "c"}),
    ],
    ids=[
        "renamed",
        "merged",
        "a chain is followed to its end",
        "was: removed later",
        "the author went back",
        "a merge taken back",
        "nothing is left",
        "a merge of two taken back",
        "what the author says now comes first",
    ],
)
def test_old_id_counts_for(
    declared: set[tuple[str, str]],
    remembered: set[tuple[str, str]],
    living: set[str],
    expected: dict[str, str],
) -> None:
    assert resolve_renames(declared, remembered, living) == expected
