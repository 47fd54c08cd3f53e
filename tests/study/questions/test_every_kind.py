"""What holds for every kind of question: grades, shuffling, and what is offered."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notes_site.study.content.library import Question
from notes_site.study.questions import KINDS
from notes_site.study.questions.kind import Kind
from tests.study.banks import forms, nine_kinds

every_kind = pytest.mark.parametrize(
    "question", nine_kinds(), ids=[one.kind.name for one in nine_kinds()]
)


def rewritten(kind: Any, draw: Any) -> Kind:
    """Return a question's kind as if its author had listed what it offers in another order."""
    if hasattr(kind, "choices") and hasattr(kind.choices, "options"):
        options = tuple(draw(st.permutations(kind.choices.options)))
        kind = replace(kind, choices=replace(kind.choices, options=options))
    for name in ("pairs", "rubric"):
        if hasattr(kind, name):
            kind = replace(kind, **{name: tuple(draw(st.permutations(getattr(kind, name))))})
    return kind  # type: ignore[no-any-return]


def test_every_kind_is_met() -> None:
    assert {one.kind.name for one in nine_kinds()} == set(KINDS)


@every_kind
@given(stored=st.lists(st.text(max_size=8), max_size=9), data=st.data())
def test_grade_is_between_0_and_1_whatever_was_stored(
    question: Question, stored: list[str], data: st.DataObject
) -> None:
    known = sorted(question.kind.offered)
    response = [*stored, *(data.draw(st.lists(st.sampled_from(known))) if known else ())]
    assert 0 <= question.kind.grade(tuple(response)).score <= 1


@every_kind
@given(data=st.data())
def test_grade_of_what_a_form_says_is_between_0_and_1(
    question: Question, data: st.DataObject
) -> None:
    response = question.kind.read_response(data.draw(forms(question.kind)))
    assume(response is not None)
    assert response is not None
    assert 0 <= question.kind.grade(response).score <= 1
    if not question.kind.is_self_graded or response[1:]:
        assert question.kind.can_read(response)


@every_kind
@given(data=st.data())
def test_grade_depends_neither_on_the_order_shown_nor_on_the_order_written(
    question: Question, data: st.DataObject
) -> None:
    kind = question.kind
    form = data.draw(forms(kind))
    fields = data.draw(st.permutations(list(form.items())))
    shuffled = {name: data.draw(st.permutations(list(values))) for name, values in fields}
    other = rewritten(kind, data.draw)
    response = kind.read_response(form)
    assert kind.read_response(shuffled) == response
    assert set(other.read_response(form) or ()) == set(response or ())
    if response is not None:
        assert other.grade(response) == kind.grade(response)
        assert other.offered == kind.offered


@every_kind
@given(one=st.text(), other=st.text())
def test_every_seed_shows_the_same_things(question: Question, one: str, other: str) -> None:
    kind: Any = question.kind
    shown = getattr(kind, "in_order", None) or getattr(
        getattr(kind, "choices", None), "in_order", None
    )
    if shown is None:
        return
    assert shown(one) == shown(one)
    keys = {item.key for item in shown(one)}
    assert keys == {item.key for item in shown(other)}
    assert keys <= kind.offered.keys()
