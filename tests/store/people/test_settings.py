"""What a reader sets and the cards that follow from it are stored together, or neither is."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from notes_site.store.database import db
from notes_site.store.models import User
from notes_site.store.people import users
from notes_site.store.practice.answers import record_answer
from notes_site.store.practice.cards import find_cards, rebuild_cards
from notes_site.store.practice.quizzes import add_quiz
from tests.store.answers import NOW, answer


def want(user_id: int, recall: float) -> None:
    users.change_settings(
        user_id, time_zone="UTC", wanted_recall=recall, daily_cap=60, interview_on=None
    )


def test_cards_fall_due_by_the_recall_that_was_stored_last(app: Flask, user_id: int) -> None:
    with app.app_context():
        for days in (0, 3, 9):
            moment = NOW + timedelta(days=days)
            quiz_id = add_quiz(user_id, "seed", ["q"], moment)
            record_answer(user_id, answer(quiz_id, 1, 1.0, day=moment.date()), moment)
        for recall in (0.8, 0.95, 0.9):
            want(user_id, recall)
            live = find_cards(user_id)
            rebuild_cards(user_id)
            assert live
            assert find_cards(user_id) == live


def test_recall_is_not_stored_where_the_cards_could_not_follow(
    app: Flask, user_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(users, "replay_cards", lambda *_: 1 / 0)
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            want(user_id, 0.8)
        stored = db.session.execute(select(User.wanted_recall).where(User.id == user_id))
        assert stored.scalar_one() == 0.9
