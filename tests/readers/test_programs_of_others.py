"""What we export is read by programs that know nothing of us: every question of the course.

Each program is started once for all tests of a file.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from notes_site.study.bank.anki import anki_text
from notes_site.study.bank.cards import notes_of, render
from notes_site.study.bank.gift import gift_text
from notes_site.study.bank.item import BankItem, Losses, read_items
from notes_site.study.bank.qti import qti_files
from notes_site.study.questions.exchanged import (
    Chosen,
    Number,
    Ordered,
    Paired,
    Printed,
    Spoken,
    Written,
)
from notes_site.study.rendering import Renderer
from tests.course import read_course
from tests.readers.programs import ask_gift_parser, ask_python

RENDERER = Renderer("/topics/")
LEFT_OVER = re.compile(r"&&(\d{3});")
Parsed = dict[str, Any]


@pytest.fixture(scope="module")
def items() -> tuple[BankItem, ...]:
    return read_items(read_course(), Losses())


def one_line_answers(items: tuple[BankItem, ...]) -> Iterator[BankItem]:
    """Yield what GIFT and QTI can say: no order, and no output of several lines."""
    for item in items:
        is_long = isinstance(item.answer, Printed) and "\n" in item.answer.text
        if not is_long and not isinstance(item.answer, Ordered):
            yield item


@pytest.fixture(scope="module")
def in_anki(items: tuple[BankItem, ...], tmp_path_factory: pytest.TempPathFactory) -> Parsed:
    """Return what Anki says after all cards were imported twice, and once more with a new word."""
    folder = tmp_path_factory.mktemp("anki")
    notes = list(notes_of(items, "Site", "Course", RENDERER))
    bank, newer = folder / "bank.txt", folder / "newer.txt"
    bank.write_text(anki_text(notes), encoding="utf-8")
    newer.write_text(anki_text(notes).replace("<p>", "<p>Now: ", 1), encoding="utf-8")
    found: Parsed = ask_python("in_anki.py", bank, bank, newer)
    return found


def test_anki_imports_a_note_a_question_and_none_the_second_time(
    items: tuple[BankItem, ...], in_anki: Parsed
) -> None:
    first, again, newer = in_anki["logs"]
    assert first == {"new": len(items)}
    assert again == {"duplicate": len(items)}
    assert newer == {"updated": 1, "duplicate": len(items) - 1}
    assert len(in_anki["notes"]) == len(items)
    assert in_anki["german"] == {"new": len(items)}


def test_cards_have_their_deck_tags_and_both_sides_in_anki(
    items: tuple[BankItem, ...], in_anki: Parsed
) -> None:
    for note, item in zip(notes_of(items, "Site", "Course", RENDERER), items, strict=True):
        decks, tags, (front, back) = in_anki["notes"][note.guid]
        assert decks == [f"Course::{item.topic}"]
        assert set(tags) == set(item.tags)
        assert (front.replace("Now: ", ""), back) == (note.front_html, note.back_html)


@pytest.fixture(scope="module")
def in_gift(items: tuple[BankItem, ...], tmp_path_factory: pytest.TempPathFactory) -> list[Parsed]:
    file = tmp_path_factory.mktemp("gift") / "bank.gift"
    file.write_text(gift_text(items, "Course", Losses()), encoding="utf-8")
    found: list[Parsed] = ask_gift_parser(file)
    return found


def test_gift_parser_finds_every_question_in_the_category_of_its_topic(
    items: tuple[BankItem, ...], in_gift: list[Parsed]
) -> None:
    sayable = list(one_line_answers(items))
    questions = [one for one in in_gift if one["type"] != "Category"]
    assert [one["id"] for one in questions] == [item.id for item in sayable]
    assert [one["stem"]["text"] for one in questions] == [item.asked for item in sayable]
    assert [one["tags"] for one in questions] == [list(item.tags) for item in sayable]
    topics = dict.fromkeys(item.topic.replace("/", "//") for item in sayable)
    categories = [one["title"] for one in in_gift if one["type"] == "Category"]
    assert categories == [f"top/Course/{topic}" for topic in topics]


def test_gift_parser_finds_the_same_keys(
    items: tuple[BankItem, ...], in_gift: list[Parsed]
) -> None:
    parsed = {one["id"]: one for one in in_gift if one["type"] != "Category"}
    for item in one_line_answers(items):
        assert key_in_gift(parsed[item.id]) == key_of(item), item.id


def key_of(item: BankItem) -> object:
    match item.answer:
        case Chosen(offers) as answer if answer.is_statement:
            return next(one.text for one in offers if one.is_right) == "True"
        case Chosen(offers):
            return [(one.text, one.is_right, one.explanation) for one in offers]
        case Written(literals):
            return [literal.replace("*", "\\*") for literal in literals]
        case Printed(text):
            return [text.replace("*", "\\*")]
        case Number(low, high):
            return low, high
        case Paired(_, pairs, distractors):
            return [*pairs, *(("", text) for text in distractors)]
    return None


def key_in_gift(one: Parsed) -> object:
    choices = one.get("choices")
    match one["type"]:
        case "TF":
            return one["isTrue"]
        case "MC":
            return [
                (choice["text"]["text"], is_right(choice), (choice["feedback"] or {})["text"])
                for choice in one["choices"]
            ]
        case "Short":
            return [choice["text"]["text"] for choice in one["choices"]]
        case "Numerical" if choices:
            middle, room = Decimal(str(choices["number"])), Decimal(str(choices["range"]))
            return middle - room, middle + room
        case "Matching":
            return [
                (pair["subquestion"]["text"], unescaped(pair["subanswer"]))
                for pair in one["matchPairs"]
            ]
    return None


def unescaped(text: str) -> str:
    """Undo what that parser leaves of escapes on the right side of a pair, and nowhere else."""
    return LEFT_OVER.sub(lambda found: chr(int(found[1])), text)


def is_right(choice: Parsed) -> bool:
    """Of several right options each has a weight, and a wrong one takes as much away."""
    weight = choice["weight"]
    return bool(choice["isCorrect"] if weight is None else weight > 0)


@pytest.fixture(scope="module")
def in_qti(items: tuple[BankItem, ...], tmp_path_factory: pytest.TempPathFactory) -> Parsed:
    file = tmp_path_factory.mktemp("qti") / "bank.zip"
    with zipfile.ZipFile(file, "w") as package:
        for name, text in qti_files(items, "Course", Losses(), as_html).items():
            package.writestr(name, text)
    found: Parsed = ask_python("in_qti.py", file)
    return found


def as_html(text: str) -> str:
    return render(text, RENDERER)


def test_qti_reader_finds_every_question_of_its_kind_with_what_is_offered(
    items: tuple[BankItem, ...], in_qti: Parsed
) -> None:
    sayable = list(one_line_answers(items))
    assert list(in_qti) == [item.id for item in sayable]
    assert len(Counter(kind for kind, *_ in in_qti.values())) == 7
    for item in sayable:
        kind, stem, offered, _ = in_qti[item.id]
        assert stem == as_html(item.asked).strip()
        if isinstance(item.answer, Chosen):
            assert [as_html(one.text) for one in item.answer.offers] == offered
        assert (kind == "essay_question") == isinstance(item.answer, Spoken)


def test_qti_reader_finds_the_same_words_to_write(
    items: tuple[BankItem, ...], in_qti: Parsed
) -> None:
    """Of options it takes those with an explanation for right ones, whoever wrote the package."""
    for item in items:
        if isinstance(item.answer, Written):
            assert in_qti[item.id][3] == sorted({*item.answer.literals}), item.id
