"""Bookmarks, notes, suspended questions, and what readers say is wrong."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask

from notes_site.__main__ import commands
from tests.conftest import Person


def feedback(person: Person) -> str:
    """Answer the only question of the second topic; return the address of its feedback."""
    quiz = person.start_quiz("second")
    person.submit(f"{quiz}/1", choice="yes")
    return f"{quiz}/1"


def keep(person: Person, path: str, **fields: str) -> None:
    response = person.submit(path, "/questions/second-single/marks", next=path, **fields)
    assert response.status_code == 303
    assert response.location.partition("#")[0] == path


def test_note_is_shown_with_the_answer_next_time_and_to_nobody_else(
    ada: Person, bob: Person
) -> None:
    keep(ada, feedback(ada), note="Remember <b>this</b>.")
    again = ada.start_quiz("second")
    assert "Remember" not in ada.page(f"{again}/1")
    ada.submit(f"{again}/1", choice="yes")
    shown = ada.page(f"{again}/1")
    assert "Remember &lt;b&gt;this&lt;/b&gt;." in shown
    assert shown.index("Remember") < shown.index("The options, explained")
    assert "Remember" not in bob.page(feedback(bob))
    assert "Nothing saved yet" in bob.page("/saved")


def test_bookmarked_question_is_listed_and_can_be_forgotten(ada: Person) -> None:
    keep(ada, feedback(ada), bookmark="yes")
    page = ada.page("/saved")
    assert "Does the second topic have a question?" in page
    assert "bookmarked" in page
    ada.submit("/saved", "/questions/second-single/marks", forget="yes")
    assert "Nothing saved yet" in ada.page("/saved")


def test_suspended_question_is_asked_no_more_until_it_is_brought_back(ada: Person) -> None:
    path = feedback(ada)
    keep(ada, path, note="too easy")
    keep(ada, path, leave_out="yes", note="too easy by far")
    assert "too easy by far</textarea>" in ada.page(path)
    assert ada.submit("/practice", topics="second", length=5, mode="mix").status_code == 422
    assert "left out of quizzes" in ada.page("/saved")
    ada.submit("/saved", "/questions/second-single/marks", leave_out="no")
    assert ada.start_quiz("second")
    assert "too easy" in ada.page("/saved")


def test_flag_reaches_the_hosts_list_with_file_and_line(
    environ: dict[str, str], ada: Person
) -> None:
    path = feedback(ada)
    ada.submit(path, "/questions/second-single/flag", words="The key\nis wrong.", next=path)
    assert "Thank you" in ada.page(path)
    listed = CliRunner(env=environ).invoke(commands, ["flags"]).output
    assert "02-second/questions.md:1: 'The key\\nis wrong.' (ada, " in listed
    assert CliRunner(env=environ).invoke(commands, ["flags", "close", "1"]).exit_code == 0
    assert "0 open." in CliRunner(env=environ).invoke(commands, ["flags"]).output
    assert CliRunner(env=environ).invoke(commands, ["flags", "close", "1"]).exit_code == 1


def test_flag_can_be_raised_before_the_answer(environ: dict[str, str], ada: Person) -> None:
    path = f"{ada.start_quiz('second')}/1"
    ada.submit(path, "/questions/second-single/flag", words="I can't follow.", next=path)
    page = ada.page(path)
    assert "Thank you" in page
    assert "Check the answer" in page
    assert "I can't follow." in CliRunner(env=environ).invoke(commands, ["flags"]).output


def test_empty_flag_is_not_sent(environ: dict[str, str], ada: Person) -> None:
    path = feedback(ada)
    ada.submit(path, "/questions/second-single/flag", words="  ", next=path)
    assert "Nothing was sent" in ada.page(path)
    assert "0 open." in CliRunner(env=environ).invoke(commands, ["flags"]).output


def test_admin_sees_and_closes_flags_and_others_find_nothing_there(
    environ: dict[str, str], ada: Person, bob: Person
) -> None:
    path = feedback(ada)
    ada.submit(path, "/questions/second-single/flag", words="wrong", next=path)
    assert bob.get("/flags").status_code == 404
    assert bob.submit("/practice", "/flags/1/close").status_code == 404
    assert CliRunner(env=environ).invoke(commands, ["user", "make-admin", "bob"]).exit_code == 0
    assert "wrong" in bob.page("/flags")
    assert bob.submit("/flags", "/flags/1/close").status_code == 303
    assert "Nothing is open" in bob.page("/flags")


def test_flag_outlives_its_reader(make_app: Callable[..., Flask], environ: dict[str, str]) -> None:
    person = Person(make_app().test_client())
    person.register("ada")
    path = feedback(person)
    person.submit(path, "/questions/second-single/flag", words="wrong", next=path)
    password = {"delete_password": "four unrelated words", "delete_is_sure": "y"}
    person.submit("/account", "/account/delete", **password)
    assert "a reader who left" in CliRunner(env=environ).invoke(commands, ["flags"]).output


@pytest.mark.parametrize("path", ["/questions/no-such/marks", "/questions/no-such/flag"])
def test_unknown_question_is_not_found(ada: Person, path: str) -> None:
    assert ada.submit("/practice", path, words="x").status_code == 404


def test_page_of_flags_is_not_compressed_beside_the_admins_token(
    app: Flask, environ: dict[str, str], ada: Person, bob: Person
) -> None:
    ada.submit("/practice", "/questions/second-single/flag", words="words " * 150)
    assert CliRunner(env=environ).invoke(commands, ["user", "make-admin", "bob"]).exit_code == 0
    page = bob.get("/flags", headers={"Accept-Encoding": "gzip"})
    assert "words words" in page.text
    assert "Content-Encoding" not in page.headers
    assert "no-store" in page.headers["Cache-Control"]
