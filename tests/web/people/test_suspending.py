"""A question that a reader put aside: nothing waits for it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from notes_site.store.people.users import find_credentials
from notes_site.store.practice.answers import NewAnswer, record_answer
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.memory.days import study_day
from notes_site.study.memory.scheduling import Review
from notes_site.study.questions.kind import Grade
from tests.conftest import Person
from tests.pages import section
from tests.web.answering import right_answer


def miss(app: Flask, question_id: str, days_ago: int) -> None:
    """Let Ada have missed a question so many days ago: it was due again a day later."""
    moment = datetime.now(UTC) - timedelta(days=days_ago)
    review = Review(study_day(moment, ZoneInfo("UTC")), 0.0, None, False, 1)
    with app.app_context():
        found = find_credentials("ada")
        assert found
        quiz_id = add_quiz(found.user_id, "seed", [question_id], moment)
        given = NewAnswer(quiz_id, 1, question_id, "version", ("x",), Grade(0.0), review)
        record_answer(found.user_id, given, moment)


def test_overdue_question_that_is_then_suspended_ends_no_streak(app: Flask, ada: Person) -> None:
    miss(app, "first-single", days_ago=4)
    before = section(ada.page("/progress"), "today")
    assert "No streak now" in before
    ada.submit("/practice", "/questions/first-single/marks", leave_out="yes")
    after = section(ada.page("/progress"), "today")
    assert "nothing is due, so today can't break it" in after
    assert "1 day in a row</strong>" in after


def test_suspended_question_does_not_say_when_it_comes_back(ada: Person) -> None:
    path = f"{ada.start_quiz('second')}/1"
    ada.submit(path, **right_answer(ada.page(path)))
    assert "Comes back in" in ada.page(path)
    ada.submit("/practice", "/questions/second-single/marks", leave_out="yes")
    assert "Comes back" not in ada.page(path)
