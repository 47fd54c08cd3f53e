"""Readers who have practised before."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from notes_site.store.people.users import change_settings, find_credentials
from notes_site.store.practice.answers import NewAnswer, record_answer
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.memory.days import study_day
from notes_site.study.memory.scheduling import SURE, Review
from notes_site.study.questions.kind import Grade


def practise_for_weeks(app: Flask, *, interview_in: int | None = None, daily_cap: int = 60) -> None:
    """Give Ada a history: answers 60, 27 and 20 days ago: right, wrong, right."""
    now = datetime.now(UTC)
    with app.app_context():
        found = find_credentials("ada")
        assert found
        today = study_day(now, ZoneInfo("UTC"))
        interview_on = None if interview_in is None else today + timedelta(days=interview_in)
        change_settings(
            found.user_id,
            time_zone="UTC",
            wanted_recall=0.9,
            daily_cap=daily_cap,
            interview_on=interview_on,
        )
        ids = ["first-single", "first-short", "first-true-false"]
        for days_ago, score, confidence in ((60, 1.0, SURE), (27, 0.0, SURE), (20, 1.0, None)):
            moment = now - timedelta(days=days_ago)
            quiz_id = add_quiz(found.user_id, "seed", ids, moment)
            for position, question_id in enumerate(ids, 1):
                review = Review(study_day(moment, ZoneInfo("UTC")), score, confidence, False, 1)
                given_answer = NewAnswer(
                    quiz_id, position, question_id, "version", ("x",), Grade(score), review
                )
                record_answer(found.user_id, given_answer, moment)
