"""A quiz, as a reader meets it: question, answer, feedback, results; left and taken up again."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import AUTHORS_KEYS, Person, shown, sign_in_on
from tests.pages import fields_of, only, parse, token_of
from tests.web.answering import (
    answer_rightly,
    count_answers,
    count_questions,
    options_of,
    position_of,
)


def test_whole_quiz_answered_rightly_is_full_marks(ada: Person) -> None:
    quiz = ada.start_quiz()
    for position in range(1, 11):
        assert "<strong>Right</strong>" in answer_rightly(ada, quiz, position)
    results = ada.page(quiz)
    assert "<h1>Results</h1>" in results
    assert "<strong>10</strong> of 10 points" in results
    assert "Read again" not in results


def test_quiz_asks_only_about_the_chosen_topics(ada: Person) -> None:
    quiz = ada.start_quiz("second")
    assert "Question 1 of 1" in ada.page(f"{quiz}/1")
    assert "Does the second topic have a question?" in ada.page(f"{quiz}/1")


def test_quiz_asks_only_what_fits_topic_tag_and_difficulty(ada: Person) -> None:
    def asked(**limits: object) -> int:
        sent = {"mode": "mix", "length": 40} | limits
        response = ada.submit("/practice", **sent)
        if response.status_code == 422:
            return 0
        return count_questions(ada.page(response.location))

    assert asked() == 10
    assert asked(tags="basics") == 2
    assert asked(tags="basics", difficulties="3") == 0
    assert asked(difficulties=["2", "3"]) == 5
    assert asked(difficulties="3", topics="second") == 1


def test_address_ticks_topics_tags_and_difficulties(ada: Person) -> None:
    page = ada.page("/practice?topic=first&tag=basics&difficulty=1&difficulty=x")
    ticked = [
        (one.attributes["name"], one.attributes["value"]) for one in parse(page).css("[checked]")
    ]
    expected = {("topics", "first"), ("tags", "basics"), ("difficulties", "1")}
    assert set(ticked) == expected | {("mode", "mix"), ("length", "10")}
    assert page.count('<details class="fold" open>') == 3
    assert '<details class="fold" open>' not in ada.page("/practice")


def test_tag_of_a_single_question_can_be_practised(
    make_app: Callable[..., Flask], content: Path
) -> None:
    bank = content / "02-second/questions.md"
    bank.write_text(bank.read_text().replace("difficulty:", "tags: lonely; difficulty:", 1))
    person = Person(make_app().test_client())
    person.register("ada")
    assert "lonely" not in person.page("/practice")
    page = person.page("/practice?tag=lonely")
    assert 'name="tags" value="lonely" checked' in page
    quiz = person.submit("/practice?tag=lonely", "/practice", tags="lonely", mode="mix", length=5)
    assert "Question 1 of 1" in person.page(quiz.location)


def test_topic_page_starts_a_quiz_on_it(ada: Person) -> None:
    response = ada.submit("/topics/second", "/practice", topics="second", length="10", mode="mix")
    assert response.status_code == 303
    assert "Does the second topic" in ada.page(response.location)


def test_wrong_answer_is_explained_and_leads_to_the_section(ada: Person) -> None:
    quiz = ada.start_quiz("first")
    position = position_of(ada, quiz, "Which of these is right?")
    ada.submit(f"{quiz}/{position}", choice="wrong")
    page = ada.page(f"{quiz}/{position}")
    assert "<strong>Not right</strong>" in page
    assert "Chosen by you, wrong" in page
    for explanation in ("because the author says so", "in another world", "It stays last"):
        assert explanation in page
    assert "the explanation of the single" in page
    assert 'href="/topics/first#starting"' in page
    assert 'href="/topics/first#starting"' in ada.page(f"{quiz}/results")


def test_partly_right_answer_says_how_much(ada: Person) -> None:
    quiz = ada.start_quiz("first")
    position = position_of(ada, quiz, "Which of these are even?")
    ada.submit(f"{quiz}/{position}", choice="two")
    assert "Partly right</strong>: 0.5 of 1 point" in ada.page(f"{quiz}/{position}")


def test_right_answer_is_in_no_page_before_it_is_given(ada: Person) -> None:
    quiz = ada.start_quiz("first", "second")
    secrets: tuple[str, ...] = (
        "because the author says so",
        "the explanation of the single",
        "Twice one",
        "Odd.",
    )
    secrets += ("Right answer", "This is it", "return\n", "divisible by two", "Accepted")
    secrets += ("9.81", "0.02", "[2, 2, 2]", "share one", "inside out", "change places", "a hash")
    secrets += ("version", "Retry", "contention", "ten times", "Follow-up")
    paths = [f"{quiz}/{at}" for at in range(1, 11)]
    for path in (*paths, f"{quiz}/results", quiz):
        page = ada.page(path)
        assert not [secret for secret in secrets if secret in page], path
        assert not AUTHORS_KEYS & set(options_of(page)), path


def test_options_are_shuffled_by_the_quiz_and_stay_so(ada: Person) -> None:
    orders: set[tuple[str, ...]] = set()
    for _ in range(12):
        quiz = ada.start_quiz("first")
        path = f"{quiz}/{position_of(ada, quiz, 'Which of these are even?')}"
        order = tuple(options_of(ada.page(path)))
        assert order == tuple(options_of(ada.page(path)))
        orders.add(order)
    assert len(orders) > 1


@pytest.mark.promise("A7")
def test_second_answer_from_another_tab_changes_nothing(app: Flask, ada: Person) -> None:
    quiz = ada.start_quiz("first")
    path = f"{quiz}/{position_of(ada, quiz, 'Which of these is right?')}"
    token = token_of(ada.page(path))
    for choice in ("right", "wrong", "right", "last"):
        response = ada.client.post(path, data={"csrf_token": token, "choice": shown(choice)})
        assert response.status_code == 303
    page = ada.page(path)
    assert "<strong>Right</strong>" in page
    assert "had been answered in another tab" in page
    assert 'type="radio" name="choice"' not in page
    assert count_answers(app) == 1
    assert ada.client.post(path, data={"csrf_token": token, "choice": shown("right")})
    assert "another tab" not in ada.page(path)


def test_empty_answer_is_asked_for_again_and_not_kept(app: Flask, ada: Person) -> None:
    quiz = ada.start_quiz("first")
    response = ada.submit(f"{quiz}/1", choice="made up", text=" ")
    assert response.status_code == 422
    assert 'class="field-error" role="alert"' in response.text
    assert count_answers(app) == 0


def test_quiz_goes_on_where_it_was_left_on_another_device(app: Flask, ada: Person) -> None:
    quiz = ada.start_quiz(length=5)
    answer_rightly(ada, quiz, 1)
    phone = Person(app.test_client())
    phone.sign_in("ada")
    assert "You left a quiz after 1 of 5 questions" in phone.page("/")
    assert "Question 2 of 5" in phone.page(quiz)
    answer_rightly(phone, quiz, 2)
    assert "Question 3 of 5" in ada.page(quiz)


def test_skipped_question_comes_back_at_the_end(ada: Person) -> None:
    quiz = ada.start_quiz(length=3)
    skip = only(ada.page(f"{quiz}/1"), ".quiz-form [name=to]")
    assert skip.attributes["value"] == f"{quiz}/2"
    answer_rightly(ada, quiz, 2)
    last = answer_rightly(ada, quiz, 3)
    assert only(last, "[data-next]").attributes["value"] == f"{quiz}/1"
    assert "Results so far" in ada.page(f"{quiz}/results")


@pytest.mark.promise("B16")
def test_stranger_cannot_see_or_answer_my_quiz(app: Flask, ada: Person, bob: Person) -> None:
    quiz = ada.start_quiz("first")
    for path in (quiz, f"{quiz}/1", f"{quiz}/results"):
        assert bob.get(path).status_code == 404
    bob_quiz = bob.start_quiz("first")
    assert bob.submit(f"{bob_quiz}/1", f"{quiz}/1", choice="right").status_code == 404
    assert count_answers(app) == 0


def test_position_that_the_quiz_does_not_have_is_not_found(ada: Person) -> None:
    quiz = ada.start_quiz("first")
    for position in ("0", "99", "-1", "x"):
        assert ada.get(f"{quiz}/{position}").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [{"length": 0}, {"length": 999}, {"length": "x"}, {"topics": "no-such"}, {"mode": "no-such"}],
)
def test_practice_form_explains_what_it_cannot_use(ada: Person, fields: dict[str, str]) -> None:
    response = ada.submit("/practice", **({"topics": "first", "length": 5, "mode": "mix"} | fields))
    assert response.status_code == 422
    assert "field-error" in response.text


@pytest.mark.promise("B14")
def test_answer_typed_before_the_session_ended_comes_back(app: Flask, ada: Person) -> None:
    quiz = ada.start_quiz("first")
    path = f"{quiz}/{position_of(ada, quiz, 'Which keyword leaves a function?')}"
    stale = Person(app.test_client())
    typed = {"csrf_token": "old", "text": "return it", "next": path}
    refused = stale.client.post(path, data=typed)
    assert refused.status_code == 403
    assert "Nothing you typed is lost" in refused.text
    login = sign_in_on(stale, refused.text)
    assert login.location == path
    assert 'value="return it"' in stale.page(login.location)


def test_removed_topic_hides_its_questions_and_restored_loses_nothing(
    make_app: Callable[..., Flask], content: Path, tmp_path: Path
) -> None:
    person = Person(make_app().test_client())
    person.register("ada")
    quiz = person.start_quiz()
    for position in range(1, 11):
        answer_rightly(person, quiz, position)
    before = person.page("/progress")

    shutil.move(content / "02-second", tmp_path / "aside")
    shutil.move(content / "glossary.md", tmp_path / "terms")  # they refer to the second topic
    link = content / "01-first/topic.md"
    link.write_text(link.read_text().replace("(../02-second/topic.md#going-on)", "(#starting)"))
    without = Person(make_app().test_client())
    without.sign_in("ada")
    assert "of 9 points" in without.page(f"{quiz}/results")
    assert "Second steps" not in without.page("/progress")

    shutil.move(tmp_path / "aside", content / "02-second")
    shutil.move(tmp_path / "terms", content / "glossary.md")
    again = Person(make_app().test_client())
    again.sign_in("ada")
    assert "of 10 points" in again.page(f"{quiz}/results")
    assert without_times(again.page("/progress")) == without_times(before)


def without_times(page: str) -> str:
    """Return the page's text and tables without what each minute changes."""
    tree = parse(page)
    for node in tree.css("time, link, script, [name=csrf_token]"):
        node.decompose()
    return tree.html or ""


