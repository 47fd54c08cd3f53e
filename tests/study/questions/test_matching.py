"""Matching questions: pairs, distractors, and tables that can't be asked."""

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.questions.matching import Matching, Pair
from notes_site.study.text.blocks import Prose
from notes_site.study.text.comments import Keyed, text_key
from tests.study.banks import find_mistakes, is_named, read_question

BANK = r"""### What belongs together?
<!-- id: pairs; type: matching; difficulty: 1; see: t#s -->

Words above.

| Structure | Lookup |
|---|:--|
| `dict` <!-- key: dict --> | O(1) |
| `a \| b` | O(1) |
| a list <!-- key: list --> | O(n) <!-- key: linear --> |
| | O(n²) <!-- key: square --> |

Words below.

> **Why:** it is so.
"""
CONSTANT, UNION = text_key("O(1)"), text_key("`a | b`")


def matching(rights: str, distractors: str = "") -> Matching:
    """Make a question whose left keys are 1, 2, … and whose right keys are letters."""
    pairs = tuple(
        Pair(Keyed(str(at), f"left {at}"), Keyed(key, key.upper()))
        for at, key in enumerate(rights, 1)
    )
    return Matching(("Left", "Right"), pairs, tuple(Keyed(key, key) for key in distractors))


@pytest.mark.parametrize(
    ("response", "score"),
    [
        (("1=a", "2=b", "3=c"), 1),
        (("1=a", "2=c", "3=b"), 1 / 3),
        (("1=a",), 1 / 3),
        (("1=x", "2=x", "3=x"), 0),
        ((), 0),
        (("1=a", "2=b", "3=c", "4=d", "junk", "=", "1=b"), 1),
    ],
)
def test_every_right_pair_is_a_point(response: tuple[str, ...], score: float) -> None:
    assert matching("abc", "x").grade(response).score == pytest.approx(score)


def test_bank_is_read_as_markdown_reads_it() -> None:
    question = read_question(BANK)
    kind = cast("Matching", question.kind)
    assert kind.headings == ("Structure", "Lookup")
    assert [(pair.left.text, pair.right.text) for pair in kind.pairs] == [
        ("`dict`", "O(1)"),
        ("`a | b`", "O(1)"),
        ("a list", "O(n)"),
    ]
    assert [pair.response for pair in kind.pairs] == [
        f"{text_key('dict')}={CONSTANT}",
        f"{UNION}={CONSTANT}",
        f"{text_key('list')}={text_key('linear')}",
    ]
    assert kind.distractors == (Keyed(text_key("square"), "O(n²)"),)
    (stem,) = question.stem
    assert isinstance(stem, Prose)
    assert [words for words in stem.text.split("\n") if words] == ["Words above.", "Words below."]


def test_table_without_pipes_at_its_edges_is_a_table() -> None:
    bare = BANK.replace("| Structure | Lookup |\n|---|:--|\n", "Structure | Lookup\n--- | ---\n")
    assert read_question(bare).content_hash == read_question(BANK).content_hash


def test_answer_shared_by_two_items_is_one_choice() -> None:
    kind = matching("aab", "x")
    assert sorted(choice.key for choice in kind.in_order("seed")) == ["a", "b", "x"]
    assert kind.grade(("1=a", "2=a", "3=b")).is_right


RIGHTS = st.text("abcd", min_size=2, max_size=8)


@given(RIGHTS, st.text(), st.text())
def test_choices_are_shuffled_by_the_seed_alone(rights: str, one: str, other: str) -> None:
    kind = matching(rights, "x")
    assert kind.in_order(one) == kind.in_order(one)
    assert {*kind.in_order(one)} == {*kind.in_order(other)}


def test_who_knows_the_seed_learns_nothing_of_what_belongs_together() -> None:
    one, other = matching("abcd"), matching("dbca")
    assert all(one.in_order(seed) == other.in_order(seed) for seed in map(str, range(50)))


def test_some_seeds_order_the_choices_differently() -> None:
    assert len({matching("abcd").in_order(str(seed)) for seed in range(50)}) > 10


PARTS = st.sampled_from("12345678abcdx=") | st.text(max_size=3)


@given(RIGHTS, st.lists(st.tuples(PARTS, PARTS).map("=".join) | PARTS, max_size=12))
def test_grade_stays_between_0_and_1_whatever_was_stored(rights: str, stored: list[str]) -> None:
    kind = matching(rights, "x")
    assert 0 <= kind.grade(tuple(stored)).score <= 1
    assert {*kind.chosen(tuple(stored)).values()} <= {*kind.choices.values()}


