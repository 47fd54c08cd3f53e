"""What goes out and comes back in has the same keys, for all that the format can say."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.bank.gift import gift_text
from notes_site.study.bank.item import BankItem, Losses
from notes_site.study.bank.moodle import moodle_text
from notes_site.study.bank.reading.gift import read_gift
from notes_site.study.bank.reading.moodle import read_moodle
from notes_site.study.questions.exchanged import Chosen, Offered, Paired, Written
from notes_site.study.text.formulas import find_formulas
from tests.study.bank.exchanging import items_of, nine_items, plain, said, through_the_bank

Around = Callable[[tuple[BankItem, ...], Losses], tuple[BankItem, ...]]


def report(line: int, what: str) -> None:
    raise AssertionError(f"{line}: {what}")


def through_gift(items: tuple[BankItem, ...], losses: Losses) -> tuple[BankItem, ...]:
    return tuple(read_gift(gift_text(items, "Course", losses), report))


def through_moodle(items: tuple[BankItem, ...], losses: Losses) -> tuple[BankItem, ...]:
    return tuple(read_moodle(moodle_text(items, "Course", losses).encode(), report))


WAYS = [through_gift, through_moodle]
LOST = {
    "short-answer": "patterns (re:) are lost",
    "matching": "the headings of the two columns are lost",
    "output": "becomes a short answer",
    "multiple": "trap",
    "single": "trap",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["single", "multiple", "true-false", "numeric", "open"])
def test_question_comes_back_with_its_keys_words_id_and_tags(way: Around, kind: str) -> None:
    item = nine_items()[kind]
    (back,) = way((item,), Losses())
    assert plain(back.answer) == plain(item.answer)
    assert (back.title, back.text, back.why) == (item.title, item.text, item.why)
    assert (back.id, back.tags) == (item.id, item.tags)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", LOST)
def test_what_the_target_cannot_say_is_told_with_its_kind(way: Around, kind: str) -> None:
    losses = Losses()
    way(tuple(nine_items().values()), losses)
    assert LOST[kind] in said(losses, kind)


@pytest.mark.parametrize("way", WAYS)
def test_literal_answers_and_pairs_come_back(way: Around) -> None:
    written, paired = (nine_items()[kind] for kind in ("short-answer", "matching"))
    words, pairs = (one.answer for one in way((written, paired), Losses()))
    assert words == Written(("yield",))
    assert isinstance(pairs, Paired)
    assert isinstance(paired.answer, Paired)
    assert (pairs.pairs, pairs.distractors) == (paired.answer.pairs, paired.answer.distractors)


@pytest.mark.parametrize("way", WAYS)
def test_star_of_a_literal_answer_stays_a_star(way: Around) -> None:
    item = replace(nine_items()["short-answer"], answer=Written(("a*b", "**kwargs")))
    assert [one.answer for one in way((item,), Losses())] == [item.answer]


def test_order_comes_back_from_moodle_and_is_left_out_of_gift() -> None:
    item, losses = nine_items()["ordering"], Losses()
    assert through_gift((item,), losses) == ()
    assert "left out" in said(losses, "ordering")
    assert [one.answer for one in through_moodle((item,), losses)] == [item.answer]


@pytest.mark.parametrize("way", WAYS)
def test_bank_that_came_back_grades_as_the_first_one(way: Around) -> None:
    kinds = ("single", "multiple", "true-false", "numeric", "matching", "open")
    items = tuple(nine_items()[kind] for kind in kinds)
    for before, after in zip(items, through_the_bank(way(items, Losses())), strict=True):
        assert after.kind.name == before.kind
        assert after.id == before.id
    again = items_of(through_the_bank(way(items, Losses())))
    rows = [plain(one.answer) for one in again if one.kind != "matching"]
    assert rows == [plain(one.answer) for one in items if one.kind != "matching"]


LINE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Zs", "Co"]) | st.just(" "),
    min_size=1,
    max_size=30,
).map(str.strip)


def has_no_formula(text: str) -> bool:
    """Whether it means the same to other programs; formulas are told of in test_formulas.py."""
    return not any(find_formulas(text))


TEXT = LINE.filter(has_no_formula)


@pytest.mark.parametrize("way", WAYS)
@given(texts=st.lists(TEXT.filter(bool), min_size=2, max_size=5, unique=True), data=st.data())
def test_whatever_options_say_they_and_their_keys_come_back(
    way: Around, texts: list[str], data: st.DataObject
) -> None:
    right = data.draw(st.integers(0, len(texts) - 1))
    whys = data.draw(st.lists(TEXT, min_size=len(texts), max_size=len(texts)))
    offers = (Offered(text, at == right, whys[at]) for at, text in enumerate(texts))
    item = BankItem("Which?", Chosen(tuple(offers), is_single=True), id="one", kind="single")
    (back,) = way((item,), Losses())
    assert back.answer == item.answer


@pytest.mark.parametrize("way", WAYS)
@given(text=st.lists(LINE, max_size=6).map("\n".join).filter(has_no_formula))
def test_whatever_the_text_says_comes_back(way: Around, text: str) -> None:
    item = replace(nine_items()["numeric"], text=text.strip())
    (back,) = way((item,), Losses())
    assert back.asked == item.asked
