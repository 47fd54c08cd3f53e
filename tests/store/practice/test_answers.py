"""Answers are kept: the first stands, strangers' are refused, nothing is counted twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from notes_site.store.database import db
from notes_site.store.models import Answer
from notes_site.store.people.users import add_user
from notes_site.store.practice.answers import record_answer, void_answer
from notes_site.store.practice.cards import find_cards
from notes_site.store.practice.days import find_days
from notes_site.store.practice.memory import find_memory
from notes_site.store.practice.quizzes import add_quiz, find_quiz, recent_quizzes
from notes_site.study.memory.scheduling import SURE
from notes_site.study.questions.kind import Grade
from tests.store.answers import NOW, TODAY, answer
from tests.store.stored import find_histories


def count_answers() -> int:
    return db.session.execute(select(func.count()).select_from(Answer)).scalar_one()


@pytest.mark.promise("A7")
def test_first_answer_stands(app: Flask, user_id: int) -> None:
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q"], NOW)
        record_answer(user_id, answer(quiz_id, 1, 1.0), NOW)
        record_answer(user_id, answer(quiz_id, 1, 0.0), NOW + timedelta(seconds=1))
        quiz = find_quiz(user_id, quiz_id)
        assert quiz
        assert quiz.answers[1].grade == Grade(1.0)
        assert quiz.answers[1].answered_at == NOW


@pytest.mark.promise("A6")
def test_same_answer_sent_twenty_times_at_once_is_one_row(app: Flask, user_id: int) -> None:
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q"], NOW)

    def send(_: int) -> None:
        with app.app_context():
            record_answer(user_id, answer(quiz_id, 1, 1.0), NOW)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(send, range(20)))
    with app.app_context():
        assert count_answers() == 1


def test_none_of_many_answers_at_once_is_missing_in_the_card(app: Flask, user_id: int) -> None:
    """Sixteen workers know nothing of each other: each reads the card, and writes it anew."""
    workers, each = 16, 25
    places = range(1, workers * each + 1)
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q"] * len(places), NOW)

    def send(first: int) -> None:
        with app.app_context():
            for position in places[first::workers]:
                assert record_answer(user_id, answer(quiz_id, position, 1.0), NOW)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(send, range(workers)))
    with app.app_context():
        assert count_answers() == len(places)
        assert find_histories(user_id)["q"].answered == len(places)
        assert [day.answered for day in find_days(user_id)] == [len(places)]


@pytest.mark.promise("B16")
def test_stranger_cannot_answer_in_my_quiz(app: Flask, user_id: int) -> None:
    with app.app_context():
        stranger = add_user("bob", "hash", NOW)
        assert stranger
        quiz_id = add_quiz(user_id, "seed", ["q"], NOW)
        record_answer(stranger, answer(quiz_id, 1, 1.0), NOW)
        assert count_answers() == 0
        assert find_quiz(stranger, quiz_id) is None


def test_history_knows_counts_points_and_the_last_two(app: Flask, user_id: int) -> None:
    with app.app_context():
        for number, score in enumerate((0.0, 1.0, 0.5, 1.0, 1.0)):
            quiz_id = add_quiz(user_id, "seed", ["q", "other"], NOW)
            record_answer(user_id, answer(quiz_id, 1, score), NOW + timedelta(days=number))
        record_answer(user_id, answer(quiz_id, 2, 1.0, "other"), NOW)
        histories = find_histories(user_id)
    assert (histories["q"].answered, histories["q"].points) == (5, 3.5)
    assert histories["q"].last_answered_at == NOW + timedelta(days=4)
    assert histories["q"].is_last_right
    assert histories["q"].is_mastered
    assert histories["other"].is_last_right
    assert not histories["other"].is_mastered


def test_partly_right_answer_ends_mastery(app: Flask, user_id: int) -> None:
    with app.app_context():
        for score in (1.0, 1.0, 0.5):
            quiz_id = add_quiz(user_id, "seed", ["q"], NOW)
            record_answer(user_id, answer(quiz_id, 1, score), NOW)
        history = find_histories(user_id)["q"]
    assert not history.is_last_right
    assert not history.is_mastered


def test_recent_quizzes_come_newest_first_with_their_points(app: Flask, user_id: int) -> None:
    with app.app_context():
        first = add_quiz(user_id, "seed", ["a", "b"], NOW)
        second = add_quiz(user_id, "seed", ["a"], NOW + timedelta(days=1))
        record_answer(user_id, answer(first, 2, 0.5), NOW)
        found = recent_quizzes(user_id, 10)
    assert [one.id for one in found] == [second, first]
    assert (found[1].length, found[1].answered, found[1].points) == (2, 1, 0.5)
    assert (found[0].length, found[0].answered, found[0].points) == (1, 0, 0)


def test_answer_keeps_when_its_card_had_been_due(app: Flask, user_id: int) -> None:
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q", "q"], NOW)
        record_answer(user_id, answer(quiz_id, 1, 1.0), NOW)
        due_on = find_memory(user_id, TODAY, NOW).cards["q"].due_on
        late = TODAY + timedelta(days=40)
        record_answer(user_id, answer(quiz_id, 2, 1.0, day=late), NOW)
        first, second = sorted(find_days(user_id), key=lambda one: one.day)
        remembered = find_memory(user_id, late, NOW)
    assert (first.predicted, first.was_due, first.earliest_due_on) == (0, 0, None)
    assert remembered.due_answered == 1
    assert (second.predicted, second.was_due, second.earliest_due_on) == (1, 1, due_on)
    assert 0 < second.expected < 0.9


def test_days_count_answers_by_confidence_without_undone_or_strange_ones(
    app: Flask, user_id: int
) -> None:
    with app.app_context():
        stranger = add_user("bob", "hash", NOW)
        assert stranger
        quiz_id = add_quiz(user_id, "seed", ["a", "b", "c", "d"], NOW)
        record_answer(user_id, answer(quiz_id, 1, 1.0, "a", confidence=SURE), NOW)
        record_answer(user_id, answer(quiz_id, 2, 0.5, "b", confidence=SURE), NOW)
        record_answer(user_id, answer(quiz_id, 3, 1.0, "c"), NOW)
        record_answer(user_id, answer(quiz_id, 4, 1.0, "d"), NOW)
        assert void_answer(user_id, quiz_id, 4, NOW)
        theirs = add_quiz(stranger, "seed", ["a"], NOW)
        record_answer(stranger, answer(theirs, 1, 0.0, "a"), NOW)
        (day,) = find_days(user_id)
        memory = find_memory(user_id, TODAY, NOW)
        assert memory.histories == find_histories(user_id)
        assert memory.cards == find_cards(user_id)
    assert (day.answered, day.by_sureness) == (3, ((0, 0), (0, 0), (2, 1)))
    assert set(memory.histories) == {"a", "b", "c"}
