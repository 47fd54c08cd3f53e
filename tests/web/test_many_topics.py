"""A large library: the list beside a topic leads on, and stays as short as its own group."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from selectolax.lexbor import LexborNode

from notes_site.study.content.library import MOST_BESIDE, Library
from notes_site.study.content.loading import load_library
from tests.conftest import Person
from tests.pages import parse, section
from tests.web.histories import practise_for_weeks

TOPIC = """---
title: Topic {number}
summary: The topic of that number.
group: Group {group}
minutes: 1
---

## Here

Words.
"""
QUESTION = """### Is this number {number}?
<!-- id: many-{number}; difficulty: 1; see: many-{number}#here -->

- [x] It is
    > It says so.
- [ ] It is not
    > Look again.

> **Why:** every topic has one.
"""
LINK = re.compile(r'<a [^>]*href="([^"]+)"')


def write_topics(content: Path, many: int, a_group: int) -> None:
    for number in range(1, many + 1):
        folder = content / f"{number + 10:03}-many-{number}"
        folder.mkdir()
        group = (number - 1) // a_group
        (folder / "topic.md").write_text(TOPIC.format(number=number, group=group))
        (folder / "questions.md").write_text(QUESTION.format(number=number))


def links_beside(person: Person, path: str) -> list[str]:
    """Return where the list of topics leads, as wide windows show it."""
    found = re.search(r'<nav class="reading-topics".*?</ul>\s*</div>', person.page(path), re.DOTALL)
    assert found
    return LINK.findall(found[0])


@pytest.fixture
def content(content: Path) -> Path:
    """Return the sample content with 60 topics more, ten in a group."""
    write_topics(content, 60, 10)
    return content


def test_topic_names_its_own_group_and_leads_to_the_others(visitor: Person) -> None:
    assert links_beside(visitor, "/topics/many-25") == [
        *("/#group-1", "/#group-2", "/#group-3"),
        *(f"/topics/many-{number}" for number in range(21, 31)),
        *("/#group-5", "/#group-6", "/#group-7"),
    ]


def test_every_group_is_where_its_link_leads(visitor: Person) -> None:
    home = visitor.page("/")
    for link in links_beside(visitor, "/topics/first"):
        if link.startswith("/#"):
            place = int(link.removeprefix("/#group-"))
            assert f'<h2 id="group-{place}" class="group-title">Group {place - 2}</h2>' in home


def test_reader_sees_the_same_list(ada: Person, visitor: Person) -> None:
    assert links_beside(ada, "/topics/many-1") == links_beside(visitor, "/topics/many-1")


def test_small_library_names_every_topic(content: Path) -> None:
    library = load_library(content).library
    small = replace(library, topics=library.topics[:MOST_BESIDE])
    named = {one.slug for group in small.groups_beside(small.topics[0]) for one in group.topics}
    assert named == small.by_slug.keys()


@pytest.mark.parametrize("a_group", [1, 62])
@pytest.mark.parametrize("at", [0, 30, 61])
def test_list_never_grows_with_the_library(content: Path, a_group: int, at: int) -> None:
    library = load_library(content).library
    topics = tuple(
        replace(topic, group=str(place // a_group)) for place, topic in enumerate(library.topics)
    )
    groups = Library("", "", "en", (), topics).groups_beside(topics[at])
    named = [topic for group in groups for topic in group.topics]
    assert len(groups) <= MOST_BESIDE
    assert len(named) <= MOST_BESIDE
    assert topics[at] in named


def test_progress_shows_the_figures_of_groups_and_folds_those_of_topics(
    app: Flask, ada: Person
) -> None:
    practise_for_weeks(app, interview_in=10)
    known = section(ada.page("/progress"), "by-topic")
    groups, topics = parse(known).css("table")
    assert len(groups.css("tbody tr")) == 7
    assert len(topics.css("tbody tr")) == 62
    fold = topics.parent
    assert fold
    assert fold.tag == "details"
    shown = {line[0]: line[1:] for line in map(cells_of, groups.css("tbody tr"))}
    basics = cells_of(topics.css("tbody tr")[0])
    assert shown["Basics"] == ["3/ of 10", "0", *basics[3:]]
    assert shown["Group 3"] == ["0/ of 10", "0", "–", "–"]


def cells_of(row: LexborNode) -> list[str]:
    return [" ".join(cell.text().split()) for cell in row.css("th, td")]
