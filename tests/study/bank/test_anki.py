"""Cards for Anki: its text format, and what its own importer is told in the header."""

import csv

from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.bank.anki import HEADER, Note, anki_text, deck_name, note_guid

FIELD = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


def rows(text: str) -> list[list[str]]:
    """Read the notes as a program does that was told of tabs."""
    *header, body = text.split("\n", len(HEADER))
    assert tuple(header) == HEADER
    return list(csv.reader(iter(body.splitlines(keepends=True)), delimiter="\t"))


def test_note_has_its_guid_deck_sides_and_tags_in_the_columns_of_the_header() -> None:
    note = Note("a1b2", "Notes::Routing", "<p>Which?</p>", "<pre>one\ntwo</pre>", ("urls", "http"))
    assert anki_text([note]).startswith("#separator:tab\n#html:true\n")
    assert rows(anki_text([note])) == [
        ["a1b2", "Notes::Routing", "<p>Which?</p>", "<pre>one\ntwo</pre>", "urls http"]
    ]


@given(front=FIELD, back=FIELD)
def test_whatever_a_question_says_stays_in_its_field(front: str, back: str) -> None:
    text = anki_text([Note("g", "d", front, back, ()), Note("h", "d", "#", '"', ())])
    body = text.split("\n", len(HEADER))[-1]
    found = list(csv.reader(_lines(body), delimiter="\t"))
    assert [row[2:4] for row in found] == [[front, back], ["#", '"']]


def _lines(body: str) -> list[str]:
    """Split at line feeds alone, which Anki does, too."""
    return [line + "\n" for line in body.split("\n")[:-1]]


def test_tag_of_two_words_stays_one_tag() -> None:
    assert rows(anki_text([Note("g", "d", "f", "b", ("status codes", "http"))]))[0][4] == (
        "status_codes http"
    )


def test_no_line_of_a_note_is_a_comment() -> None:
    (line,) = anki_text([Note("g", "#deck", "#front", "#back", ())]).splitlines()[len(HEADER) :]
    assert not line.startswith("#")


def test_guid_is_another_for_another_site_course_or_question_and_stays_the_same() -> None:
    names = [("a", "b", "c"), ("x", "b", "c"), ("a", "x", "c"), ("a", "b", "x"), ("ab", "", "c")]
    assert len({note_guid(*name) for name in names}) == len(names)
    assert note_guid("a", "b", "c") == note_guid("a", "b", "c")


def test_colons_of_a_title_make_no_deck_inside_another() -> None:
    assert deck_name("std::move", "Values") == "std:move::Values"
