"""Grading: what counts as right, and how much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.questions.choice import Option, Options
from notes_site.study.questions.kind import Grade
from notes_site.study.questions.multiple import Multiple
from notes_site.study.questions.patterns import Pattern
from notes_site.study.questions.short_answer import LONGEST_RESPONSE, ShortAnswer
from notes_site.study.questions.single import Single


def options(*marks: bool, pinned: tuple[int, ...] = ()) -> Options:
    return Options(
        tuple(
            Option(f"k{at}", f"text {at}", is_right, "because", "", at in pinned)
            for at, is_right in enumerate(marks)
        )
    )


MARKS = st.lists(st.booleans(), min_size=2, max_size=9).filter(any)


@given(MARKS, st.data())
def test_multiple_is_right_minus_wrong_over_the_number_right(
    marks: list[bool], data: st.DataObject
) -> None:
    chosen = data.draw(st.sets(st.integers(0, len(marks) - 1)))
    grade = Multiple(options(*marks)).grade(tuple(f"k{at}" for at in chosen))
    right = sum(marks[at] for at in chosen)
    wrong = len(chosen) - right
    assert grade.score == max(0, right - wrong) / sum(marks)
    assert 0 <= grade.score <= 1


@given(st.lists(st.text(max_size=5), max_size=12))
def test_grade_stays_between_0_and_1_whatever_was_stored(response: list[str]) -> None:
    for kind in (Single(options(True, False)), Multiple(options(True, True, False))):
        assert 0 <= kind.grade(tuple(response)).score <= 1


@given(MARKS, st.text(), st.text())
def test_grade_does_not_depend_on_the_order_shown(marks: list[bool], one: str, other: str) -> None:
    choices = options(*marks)
    first, second = choices.in_order(one), choices.in_order(other)
    assert sorted(option.key for option in first) == sorted(option.key for option in second)
    assert choices.in_order(one) == first
    key = first[0].key
    assert Multiple(choices).grade((key,)).is_right == (
        marks.count(True) == 1 and first[0].is_right
    )


@given(st.text())
def test_pinned_options_keep_their_places(seed: str) -> None:
    shown = options(True, False, False, False, pinned=(0, 3)).in_order(seed)
    assert (shown[0].key, shown[3].key) == ("k0", "k3")


def test_some_seeds_order_options_differently() -> None:
    choices = options(True, False, False, False)
    assert len({tuple(one.key for one in choices.in_order(str(seed))) for seed in range(50)}) > 5


def test_single_takes_exactly_one_known_option() -> None:
    single = Single(options(True, False))
    assert single.read_response({"choice": ["k0"]}) == ("k0",)
    assert single.read_response({"choice": ["k0", "k1"]}) is None
    assert single.read_response({"choice": ["made up"]}) is None
    assert single.read_response({}) is None


def short(*literals: str, pattern: str = "", is_case_sensitive: bool = False) -> ShortAnswer:
    sources = [pattern] if pattern else []
    patterns = [Pattern.read(source, is_case_sensitive=is_case_sensitive) for source in sources]
    return ShortAnswer(literals, tuple(patterns), is_case_sensitive)


@pytest.mark.parametrize(
    ("written", "is_right"),
    [
        ("yield from", True),
        ("  Yield   FROM ", True),
        ("ｙｉｅｌｄ from", True),
        ("yieldfrom", False),
        ("a yield from b", False),
        ("", False),
    ],
)
def test_short_answer_folds_what_readers_type_differently(written: str, is_right: bool) -> None:
    assert short("yield from").grade((written,)) == Grade(1.0 if is_right else 0.0)


def test_short_answer_that_asks_for_case_keeps_it() -> None:
    assert not short("True", is_case_sensitive=True).grade(("true",)).is_right


def test_literal_answer_is_not_a_pattern() -> None:
    assert short("/users/").grade(("/users/",)).is_right
    assert not short("a.c").grade(("abc",)).is_right


def test_pattern_matches_the_whole_answer() -> None:
    kind = short("yield", pattern=r"yield\s+from")
    assert kind.grade(("yield   from",)).is_right
    assert not kind.grade(("yield from x",)).is_right


@given(st.text(max_size=300))
def test_any_text_can_be_graded(written: str) -> None:
    assert short("yield", pattern="a.*b").grade((written,)).score in {0.0, 1.0}


def test_short_answer_refuses_nothing_and_too_much() -> None:
    kind = short("x")
    assert kind.read_response({"text": ["  "]}) is None
    assert kind.read_response({"text": ["x" * (LONGEST_RESPONSE + 1)]}) is None
    assert kind.read_response({"text": [" x "]}) == ("x",)
