"""Saved questions, searched, edited and practised; and what won't stick."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from notes_site.store.notes.marks import Marks, keep_marks
from notes_site.store.people.users import find_credentials
from notes_site.store.practice.answers import NewAnswer, record_answer
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.memory.scheduling import Review
from notes_site.study.progress.leeches import LEECH
from notes_site.study.questions.kind import Grade
from tests.conftest import Person, sign_in_on
from tests.pages import attributes, fields_of, form_of, owner_of, parse, section, texts
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


LEECH_BUTTONS = ["Write a note", "Leave it out"]


def facts(page: str) -> list[str]:
    """Return what is said of the saved questions, but for what to read."""
    return [words.partition(" · ")[0] for words in texts(page, ".kept p.facts")]


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
    assert len(titles(ada.page("/saved"))) == 3
    assert titles(ada.page("/saved?q=PHONE+said")) == ["Which of these is right?"]
    assert titles(ada.page("/saved?q=keyword")) == ["Which keyword leaves a function?"]
    assert len(titles(ada.page("/saved?q=first+steps"))) == 2
    page = ada.page("/saved?q=nothing+like+it")
    assert titles(page) == []
    assert "0 questions with “nothing like it”" in page


def test_saved_questions_are_practised_in_one_press(app: Flask, ada: Person) -> None:
    save_three(app, ada)
    assert "Practise these 2" in texts(ada.page("/saved"), "button")
    begun = ada.submit("/saved", "/saved/practise").location
    assert count_questions(ada.page(begun)) == 2
    assert "Practise it" in texts(ada.page("/saved?q=phone"), "button")
    begun = ada.submit("/saved", "/saved/practise", q="phone").location
    assert count_questions(ada.page(begun)) == 1


def test_saved_questions_that_are_left_out_are_not_practised(app: Flask, ada: Person) -> None:
    keep(app, ada, second_single=Marks(is_suspended=True))
    assert "/saved/practise" not in attributes(ada.page("/saved"), "form", "action")
    assert ada.submit("/saved", "/saved/practise").location == "/saved"
    assert "There is no saved question to ask" in ada.page("/saved")


def press(person: Person, path: str, words: str, **typed: str) -> str:
    """Press the button that begins with these words, with something typed; return where it led."""
    main = parse(person.page(path)).css_first("main")
    assert main
    button = next(one for one in main.css("button") if one.text().strip().startswith(words))
    form = owner_of(button)
    assert form
    fields = {
        str(node.attributes["name"]): node.attributes.get("value") or node.text()
        for node in form.css("input[name]:not([name=csrf_token]), textarea")
    }
    if name := button.attributes.get("name"):
        fields[name] = button.attributes.get("value") or ""
    action = button.attributes.get("formaction") or form.attributes["action"]
    response = person.submit(path, str(action), **(fields | typed))
    assert response.status_code == 303
    return response.location


def test_note_is_edited_where_it_is_listed_and_the_bookmark_stays(app: Flask, ada: Person) -> None:
    save_three(app, ada)
    place = press(ada, "/saved?q=phone", "Edit the note")
    assert place == "/saved?q=phone&note=note-first-single#note"
    assert texts(ada.page(place), "textarea") == ["Said at the phone screen."]
    closed = press(ada, place, "Save the note", note="Said it twice.")
    assert closed == "/saved?q=phone#note-first-single"
    page = ada.page("/saved?q=twice")
    assert titles(page) == ["Which of these is right?"]
    assert "textarea" not in page
    assert facts(page) == ["bookmarked"]


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [
        ("Find", "/saved"),
        ("Practise these", "/quizzes/1/1"),
        ("Write a note", "/saved?note=note-first-short#note"),
        ("Ask it again", "/saved?note=note-first-single#note-second-single"),
        ("Take it off", "/saved?note=note-first-single#note-second-single"),
    ],
)
def test_note_half_written_is_saved_whatever_is_pressed(
    app: Flask, ada: Person, words: str, leads_to: str
) -> None:
    save_three(app, ada)
    place = press(ada, "/saved", "Edit the note")
    assert press(ada, place, words, note="Half a\r\nthou") == leads_to
    assert "Half a thou" in texts(ada.page("/saved"), ".own-note")


def test_note_that_nobody_changed_takes_no_newer_one_back(app: Flask, ada: Person) -> None:
    save_three(app, ada)
    place = press(ada, "/saved", "Edit the note")
    stale = ada.page(place)
    press(ada, place, "Save the note", note="Newer.")
    fields = dict(fields_of(form_of(stale, "/saved"), "drawn", "next"))
    words = str(fields["drawn"])
    ada.submit("/saved", "/saved", **fields, note=words, open="note-first-short")
    assert texts(ada.page("/saved"), ".own-note") == ["Newer."]


def test_note_of_a_lost_session_waits_on_the_sign_in_page_and_is_saved_after(
    app: Flask, ada: Person
) -> None:
    save_three(app, ada)
    place = "/saved?note=note-first-short"
    stale = Person(app.test_client())
    fields = {"csrf_token": "old", "next": place, "note": "Half a thought"}
    page = stale.client.post("/saved", data=fields)
    assert page.status_code == 403
    assert sign_in_on(stale, page.text).location == place
    assert texts(ada.page(place), "textarea") == ["Half a thought"]


@pytest.mark.parametrize("place", ["note-nothing", "first-single", "note-", "<b>"])
def test_place_that_names_no_question_opens_none(app: Flask, ada: Person, place: str) -> None:
    save_three(app, ada)
    assert ada.submit("/saved", "/saved", open=place).location == "/saved"
    assert "textarea" not in ada.page(f"/saved?note={place}")


def test_question_is_left_out_and_asked_again_from_the_list(app: Flask, ada: Person) -> None:
    save_three(app, ada)
    place = "/saved?q=phone#note-first-single"
    assert press(ada, "/saved?q=phone", "Leave it out") == place
    assert facts(ada.page("/saved?q=phone")) == ["bookmarked and left out of quizzes"]
    press(ada, "/saved?q=phone", "Ask it again")
    assert facts(ada.page("/saved?q=phone")) == ["bookmarked"]


def test_what_was_forgotten_often_is_listed_with_what_to_do(app: Flask, ada: Person) -> None:
    forget_often(app, ada, "first-single", LEECH)
    forget_often(app, ada, "first-short", LEECH - 1)
    leeches = section(ada.page("/saved"), "leeches")
    assert titles(leeches) == ["Which of these is right?"]
    assert f"forgotten {LEECH} times" in leeches
    assert 'href="/topics/first#starting"' in leeches
    assert [words.partition(":")[0] for words in texts(leeches, "button")] == LEECH_BUTTONS
    assert press(ada, "/saved", "Leave it out") == "/saved#leech-first-single"
    assert "No question does" in section(ada.page("/saved"), "leeches")


def test_what_was_mastered_since_is_no_leech(app: Flask, ada: Person) -> None:
    forget_often(app, ada, "second-single", LEECH)
    for _ in range(2):
        quiz = ada.start_quiz("second")
        ada.submit(f"{quiz}/1", choice="yes")
    assert "No question does" in section(ada.page("/saved"), "leeches")


def test_strangers_saved_questions_are_not_mine(app: Flask, ada: Person, bob: Person) -> None:
    save_three(app, ada)
    forget_often(app, ada, "first-single", LEECH)
    page = bob.page("/saved")
    assert titles(page) == []
    assert "Nothing saved yet" in page
