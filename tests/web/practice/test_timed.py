"""Mock interviews and exams: nothing is told before the end, and the server keeps the time."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from notes_site.store.database import db
from notes_site.store.models import Answer
from notes_site.store.practice.cards import find_cards, rebuild_cards
from tests.conftest import AUTHORS_KEYS, Person, shown, sign_in_on
from tests.pages import only, section, texts
from tests.web.answering import (
    OPEN,
    UNSEEN,
    count_answers,
    count_questions,
    options_of,
    right_answer,
    title_of,
)
from tests.web.timed import find_finish, pass_deadline, start

SECRETS = (
    *("because the author says so", "the explanation of the single", "Twice one", "Odd."),
    *("Right", "This is it", "divisible by two", "Not right", "Partly", "points", "verdict"),
    *("Comes back", "a hint for", "Show a hint", "Undo", *UNSEEN),
)


def paths_of(person: Person, interview: str) -> dict[str, str]:
    """Return the address of each question by its title."""
    count = count_questions(person.page(f"{interview}/1"))
    paths = [f"{interview}/{at}" for at in range(1, count + 1)]
    return {title_of(person.page(path)): path for path in paths}


def find_path(person: Person, interview: str, title: str) -> str:
    return next(path for found, path in paths_of(person, interview).items() if title in found)


def answer_all(person: Person, interview: str) -> None:
    for title, path in paths_of(person, interview).items():
        fields = {"text": "Compare <i>versions</i>."} if OPEN in title else None
        response = person.submit(path, **(fields or right_answer(person.page(path))))
        assert response.status_code == 303


def finish(person: Person, interview: str) -> str:
    response = person.submit(interview, f"{interview}/finish")
    assert response.location == f"{interview}/report"
    return person.page(response.location)


def test_interview_asks_open_and_choice_questions_across_topics(ada: Person) -> None:
    titles = paths_of(ada, start(ada))
    assert len(titles) == 5
    assert any(OPEN in title for title in titles)
    assert "Does the second topic have a question?" in titles


def test_exam_asks_choice_questions_only_about_the_chosen_topics(ada: Person) -> None:
    assert len(paths_of(ada, start(ada, "exam-10"))) == 4
    assert [*paths_of(ada, start(ada, "exam-10", "second"))] == [
        "Does the second topic have a question?"
    ]


@pytest.mark.parametrize(
    "fields", [{"plan": "interview-5"}, {"plan": ""}, {"plan": "exam-10", "topics": "no-such"}]
)
def test_quiz_that_is_not_offered_is_refused(ada: Person, fields: dict[str, str]) -> None:
    response = ada.submit("/interviews", **fields)
    assert response.status_code == 422
    assert "field-error" in response.text


def test_suspended_question_is_not_asked(ada: Person) -> None:
    ada.submit("/practice", "/questions/second-single/marks", leave_out="yes")
    response = ada.submit("/interviews", plan="exam-10", topics="second")
    assert response.status_code == 422
    assert "no question for it" in response.text
    assert len(paths_of(ada, start(ada, "exam-10"))) == 3


def test_nothing_is_told_before_the_end(ada: Person) -> None:
    """The right answer is in no page of a running quiz, answered or not."""
    interview = start(ada)
    quiz = interview.replace("interviews", "quizzes")
    for _ in range(2):
        paths = [f"{interview}/{at}" for at in range(1, 6)]
        links = (f"{interview}/report", quiz, f"{quiz}/1", f"{quiz}/results")
        for path in (*paths, interview, *links):
            page = ada.page(path)
            assert not [secret for secret in SECRETS if secret in page], path
            assert not AUTHORS_KEYS & set(options_of(page)), path
        answer_all(ada, interview)
    for way in ("hint", "undo", "model-answer"):
        assert ada.submit(interview, f"{quiz}/1/{way}").status_code == 404
    assert ada.submit(interview, f"{quiz}/1", choice="right").status_code == 404
    assert ada.submit(interview, f"{interview}/1/grade", choice="version").status_code == 404


def test_answer_can_be_changed_until_the_end_and_the_last_counts(app: Flask, ada: Person) -> None:
    interview = start(ada, "exam-10", "second")
    path = f"{interview}/1"
    ada.submit(path, choice="no")
    assert f'value="{shown("no")}" checked' in ada.page(path)
    ada.submit(path, choice="yes")
    ada.submit(path, choice="yes")
    assert f'value="{shown("yes")}" checked' in ada.page(path)
    assert "<strong>1</strong> of 1 point " in finish(ada, interview)
    with app.app_context():
        voided = db.session.execute(select(Answer.voided_at).order_by(Answer.id)).scalars().all()
        assert [moment is None for moment in voided] == [False, True]
        live = find_cards(1)
        db.session.close()
        rebuild_cards(1)
        assert find_cards(1) == live
        assert live["second-single"].lapses == 0


def test_report_shows_answers_model_answers_and_points_by_topic(app: Flask, ada: Person) -> None:
    interview = start(ada)
    answer_all(ada, interview)
    assert count_answers(app) == 4
    report = finish(ada, interview)
    assert "Mock interview: report" in report
    assert "<strong>4</strong> of 4 points" in report
    assert "1 of 15 minutes used" in report
    cells = texts(report, "tbody :is(th, td)")
    rows = {tuple(cells[at : at + 3]) for at in range(0, len(cells), 3)}
    assert rows == {("First steps", "3", "3"), ("Second steps", "1", "1")}
    assert "Compare &lt;i&gt;versions&lt;/i&gt;." in report
    assert [words for words in UNSEEN if words in report] == [*UNSEEN]
    assert "1 answer of your own waits for your grade" in report
    for words in ("because the author says so", "the explanation of the single", "It stays last"):
        assert words in report


def test_open_answer_is_graded_by_its_reader_after_the_end(app: Flask, ada: Person) -> None:
    interview = start(ada)
    path = find_path(ada, interview, OPEN)
    ada.submit(path, text="Compare versions.")
    position = path.rpartition("/")[2]
    assert count_answers(app) == 0
    finish(ada, interview)
    for ticked, points in ((["version"], "0.5"), (["version", "retries"], "0.75")):
        typed = {f"q{position}-choice": ticked, "text": "Other"}
        response = ada.submit(f"{interview}/report", f"{path}/grade", **typed)
        assert response.location == f"{interview}/report#q{position}"
        report = ada.page(f"{interview}/report")
        assert f"<strong>{points}</strong> of 5 points" in report
        assert f"{points} of 1 point" in report
        assert report.count(" checked>") == len(ticked)
        assert "Compare versions." in report
        assert "waits for your grade" not in report
    with app.app_context():
        assert [*find_cards(1)] == ["first-open"]


def test_what_was_not_answered_counts_nothing_and_moves_no_card(app: Flask, ada: Person) -> None:
    interview = start(ada)
    path = find_path(ada, interview, OPEN)
    report = finish(ada, interview)
    assert "<strong>0</strong> of 5 points" in report
    assert report.count("not answered, 0 of 1 point") == 5
    assert "Right answer" in report
    assert "names the" in report
    assert report.count("What a good answer has") == 1
    assert [words for words in ("Not ticked", "You wrote", "You ticked") if words in report] == []
    position = path.rpartition("/")[2]
    ada.submit("/practice", f"{path}/grade", **{f"q{position}-choice": ["version"]})
    with app.app_context():
        assert find_cards(1) == {}
    assert count_answers(app) == 0


def test_deadline_closes_the_quiz_and_what_was_answered_stands(app: Flask, ada: Person) -> None:
    interview = start(ada, "exam-10", "second")
    ada.submit(f"{interview}/1", choice="yes")
    pass_deadline(app, interview)
    assert find_finish(app, interview)[0] is None
    assert ada.get(f"{interview}/1").location == f"{interview}/report"
    report = ada.page(interview)
    assert "<strong>1</strong> of 1 point" in report
    assert "5 of 5 minutes used" in report
    assert find_finish(app, interview)[0] is None  # reading stores nothing
    ada.submit("/practice", f"{interview}/1", choice="no")
    finished, deadline = find_finish(app, interview)
    assert finished == deadline
    assert "5 of 5 minutes used" in ada.page(interview)


@pytest.mark.parametrize("has_finished", [True, False])
def test_answer_after_the_end_is_not_recorded_and_the_page_says_so(
    app: Flask, ada: Person, has_finished: bool
) -> None:
    interview = start(ada)
    paths = paths_of(ada, interview)
    choice = paths.pop("Does the second topic have a question?")
    spoken = next(path for title, path in paths.items() if OPEN in title)
    other = Person(app.test_client())
    other.sign_in("ada")
    if has_finished:
        finish(other, interview)
    else:
        pass_deadline(app, interview)
    for path, fields in ((choice, {"choice": "yes"}), (spoken, {"text": "Late"}), (choice, {})):
        response = ada.submit("/practice", path, **fields)
        assert response.location == f"{interview}/report"
        report = ada.page(response.location)
        assert "over before this answer arrived" in report
        assert ("not sent before the end, so it is not counted" in report) == ("Late" in report)
        assert "<strong>0</strong> of 5 points" in report
    assert count_answers(app) == 0


def test_finishing_twice_keeps_the_first_end(app: Flask, ada: Person) -> None:
    interview = start(ada)
    finish(ada, interview)
    first, _ = find_finish(app, interview)
    ada.submit("/practice", f"{interview}/finish")
    assert find_finish(app, interview)[0] == first


def test_quiz_goes_on_where_it_was_left_on_another_device(app: Flask, ada: Person) -> None:
    interview = start(ada)
    path = find_path(ada, interview, OPEN)
    ada.submit(path, text="Compare versions.")
    phone = Person(app.test_client())
    phone.sign_in("ada")
    assert "Your mock interview runs until" in phone.page("/")
    assert "Mock interview: go on until" in phone.page("/progress")
    page = phone.page(interview.replace("interviews", "quizzes"))
    assert "1 of 5 questions answered" in page
    assert "Compare versions.</textarea>" in phone.page(path)
    phone.submit(path, text="Compare versions, retry.")
    assert "Compare versions, retry.</textarea>" in ada.page(path)


def test_finished_quiz_is_listed_with_its_points_and_not_gone_on_with(
    app: Flask, ada: Person
) -> None:
    interview = start(ada, "exam-10", "first")
    assert "Your exam runs until" in ada.page("/")
    pass_deadline(app, interview)
    assert "Go on" not in ada.page("/")
    answered = ada.start_quiz("second")
    ada.submit(f"{answered}/1", choice="yes")
    progress = ada.page("/progress")
    quiz = interview.replace("interviews", "quizzes")
    assert f'<a href="{quiz}/results">Exam: 0 of 3 points</a>' in progress
    assert "Exam: report" in ada.page(f"{quiz}/results")


@pytest.mark.promise("B16")
def test_stranger_finds_nothing_of_my_quiz(app: Flask, ada: Person, bob: Person) -> None:
    interview = start(ada)
    for path in (interview, f"{interview}/1", f"{interview}/report"):
        assert bob.get(path).status_code == 404
    for path in (f"{interview}/1", f"{interview}/finish", f"{interview}/1/grade"):
        assert bob.submit("/practice", path, choice="yes", text="x").status_code == 404
    assert find_finish(app, interview)[0] is None
    assert count_answers(app) == 0
    quiz = ada.start_quiz("second")
    plain = quiz.replace("quizzes", "interviews")
    for path in (plain, f"{plain}/1", f"{plain}/report"):
        assert ada.get(path).status_code == 404


def test_empty_and_overlong_answers_are_asked_for_again(app: Flask, ada: Person) -> None:
    interview = start(ada)
    paths = paths_of(ada, interview)
    choice = paths["Does the second topic have a question?"]
    spoken = next(path for title, path in paths.items() if OPEN in title)
    assert ada.submit(choice).status_code == 422
    response = ada.submit(spoken, text="x" * 4_001)
    assert response.status_code == 422
    assert "Write at most 4,000 characters." in response.text
    assert count_answers(app) == 0


@pytest.mark.promise("B14")
def test_answer_sent_after_the_session_ended_comes_back(app: Flask, ada: Person) -> None:
    """B14: after an expired session the typed answer comes back."""
    interview = start(ada)
    path = find_path(ada, interview, OPEN)
    stale = Person(app.test_client())
    typed = {"csrf_token": "old", "text": "compare & retry", "next": path}
    refused = stale.client.post(path, data=typed)
    login = sign_in_on(stale, refused.text)
    assert login.location == path
    assert "compare &amp; retry</textarea>" in stale.page(login.location)


def test_clock_says_until_when_in_the_readers_own_time(ada: Person) -> None:
    page = ada.page(f"{start(ada)}/1")
    clock = only(page, "[data-seconds-left]")
    (until,) = (one.text() for one in clock.css("time"))
    assert re.fullmatch(r"\d\d:\d\d UTC", until)
    assert f"Until {until}" in clock.text()
    assert 800 < int(clock.attributes["data-seconds-left"] or 0) <= 900
    assert "15 minutes left when this page was opened" in clock.text()


def test_what_waits_for_its_readers_grade_counts_as_nothing_not_as_wrong(ada: Person) -> None:
    interview = start(ada)
    path = find_path(ada, interview, OPEN)
    ada.submit(path, text="Keep a version column.")
    report = finish(ada, interview)
    assert "<strong>0</strong> of 4 points" in report
    recent = section(ada.page("/progress"), "recent")
    assert "0 of 4 points" in recent
    assert "1 not graded yet" in recent