def test_edited_question_keeps_its_grade_and_says_so(
    make_app: Callable[..., Flask], content: Path
) -> None:
    person = Person(make_app().test_client())
    person.register("ada")
    quiz = person.start_quiz("second")
    answer_rightly(person, quiz, 1)
    bank = content / "02-second/questions.md"
    bank.write_text(bank.read_text().replace("have a question?", "have one question?"))
    later = Person(make_app().test_client())
    later.sign_in("ada")
    page = later.page(f"{quiz}/1")
    assert "changed after you answered" in page
    assert "<strong>Right</strong>" in page


def test_way_without_a_question_says_so(ada: Person) -> None:
    response = ada.submit("/practice", topics="first", length=5, mode="due")
    assert response.status_code == 422
    assert "no such question now" in response.text


def test_mistakes_can_be_practised_alone(ada: Person) -> None:
    quiz = ada.start_quiz("second")
    ada.submit(f"{quiz}/1", choice="no", confidence=3)
    assert "<strong>Not right</strong>. <span>You were sure" in ada.page(f"{quiz}/1")
    for mode in ("mistakes", "surprises"):
        again = ada.start_quiz(mode=mode)
        assert "Question 1 of 1" in ada.page(f"{again}/1")
        assert "Does the second topic" in ada.page(f"{again}/1")


