"""Edits never hurt: whatever authors and readers do in turn, cards say what the answers say."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from notes_site.store.corrections.regrading import regrade_answers
from notes_site.store.corrections.renames import apply_renames
from notes_site.store.database import db
from notes_site.store.models import Answer
from notes_site.store.people.users import add_user
from notes_site.store.practice.answers import NewAnswer, record_answer, void_answer
from notes_site.store.practice.cards import rebuild_cards
from notes_site.store.practice.days import find_days
from notes_site.store.practice.memory import find_memory
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.content.library import Question
from notes_site.study.memory.renames import declared_pairs
from notes_site.study.memory.scheduling import Review
from tests.store.answers import NOW
from tests.study.banks import read_question

LIMITS = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
BANK = """### {title}
<!-- id: {id}; rev: {rev}; difficulty: 1; see: t#s{was} -->

{options}

> **Why:** so.
"""
KEYS = ("aaaaaaaa", "bbbbbbbb", "cccccccc")
names = count()


@dataclass(frozen=True)
class Written:
    """A question as its author has it now."""

    id: str
    right: str = KEYS[0]
    rev: int = 1
    was: tuple[str, ...] = ()
    title: str = "Which?"
    order: tuple[str, ...] = KEYS

    def read(self) -> Question:
        options = "\n".join(
            f"- [{'x' if key == self.right else ' '}] option {key} <!-- key: {key} -->\n    > So."
            for key in self.order
        )
        was = f"; was: {', '.join(self.was)}" if self.was else ""
        text = BANK.format(title=self.title, id=self.id, rev=self.rev, was=was, options=options)
        return read_question(text)


@dataclass
class Story:
    """A reader, the days going by, and the questions as they are edited meanwhile."""

    reader: int
    questions: list[Written]
    day: date = date(2026, 3, 1)
    given_in: list[int] = field(default_factory=list)

    def read(self) -> list[Question]:
        return [one.read() for one in self.questions]

    def take_in(self) -> int:
        """Do what a start does with the content."""
        found = self.read()
        apply_renames(declared_pairs(found), {one.id for one in found})
        return regrade_answers(found, NOW)

    def answer(self, at: int, key: str) -> None:
        asked = self.questions[at].read()
        quiz_id = add_quiz(self.reader, "seed", [asked.id], NOW)
        grade = asked.kind.grade((key,))
        review = Review(self.day, grade.score, None, False, asked.revision)
        record_answer(
            self.reader,
            NewAnswer(quiz_id, 1, asked.id, asked.content_hash, (key,), grade, review),
            NOW + timedelta(seconds=len(self.given_in)),
        )
        self.given_in.append(quiz_id)

    def undo(self) -> None:
        if self.given_in:
            assert void_answer(self.reader, self.given_in.pop(), 1, NOW)

    def edit(self, at: int, **changes: Any) -> None:
        self.questions[at] = replace(self.questions[at], **changes)
        self.take_in()

    def rename(self, at: int) -> None:
        old = self.questions[at]
        self.edit(at, id=f"{old.id}x", was=(*old.was, old.id))

    def rename_back(self, at: int) -> None:
        old = self.questions[at]
        if old.was:
            self.edit(at, id=old.was[-1], was=old.was[:-1])

    def merge(self, at: int) -> None:
        """Merge a question into the one before it, or take the last merge back."""
        if len(self.questions) > 1:
            gone = self.questions.pop(at)
            into = (at - 1) % len(self.questions)
            self.edit(into, was=(*self.questions[into].was, gone.id, *gone.was))


def begin(*ids: str) -> Story:
    reader = add_user(f"reader{next(names)}", "hash", NOW)
    assert reader
    story = Story(reader, [Written(one) for one in ids])
    story.take_in()
    return story


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["answer"] * 5 + ["undo", "key", "rev", "rename", "rename_back", "merge", "title"]
        ),
        st.integers(0, 2),
        st.sampled_from(KEYS),
        st.integers(0, 9),
    ),
    max_size=16,
)


def standing(reader: int) -> Iterator[Any]:
    columns = (Answer.question_id, Answer.revision, Answer.content_hash, Answer.response)
    rows = select(*columns, Answer.score, Answer.quiz_id).where(
        Answer.user_id == reader, Answer.voided_at.is_(None)
    )
    yield from db.session.execute(rows)


@pytest.mark.promise("A2")
@LIMITS
@given(steps=STEPS)
def test_rebuilt_cards_equal_the_live_ones_after_any_answers_undos_and_edits(
    app: Flask,
    steps: list,  # type: ignore[type-arg]
) -> None:
    with app.app_context():
        story = begin(*(f"q{next(names)}-{name}" for name in "abc"))
        for action, at, key, gap in steps:
            at %= len(story.questions)
            story.day += timedelta(days=gap)
            before = story.questions[at]
            match action:
                case "answer":
                    story.answer(at, key)
                case "undo":
                    story.undo()
                case "key":
                    story.edit(at, right=key)
                case "rev":
                    story.edit(at, rev=before.rev + 1, right=key)
                case "title":
                    story.edit(at, title=f"Which, {key}?")
                case "rename":
                    story.rename(at)
                case "rename_back":
                    story.rename_back(at)
                case "merge":
                    story.merge(at)

        live = find_memory(story.reader, story.day, NOW), find_days(story.reader)
        known = {one.id for one in story.questions}
        told = list(standing(story.reader))
        assert sorted(row.quiz_id for row in told) == story.given_in
        assert {row.question_id for row in told} <= known
        assert live[0].cards.keys() == {row.question_id for row in told}
        assert sum(one.answered for one in live[1]) == len(story.given_in)
        db.session.close()
        rebuild_cards(story.reader)
        assert (find_memory(story.reader, story.day, NOW), find_days(story.reader)) == live
        assert story.take_in() == 0
        assert (find_memory(story.reader, story.day, NOW), find_days(story.reader)) == live


@LIMITS
@given(
    keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=5),
    order=st.permutations(KEYS),
    title=st.sampled_from(["Which?", "Which one?"]),
    is_moved=st.booleans(),
)
def test_history_survives_another_place_title_and_order(
    app: Flask, keys: list[str], order: list[str], title: str, is_moved: bool
) -> None:
    with app.app_context():
        story = begin(*(f"q{next(names)}-{name}" for name in "ab"))
        for key in keys:
            story.answer(0, key)
            story.day += timedelta(days=3)
        before = find_memory(story.reader, story.day, NOW), find_days(story.reader)
        if is_moved:
            story.questions.reverse()
        story.edit(-1 if is_moved else 0, title=title, order=tuple(order))
        assert (find_memory(story.reader, story.day, NOW), find_days(story.reader)) == before
        assert len(list(standing(story.reader))) == len(keys)


@LIMITS
@given(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=6), right=st.sampled_from(KEYS))
def test_mended_key_grades_every_answer_as_if_it_had_always_been_so(
    app: Flask, keys: list[str], right: str
) -> None:
    with app.app_context():
        (mended, always) = (begin(f"q{next(names)}-mended"), begin(f"q{next(names)}-always"))
        always.edit(0, right=right)
        for key in keys:
            for story in (mended, always):
                story.answer(0, key)
                story.day += timedelta(days=4)
        mended.edit(0, right=right)
        cards, expected = (
            list(find_memory(story.reader, story.day, NOW).cards.values())
            for story in (mended, always)
        )
        assert cards == expected
