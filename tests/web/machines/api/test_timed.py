"""A timed quiz by a program: the server's clock, no word of how it goes, then the report."""

import json
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Person, shown
from tests.web.machines.api.program import RIGHT, TELLING, WRITTEN, Program, rows_of, sign_in
from tests.web.timed import find_finish, pass_deadline


@pytest.fixture
def program(app: Flask, ada: Person) -> Program:
    assert ada.is_signed_in()
    return sign_in(app, "ada")


def begin(program: Program, plan: str = "interview-15") -> Any:
    return program.post("/interviews", {"plan": plan, "topics": ["first"]}, 201)


def answer_all(program: Program, quiz: Any) -> list[Any]:
    """Answer every question rightly, and return what was told of them meanwhile."""
    told = []
    for step in quiz["steps"]:
        path = f"/interviews/{quiz['id']}/questions/{step['position']}"
        question = program.get(path)["question"]
        said = {"text": WRITTEN} if question["kind"] == "open" else RIGHT.get(question["id"])
        said = said or {"choice": [question["choices"][0]["key"]]}
        told += [question, program.put(f"{path}/answer", said)["question"]]
    return [*told, program.get(f"/interviews/{quiz['id']}"), program.get("/quizzes")]


@pytest.mark.promise("D10")
def test_nothing_is_told_of_how_it_goes_before_the_end(program: Program) -> None:
    quiz = begin(program)
    told = answer_all(program, quiz)
    assert [one for one in TELLING if one in json.dumps(told)] == []
    assert told[-1]["items"][0]["points"] is None
    assert {one["verdict"] for one in told[-2]["steps"]} == {None}
    program.get(f"/interviews/{quiz['id']}/report", 409)


def test_report_tells_all_and_its_reader_grades_what_was_written(
    app: Flask, program: Program
) -> None:
    quiz = begin(program)
    answer_all(program, quiz)
    report = program.post(f"/interviews/{quiz['id']}/finish")
    assert report["points"] == report["out_of"] == len(quiz["steps"]) - 1
    position = next(one["position"] for one in report["steps"] if one["verdict"] is None)
    path = f"/interviews/{quiz['id']}/questions/{position}"
    graded = program.put(f"{path}/grade", {"choice": [shown("version")]})
    assert graded["points"] == report["points"] + 0.5
    assert program.get(f"/interviews/{quiz['id']}/report") == graded
    assert len(rows_of(app, 1)["answer"]) == len(quiz["steps"])


def test_answer_can_be_changed_as_long_as_there_is_time(app: Flask, program: Program) -> None:
    quiz = begin(program, "exam-10")
    at = next(one["position"] for one in quiz["steps"] if one["question_id"] == "first-single")
    path = f"/interviews/{quiz['id']}/questions/{at}"
    for key in ("wrong", "right"):
        assert program.put(f"{path}/answer", {"choice": [shown(key)]})["said"] == {
            "choice": [shown(key)]
        }
    pass_deadline(app, f"/interviews/{quiz['id']}")
    program.put(f"{path}/answer", {"choice": [shown("wrong")]}, 409)
    program.get(path, 409)
    report = program.get(f"/interviews/{quiz['id']}/report")
    assert report["points"] == 1
    assert find_finish(app, f"/interviews/{quiz['id']}")[0] is None  # reading stores nothing


def test_timed_quiz_is_not_there_for_a_stranger_nor_as_an_ordinary_one(
    app: Flask, program: Program, bob: Person
) -> None:
    assert bob.is_signed_in()
    quiz, stranger = begin(program), sign_in(app, "bob")
    for path in ("", "/report", "/questions/1"):
        stranger.get(f"/interviews/{quiz['id']}{path}", 404)
    stranger.post(f"/interviews/{quiz['id']}/finish", None, 404)
    stranger.put(f"/interviews/{quiz['id']}/questions/1/answer", {"choice": ["x"]}, 404)
    program.get(f"/quizzes/{quiz['id']}", 404)
    program.put(f"/quizzes/{quiz['id']}/questions/1/answer", {"choice": ["x"]}, 404)
