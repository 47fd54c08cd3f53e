"""A quiz by a program: the same questions, rows and cards as by the pages, and no key before."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from notes_site.store.database import db
from notes_site.store.models import Answer
from tests.conftest import Person, shown
from tests.web.answering import answer_rightly, count_answers
from tests.web.machines.api.program import RIGHT, TELLING, WRITTEN, Program, rows_of, sign_in


@pytest.fixture
def program(app: Flask, ada: Person) -> Program:
    assert ada.is_signed_in()
    return sign_in(app, "ada")


def begin(program: Program, **wish: Any) -> Any:
    return program.post("/quizzes", {"topics": ["first"], "length": 10} | wish, 201)


def right_answer(question: dict[str, Any]) -> dict[str, Any]:
    if question["kind"] == "true-false":
        return {"choice": [question["choices"][0]["key"]]}
    return RIGHT[question["id"]]


def answer(program: Program, quiz_id: int, position: int) -> Any:
    """Answer a question rightly, as its kind wants it."""
    path = f"/quizzes/{quiz_id}/questions/{position}"
    step = program.get(path)
    if step["question"]["kind"] == "open" and step["written"] is None:
        program.put(f"{path}/model-answer", {"text": WRITTEN})
    return program.put(f"{path}/answer", right_answer(step["question"]))


def where(quiz: Any, question_id: str) -> str:
    at = next(one["position"] for one in quiz["steps"] if one["question_id"] == question_id)
    return f"/quizzes/{quiz['id']}/questions/{at}"


def test_whole_quiz_by_a_program_is_stored_as_one_by_the_pages_is(
    app: Flask, program: Program, bob: Person
) -> None:
    quiz = begin(program)
    for step in quiz["steps"]:
        told = answer(program, quiz["id"], step["position"])
        assert told["feedback"]["verdict"] == "right", told["question"]["id"]
    by_pages = bob.start_quiz("first")
    for position in range(1, len(quiz["steps"]) + 1):
        answer_rightly(bob, by_pages, position)

    assert len(quiz["steps"]) == 9
    assert rows_of(app, 1) == rows_of(app, 2)
    results = program.get(f"/quizzes/{quiz['id']}/results")
    assert (results["points"], results["out_of"], results["to_reread"]) == (9, 9, [])
    assert program.get(f"/quizzes/{quiz['id']}")["next"] is None


def test_page_of_the_same_quiz_asks_in_the_same_order(program: Program, ada: Person) -> None:
    quiz = begin(program)
    for step in quiz["steps"]:
        told = program.get(f"/quizzes/{quiz['id']}/questions/{step['position']}")["question"]
        page = ada.page(f"/quizzes/{quiz['id']}/{step['position']}")
        keys = [one["key"] for one in told.get("choices", told.get("to_order", []))]
        places = [page.index(key) for key in keys]
        assert places == sorted(places)


@pytest.mark.promise("D10")
def test_nothing_betrays_an_answer_before_it_is_given(program: Program) -> None:
    quiz = begin(program)
    asked = [program.get("/questions"), program.get("/trial"), program.get("/topics/first/trial")]
    asked += [program.get(f"/questions/{one['question_id']}") for one in quiz["steps"]]
    for step in quiz["steps"]:
        path = f"/quizzes/{quiz['id']}/questions/{step['position']}"
        told = program.get(path)
        assert (told["feedback"], told["hint"], told["model_answer"]) == (None, None, None)
        asked.append(told["question"])
    words = json.dumps(asked)
    assert [one for one in TELLING if one in words] == []
    ordering = next(one for one in asked if one.get("kind") == "ordering")
    assert [one["key"] for one in ordering["to_order"]] != RIGHT["first-ordering"]["order"]


@pytest.mark.promise("A6", "A7")
def test_same_answer_again_is_the_same_and_another_is_refused(app: Flask, program: Program) -> None:
    quiz = begin(program)
    path = where(quiz, "first-single")
    first = program.put(f"{path}/answer", RIGHT["first-single"] | {"confidence": 3})
    assert program.put(f"{path}/answer", RIGHT["first-single"]) == first
    told = program.put(f"{path}/answer", {"choice": [shown("wrong")]}, 409)
    assert "had been answered" in told["detail"]
    assert program.get(path) == first
    assert first["feedback"]["confidence"] == 3
    assert count_answers(app) == 1


def test_feedback_says_what_is_right_and_why(program: Program) -> None:
    path = where(begin(program), "first-single")
    told = program.put(f"{path}/answer", {"choice": [shown("wrong")]})["feedback"]
    assert (told["verdict"], told["score"]) == ("wrong", 0)
    assert "the explanation of the single" in told["explained"]["why"]
    assert told["explained"]["section"]["page"] == "/topics/first#starting"
    right = [one["text"] for one in told["explained"]["right"]["choices"] if one["is_right"]]
    assert right == ["the right one"]


NO_ANSWERS: list[tuple[str, Any, str]] = [
    ("first-single", {}, "#/choice"),
    ("first-single", {"choice": []}, "#/choice"),
    ("first-single", {"choice": ["nobodys"]}, "#/choice"),
    ("first-single", {"choice": [shown("right"), "nobodys"]}, "#/choice"),
    ("first-single", {"text": "right"}, "#/text"),
    ("first-single", {"choice": "right"}, "#/choice"),
    ("first-single", {"choice": [shown("right")], "confidence": 4}, "#/confidence"),
    ("first-single", {"choice": [shown("right")], "is_right": True}, "#/is_right"),
    ("first-short", {"text": " "}, "#/text"),
    ("first-short", {"text": 3}, "#/text"),
    ("first-ordering", {"order": [shown("local")]}, "#/order"),
    ("first-ordering", {"order": [shown("local")] * 4}, "#/order"),
    ("first-matching", {"matches": {shown("dict"): "nothing"}}, "#/matches"),
    ("first-matching", {"matches": [1]}, "#/matches"),
]


def test_answer_that_is_none_is_refused_by_the_name_of_its_field(
    app: Flask, program: Program
) -> None:
    quiz = begin(program)
    for question_id, said, pointer in NO_ANSWERS:
        told = program.put(f"{where(quiz, question_id)}/answer", said, 422)
        assert told["errors"][0]["pointer"].startswith(pointer), said
    assert count_answers(app) == 0


def test_hint_is_shown_when_asked_for_and_remembered(app: Flask, program: Program) -> None:
    path = where(begin(program), "first-single")
    assert "a hint for the single" in program.put(f"{path}/hint")["hint"]
    assert program.get(path)["is_hinted"]
    program.put(f"{path}/answer", RIGHT["first-single"])
    with app.app_context():
        assert db.session.execute(select(Answer.is_hinted)).scalars().all() == [True]


def test_open_question_is_written_then_shown_then_graded_by_its_reader(program: Program) -> None:
    path = where(begin(program), "first-open")
    told = program.put(f"{path}/answer", RIGHT["first-open"], 409)
    assert "model-answer" in told["errors"][0]["detail"]
    shown_now = program.put(f"{path}/model-answer", {"text": WRITTEN})
    assert "version column" in shown_now["model_answer"]["model_answer"]
    assert [one["points"] for one in shown_now["model_answer"]["rubric"]] == [2, 1, 1]
    assert program.put(f"{path}/model-answer", {"text": WRITTEN}) == shown_now
    program.put(f"{path}/model-answer", {"text": "Now I know."}, 409)
    told = program.put(f"{path}/answer", {"choice": [shown("version")]})["feedback"]
    assert (told["score"], told["verdict"]) == (0.5, "partly")
    assert told["said"] == {"text": WRITTEN, "choice": [shown("version")]}


def test_newest_answer_can_be_taken_back_and_given_anew(app: Flask, program: Program) -> None:
    quiz = begin(program)
    older, newest = where(quiz, "first-short"), where(quiz, "first-single")
    program.put(f"{older}/answer", RIGHT["first-short"])
    program.put(f"{newest}/answer", {"choice": [shown("wrong")]})
    program.delete(f"{older}/answer", 409)
    assert program.delete(f"{newest}/answer")["feedback"] is None
    told = program.put(f"{newest}/answer", RIGHT["first-single"])
    assert told["feedback"]["verdict"] == "right"
    assert count_answers(app) == 3


def test_request_with_a_name_of_its_own_begins_one_quiz_however_often_it_is_sent(
    program: Program,
) -> None:
    wish, key = {"topics": ["first"]}, {"Idempotency_Key": "monday-1"}
    first = program.post("/quizzes", wish, 201, **key)
    answer(program, first["id"], 1)
    assert program.post("/quizzes", wish, 201, **key)["id"] == first["id"]
    assert program.post("/quizzes", wish, 201)["id"] != first["id"]
    assert program.post("/quizzes", {"mode": "new"}, 201, **key)["id"] != first["id"]
    program.post("/quizzes", wish, 400, Idempotency_Key="x" * 256)


def test_quiz_is_dropped_taken_up_and_what_was_missed_asked_again(program: Program) -> None:
    quiz = begin(program)
    path = where(quiz, "first-single")
    program.put(f"{path}/answer", {"choice": [shown("wrong")]})
    assert program.post(f"/quizzes/{quiz['id']}/drop")["finished_at"] is not None
    assert program.post(f"/quizzes/{quiz['id']}/take-up")["finished_at"] is None
    again = program.post(f"/quizzes/{quiz['id']}/again", None, 201)
    assert [one["question_id"] for one in again["steps"]] == ["first-single"]
    program.post(f"/quizzes/{begin(program)['id']}/again", None, 409)


def test_quizzes_are_listed_in_parts_the_newest_first(program: Program) -> None:
    ids = [begin(program)["id"] for _ in range(5)]
    found, following = [], "/quizzes?limit=2"
    while following:
        part = program.get(following)
        found += [one["id"] for one in part["items"]]
        following = part["next"]
    assert found == [*reversed(ids)]


def test_wish_for_what_is_not_there_is_refused_by_its_place(program: Program) -> None:
    told = program.post("/quizzes", {"topics": ["first", "nowhere"]}, 422)
    assert told["errors"] == [{"pointer": "#/topics/1", "detail": "There is no such one."}]
    told = program.post("/quizzes", {"mode": "surprises"}, 422)
    assert told["errors"][0]["pointer"] == "#/mode"


def test_how_many_quizzes_are_left_of_this_hour_stands_in_a_header(program: Program) -> None:
    for left in (99, 98):
        answered = program.ask("POST", "/quizzes", {"topics": ["first"]})
        assert answered.headers["RateLimit-Policy"] == '"quiz";q=100;w=3600'
        assert answered.headers["RateLimit"].startswith(f'"quiz";r={left};t=3')


def test_quiz_is_not_there_for_a_stranger(app: Flask, program: Program, bob: Person) -> None:
    quiz = begin(program)
    path, stranger = where(quiz, "first-single"), sign_in(app, "bob")
    assert bob.is_signed_in()
    for one in (path, f"/quizzes/{quiz['id']}", f"/quizzes/{quiz['id']}/results"):
        stranger.get(one, 404)
    stranger.put(f"{path}/answer", RIGHT["first-single"], 404)
    stranger.put(f"{path}/hint", None, 404)
    stranger.delete(f"{path}/answer", 404)
    for one in ("drop", "take-up", "again"):
        stranger.post(f"/quizzes/{quiz['id']}/{one}", None, 404)
    assert count_answers(app) == 0
