"""What the pages rely on for every kind: forms are filled in again, and timed ones take time."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notes_site.study.content.library import Question
from notes_site.study.questions import KINDS, is_answer_field
from notes_site.study.questions.kind import Kind
from tests.study.banks import forms, nine_kinds

every_kind = pytest.mark.parametrize(
    "question", nine_kinds(), ids=[one.kind.name for one in nine_kinds()]
)


@every_kind
@given(data=st.data())
def test_form_filled_with_a_response_is_read_as_that_response(
    question: Question, data: st.DataObject
) -> None:
    kind = question.kind
    response = kind.read_response(data.draw(forms(kind)))
    assume(response is not None)
    assert response is not None
    form = kind.fill_form(response)
    assert kind.read_response(form) == response
    assert all(map(is_answer_field, form))


@every_kind
def test_kind_that_timed_quizzes_ask_says_how_long_it_takes(question: Question) -> None:
    kind = question.kind
    assert (kind.seconds_needed > 0) == (kind.is_examined or kind.is_spoken)


@pytest.mark.parametrize(
    "name", ["", "-", "choice-1", "text-", "place-", "place-a b", "csrf_token"]
)
def test_other_fields_are_part_of_no_answer(name: str) -> None:
    assert not is_answer_field(name)


def test_nothing_is_declared_that_no_kind_would_change() -> None:
    """Each part of Kind is another in at least one kind: a default for all is no difference."""
    parts = {name for name in vars(Kind) if not name.startswith("_")}
    changed = {
        name
        for kind in KINDS.values()
        for base in kind.__mro__
        for name in vars(base)
        if base is not Kind
    }
    assert parts - changed == {"refuse_rest"}
