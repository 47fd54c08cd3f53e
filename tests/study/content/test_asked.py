"""How often interviewers ask, whom, and in which words: what an author says, and what is wrong."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from notes_site.cli.check.running import prove, skip_all
from notes_site.cli.check.summary import describe, summarise
from notes_site.config import source_folders
from notes_site.study.authoring.advice import lint
from notes_site.study.content.library import Library, SectionRef
from notes_site.study.content.loading import load_library
from notes_site.study.content.sources import SourceFinder
from notes_site.study.rendering import Renderer
from notes_site.study.text.blocks import Fold, Prose
from tests.cli.author.authors import NothingPassed
from tests.course import CONTENT, read_course
from tests.study.banks import is_named, read_question

BANK = """\
### Yes?
<!-- id: yes; {meta}; see: t#s -->

- [x] True
- [ ] False

> **Why:** so it is.
"""
INTERVIEW = "01-first/interview.md"
SAMPLE = Path(__file__).parents[2] / "content"


@pytest.fixture
def load(content: Path) -> Callable[..., Library]:
    """Return what loads the sample after exchanging a text of one of its files."""

    def change(file: str, old: str, new: str) -> Library:
        text = (content / file).read_text()
        assert old in text
        (content / file).write_text(text.replace(old, new))
        return load_library(content).library

    return change


def test_section_and_question_say_how_often_they_are_asked(load: Callable[..., Library]) -> None:
    meta = "id: second-single; difficulty: 3"
    library = load("02-second/questions.md", meta, f"{meta}; asked: often")
    going_on = library.by_slug["second"].sections[0]
    assert (going_on.asked, going_on.is_essential) == ("always", True)
    asked = {question.id: question.asked for question in library.askable}
    assert asked.pop("second-single") == "often"
    assert {*asked.values()} == {"sometimes"}


@pytest.mark.parametrize("level", ["level: junior", "level: 1", "difficulty: junior"])
def test_level_is_another_word_for_a_difficulty(level: str) -> None:
    question, before = (read_question(BANK.format(meta=one)) for one in (level, "difficulty: 1"))
    assert (question.difficulty, question.level) == (1, "junior")
    assert question.content_hash == before.content_hash


def test_nobody_is_graded_again_because_a_question_is_asked_more_often() -> None:
    often, before = (
        read_question(BANK.format(meta=f"difficulty: {one}")) for one in ("2; asked: often", "1")
    )
    assert (often.content_hash, often.revision) == (before.content_hash, before.revision)


@pytest.mark.parametrize(
    ("meta", "words"),
    [
        ("difficulty: 1; asked: oftn", "asked: oftn says no frequency; did you mean often?"),
        ("difficulty: 1; asked: 3", "write always, often or sometimes"),
        ("difficulty: 1; askd: often", "askd is no key of a question"),
        ("level: hard", "hard is no level; write level: junior, middle or senior"),
        ("level: juniour", "juniour is no level; write level: junior"),
        ("level: junior; difficulty: 1", "level and difficulty say the same; keep the level"),
    ],
)
def test_slip_in_a_question_is_named_with_what_was_meant(meta: str, words: str) -> None:
    assert is_named(BANK.format(meta=meta), 2, words)


def test_questions_of_interviews_lead_to_sections_and_to_questions_of_the_bank() -> None:
    first, second, _ = load_library(SAMPLE).library.typical
    assert (first.text, first.level) == ("How do you *start*?", 1)
    assert (first.see, first.practise) == (SectionRef("first", "starting"), "first-true-false")
    assert (second.level, second.see.anchor, second.practise) == (3, "failing-well", "")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("- How", "How", "no question as it is asked; write - How does it work?"),
        ("level: junior; ", "", "no level that is known; write junior, middle or senior"),
        ("junior", "juniro", "no level that is known; did you mean junior?"),
        ("see: first#starting; ", "", "no section that answers it; write see: topic#section"),
        ("practise:", "practice:", "did you mean practise?"),
        ("#starting", "#startin", "see: first#startin is no section; first has #starting"),
        (
            "first-true",
            "first-tru",
            "first-tru-false is no question; did you mean first-true-false?",
        ),
    ],
)
def test_slip_in_what_interviewers_ask_is_named_at_its_line(
    content: Path, old: str, new: str, words: str
) -> None:
    file = content / INTERVIEW
    file.write_text(file.read_text().replace(old, new, 1))
    found = [one for one in load_library(content).errors if one.file == INTERVIEW]
    assert [one.line for one in found] == [1]
    assert words in found[0].message


def test_answer_of_its_own_stands_below_the_question_and_is_found_by_its_words() -> None:
    library = load_library(SAMPLE).library
    asked = library.typical[-1]
    assert (asked.text, asked.level, asked.practise) == (
        "What does `len` count?",
        2,
        "first-true-false",
    )
    assert asked.answer
    assert (asked.answer.anchor, asked.answer.searched) == (
        "what-does-len-count",
        ("length of a thing",),
    )
    assert asked.answer.blocks[0].text.startswith("\nThe *items* of a container")
    assert library.by_slug["first"].typical_by_section["starting"] == (library.typical[0], asked)


def test_code_of_an_answer_is_run_and_a_wrong_output_named_in_its_file(content: Path) -> None:
    file = content / INTERVIEW
    file.write_text(file.read_text().replace("\n4\n", "\n5\n"))
    proof = prove(load_library(content).library, NothingPassed())
    assert [(one.file, one.line) for one in proof.problems] == [(INTERVIEW, 9)]
    assert "this block prints '4'; the ```output says '5'" in str(
        proof.problems[0].message
    ).replace("['4']", "'4'")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("<!-- level: middle; see: first#starting", "<!-- see: first#starting", 5, "no level that"),
        ("<!-- level: middle", "level: middle", 4, "nothing is said of this question; write <!--"),
        ("searched:", "serched:", 5, "did you mean searched?"),
        ("see: first#starting; practise: first-true-false; s", "s", 5, "write see: topic#section"),
        ("The *items*", "### Items", 7, "no heading stands in an answer; a question is a ## line"),
        ("python run", "python", 9, "say how this block is proved"),
        ("python run", 'python title="len.py"', 9, "len.py is no file of an answer"),
        ("topic.md#failing-well", "topic.md#gone", 7, "first has no section #gone"),
        ("topic.md#failing-well", "interview.md#what", 7, "interview.md#what"),
        (
            "01-first/topic.md#failing-well",
            "02-second/interview.md",
            7,
            "second has no questions of",
        ),
        ("## What does `len` count?", "# What does `len` count?", 4, "sections are ## and ###"),
    ],
)
def test_slip_in_an_answer_is_named_at_its_line(
    content: Path, old: str, new: str, line: int, words: str
) -> None:
    file = content / INTERVIEW
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))
    found = [one for one in load_library(content).errors if one.file == INTERVIEW]
    assert any(one.line == line and words in one.message for one in found), found


def test_question_without_an_answer_below_it_is_named(content: Path) -> None:
    file = content / INTERVIEW
    file.write_text(file.read_text().partition("The *items*")[0])
    assert ["no answer; write it below" in one.message for one in load_library(content).errors]


def test_link_to_an_answers_file_leads_to_its_question(
    load: Callable[..., Library],
) -> None:
    to = "../01-first/interview.md#what-does-len-count"
    library = load("02-second/topic.md", "## Going on", f"[Counted]({to})\n\n## Going on")
    html = Renderer("/topics/").topic(library.by_slug["second"]).intro
    assert '<a href="/topics/first/questions#what-does-len-count"' in html


def test_short_way_leads_past_topics_without_essentials() -> None:
    library = load_library(SAMPLE).library
    first, second = library.topics
    assert library.essential_topics == (second,)
    assert library.neighbours(second) == (first, None)
    assert library.neighbours(second, is_short=True) == (None, None)
    assert second.essential_minutes == second.minutes


def test_what_an_author_folds_away_takes_none_of_a_topics_minutes() -> None:
    section = load_library(SAMPLE).library.topics[1].sections[0]
    rare = Prose("A word that hardly anybody asks for.", 1)
    ends = Fold("", 1, ends=True)
    folded = replace(section, blocks=(*section.blocks, Fold("Rare", 1), rare, ends))
    shown = replace(section, blocks=(*section.blocks, Fold("Rare", 1, is_open=True), rare, ends))
    after = replace(folded, blocks=(*folded.blocks, rare))
    assert folded.length == section.length
    assert shown.length == after.length == section.length + 7


def test_essentials_of_a_topic_that_take_over_eight_minutes_are_advised_against() -> None:
    library = load_library(SAMPLE).library
    long = replace(library.topics[1], minutes=9)
    found = lint(replace(library, topics=(long,)))
    said = "its essentials take 9 minutes; mark fewer sections asked: always or often"
    assert any(said in one.message for one in found)
    assert not any("its essentials take" in one.message for one in lint(library))


def test_check_counts_by_level_and_by_how_often() -> None:
    library = load_library(SAMPLE).library
    said = describe(summarise(library, skip_all(library), ()))
    assert "; by level junior: 5, middle: 3, senior: 2; asked sometimes: 10." in said
    assert "the essentials take 2 minutes; 3 questions as interviewers ask." in said


def test_essentials_of_the_course_take_about_two_hours() -> None:
    """As the site counts them: with the pieces of source that the other sections show."""
    course = load_library(CONTENT, SourceFinder(source_folders())).library
    assert 100 <= course.essential_minutes <= 140
    assert len(course.essential_topics) == len(course.topics)
    assert not any("its essentials take" in one.message for one in lint(course))


def test_course_lists_the_six_questions_of_the_notes_and_over_150_others() -> None:
    course = read_course()
    words = {one.text for one in course.typical}
    assert len(words) == len(course.typical) >= 156
    assert words >= {
        "How does Flask handle requests internally?",
        "Explain Flask vs Django.",
        "How would you structure a large Flask app?",
        "What is WSGI and why is it needed?",
        "How do you handle user sessions or cookies?",
        "What is the purpose of Blueprints?",
    }
    assert all(topic.typical for topic in course.topics)
