"""The daily return: what today asks for, one button, and what is said when it is done."""

from datetime import timedelta

from flask import Flask

from tests.conftest import Clock, Person
from tests.pages import attributes, form_of, section, texts
from tests.web.answering import answer_rightly, count_questions
from tests.web.histories import practise_for_weeks


def today_of(person: Person) -> str:
    return section(person.page("/"), "today")


def words_of(person: Person) -> str:
    return " ".join(texts(today_of(person), "p, h1"))


def test_new_reader_is_shown_how_much_is_new_and_how_long_it_takes(ada: Person) -> None:
    words = words_of(ada)
    assert "10 questions, about 5 minutes" in words
    assert (
        "10 are new: First steps and Second steps. New ones come in the order of the course"
        in words
    )
    assert texts(today_of(ada), "button.button") == ["Start"]


def test_one_button_asks_what_is_due_and_then_what_is_new(app: Flask, ada: Person) -> None:
    practise_for_weeks(app, interview_in=7)
    assert "7 days to the interview" in words_of(ada)
    assert "4 questions, about 2 minutes 3 come back, 1 is new: First steps." in words_of(ada)
    begun = ada.submit("/", "/practice", mode="today", length=20).location
    assert count_questions(ada.page(begun)) == 4


def test_day_that_is_done_says_what_tomorrow_brings(ada: Person, clock: Clock) -> None:
    quiz = ada.submit("/", "/practice", mode="today", length=20).location.rpartition("/")[0]
    for position in range(1, 11):
        answer_rightly(ada, quiz, position)
    words = words_of(ada)
    assert "Done for today, ada" in words
    assert "You answered 10 questions today." in words
    assert "Nothing comes back tomorrow." in words
    assert texts(today_of(ada), "button.button") == ["Practise 10 more"]
    week = section(ada.page("/"), "week")
    assert "1 day in a row" in week
    assert texts(week, "li")[-1] == "today: 10 answers"

    clock.moment += timedelta(days=1)
    assert "Welcome back, ada" in words_of(ada)
    assert texts(section(ada.page("/"), "week"), "li")[-2].endswith(": 10 answers")


def test_today_begun_is_gone_on_with_first(ada: Person) -> None:
    begun = ada.submit("/", "/practice", mode="today", length=20).location.rpartition("/")[0]
    answer_rightly(ada, begun, 1)
    today = today_of(ada)
    assert "You left a quiz after 1 of 10 questions" in today
    assert attributes(today, "a.button:not(.button-quiet)", "href") == [begun]
    assert "Start another" in texts(today, "button.button-quiet")


def test_unfinished_quiz_is_dropped_in_one_press_and_its_answers_count(ada: Person) -> None:
    quiz = ada.start_quiz("first")
    answer_rightly(ada, quiz, 1)
    form_of(today_of(ada), f"{quiz}/drop")
    assert ada.submit("/", f"{quiz}/drop").location == "/"
    page = ada.page("/")
    assert "Dropped. What you answered counts" in page
    assert f"{quiz}/drop" not in page
    recent = section(ada.page("/progress"), "recent")
    assert "1 of 1 point" in recent
    assert "dropped after 1 of 9" in recent

    results = ada.page(f"{quiz}/results")
    assert "you dropped this quiz" in results
    assert ada.submit(f"{quiz}/results", f"{quiz}/take-up").location == quiz
    assert f"{quiz}/drop" in ada.page("/")


def test_nobody_drops_somebody_elses_quiz_nor_one_against_the_clock(
    ada: Person, bob: Person
) -> None:
    quiz = ada.start_quiz("first")
    bob.submit("/account", f"{quiz}/drop")
    assert f"{quiz}/drop" in ada.page("/")
    interview = ada.submit("/interviews", plan="interview-15").location
    number = interview.split("/")[2]
    ada.submit("/account", f"/quizzes/{number}/drop")
    assert "Your mock interview runs until" in ada.page("/")


def test_interview_that_is_over_is_asked_about_on_the_first_page(app: Flask, ada: Person) -> None:
    practise_for_weeks(app, interview_in=-1)
    held = section(ada.page("/"), "held")
    assert "How did it go?" in held
    ada.submit("/", "/account/interview/outcome", went="well")
    assert "How did it go?" not in ada.page("/")
