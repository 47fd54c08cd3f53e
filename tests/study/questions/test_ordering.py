"""Ordering questions: neighbours, ties, and lists that can't be asked."""

from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.questions.ordering import Ordering
from notes_site.study.text.blocks import Prose
from notes_site.study.text.comments import Keyed, text_key
from tests.study.banks import find_mistakes, is_named, read_question

BANK = """\
### In which order?
<!-- id: order; type: ordering; difficulty: 1; see: t#s -->

Words above.

1. one <!-- key: a -->
2. two, which goes
   on <!-- key: b -->

3. `three` <!-- key: c -->
4. four

Words below.

> **Why:** it is so.
"""
A, B, C, FOUR = map(text_key, ("a", "b", "c", "four"))


def ordering(*groups: str) -> Ordering:
    """Make a question whose items are letters: `a bc d` ties b and c."""
    return Ordering(tuple(tuple(Keyed(key, key.upper()) for key in group) for group in groups))


@pytest.mark.parametrize(
    ("groups", "response", "score"),
    [
        ("a b c d", "abcd", 1),
        ("a b c d", "dcba", 0),
        ("a b c d", "bcda", 2 / 3),
        ("a b c d", "acbd", 0),
        ("a b c d", "cdab", 2 / 3),
        ("a bc d", "abcd", 1),
        ("a bc d", "acbd", 1),
        ("a bc d", "bacd", 1 / 3),
        ("a bc d", "abdc", 1 / 3),
        ("ab cd", "badc", 1),
        ("ab cd", "acbd", 1 / 3),
        ("abc d", "cabd", 1),
        ("abc d", "dcab", 2 / 3),
        ("a b c d", "", 0),
        ("a b c d", "abxd", 1 / 3),
        ("a b c d", "axbcd", 1),
        ("a b c d", "ababab", 1 / 3),
    ],
)
def test_score_is_the_share_of_neighbours_that_stand_right(
    groups: str, response: str, score: float
) -> None:
    assert ordering(*groups.split()).grade(tuple(response)).score == pytest.approx(score)


def test_bank_is_read_as_markdown_reads_it() -> None:
    question = read_question(BANK)
    kind = cast("Ordering", question.kind)
    assert [(item.key, item.text) for item in kind.items] == [
        (A, "one"),
        (B, "two, which goes on"),
        (C, "`three`"),
        (FOUR, "four"),
    ]
    (stem,) = question.stem
    assert isinstance(stem, Prose)
    assert [words for words in stem.text.split("\n") if words] == ["Words above.", "Words below."]


def test_ties_name_neighbours_and_a_slash_stands_between_them() -> None:
    tied = BANK.replace("difficulty", "ties: 2, 1 / 3,4; difficulty")
    kind = cast("Ordering", read_question(tied).kind)
    assert [[item.key for item in group] for group in kind.groups] == [[A, B], [C, FOUR]]


GROUPS = (
    st.lists(st.integers(1, 3), min_size=2, max_size=5)
    .filter(lambda sizes: 3 <= sum(sizes) <= 8)
    .map(lambda sizes: [0, *(sum(sizes[: at + 1]) for at in range(len(sizes)))])
    .map(lambda ends: ordering(*("abcdefgh"[one:other] for one, other in pairwise(ends))))
)


@given(GROUPS, st.text())
def test_items_are_never_shown_in_a_right_order(kind: Ordering, seed: str) -> None:
    shown = kind.in_order(seed)
    assert sorted(item.key for item in shown) == sorted(item.key for item in kind.items)
    assert kind.in_order(seed) == shown
    assert not kind.grade(tuple(item.key for item in shown)).is_right


def test_some_seeds_order_the_items_differently() -> None:
    shown = {ordering(*"abcd").in_order(str(seed)) for seed in range(50)}
    assert len(shown) > 10


def test_who_knows_the_seed_learns_nothing_of_the_right_order() -> None:
    """It is shown alike whatever is right, but where the shuffling met that."""
    one, other = ordering(*"abcd"), ordering(*"dbca")
    same = [one.in_order(seed) == other.in_order(seed) for seed in map(str, range(50))]
    assert same.count(True) > 40


@given(GROUPS, st.data())
def test_only_right_orders_get_full_marks(kind: Ordering, data: st.DataObject) -> None:
    response = data.draw(st.permutations([item.key for item in kind.items]))
    by_group = [{item.key for item in group} for group in kind.groups]
    places = [next(at for at, group in enumerate(by_group) if key in group) for key in response]
    assert kind.grade(tuple(response)).is_right == (places == sorted(places))


