"""Numbers as people write them, and what only looks like one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.text.numbers import read_number

UNITS = ("query", "queries", "SELECT", "qps", "requests per second", "/s", "s")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("51 SELECTs", 51),
        ("51 queries", 51),
        ("60/s", 60),
        ("60 requests per second", 60),
        ("1 + 50 = 51", 51),
        ("50+1", 51),
        ("3 x 4 x 10 = 120", 120),
        ("3×4·10", 120),
        ("(3 x 8) / 0,4 = 60 qps", 60),
        ("24 ÷ 0.4", 60),
        ("8 / 3 = 2.67 = 2.7", "2.7"),
        ("1 000 x 3", 3000),
        ("fifty-one queries", 51),
        ("Fifty one", 51),
        ("forty", 40),
        ("about 60", 60),
        ("~ 60", 60),
        ("= 60", 60),
        ("up to 40 queries", 40),
    ],
)
def test_number_is_read_with_what_people_say_around_it(written: str, number: object) -> None:
    assert read_number(written, UNITS) == Decimal(str(number))


@pytest.mark.parametrize(
    "written",
    [
        *("", "many", "51 apples", "51 queries or so", "at least 60", "60 qps 61", "two three"),
        *("1 + 50 = 52", "2 + 50 = 51", "8 / 3 = 3.1", "1 / 0", "9 ** 9", "0x10", "--3", "10²"),
        *("1 +", "(1", "1)", "()", "= =", "x", "3 x", "1e9 x 2", "f(2)", "2; 3", "NaN", "inf + 1"),
        "1 + " * 40 + "1",
    ],
)
def test_number_is_not_guessed(written: str) -> None:
    assert read_number(written, UNITS) is None


@given(st.text(alphabet="0123456789+-*/x×().,= ~eE_squeryo'\"`", max_size=40) | st.text())
def test_any_text_can_be_read_and_no_number_is_infinite(written: str) -> None:
    number = read_number(written, UNITS)
    assert number is None or number.is_finite()


@given(st.integers(0, 99), st.integers(0, 99), st.integers(-3, 3))
def test_calculation_counts_only_when_it_comes_out(one: int, other: int, slip: int) -> None:
    read = read_number(f"{one} x {other} = {one * other + slip}")
    assert read == (None if slip else one * other)
