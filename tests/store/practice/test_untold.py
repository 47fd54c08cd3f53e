"""What is read for a reader's pages leaves out an interview or exam that is not over."""

from datetime import timedelta

import pytest
from flask import Flask

from notes_site.store.people.uses import AN_HOUR, QUIZ
from notes_site.store.practice.cards import find_cards, find_told, find_told_cards
from notes_site.store.practice.memory import find_memory
from notes_site.store.practice.quizzes import add_quiz
from notes_site.store.practice.timed import finish_quiz, record_timed_answer
from notes_site.store.practice.traps import find_wrong
from notes_site.store.practice.untold import NEWEST, find_untold
from tests.store.answers import NOW, TODAY, answer

END = NOW + timedelta(minutes=15)


@pytest.fixture
def exam(app: Flask, user_id: int) -> int:
    """Return an exam under way in which one of two answers was given, a wrong one."""
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q", "r"], NOW, mode="exam", deadline_at=END)
        assert record_timed_answer(user_id, answer(quiz_id, 1, 0.0), NOW)
    return quiz_id


def test_wrong_answer_of_an_exam_is_no_mistake_before_its_end(
    app: Flask, user_id: int, exam: int
) -> None:
    with app.app_context():
        for moment, count in ((NOW, 0), (END, 1)):
            assert len(find_wrong(user_id, ["q"], moment)) == count
            assert len(find_told(user_id, ["q"], moment)) == count
            assert len(find_told_cards(user_id, ["q"], moment)) == count
            assert len(find_memory(user_id, TODAY, moment).cards) == count
        assert find_cards(user_id).keys() == {"q"}
        assert find_untold(user_id, NOW) == {"q", "r"}


def test_exam_that_is_handed_in_early_is_told_of_at_once(
    app: Flask, user_id: int, exam: int
) -> None:
    with app.app_context():
        finish_quiz(user_id, exam, NOW)
        assert find_untold(user_id, NOW) == frozenset()
        assert find_memory(user_id, TODAY, NOW).told_from is None


def test_no_reader_begins_so_many_quizzes_that_their_exam_is_lost_among_them() -> None:
    """It lasts two hours at most."""
    assert AN_HOUR[QUIZ] * 2 <= NEWEST
