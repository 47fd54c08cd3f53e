"""What the course must teach: each item of tests/course_list.toml has its section and questions.

`python -m tests.test_course_list` prints the list as a table.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from notes_site.study.content.library import Library, Question, SectionRef
from tests.course import CONTENT, read_course

LIST = Path(__file__).parent / "course_list.toml"
COUNTS = {"eight": 8, "ten": 10, "fifteen": 15, "twenty": 20}
CODE = re.compile("`([^`]+)`")


class Item(NamedTuple):
    """What is to be taught, in plain words, and where it is said to be."""

    chapter: str
    words: str
    sections: tuple[str, ...]
    questions: tuple[str, ...]


def read_list() -> list[Item]:
    chapters = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return [
        Item(
            chapter,
            words,
            tuple(one for one in places if "#" in one),
            tuple(one for one in places if "#" not in one),
        )
        for chapter, items in chapters.items()
        for words, places in items.items()
    ]


def find_faults(item: Item, library: Library) -> Iterator[str]:
    """Yield what an item claims that isn't so."""
    found = [library.find_section(SectionRef(*one.split("#"))) for one in item.sections]
    yield from (
        f"no section {one}" for one, place in zip(item.sections, found, strict=True) if not place
    )
    askable = {one.id for one in library.askable}
    yield from (f"no question {one}" for one in item.questions if one not in askable)
    if not (item.sections and item.questions):
        yield "a section and a question have to be named"
    sections = [place[1] for place in found if place]
    said = [part for one in sections for part in (one.title, *(block.text for block in one.blocks))]
    for code in CODE.findall(item.words):
        if not any(code in part for part in said):
            yield f"{code} isn't in its sections"
    least = COUNTS.get(item.words.split()[0], 1)
    if len(item.questions) < least:
        yield f"{len(item.questions)} questions, not {least}"


def test_each_item_of_the_list_is_taught_and_asked() -> None:
    library = read_course()
    faults = {item.words: [*find_faults(item, library)] for item in read_list()}
    assert {words: told for words, told in faults.items() if told} == {}


def test_missing_section_question_and_word_are_told() -> None:
    item = Item("c", "ten of `no such word`", ("routing#gone",), ("gone",))
    assert list(find_faults(item, read_course())) == [
        "no section routing#gone",
        "no question gone",
        "no such word isn't in its sections",
        "1 questions, not 10",
    ]


def test_what_is_counted_is_spoken_as_it_is_said_to_be() -> None:
    questions = read_course().questions
    counted = {item.words: item for item in read_list() if item.words.split()[0] in COUNTS}
    assert len(counted) == 5
    spoken = {words: [questions[one] for one in item.questions] for words, item in counted.items()}
    assert {one.kind.name for some in spoken.values() for one in some} == {"open"}
    assert {one.difficulty for one in spoken["twenty open questions of level 1"]} == {1}
    answers = [
        read_place(one) for one in spoken["eight complete model answers: API, data, scale, failure"]
    ]
    parts = ("**API.**", "**Data.**", "**Scale.**", "**Failure.**")
    assert [part for text in answers for part in parts if part not in text] == []


def read_place(question: Question) -> str:
    """Return what a bank says of a question, up to the next one."""
    lines = (CONTENT / question.path).read_text(encoding="utf-8").splitlines()[question.line - 1 :]
    return "\n".join(takewhile(lambda line: not line.startswith("### "), lines[1:]))


def print_table(items: Sequence[Item]) -> None:
    chapter = ""
    for item in items:
        if item.chapter != chapter:
            chapter = item.chapter
            print(f"\n## {chapter}\n\n| Item | Sections | Questions |\n|---|---|---|")
        print(f"| {item.words} | {', '.join(item.sections)} | {', '.join(item.questions)} |")


if __name__ == "__main__":
    print_table(read_list())
