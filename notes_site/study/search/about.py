"""What each place is about: how much every word says it, so that a mention elsewhere counts less.

A heading, a name of the glossary, the topic and the section around it, the questions that the
place answers and what people type who look for it tell more of it than its text, which mentions
many things.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from notes_site.study.content.library import Library, Section, SectionRef, Topic
from notes_site.study.rendering import plain_text
from notes_site.study.search.searched import asked_ref
from notes_site.study.search.words import Language
from notes_site.study.text.blocks import Prose
from notes_site.study.text.tables import split_tables

LINE_MARKS = str.maketrans("", "", "`*")
WEIGHTS = {
    "heading": 1.0,
    "names": 1.0,
    "topic": 0.2,
    "tags": 0.3,
    "asked": 0.35,
    "searched": 0.35,
    "defined": 0.4,
    "first": 0.15,
    "cells": 0.15,
}
MOST_COUNTED = 3
"""How often a word counts that several questions, or phrases that people type, have."""
LIFT, MOST_ASKED = 0.2, 8
"""A place that many questions lead to was worth asking about."""
DESCRIBED = f"""
CREATE VIRTUAL TABLE temp.described USING fts5(
    {", ".join(WEIGHTS)}, tokenize = "{{}}");
CREATE VIRTUAL TABLE temp.said USING fts5vocab(temp, described, instance);
CREATE TABLE temp.asked(place INTEGER PRIMARY KEY, lift REAL);
"""
ABOUT = f"""
DROP TABLE IF EXISTS about;
CREATE TABLE about(stem TEXT, weight REAL, place INT, PRIMARY KEY (stem, weight DESC, place))
    WITHOUT ROWID;
INSERT INTO about
    SELECT stem, round(lift * summed, 3), place
    FROM (
        SELECT term AS stem, doc AS place, sum(min(count, {MOST_COUNTED}) * CASE col
            {" ".join(f"WHEN '{name}' THEN {weight}" for name, weight in WEIGHTS.items())} END
            ) AS summed
        FROM (SELECT term, doc, col, CASE WHEN col IN ('tags', 'asked', 'searched')
            THEN count(*) ELSE 1 END AS count FROM said GROUP BY term, doc, col)
        GROUP BY term, doc)
    JOIN temp.asked USING (place);
DROP TABLE temp.said;
DROP TABLE temp.described;
DROP TABLE temp.asked;
"""  # noqa: S608 - constants
INSERT = f"INSERT INTO temp.described(rowid, {', '.join(WEIGHTS)}) VALUES (?{', ?' * len(WEIGHTS)})"  # noqa: S608


def update_about(connection: Any, library: Library, language: Language) -> None:
    """Say anew what every place is about: a topic's questions may lead into another's sections."""
    connection.executescript(DESCRIBED.format(language.tokenizer))
    numbers = {
        SectionRef(slug, anchor): number
        for number, slug, anchor in connection.execute("SELECT rowid, slug, anchor FROM place")
    }
    for ref, words, count in _describe(library):
        connection.execute(INSERT, (numbers[ref], *map(language.prepare, words)))
        lift = 1 + LIFT * math.log1p(min(count, MOST_ASKED))
        connection.execute("INSERT INTO temp.asked VALUES (?, ?)", (numbers[ref], lift))
    connection.commit()
    connection.executescript(ABOUT)


def _describe(library: Library) -> Iterator[tuple[SectionRef, tuple[str, ...], int]]:
    """Yield each place with its words, as WEIGHTS has them, and how many questions lead there."""
    names: dict[SectionRef, list[str]] = defaultdict(list)
    defined: dict[SectionRef, list[str]] = defaultdict(list)
    for term in library.glossary:
        if term.see:
            names[term.see] += [term.name, *term.also]
            defined[term.see].append(term.text)
    for topic in library.topics:
        yield SectionRef(topic.slug, ""), _describe_topic(topic), len(topic.askable)
        for section in topic.sections:
            ref = SectionRef(topic.slug, section.anchor)
            asked = library.questions_by_section.get(ref, ())
            lists = (
                names[ref],
                [topic.title],
                [tag for one in asked for tag in one.tags],
                [one.title for one in asked],
                section.searched,
                defined[ref],
                *_said_first(section),
            )
            words = (section.title, *("\n".join(one) for one in lists))
            yield ref, tuple(bare(one) for one in words), len(asked)
        for one, answer in topic.answered:
            yield asked_ref(topic, one, answer), _describe_answer(topic, answer), 0


def _describe_topic(topic: Topic) -> tuple[str, ...]:
    sheet = " ".join(section.title for section in topic.cheat_sheet)
    told, searched = bare(f"{topic.summary} {sheet}"), "\n".join(topic.searched)
    return bare(topic.title), "", told, "", "", searched, "", "", ""


def _describe_answer(topic: Topic, answer: Section) -> tuple[str, ...]:
    nothing: tuple[str, ...] = ()
    told = nothing, (topic.title,), nothing, nothing, answer.searched, nothing
    lists = (*told, *_said_first(answer))
    return tuple(bare(one) for one in (answer.title, *("\n".join(one) for one in lists)))


def _said_first(section: Section) -> tuple[list[str], list[str]]:
    """Return a section's first paragraph, and what its tables name first in each row."""
    tables, texts = split_tables([one for one in section.blocks if isinstance(one, Prose)])
    paragraphs = [Prose(one.text.split("\n\n")[0], one.line) for one in texts[:1]]
    return [plain_text(paragraphs)], [row.cells[0] for table in tables for row in table[1:]]


def bare(line: str) -> str:
    return line.translate(LINE_MARKS)
