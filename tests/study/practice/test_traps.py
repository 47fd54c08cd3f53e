"""Which wrong ideas keep catching a reader."""

from pathlib import Path

import pytest

from notes_site.study.content.library import Library
from notes_site.study.content.loading import load_library
from notes_site.study.practice.traps import Told, find_traps, traps_of
from notes_site.study.text.comments import text_key

LAST = (text_key("last"),)
WRONG = (text_key("wrong"),)
NO = (text_key("no"),)


@pytest.fixture
def library(content: Path) -> Library:
    """Return the sample content with a second question that offers the same wrong idea."""
    bank = content / "02-second/questions.md"
    text = bank.read_text().replace("<!-- key: no -->", "<!-- key: no; trap: wrongness -->")
    bank.write_text(text.replace("<!-- key: yes -->", "<!-- key: yes; trap: never-counted -->"))
    return load_library(content).library


def test_same_idea_is_counted_across_questions_and_named_from_the_third_time(
    library: Library,
) -> None:
    told = [Told("first-single", WRONG, 2)]
    assert find_traps(library, told) == ()
    (trap,) = find_traps(library, [*told, Told("second-single", NO, 1)])
    assert (trap.name, trap.times) == ("wrongness", 3)
    assert [one.id for one in trap.questions] == ["first-single", "second-single"]
    assert [section.anchor for _, section in trap.taught_in] == ["starting", "going-on"]


def test_worst_comes_first(library: Library, content: Path) -> None:
    bank = content / "01-first/questions.md"
    bank.write_text(bank.read_text().replace("key: last", "key: last; trap: a-second-idea"))
    more = load_library(content).library
    told = [Told("first-single", WRONG, 3), Told("first-single", LAST, 5)]
    traps = find_traps(more, told)
    assert [(trap.words, trap.times) for trap in traps] == [("A second idea", 5), ("Wrongness", 3)]


def test_idea_comes_with_the_options_that_were_chosen_for_it(library: Library) -> None:
    told = [
        Told("first-single", WRONG, 2),
        Told("first-single", WRONG, 1),
        Told("second-single", NO, 1),
    ]
    (trap,) = find_traps(library, told)
    assert [(fall.question.id, fall.option) for fall in trap.falls] == [
        ("first-single", library.questions["first-single"].kind.offered[WRONG[0]]),
        ("second-single", library.questions["second-single"].kind.offered[NO[0]]),
    ]


def test_right_options_and_unknown_answers_are_no_trap(library: Library) -> None:
    yes = (text_key("yes"),)
    assert traps_of(library.questions["second-single"], yes) == frozenset()
    assert find_traps(library, [Told("second-single", yes, 9), Told("gone", NO, 9)]) == ()
    assert find_traps(library, [Told("first-single", ("gone",), 9)]) == ()


def test_idea_counts_once_an_answer_though_two_options_carry_it(content: Path) -> None:
    bank = content / "01-first/questions.md"
    bank.write_text(bank.read_text().replace("key: last", "key: last; trap: wrongness"))
    library = load_library(content).library
    assert find_traps(library, [Told("first-single", (*WRONG, *LAST), 2)]) == ()