@given(RIGHTS, st.data())
def test_what_was_chosen_is_kept_and_graded(rights: str, data: st.DataObject) -> None:
    kind = matching(rights, "x")
    chosen = {
        pair.left.key: data.draw(st.sampled_from(["", "junk", *kind.choices]))
        for pair in kind.pairs
    }
    response = kind.read_response({f"match-{left}": [right] for left, right in chosen.items()})
    known = {left: right for left, right in chosen.items() if right in kind.choices}
    assert response == (tuple(sorted(f"{a}={b}" for a, b in known.items())) or None)
    right = sum(known.get(pair.left.key) == pair.right.key for pair in kind.pairs)
    assert kind.grade(response or ()).score == right / len(kind.pairs)
    assert {left: cell.key for left, cell in kind.chosen(response or ()).items()} == known


TABLE = BANK.split("Words above.\n\n")[1].split("\nWords below.", maxsplit=1)[0]
HEAD = "| L | R |\n|---|---|\n"
MANY = HEAD + "".join(f"| {number} | {number * 10} |\n" for number in range(9))


def table(text: str) -> str:
    return BANK.replace(TABLE, text)


MISTAKES = [
    (table(""), 1, "no table"),
    (table("| L | R |\n| a | b |\n"), 1, "no table"),
    (table(HEAD + "| a | b |\n"), 6, "1 pairs; write 2 to 8"),
    (table(HEAD + "| a | b |\n| | c |\n"), 6, "1 pairs; write 2 to 8"),
    (table(MANY), 6, "9 pairs; write 2 to 8"),
    (table(HEAD + "| a | b |\n| c | b |\n"), 6, "one choice for all"),
    (table("| L |\n|---|\n| a |\n| b |\n"), 6, "1 column; write two"),
    (table("| L | M | R |\n|---|---|---|\n| a | b | c |\n"), 8, "3 columns; write two"),
    (BANK.replace(r"\|", "|"), 9, "3 columns; write two"),
    (BANK.replace("| O(n) <!-- key: linear --> |", "| |"), 10, "a right cell without text"),
    (BANK.replace("| O(n) <!-- key: linear -->", ""), 10, "1 column; write two"),
    (BANK.replace("a list <!--", "<!--"), 10, "a left cell without text"),
    (BANK.replace("key: list", "key: dict"), 10, "two left cells have the key"),
    (BANK.replace("key: square", "key: linear"), 11, "in another row too"),
    (BANK.replace("| | O(n²) <!-- key: square -->", "| | O(1)"), 11, "in another row too"),
    (BANK.replace("| | O(n²)", "| x | O(n²)").replace("square", "linear"), 11, "two right cells"),
    (BANK.replace("` | O(1)", "` | O(1) <!-- key: one -->"), 9, "reads like another right cell"),
    (BANK.replace("` | O(1)", "` | `O(1)`"), 9, "reads like another right cell"),
    (BANK.replace("a list <!--", "`dict` <!--"), 10, "another left cell reads the same"),
    (BANK.replace("key: list", "key: a=b"), 10, "letters, digits and hyphens"),
    (BANK.replace("key: list", "trap: list"), 10, "trap is no key of a left cell"),
    (BANK.replace("Words below.", HEAD + "| a | b |"), 13, "a second table"),
    (BANK + "\n```answer\n3\n```\n", 17, "takes no ```answer fence"),
    (BANK + "\n```output\n3\n```\n", 17, "takes no ```output fence"),
    (BANK.replace("Words below.", "- [x] right"), 1, "no checkboxes"),
    (BANK.replace("> **Why:** it is so.\n", ""), 1, "no explanation"),
    (BANK.replace("difficulty", "ties: 1,2; difficulty"), 2, "ties is no key"),
]


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_mistake_is_named_with_its_line(text: str, line: int, words: str) -> None:
    assert is_named(text, line, words), find_mistakes(text)


def test_version_ignores_the_order_of_the_rows_and_changes_with_the_pairs() -> None:
    version = read_question(BANK).content_hash
    rows = TABLE.splitlines(keepends=True)
    shuffled = table("".join([*rows[:2], *reversed(rows[2:])]))
    assert shuffled != BANK
    assert read_question(shuffled).content_hash == version
    assert read_question("# Title\n\n" + BANK).content_hash == version
    assert read_question(BANK.replace("it is so", "look")).content_hash == version
    for old, new in (
        ("| a list <!-- key: list --> | O(n) <!--", "| a list <!-- key: list --> | O(log n) <!--"),
        ("| | O(n²)", "| x | O(n²)"),
        ("| | O(n²) <!-- key: square --> |\n", ""),
        ("`dict`", "`set`"),
        ("Lookup", "Deletion"),
        ("Words above", "Mind"),
    ):
        assert old in BANK
        assert read_question(BANK.replace(old, new)).content_hash != version, old
