"""What was computed before an answer's transaction holds only where nothing came between."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask

from notes_site.store.people.users import change_settings
from notes_site.store.practice.answers import Asked, find_asked, record_answer
from notes_site.store.practice.cards import find_cards, rebuild_cards
from notes_site.store.practice.days import find_days
from notes_site.store.practice.quizzes import add_quiz
from tests.store.answers import NOW, TODAY, answer
from tests.store.stored import find_histories


def kept(user_id: int) -> tuple[object, ...]:
    return find_cards(user_id), find_histories(user_id), find_days(user_id)


def seen_in(user_id: int, quiz_id: int) -> Asked:
    asked = find_asked(user_id, quiz_id, 1)
    assert asked
    return asked


def assert_nothing_to_mend(user_id: int) -> None:
    live = kept(user_id)
    rebuild_cards(user_id)
    assert kept(user_id) == live


def test_answer_from_another_tab_between_counts_too(app: Flask, user_id: int) -> None:
    """A2, A7: the same question stands in two quizzes, and both are answered at once."""
    with app.app_context():
        one, other = (add_quiz(user_id, "seed", ["q"], NOW) for _ in range(2))
        seen = seen_in(user_id, one)
        record_answer(user_id, answer(other, 1, 0.0, day=TODAY - timedelta(days=3)), NOW)
        record_answer(user_id, answer(one, 1, 1.0), NOW, seen)
        assert find_histories(user_id)["q"].answered == 2
        assert find_cards(user_id)["q"].reviews == 2
        assert_nothing_to_mend(user_id)


def test_recall_changed_between_is_the_one_that_counts(app: Flask, user_id: int) -> None:
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q"], NOW)
        seen = seen_in(user_id, quiz_id)
        change_settings(
            user_id, time_zone="UTC", wanted_recall=0.7, daily_cap=60, interview_on=None
        )
        record_answer(user_id, answer(quiz_id, 1, 1.0), NOW, seen)
        assert_nothing_to_mend(user_id)


def test_nothing_follows_from_an_answer_that_is_not_added(
    app: Flask, user_id: int, make_reader: Callable[[str], int]
) -> None:
    stranger = make_reader("bob")
    with app.app_context():
        theirs, own = (add_quiz(one, "seed", ["q"], NOW) for one in (user_id, stranger))
        seen = seen_in(stranger, own)
        assert record_answer(stranger, answer(theirs, 1, 1.0), NOW, seen) is None
        assert kept(stranger) == ({}, {}, [])


def test_expectations_of_a_day_add_up_in_any_order(app: Flask, user_id: int) -> None:
    with app.app_context():
        names = [f"q{number}" for number in range(12)]
        for day in (date(2026, 3, 1), date(2026, 3, 9), date(2026, 4, 2)):
            for number, name in enumerate(names):
                quiz_id = add_quiz(user_id, "seed", [name], NOW)
                record_answer(user_id, answer(quiz_id, 1, number / 11, name, day=day), NOW)
        assert_nothing_to_mend(user_id)


def test_nothing_stands_at_a_strangers_place(app: Flask, user_id: int) -> None:
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q"], NOW)
        assert find_asked(user_id + 1, quiz_id, 1) is None
        assert find_asked(user_id, quiz_id, 2) is None