def test_feedback_says_when_the_question_comes_back(ada: Person) -> None:
    quiz = ada.start_quiz("second")
    assert re.search(r"Comes back (tomorrow|in \d+ days)", answer_rightly(ada, quiz, 1))


def test_hint_is_shown_on_request_and_remembered(ada: Person) -> None:
    quiz = ada.start_quiz("first")
    path = f"{quiz}/{position_of(ada, quiz, 'Which of these is right?')}"
    assert "a hint for the single" not in ada.page(path).lower()
    assert ada.submit(path, f"{path}/hint").location == f"{path}#hint"
    assert "a hint for the single" in ada.page(path).lower()
    ada.submit(path, choice="right")
    assert "Comes back tomorrow" in ada.page(path)


def test_slip_of_the_finger_can_be_undone(ada: Person) -> None:
    quiz = ada.start_quiz("second")
    ada.submit(f"{quiz}/1", choice="no")
    ada.submit(f"{quiz}/1", f"{quiz}/1/undo")
    assert "Check the answer" in ada.page(f"{quiz}/1")
    assert "<strong>Right</strong>" in answer_rightly(ada, quiz, 1)


def test_what_was_answered_is_not_due_before_its_day(ada: Person) -> None:
    answer_rightly(ada, ada.start_quiz("second"), 1)
    assert ada.submit("/practice", length=5, mode="due").status_code == 422


@pytest.mark.promise("B14")
def test_answer_of_a_tab_from_before_the_last_sign_in_comes_back(app: Flask, ada: Person) -> None:
    """B14: a page left open counts, or its answer comes back."""
    quiz = ada.start_quiz("first")
    path = f"{quiz}/{position_of(ada, quiz, 'Which keyword leaves a function?')}"
    typed = {"csrf_token": "of an older session", "text": "return it", "next": path}
    response = ada.client.post(path, data=typed)
    assert response.status_code == 400
    assert 'value="return it"' not in ada.page(path)
    fields = dict(fields_of(response.text, "csrf_token", "next", "text"))
    back = ada.client.post("/drafts", data=fields)
    assert back.location == path
    assert 'value="return it"' in ada.page(path)
    assert count_answers(app) == 0


def test_topic_named_twice_is_asked_about_once(ada: Person) -> None:
    quiz = ada.start_quiz("second", "second", "second", length=10)
    assert "Question 1 of 1" in ada.page(f"{quiz}/1")


def test_answer_that_a_release_will_change_says_so(
    make_app: Callable[..., Flask], content: Path
) -> None:
    bank = content / "02-second/questions.md"
    bank.write_text(bank.read_text().replace("difficulty: 3", "difficulty: 3; changes-in: 9.9"))
    site = content / "site.toml"
    site.write_text(site.read_text() + 'subject = "Sample"\n')
    person = Person(make_app().test_client())
    person.register("ada")
    quiz = person.start_quiz("second")
    assert "will change this" not in person.page(f"{quiz}/1")
    assert "Sample 9.9 will change this." in answer_rightly(person, quiz, 1)
