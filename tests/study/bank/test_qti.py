"""The QTI package: what is right earns all points, and everything has its name."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from notes_site.study.bank.item import Losses
from notes_site.study.bank.qti import FILE, qti_files
from tests.study.bank.exchanging import nine_items, said

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
KINDS = {
    "single": "multiple_choice_question",
    "multiple": "multiple_answers_question",
    "true-false": "true_false_question",
    "short-answer": "short_answer_question",
    "output": "short_answer_question",
    "numeric": "numerical_question",
    "matching": "matching_question",
    "open": "essay_question",
}


def item_of(kind: str) -> ElementTree.Element:
    files = qti_files([nine_items()[kind]], "Course", Losses(), lambda text: f"<p>{text}</p>")
    (item,) = ElementTree.fromstring(files[FILE]).iter(f"{QTI}item")
    return item


def texts(item: ElementTree.Element, tag: str) -> Iterator[str]:
    return (node.text or "" for node in item.iter(QTI + tag))


@pytest.mark.parametrize(("kind", "name"), KINDS.items())
def test_every_kind_but_an_order_has_its_name(kind: str, name: str) -> None:
    item = item_of(kind)
    assert list(texts(item, "fieldentry")) == [name]
    assert item.get("ident") == nine_items()[kind].id


def test_order_is_told_and_left_out() -> None:
    losses = Losses()
    files = qti_files([nine_items()["ordering"]], "Course", losses, str)
    assert "<item " not in files[FILE]
    assert "left out" in said(losses, "ordering")


def test_right_option_earns_all_points() -> None:
    item = item_of("single")
    labels = {
        node.get("ident"): "".join(texts(node, "mattext"))
        for node in item.iter(f"{QTI}response_label")
    }
    conditions = [
        one for one in item.iter(f"{QTI}respcondition") if one.find(f"{QTI}setvar") is not None
    ]
    (right,) = (labels[name] for one in conditions for name in texts(one, "varequal"))
    assert right == "<p>`start()`</p>"
    assert [one.findtext(f"{QTI}setvar") for one in conditions] == ["100"]


def test_what_is_not_right_must_stay_unticked() -> None:
    item = item_of("multiple")
    (held,) = item.iter(f"{QTI}and")
    assert list(texts(held, "varequal")) == ["option1", "option2", "option3"]
    assert [name for no in held.iter(f"{QTI}not") for name in texts(no, "varequal")] == ["option2"]


def test_number_is_right_between_its_ends() -> None:
    item = item_of("numeric")
    assert [*texts(item, "vargte"), *texts(item, "varlte")] == ["3", "3"]


def test_each_pair_earns_its_share() -> None:
    item = item_of("matching")
    assert list(texts(item, "setvar")) == ["50.00", "50.00"]
    assert len(list(item.iter(f"{QTI}response_label"))) == 2 * 3


def test_explanations_and_model_answers_are_feedback() -> None:
    told = "".join(texts(item_of("single"), "mattext"))
    assert "It returns at once" in told
    assert "names the version check" in "".join(texts(item_of("open"), "mattext"))
