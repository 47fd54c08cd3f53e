"""Saved questions, searched, edited and practised; and what won't stick."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from notes_site.store.notes.marks import Marks, keep_marks
from notes_site.store.people.users import find_credentials
from notes_site.store.practice.answers import NewAnswer, record_answer
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.memory.scheduling import Review
from notes_site.study.progress.leeches import LEECH
from notes_site.study.questions.kind import Grade
from tests.conftest import Person
from tests.pages import attributes, parse, section, texts
from tests.web.answering import count_questions


def keep(app: Flask, person: Person, **marks: Marks) -> None:
    with app.app_context():
        found = find_credentials(person.name)
        assert found
        for name, kept in marks.items():
            keep_marks(found.user_id, name.replace("_", "-"), kept, datetime.now(UTC))


def forget_often(app: Flask, person: Person, question_id: str, times: int) -> None:
    """Let somebody answer a question rightly, then wrongly on so many days."""
    with app.app_context():
        found = find_credentials(person.name)
        assert found
        for ago in range(times, -1, -1):
            moment = datetime.now(UTC) - timedelta(days=ago + 1)
            score = float(ago == times)
            quiz_id = add_quiz(found.user_id, "seed", [question_id], moment)
            review = Review(moment.date(), score, None, False, 1)
            given = NewAnswer(quiz_id, 1, question_id, "v", ("x",), Grade(score), review)
            record_answer(found.user_id, given, moment)


def titles(page: str) -> list[str]:
    return [node.text() for node in parse(page).css(".kept > li > p > strong")]


def save_three(app: Flask, person: Person) -> None:
    keep(
        app,
        person,
        first_single=Marks(is_bookmarked=True, note="Said at the phone screen."),
        first_short=Marks(is_bookmarked=True),
        second_single=Marks(is_suspended=True),
    )


def test_saved_questions_are_found_by_words_of_theirs_and_of_their_notes(
    app: Flask, ada: Person
) -> None:
    save_three(app, ada)
    assert len(titles(ada.page("/questions"))) == 3
    assert titles(ada.page("/questions?q=PHONE+said")) == ["Which of these is right?"]
    assert titles(ada.page("/questions?q=keyword")) == ["Which keyword leaves a function?"]
    assert len(titles(ada.page("/questions?q=first+steps"))) == 2
    page = ada.page("/questions?q=nothing+like+it")
    assert titles(page) == []
    assert "0 questions with “nothing like it”" in page


def test_saved_questions_are_practised_in_one_press(app: Flask, ada: Person) -> None:
    save_three(app, ada)
    assert "Practise these 2" in texts(ada.page("/questions"), "button")
    begun = ada.submit("/questions", "/questions/practise").location
    assert count_questions(ada.page(begun)) == 2
    assert "Practise it" in texts(ada.page("/questions?q=phone"), "button")
    begun = ada.submit("/questions", "/questions/practise", q="phone").location
    assert count_questions(ada.page(begun)) == 1


def test_saved_questions_that_are_left_out_are_not_practised(app: Flask, ada: Person) -> None:
    keep(app, ada, second_single=Marks(is_suspended=True))
    assert "/questions/practise" not in attributes(ada.page("/questions"), "form", "action")
    assert ada.submit("/questions", "/questions/practise").location == "/questions"
    assert "There is no saved question to ask" in ada.page("/questions")


def sent_by(page: str, words: str) -> tuple[str, dict[str, object]]:
    """Return where the form with this button is sent to, and what it sends."""
    form = next(
        form
        for form in parse(page).css("form")
        if any(words in button.text() for button in form.css("button"))
    )
    fields: dict[str, object] = {
        str(node.attributes["name"]): node.attributes.get("value") or node.text()
        for node in form.css("[name]:not([name=csrf_token])")
    }
    return form.attributes["action"] or "", fields


def test_note_is_edited_where_it_is_listed_and_the_bookmark_stays(app: Flask, ada: Person) -> None:
    save_three(app, ada)
    action, fields = sent_by(ada.page("/questions?q=phone"), "Save the note")
    response = ada.submit("/questions", action, **(fields | {"note": "Said it twice."}))
    assert response.location.startswith("/questions?q=phone")
    page = ada.page("/questions?q=twice")
    assert titles(page) == ["Which of these is right?"]
    assert "bookmarked" in texts(page, ".kept .facts")


def test_question_is_left_out_and_asked_again_from_the_list(app: Flask, ada: Person) -> None:
    save_three(app, ada)
    action, fields = sent_by(ada.page("/questions?q=phone"), "Leave it out")
    ada.submit("/questions", action, **fields)
    page = ada.page("/questions?q=phone")
    assert "bookmarked, left out of quizzes" in texts(page, ".kept .facts")
    action, fields = sent_by(page, "Ask me this again")
    ada.submit("/questions", action, **fields)
    assert "bookmarked" in texts(ada.page("/questions?q=phone"), ".kept .facts")


def test_what_was_forgotten_often_is_listed_with_what_to_do(app: Flask, ada: Person) -> None:
    forget_often(app, ada, "first-single", LEECH)
    forget_often(app, ada, "first-short", LEECH - 1)
    leeches = section(ada.page("/questions"), "leeches")
    assert titles(leeches) == ["Which of these is right?"]
    assert f"forgotten {LEECH} times" in leeches
    assert 'href="/topics/first#starting"' in leeches
    assert {"Save the note", "Leave it out of quizzes"} <= set(texts(leeches, "button"))
    action, fields = sent_by(leeches, "Leave it out")
    ada.submit("/questions", action, **fields)
    assert "No question does" in section(ada.page("/questions"), "leeches")


def test_what_was_mastered_since_is_no_leech(app: Flask, ada: Person) -> None:
    forget_often(app, ada, "second-single", LEECH)
    for _ in range(2):
        quiz = ada.start_quiz("second")
        ada.submit(f"{quiz}/1", choice="yes")
    assert "No question does" in section(ada.page("/questions"), "leeches")


def test_strangers_saved_questions_are_not_mine(app: Flask, ada: Person, bob: Person) -> None:
    save_three(app, ada)
    forget_often(app, ada, "first-single", LEECH)
    page = bob.page("/questions")
    assert titles(page) == []
    assert "Nothing saved yet" in page
