"""The progress page."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from notes_site.study.memory.days import study_day
from notes_site.study.progress.planning import look_at_days
from tests.conftest import Person
from tests.pages import attributes, fields_of, parse, section, texts, token_of, value_of
from tests.web.answering import answer_rightly, position_of
from tests.web.histories import practise_for_weeks
from tests.web.queries import statements


def queries(statements: list[str]) -> list[str]:
    return [statement for statement in statements if not statement.startswith("BEGIN")]


def test_new_reader_is_told_how_to_begin(ada: Person) -> None:
    page = ada.page("/progress")
    assert "Nothing here yet" in page
    assert "Start the first quiz" in page


def test_progress_shows_seen_mastered_share_and_recent_quizzes(ada: Person) -> None:
    for _ in range(2):
        answer_rightly(ada, ada.start_quiz("second"), 1)
    page = ada.page("/progress")
    row = page.split("Second steps</a>")[1].split("</tr>")[0]
    assert texts(f"<table><tr>{row}</tr></table>", "td") == ["1/ of 1", "1", "95%"]
    assert page.count("1 of 1 point<") == 2


def test_unfinished_quiz_can_be_taken_up_from_here(ada: Person) -> None:
    quiz = ada.start_quiz("first")
    page = ada.page("/progress")
    assert f'<a href="{quiz}">Go on: 0 of 9 answered</a>' in page


def test_progress_page_runs_at_most_four_selects(app: Flask, ada: Person) -> None:
    answer_rightly(ada, ada.start_quiz("second"), 1)
    with statements(app) as seen:
        ada.page("/progress")
    assert 1 <= len(queries(seen)) <= 4
    assert all(statement.startswith("SELECT") for statement in queries(seen))


@pytest.mark.parametrize("path", ["/", "/practice"])
def test_due_list_takes_at_most_five_statements(app: Flask, ada: Person, path: str) -> None:
    practise_for_weeks(app)
    with statements(app) as seen:
        ada.page(path)
    assert 1 <= len(queries(seen)) <= 5


def test_practice_page_begins_with_one_button_for_today_or_for_what_was_named(
    app: Flask, ada: Person
) -> None:
    def offered(address: str) -> str:
        return value_of(ada.page(address), "mode")

    assert offered("/practice") == "today"
    practise_for_weeks(app)
    assert offered("/practice") == "today"
    assert offered("/practice?topic=first") == "mix"
    assert "Practise First steps" in texts(ada.page("/practice?topic=first"), "button")


@pytest.mark.parametrize("mode", ["mix", "due", "new", "mistakes"])
def test_new_quiz_takes_at_most_five_statements(app: Flask, ada: Person, mode: str) -> None:
    practise_for_weeks(app)
    token = token_of(ada.page("/practice"))
    with statements(app) as seen:
        sent = {"csrf_token": token, "mode": mode, "length": 5}
        response = ada.client.post("/practice", data=sent)
    assert response.status_code == (422 if mode == "mistakes" else 303)
    assert 1 <= len(queries(seen)) <= 5


def test_strangers_answers_are_not_mine(ada: Person, bob: Person) -> None:
    answer_rightly(ada, ada.start_quiz("second"), 1)
    assert "Nothing here yet" in bob.page("/progress")


def test_new_reader_sees_no_empty_pictures(ada: Person) -> None:
    page = ada.page("/progress")
    assert "chart" not in page
    assert "Set the day of your interview" in page


def test_today_comes_first_with_one_button_that_starts_what_is_due(app: Flask, ada: Person) -> None:
    practise_for_weeks(app)
    page = ada.page("/progress")
    today = section(page, "today")
    assert "3 come back, 7 are new: First steps and Second steps." in " ".join(texts(today, "p"))
    assert "No streak now" in today
    fields = dict(fields_of(today, "mode", "length"))
    assert fields == {"mode": "today", "length": "10"}
    response = ada.submit("/progress", "/practice", **fields)
    assert response.status_code == 303
    assert "Question 1 of 10" in ada.page(response.location)


def test_answer_today_starts_a_streak(ada: Person) -> None:
    answer_rightly(ada, ada.start_quiz("second"), 1)
    today = section(ada.page("/progress"), "today")
    assert "1 day in a row</strong>." in today


def test_weak_section_leads_to_the_text_and_to_what_was_wrong(ada: Person) -> None:
    quiz = ada.start_quiz("first")
    for title in ("Which keyword leaves a function?", "What speeds up a falling stone, in m/s²?"):
        path = f"{quiz}/{position_of(ada, quiz, title)}"
        ada.submit(path, path, text="1")
    answer_rightly(ada, quiz, position_of(ada, quiz, "Which of these is right?"))
    weak = section(ada.page("/progress"), "weak")
    assert 'href="/topics/first#starting"' in weak
    assert "2 of 3 wrong" in weak
    assert "Practise 2<" in weak
    fields = dict(fields_of(weak, "sections", "mode", "length"))
    assert fields == {"sections": "first#starting", "mode": "mistakes", "length": "2"}
    response = ada.submit("/progress", "/practice", **fields)
    assert "Question 1 of 2" in ada.page(response.location)


def test_what_was_seen_and_how_much_of_it_is_remembered_are_told_apart(
    app: Flask, ada: Person
) -> None:
    practise_for_weeks(app, interview_in=10)
    known = section(ada.page("/progress"), "by-topic")
    words = " ".join(texts(known, "p"))
    found = re.search(
        r"seen 3 of 10 questions \(30%\)\. .* (\d+)% right today, and (\d+)% on", words
    )
    assert found
    now, then = map(int, found.groups())
    assert 50 < then < now < 100
    assert texts(known, "tbody tr:first-child td") == ["3/ of 9", "0", f"{now}%", f"{then}%"]
    assert texts(known, "tbody tr:last-child td") == ["0/ of 1", "0", "–", "–"]


def test_every_picture_is_said_in_words_and_in_a_table(app: Flask, ada: Person) -> None:
    practise_for_weeks(app, interview_in=10)
    page = ada.page("/progress")
    for name in ("due", "year", "recall", "sureness"):
        part = section(page, name)
        assert "<svg" in part, name
        assert "<table" in part, name
        pictures = parse(part).css("svg")
        assert all(one.attributes["aria-hidden"] == "true" for one in pictures), name
    year, recall = section(page, "year"), section(page, "recall")
    assert "You answered on 2 of the last 30 days, and on 3 days in the last 53 weeks" in year
    assert sum(int(cell) for cell in texts(year, "td") if cell.isdecimal()) == 9
    assert "100% of 3 repeated questions right" in recall
    assert "right 50% of the time" in section(page, "sureness")


def start_due(person: Person, length: int = 5) -> TestResponse:
    return person.submit("/practice", mode="due", length=length)


def test_daily_cap_holds_over_the_day_and_the_rest_is_spread(app: Flask, ada: Person) -> None:
    practise_for_weeks(app, daily_cap=2)
    for path in ("/", "/practice", "/progress"):
        page = ada.page(path)
        assert "All of them come back." in page, path
        assert "1 more is due and can wait" in page, path
        assert "At 2 a day you will have caught up by <time" in page, path
    quiz = start_due(ada).location.rpartition("/")[0]
    assert "Question 1 of 2" in ada.page(f"{quiz}/1")
    for position in (1, 2):
        answer_rightly(ada, quiz, position)

    assert "Done for today" in ada.page("/")
    for path in ("/", "/progress"):
        today = section(ada.page(path), "today")
        assert "1 more is due and can wait" in today
        assert 'name="mode" value="today"' not in today
    refused = start_due(ada)
    assert refused.status_code == 422
    assert "today&#39;s 2 due questions; the rest can wait" in refused.text
    assert ada.submit("/practice", mode="mix", length=5).status_code == 303


def test_practice_says_how_many_due_questions_are_left_today(app: Flask, ada: Person) -> None:
    practise_for_weeks(app, daily_cap=2)
    assert "2 of 3 are left for today." in ada.page("/practice")
    practise_for_weeks(app)
    assert "are left for today" not in ada.page("/practice")


def test_running_clock_comes_before_what_is_due(app: Flask, ada: Person) -> None:
    practise_for_weeks(app)
    assert "Start" in texts(section(ada.page("/"), "today"), "button")
    ada.submit("/interviews", plan="interview-15")
    today = section(ada.page("/"), "today")
    assert "Your mock interview runs until" in today
    assert "Go on with the mock interview" in today
    assert texts(today, "button") == []


def test_home_says_that_the_time_is_too_short(app: Flask, ada: Person) -> None:
    practise_for_weeks(app, interview_in=1, daily_cap=4)
    today = section(ada.page("/"), "today")
    assert "The time is too short" in today
    assert 'href="/progress#readiness"' in today


def test_interview_date_shows_the_days_left_and_the_new_questions_a_day(
    app: Flask, ada: Person
) -> None:
    practise_for_weeks(app, interview_in=2)
    readiness = section(ada.page("/progress"), "readiness")
    assert "days left" in readiness or "day left" in readiness
    assert "3 new questions a day" in readiness


def test_too_short_a_time_is_said_plainly(app: Flask, ada: Person) -> None:
    practise_for_weeks(app, interview_in=0, daily_cap=9)
    readiness = section(ada.page("/progress"), "readiness")
    assert "The time is too short" in readiness
    assert "it is enough for 6 of 7 new questions, up to 6 today." in readiness
    assert 'go as far as you get: <a href="/topics/first">First steps</a>.' in readiness
    assert 'of this out: <a href="/topics/second">Second steps</a>.' in readiness


def test_day_full_of_reviews_leaves_new_questions_out(app: Flask, ada: Person) -> None:
    practise_for_weeks(app, interview_in=0, daily_cap=3)
    readiness = section(ada.page("/progress"), "readiness")
    assert "it is enough for none of 7 new questions." in readiness
    assert "Leave new questions out, and practise what you have seen." in readiness
    today = section(ada.page("/"), "today")
    assert "Leave new ones out</a>, and practise what you have seen." in today
    assert "are new" not in today


def test_reader_with_nine_days_is_told_what_to_learn_first(ada: Person) -> None:
    on = study_day(datetime.now(UTC), ZoneInfo("UTC")) + timedelta(days=9)
    fields = {"time_zone": "UTC", "daily_cap": "1", "wanted_recall": "0.9", "interview_on": on}
    assert ada.submit("/account", "/account/settings", **fields).status_code == 303

    for path in ("/", "/practice", "/progress"):
        page = ada.page(path)
        assert "5 of 10 new questions" in page, path
        assert "1 is new: First steps." in page, path
        assert any("Start" in words for words in texts(page, "button.button")), path
    readiness = section(ada.page("/progress"), "readiness")
    assert "9 days left." in readiness
    assert "5 of 10 new questions, up to 1 a day, the day of the interview included." in readiness
    words = " ".join(texts(readiness, "p, li"))
    assert re.search(r"Begin with this, [^.]*First steps\.", words)
    assert re.search(r"Leave new questions of this out: [^.]*Second steps\.", words)

    begun = ada.submit("/", "/practice", mode="today", length=20)
    assert "Question 1 of 1" in ada.page(begun.location)
    answer_rightly(ada, begun.location.rpartition("/")[0], 1)
    for path in ("/", "/progress"):
        page = ada.page(path)
        assert "4 of 9 new questions" in page, path
        assert "is new: First steps" not in page, path


def test_interview_of_the_past_offers_the_next(app: Flask, ada: Person) -> None:
    practise_for_weeks(app, interview_in=-3)
    page = ada.page("/progress")
    assert "set the next date" in page
    assert "/account/interview/outcome" in attributes(page, "main a", "href")


def test_whole_history_takes_no_more_selects(app: Flask, ada: Person, bob: Person) -> None:
    practise_for_weeks(app, interview_in=10)
    with statements(app) as seen:
        ada.page("/progress")
    assert len(queries(seen)) <= 4
    assert "in a row" not in bob.page("/progress")
    assert "chart" not in bob.page("/progress")


def test_page_imagines_the_days_ahead_once(
    app: Flask, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    practise_for_weeks(app, interview_in=10)
    looks: list[object] = []

    def look(*asked: Any, **more: Any) -> Any:
        looks.append(asked)
        return look_at_days(*asked, **more)

    monkeypatch.setattr("notes_site.study.progress.readiness.look_at_days", look)
    ada.page("/progress")
    assert len(looks) == 1
