"""Banks as others write them: what comes in, and what the author is told of the rest."""

import pytest

from notes_site.study.bank.item import BankItem
from notes_site.study.bank.questions_file import count_places, prepare, write_questions
from notes_site.study.bank.reading.gift import read_gift
from notes_site.study.bank.reading.moodle import read_moodle
from notes_site.study.bank.reading.shared import UnreadableError
from notes_site.study.content.parsing import parse_questions
from notes_site.study.questions.exchanged import Chosen, Number, Paired, Spoken, Written

Told = list[tuple[int, str]]


def gift(text: str) -> tuple[list[BankItem], Told]:
    told: Told = []
    return list(read_gift(text, lambda line, said: told.append((line, said)))), told


def moodle(question: str) -> tuple[list[BankItem], Told]:
    told: Told = []
    data = f"<quiz>\n{question}\n</quiz>".encode()
    return list(read_moodle(data, lambda line, said: told.append((line, said)))), told


def the_one(text: str) -> BankItem:
    (item,), told = gift(text)
    assert told == []
    return item


def test_options_with_feedback_keep_both() -> None:
    item = the_one("// a note\n::Colour:: What is between? {\n=yellow#right\n\n~red#no\n~blue\n}\n")
    assert isinstance(item.answer, Chosen)
    assert [(one.text, one.is_right, one.explanation) for one in item.answer.offers] == [
        ("yellow", True, "right"),
        ("red", False, "no"),
        ("blue", False, ""),
    ]
    assert (item.title, item.line) == ("What is between?", 2)


def test_shares_of_the_points_make_a_multiple_choice() -> None:
    item = the_one("Who? {~%50%Ada ~%50%Bob ~%-100%Eve}")
    assert isinstance(item.answer, Chosen)
    assert not item.answer.is_single
    assert [one.is_right for one in item.answer.offers] == [True, True, False]


def test_statement_numbers_pairs_and_essays_are_read() -> None:
    text = (
        "It is.{T#no it is#yes}\n\nPi?{#3.14:0.01}\n\nTen?{#1..10}\n\n"
        "Match.{=a -> 1 =b -> 2 = -> 3}\n\nSay.{####Like this.}\n"
    )
    items, told = gift(text)
    statement, number, ranged, pairs, spoken = (item.answer for item in items)
    assert told == []
    assert isinstance(statement, Chosen)
    assert [one.explanation for one in statement.offers] == ["yes", "no it is"]
    assert isinstance(number, Number)
    assert isinstance(ranged, Number)
    assert [str(end) for end in (number.low, number.high, ranged.low, ranged.high)] == [
        *("3.13", "3.15", "1", "10"),
    ]
    assert isinstance(pairs, Paired)
    assert (pairs.pairs, pairs.distractors) == ((("a", "1"), ("b", "2")), ("3",))
    assert spoken == Spoken("Like this.")


def test_word_left_out_stands_as_a_gap() -> None:
    assert the_one("Rome is in {=Italy =italia} today.").title == "Rome is in _____ today."


def test_star_that_stands_for_anything_becomes_a_pattern() -> None:
    assert the_one("Which? {=*yield*}").answer == Written(("yield",), (".*yield.*",))


def test_plain_text_does_not_turn_into_markup() -> None:
    item = the_one("What is __init__ in *this* <b>? {=x}")
    assert item.title == r"What is \_\_init\_\_ in \*this\* **?"
    plain = the_one("[plain]What is <b> and *? {=x}")
    assert plain.title == r"What is &lt;b> and \*?"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Just words.\n", 1, "without an answer"),
        ("\n\n::a:: Open {=x\n\n::b:: Next {=y}\n", 3, "no } closes"),
        ("Two {=a =b ~c}", 1, "each right alone"),
        ("Which {#=1:0 =2:0}", 1, "not one number"),
        ("Which {=a =%50%b}", 1, "a part of the points"),
        ('[html]<p>See <img src="x.png"></p> {=a}', 1, "a picture is lost"),
    ],
)
def test_what_cannot_be_carried_is_told_with_its_line(text: str, line: int, words: str) -> None:
    _, told = gift(text)
    assert any(at == line and words in said for at, said in told), told


def test_html_of_a_moodle_question_becomes_markdown() -> None:
    text = "&lt;p&gt;What &lt;b&gt;is&lt;/b&gt;:&lt;/p&gt;&lt;pre&gt;a = 1\nb = 2&lt;/pre&gt;"
    (item,), told = moodle(
        f'<question type="shortanswer"><questiontext format="html"><text>{text}</text>'
        '</questiontext><usecase>1</usecase><answer fraction="100"><text>x</text></answer>'
        "</question>"
    )
    assert (item.title, item.text) == ("What **is**:", "```text\na = 1\nb = 2\n```")
    assert item.answer == Written(("x",), (), is_case_sensitive=True)
    assert told == []


def test_type_that_is_not_known_here_is_told() -> None:
    assert moodle('<question type="cloze"></question>') == (
        [],
        [(2, "type 'cloze' can't be said here; left out")],
    )


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"<quiz>\n<question", 2, "no whole XML"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]>\n<quiz>&a;</quiz>', 1, "document type"),
        (b"<quiz>" + b"<a>" * 100_000, 1, "nested"),
        (b"<html></html>", 1, "no <quiz>"),
        (b"\x00\x01", 1, "no whole XML"),
        (b"", 1, "no whole XML"),
    ],
)
def test_hostile_or_cut_xml_ends_in_one_line(data: bytes, line: int, words: str) -> None:
    with pytest.raises(UnreadableError, match=words) as told:
        list(read_moodle(data, lambda _line, _said: None))
    assert told.value.line == line


HOSTILE = [
    "[markdown]Which?\\n\\n### Another\\n<!-- id\\: x -->{=a ~b}",
    "[markdown]Which?\\n\\n- [x] mine{=a ~b}",
    "[markdown]Which?\\n\\n```\\nopen{=a ~b}",
    "[markdown]Which?\\n\\n> **Why\\:** mine{=a ~b}",
    "[markdown]Which?{=a <!-- key\\: x --> ~b}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_would_be_read_as_something_else_is_left_out(text: str) -> None:
    items, _ = gift(text)
    told: Told = []
    assert prepare(items, (), lambda line, said: told.append((line, said))) == ()
    assert "left out" in told[0][1]


def test_every_empty_place_is_named_by_the_check() -> None:
    items, _ = gift("Which? {=a ~b}\n\nSay it. {}\n")
    kept = prepare(items, (), lambda _line, _said: None)
    named: Told = []
    parse_questions(write_questions(kept), "q.md", "t", lambda *said: named.append(said))
    assert len(named) == count_places(kept) == 9
    assert {said.partition(";")[0] for _, said in named} == {
        "no difficulty",
        "no section that teaches it",
        "no explanation",
        "this option has no explanation",
        "0 rubric lines",
        "no model answer",
    }


def test_ids_come_from_headings_and_are_never_the_same() -> None:
    items, _ = gift("What is Café? {=a ~b}\n\nWhat is Café? {=a ~b}\n\nΤι; {=a ~b}\n")
    kept = prepare(items, {"question"}, lambda _line, _said: None)
    assert [item.id for item in kept] == ["what-is-cafe", "what-is-cafe-2", "question-2"]
