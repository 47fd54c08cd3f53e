"""Cards always say what the answers say: after answering, undoing and changing one's mind."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from notes_site.store.database import writing
from notes_site.store.models import Answer
from notes_site.store.people.users import add_user
from notes_site.store.practice.answers import record_answer, void_answer
from notes_site.store.practice.cards import find_cards, rebuild_cards, replay_card
from notes_site.store.practice.days import find_days
from notes_site.store.practice.memory import find_memory
from notes_site.store.practice.quizzes import add_quiz, find_quiz
from tests.store.answers import NOW, answer

ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "answer", "answer", "undo", "take back"]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 9),
        st.sampled_from([0.0, 0.5, 0.7, 1.0]),
        st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=14,
)


def take_back(user_id: int, quiz_id: int) -> None:
    """Void an answer, however old, as correcting it would."""
    voiding = update(Answer).where(Answer.quiz_id == quiz_id).values(voided_at=NOW)
    with writing() as session:
        question_id = session.execute(voiding.returning(Answer.question_id)).scalar_one()
        replay_card(session, user_id, question_id)


@pytest.mark.promise("A2")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=ACTIONS)
def test_rebuilt_cards_and_sums_equal_the_live_ones(app: Flask, actions: list) -> None:  # type: ignore[type-arg]
    """A2: cards and sums equal what the answers say, and can be rebuilt from them."""
    with app.app_context():
        reader = add_user(f"reader{datetime.now(UTC).timestamp()}", "hash", NOW)
        assert reader
        day = date(2026, 3, 1)
        given_in: list[int] = []
        for action, question_id, gap, score, confidence in actions:
            day += timedelta(days=gap)
            if action == "answer" or not given_in:
                given_in.append(add_quiz(reader, "seed", [question_id], NOW))
                given_answer = answer(
                    given_in[-1], 1, score, question_id, day=day, confidence=confidence
                )
                record_answer(reader, given_answer, NOW + timedelta(seconds=len(given_in)))
            elif action == "undo":
                void_answer(reader, given_in.pop(), 1, NOW)
            else:
                take_back(reader, given_in.pop(gap % len(given_in)))
        live = (find_memory(reader, day, NOW), find_days(reader))
        assert rebuild_cards(reader) == len(live[0].cards)
        assert (find_memory(reader, day, NOW), find_days(reader)) == live
        assert sum(one.answered for one in live[1]) == len(given_in)
        assert sum(one.answered for one in live[0].histories.values()) == len(given_in)


def test_undone_answer_can_be_given_again(app: Flask, user_id: int) -> None:
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q"], NOW)
        record_answer(user_id, answer(quiz_id, 1, 0.0), NOW)
        assert void_answer(user_id, quiz_id, 1, NOW)
        assert find_cards(user_id) == {}
        quiz = find_quiz(user_id, quiz_id)
        assert quiz
        assert quiz.answers == {}
        record_answer(user_id, answer(quiz_id, 1, 1.0), NOW)
        assert find_cards(user_id)["q"].lapses == 0
        quiz = find_quiz(user_id, quiz_id)
        assert quiz
        assert quiz.answers[1].grade.is_right


def test_only_the_newest_answer_of_its_own_reader_is_undone(app: Flask, user_id: int) -> None:
    with app.app_context():
        stranger = add_user("bob", "hash", NOW)
        assert stranger
        quiz_id = add_quiz(user_id, "seed", ["q", "r"], NOW)
        record_answer(user_id, answer(quiz_id, 1, 1.0, "q"), NOW)
        record_answer(user_id, answer(quiz_id, 2, 1.0, "r"), NOW)
        assert not void_answer(user_id, quiz_id, 1, NOW)
        assert not void_answer(stranger, quiz_id, 2, NOW)
        assert set(find_cards(user_id)) == {"q", "r"}


def test_same_answer_twice_moves_the_card_once(app: Flask, user_id: int) -> None:
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q"], NOW)
        for days in range(3):
            day = NOW.date() + timedelta(days=days)
            record_answer(user_id, answer(quiz_id, 1, 1.0, day=day), NOW)
        assert find_cards(user_id)["q"].reviews == 1
