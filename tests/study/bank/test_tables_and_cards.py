"""Banks in tables, on cards and in pages: what comes back, and what is told of the rest."""

import pytest

from notes_site.study.bank.anki import Note, anki_text
from notes_site.study.bank.item import Losses
from notes_site.study.bank.reading.flashcards import read_anki, read_obsidian
from notes_site.study.bank.reading.mkdocs_quiz import read_mkdocs_quiz
from notes_site.study.bank.reading.shared import UnreadableError
from notes_site.study.bank.reading.table import read_table
from notes_site.study.bank.table import table_text
from notes_site.study.questions.exchanged import Chosen, Number, Spoken, Written
from tests.study.bank.exchanging import nine_items, plain, through_the_bank

Told = list[tuple[int, str]]


def refuse(line: int, said: str) -> None:
    raise AssertionError(f"{line}: {said}")


@pytest.mark.parametrize("kind", [kind for kind in nine_items() if kind != "open"])
def test_table_brings_every_kind_back_with_its_keys(kind: str) -> None:
    item = nine_items()[kind]
    (back,) = read_table(table_text([item], Losses()), refuse)
    assert plain(back.answer) == plain(item.answer)
    assert (back.title, back.text, back.why, back.hint) == (
        *(item.title, item.text, item.why, item.hint),
    )
    assert (back.id, back.see, back.difficulty, back.tags) == (
        *(item.id, item.see, item.difficulty, item.tags),
    )


def test_model_answer_and_rubric_come_back_from_a_table() -> None:
    item = nine_items()["open"]
    (back,) = read_table(table_text([item], Losses()), refuse)
    assert isinstance(back.answer, Spoken)
    assert isinstance(item.answer, Spoken)
    assert back.answer.model_answer == item.answer.model_answer
    assert back.answer.rubric == item.answer.rubric


def test_whole_table_reads_as_a_bank_again() -> None:
    items = tuple(nine_items().values())
    back = tuple(read_table(table_text(items, Losses()), refuse))
    assert [one.kind.name for one in through_the_bank(back)] == [one.kind for one in items]


def test_table_of_two_columns_is_enough() -> None:
    (item,) = read_table("Question,Answer\nWhich?,yield\n", refuse)
    assert (item.title, item.answer) == ("Which?", Written(("yield",)))


def test_formula_comes_back_as_it_was() -> None:
    text = table_text(list(read_table("question,answer\n'=1+1,'-2\n", refuse)), Losses())
    assert "'=1+1" in text
    (item,) = read_table(text, refuse)
    assert (item.title, item.answer) == ("=1+1", Written(("-2",)))


def test_table_with_a_tolerance_gives_a_range() -> None:
    (item,) = read_table("question,type,answer\nPi?,numeric,3 +- 0.5\n", refuse)
    assert isinstance(item.answer, Number)
    assert (str(item.answer.low), str(item.answer.high)) == ("2.5", "3.5")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", 'question,answer\n"open,x\n'])
def test_what_is_no_table_ends_in_one_line(text: str) -> None:
    with pytest.raises(UnreadableError):
        list(read_table(text, refuse))


def test_row_that_names_no_option_is_told_with_its_line() -> None:
    told: Told = []
    text = 'question,answer,option 1,option 2\n"Two\nlines?",1,a,b\nWhich?,7,a,b\n'
    items = list(read_table(text, lambda *said: told.append(said)))
    assert [(item.title, item.line) for item in items] == [("Two lines?", 2)]
    assert told == [(4, "`answer` names no option; write its number; left out")]


def test_cards_come_back_from_anki_with_their_tags() -> None:
    notes = [
        Note("g1", "Deck", "<p>Which <b>word</b>?</p>", "yield", ("python", "words")),
        Note("g2", "Deck", "Why?", "<p>Because of this, and that, and more.</p>", ()),
    ]
    short, long = read_anki(anki_text(notes), refuse)
    assert (short.title, short.answer, short.tags) == (
        *("Which **word**?", Written(("yield",)), ("python", "words")),
    )
    assert (long.title, long.answer) == ("Why?", Spoken("Because of this, and that, and more."))


def test_cloze_note_is_told_and_left_out() -> None:
    told: Told = []
    text = "#separator:tab\n{{c1::Rome}} is a city\tmore\nA?\tB\n"
    items = list(read_anki(text, lambda *said: told.append(said)))
    assert [(item.title, item.line) for item in items] == [("A?", 3)]
    assert told == [(2, "a note without front and back; left out")]


def test_lines_of_obsidian_are_cards_outside_of_code() -> None:
    told: Told = []
    text = "# Notes\n\nWhat is it? #city::Rome\n\n```\na::b\n```\nLong\n?\nAnswer\n"
    items = list(read_obsidian(text, lambda *said: told.append(said)))
    assert [(one.title, one.answer, one.tags, one.line) for one in items] == [
        ("What is it?", Written(("Rome",)), ("city",), 3)
    ]
    assert [line for line, _ in told] == [9]


def test_quiz_of_a_page_keeps_options_and_explanation() -> None:
    text = "Page.\n\n<quiz>\nWhich?\n- [x] this\n- [ ] that\n- [x] both\n\nSo it is.\n</quiz>\n"
    (item,) = read_mkdocs_quiz(text, refuse)
    assert isinstance(item.answer, Chosen)
    assert [one.is_right for one in item.answer.offers] == [True, False, True]
    assert (item.title, item.why, item.line) == ("Which?", "So it is.", 3)


def test_older_quiz_is_read_and_an_open_one_is_told() -> None:
    told: Told = []
    text = (
        "<?quiz?>\nquestion: Are you?\nanswer-correct: Yes\nanswer: No\ncontent:\nSure.\n"
        "<?/quiz?>\n<quiz>\nOpen\n"
    )
    (item,) = read_mkdocs_quiz(text, lambda *said: told.append(said))
    assert (item.title, item.why) == ("Are you?", "Sure.")
    assert told == [(8, "this quiz is never closed; write </quiz>")]
