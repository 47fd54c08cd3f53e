"""A question whose meaning changed was due on the day it is answered, and nothing was expected."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import Flask

from notes_site.store.practice.answers import NewAnswer, record_answer
from notes_site.store.practice.cards import find_cards
from notes_site.store.practice.days import find_days
from notes_site.store.practice.memory import find_memory
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.memory.scheduling import Review
from notes_site.study.questions.kind import Grade

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_answer_to_a_changed_question_counts_towards_the_days_due_ones(
    app: Flask, user_id: int
) -> None:
    later = NOW + timedelta(days=9)
    first = Review(NOW.date(), 1.0, None, False, 1)
    changed = Review(later.date(), 1.0, None, False, 2)
    with app.app_context():
        for moment, review in ((NOW, first), (later, changed)):
            quiz_id = add_quiz(user_id, "seed", ["q"], moment)
            given = NewAnswer(quiz_id, 1, "q", "version", ("key",), Grade(1.0), review)
            record_answer(user_id, given, moment)
        before, day = sorted(find_days(user_id), key=lambda one: one.day)
        assert find_memory(user_id, later.date(), later).due_answered == 1
        assert find_cards(user_id)["q"].reviews == 1
    assert (before.was_due, before.earliest_due_on) == (0, None)
    assert (day.was_due, day.predicted, day.earliest_due_on) == (1, 0, later.date())
    assert replace(day, day=before.day, was_due=0, earliest_due_on=None) == before
