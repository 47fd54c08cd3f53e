"""What was answered comes back from the database as it was given and graded, for every kind."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from notes_site.store.practice.answers import NewAnswer, record_answer
from notes_site.store.practice.quizzes import add_quiz, find_quiz
from notes_site.study.content.library import Question
from notes_site.study.memory.scheduling import Review
from tests.store.answers import NOW, TODAY
from tests.study.banks import forms, nine_kinds


@pytest.mark.parametrize("question", nine_kinds(), ids=[one.kind.name for one in nine_kinds()])
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_response_and_grade_come_back(
    app: Flask, user_id: int, question: Question, data: st.DataObject
) -> None:
    kind = question.kind
    response = kind.read_response(data.draw(forms(kind)))
    assume(response is not None)
    assert response is not None
    grade = kind.grade(response)
    review = Review(TODAY, grade.score, None, False, question.revision)
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", [question.id], NOW)
        given_answer = NewAnswer(
            quiz_id, 1, question.id, question.content_hash, response, grade, review
        )
        record_answer(user_id, given_answer, NOW)
        quiz = find_quiz(user_id, quiz_id)
    assert quiz
    stored = quiz.answers[1]
    assert (stored.response, stored.grade) == (response, grade)
    assert kind.grade(stored.response) == grade
