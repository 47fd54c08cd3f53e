"""Numeric questions: which numbers are accepted, and what isn't a number."""

from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.questions.numeric import Numeric
from notes_site.study.text.numbers import LONGEST_NUMBER, parse_number
from tests.study.banks import find_mistakes, is_named, read_question

BANK = """\
### How many?
<!-- id: many; type: numeric; difficulty: 1; see: t#s -->

```answer
9.81 +- 0.02
```

> **Why:** it was measured.
"""


def numeric(answer: str) -> Numeric:
    return cast("Numeric", read_question(BANK.replace("9.81 +- 0.02", answer)).kind)


@pytest.mark.parametrize(
    ("answer", "written", "is_right"),
    [
        ("3", "3", True),
        ("3", " 3.0 ", True),
        ("3", "+3", True),
        ("3", "3.0000000000000000001", False),
        ("3", "-3", False),
        ("-3", "\N{MINUS SIGN}3", True),
        ("0.1", "0,1", True),
        ("0.1", ".1", True),
        ("0.1", "0.10000000000000001", False),
        ("1_000_000", "1 000 000", True),
        ("1000000", "1_000_000", True),
        ("1000000", "1\N{NO-BREAK SPACE}000\N{NARROW NO-BREAK SPACE}000", True),
        ("1000000", "1e6", True),
        ("1000000", "1,000,000", True),
        ("5000", "5,000", True),
        ("5000", "50 x 20 x 5 = 5,000", True),
        ("5000", "5,0000", False),
        ("5", "5,000", True),
        ("[0.9, 1.1]", "1,000", True),
        ("1e20 +- 1", "100000000000000000001", True),
        ("1e20 +- 1", "100000000000000000002", False),
        ("1e40 +- 1", "1" + "0" * 39 + "1", True),
        ("9.81 +- 0.02", "9.79", True),
        ("9.81 +- 0.02", "9.83", True),
        ("9.81 +- 0.02", "9.8300000001", False),
        ("9.81+-0.02", "9.8", True),
        ("[9.7, 9.9]", "9,7", True),
        ("[9.7,9.9]", "9.9", True),
        ("[9.7, 9.9]", "9.69", False),
        ("[-2, 2]", "-2", True),
    ],
)
def test_number_is_compared_exactly(answer: str, written: str, is_right: bool) -> None:
    assert numeric(answer).grade((written,)).score == (1.0 if is_right else 0.0)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("3", "3"),
        ("9.81 +- 0.02", "9.81, give or take 0.02"),
        ("[9.7, 9.9]", "from 9.7 to 9.9"),
    ],
)
def test_reader_is_told_in_words_what_is_accepted(answer: str, words: str) -> None:
    assert numeric(answer).accepted == words


NO_NUMBERS = [
    *("", " ", "many", "3 items", "1.2.3", "1,000.5", "--3", "0x10", "1/0", "10²", "\ud800"),
    *("NaN", "sNaN", "inf", "-Infinity", "1e9999999999999999999", "_", ",", "\0"),
    "1" * (LONGEST_NUMBER + 1),
]


@pytest.mark.parametrize("written", NO_NUMBERS)
def test_what_is_no_number_is_no_answer(written: str) -> None:
    assert numeric("3").read_response({"text": [written]}) is None
    assert numeric("3").grade((written,)).score == 0


def test_answer_is_kept_as_it_was_typed() -> None:
    assert numeric("3").read_response({"text": ["  1 000,50 ", "3"]}) == ("1 000,50",)
    assert numeric("3").read_response({}) is None
    assert numeric("3").grade(()).score == 0


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-999, max_value=999))
def test_what_the_range_holds_is_right_and_nothing_else(number: Decimal) -> None:
    is_inside = Decimal("-1.5") <= number <= Decimal("2.25")
    for written in (str(number), str(number).replace(".", ",")):
        assert numeric("[-1.5, 2.25]").grade((written,)).is_right == is_inside


@given(st.lists(st.text(max_size=80) | st.floats().map(str), max_size=3))
def test_grade_is_0_or_1_whatever_was_stored(response: list[str]) -> None:
    assert numeric("9.81 +- 0.02").grade(tuple(response)).score in {0.0, 1.0}


@given(st.text(max_size=80) | st.floats().map(str))
def test_what_is_read_is_a_finite_number(written: str) -> None:
    response = numeric("3").read_response({"text": [written]})
    number = parse_number(written.strip())
    assert (response is None) == (number is None)
    assert number is None or number.is_finite()


MISTAKES = [
    (BANK.replace("9.81 +- 0.02", "three"), 5, "is no number"),
    (BANK.replace("9.81 +- 0.02", "9,81"), 5, "is no number"),
    (BANK.replace("9.81 +- 0.02", "\n3 or 4"), 6, "is no number"),
    (BANK.replace("9.81 +- 0.02", "NaN"), 5, "is no number"),
    (BANK.replace("9.81 +- 0.02", "1 +- 2 +- 3"), 5, "is no number"),
    (BANK.replace("9.81 +- 0.02", "[1, 2, 3]"), 5, "is no number"),
    (BANK.replace("0.02", "0"), 5, "leaves no room"),
    (BANK.replace("0.02", "-1"), 5, "leaves no room"),
    (BANK.replace("9.81 +- 0.02", "[2, 1]"), 5, "is no range"),
    (BANK.replace("9.81 +- 0.02", "3\n4"), 6, "a second answer"),
    (BANK.replace("9.81 +- 0.02\n", ""), 4, "no number in this fence"),
    (BANK.replace("```answer\n9.81 +- 0.02\n```\n", ""), 1, "no ```answer fence"),
    (BANK + "\n```answer\n3\n```\n", 10, "a second ```answer fence"),
    (BANK + "\n```output\n3\n```\n", 10, "takes no ```output fence"),
    (BANK.replace("\n```answer", "\n- [x] 3\n\n```answer"), 1, "no checkboxes"),
    (BANK.replace("> **Why:** it was measured.\n", ""), 1, "no explanation"),
    (BANK.replace("difficulty", "ties: 1,2; difficulty"), 2, "ties is no key"),
]


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_mistake_is_named_with_its_line(text: str, line: int, words: str) -> None:
    assert is_named(text, line, words), find_mistakes(text)


def test_version_changes_with_the_answer_only() -> None:
    version = read_question(BANK).content_hash
    assert read_question("# Title\n\n" + BANK).content_hash == version
    assert read_question(BANK.replace("measured", "weighed")).content_hash == version
    assert read_question(BANK.replace("0.02", "0.03")).content_hash != version