@given(GROUPS, st.lists(st.sampled_from("abcdefghx") | st.text(max_size=3), max_size=12))
def test_grade_stays_between_0_and_1_whatever_was_stored(
    kind: Ordering, response: list[str]
) -> None:
    assert 0 <= kind.grade(tuple(response)).score <= 1
    assert {item.key for item in kind.placed(tuple(response))} <= set(response)


@given(GROUPS, st.data())
def test_places_become_the_order_whatever_was_shown(kind: Ordering, data: st.DataObject) -> None:
    order = data.draw(st.permutations([item.key for item in kind.items]))
    form = {f"place-{key}": [str(place)] for place, key in enumerate(order, 1)}
    assert kind.read_response(form) == tuple(order)


@pytest.mark.parametrize("places", ["", "12", "1123", "0123", "2345", "123x", "1 23", "123"])
def test_item_without_a_place_of_its_own_is_no_answer(places: str) -> None:
    form = {f"place-{key}": [place.strip()] for key, place in zip("abcd", places, strict=False)}
    assert ordering(*"abcd").read_response(form) is None


LIST = BANK.split("Words above.\n\n")[1].split("\nWords below.", maxsplit=1)[0]
LONG = "".join(f"{number}. item {number}\n" for number in range(1, 10))


def tie(ties: str) -> str:
    return BANK.replace("difficulty", f"ties: {ties}; difficulty")


MISTAKES = [
    (BANK.replace(LIST, "1. one\n2. two\n"), 6, "2 items; write 3 to 8"),
    (BANK.replace(LIST, LONG), 6, "9 items; write 3 to 8"),
    (BANK.replace(LIST, "- one\n- two\n- three\n"), 1, "0 items; write 3 to 8"),
    (BANK.replace("Words below.", "Words.\n\n1. five\n"), 15, "a second ordered list"),
    (BANK.replace("`three` <!-- key: c -->", ""), 10, "an item without text"),
    (BANK.replace("key: c", "key: a"), 10, "two items have the key"),
    (BANK.replace("4. four", "4. one <!-- key: a -->"), 11, "two items have the key"),
    (BANK.replace("4. four", "4. one"), 11, "another item reads the same"),
    (BANK.replace("key: c", "key: c=d"), 10, "letters, digits and hyphens"),
    (BANK.replace("key: c", "trap: c"), 10, "trap is no key of an item"),
    (BANK.replace("   on", "   > on"), 7, "takes no quote"),
    (tie("2"), 2, "names no neighbours"),
    (tie("2,4"), 2, "names no neighbours"),
    (tie("4,5"), 2, "names no neighbours of the 4 items"),
    (tie("0,1"), 2, "names no neighbours"),
    (tie("two,three"), 2, "names no neighbours"),
    (tie("2,2"), 2, "names no neighbours"),
    (tie("1,2 3,4"), 2, "names no neighbours"),
    (tie("1,2 / 2,3"), 2, "shares an item"),
    (tie("1,2,3,4"), 2, "every order is right"),
    (BANK + "\n```answer\n3\n```\n", 17, "takes no ```answer fence"),
    (BANK + "\n```output\n3\n```\n", 17, "takes no ```output fence"),
    (BANK.replace("Words below.", "- [x] right"), 1, "no checkboxes"),
    (BANK.replace("> **Why:** it is so.\n", ""), 1, "no explanation"),
]


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_mistake_is_named_with_its_line(text: str, line: int, words: str) -> None:
    assert is_named(text, line, words), find_mistakes(text)


def test_version_changes_with_the_order_the_ties_and_the_words() -> None:
    version = read_question(BANK).content_hash
    assert read_question("# Title\n\n" + BANK).content_hash == version
    assert read_question(BANK.replace("it is so", "look")).content_hash == version
    assert read_question(BANK.replace("2. two", "1. two")).content_hash == version
    assert read_question(BANK.replace("goes\n   on", "goes on")).content_hash == version
    swapped = BANK.replace("1. one <!-- key: a -->", "1. four").replace("4. four", "4. one")
    assert read_question(swapped).content_hash != version
    assert read_question(BANK.replace("1. one", "1. One")).content_hash != version
    assert read_question(BANK.replace("Words above", "Mind")).content_hash != version
    assert read_question(tie("1,2")).content_hash != version


def test_version_is_the_same_when_tied_items_change_places() -> None:
    tied = tie("3,4")
    swapped = tied.replace("4. four", "4. `three` <!-- key: c -->").replace(
        "3. `three`", "3. four", 1
    )
    swapped = swapped.replace("3. four <!-- key: c -->", "3. four")
    assert swapped != tied
    assert read_question(swapped).content_hash == read_question(tied).content_hash
