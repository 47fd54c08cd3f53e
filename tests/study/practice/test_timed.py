"""Timed quizzes: which questions fit the time, topics in turn, points by topic."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.content.library import Question
from notes_site.study.content.loading import load_library
from notes_site.study.practice.timed import (
    PLANS,
    TopicPoints,
    choose_exam,
    choose_interview,
    points_by_topic,
    seconds_for,
)

LIBRARY = load_library(Path(__file__).parents[2] / "content").library
CHOICE_KINDS = {"single", "multiple", "true-false"}
TIMED = ("first-open", "first-single", "first-multiple", "first-true-false")


def bank(topics: int, each: int) -> list[Question]:
    """Make a bank of so many topics, each with so many questions of every timed kind."""
    return [
        replace(LIBRARY.questions[name], id=f"{name}-{topic}-{number}", slug=f"t{topic}")
        for topic in range(topics)
        for number in range(each)
        for name in TIMED
    ]


def test_open_question_takes_its_own_seconds_and_a_choice_the_usual_ones() -> None:
    taken = [seconds_for(LIBRARY.questions[name]) for name in (*TIMED, "first-numeric")]
    assert taken == [60, 45, 60, 30, 0]


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 3_000), st.text(max_size=5))
def test_interview_fits_the_time_and_leaves_no_room_for_another(
    topics: int, each: int, seconds: int, seed: str
) -> None:
    questions = bank(topics, each)
    chosen = choose_interview(questions, seconds, seed)
    left = seconds - sum(map(seconds_for, chosen))
    rest = {question.id for question in questions} - {question.id for question in chosen}
    assert left >= 0
    assert len({question.id for question in chosen}) == len(chosen)
    assert all(seconds_for(one) > left for one in questions if one.id in rest)
    assert chosen == choose_interview(questions, seconds, seed)


def test_interview_asks_open_and_choice_questions_in_turn_across_topics() -> None:
    chosen = choose_interview(bank(4, 3), 15 * 60, "seed")
    kinds = [question.kind.name for question in chosen]
    assert kinds[0:8:2] == ["open"] * 4
    assert set(kinds[1:8:2]) <= CHOICE_KINDS
    spoken = [question.slug for question in chosen if question.kind.name == "open"]
    assert {*spoken[:4]} == {"t0", "t1", "t2", "t3"}


def test_kinds_that_need_no_interviewer_are_left_out() -> None:
    chosen = choose_interview(LIBRARY.askable, 3_600, "seed")
    assert {question.id for question in chosen} == {*TIMED, "second-single"}


@pytest.mark.parametrize("length", [1, 8, 40])
def test_exam_asks_so_many_choice_questions_topics_in_turn(length: int) -> None:
    chosen = choose_exam(bank(4, 3), length, "seed")
    assert len(chosen) == min(length, 36)
    assert {question.kind.name for question in chosen} <= CHOICE_KINDS
    counts = Counter(question.slug for question in chosen)
    assert max(counts.values()) - min(counts.values()) <= 1


def test_interview_has_the_minutes_chosen_and_an_exam_what_its_questions_take() -> None:
    questions = bank(1, 3)
    assert PLANS["interview-30"].time_for(questions) == timedelta(minutes=30)
    exam = PLANS["exam-10"].choose(questions, "seed")
    needed = timedelta(seconds=sum(map(seconds_for, exam)))
    assert needed <= PLANS["exam-10"].time_for(exam) < needed + timedelta(minutes=1)


def test_points_are_summed_by_topic() -> None:
    first, second = LIBRARY.questions["first-single"], LIBRARY.questions["second-single"]
    assert points_by_topic([(first, 0.5), (second, 1), (first, 0)]) == [
        TopicPoints("first", 0.5, 2),
        TopicPoints("second", 1, 1),
    ]
