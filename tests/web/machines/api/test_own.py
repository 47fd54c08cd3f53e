"""What is a reader's own, by a program: marks, remarks, what was read, progress, the plan."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from notes_site.store.notes.flags import open_flags
from notes_site.store.notes.marks import Marks, keep_marks
from notes_site.web.machines.api.requests import insist_on_match
from notes_site.web.machines.api.resources import saved
from tests.conftest import Person, shown
from tests.web.machines.api.program import Program, sign_in


@pytest.fixture
def program(app: Flask, ada: Person) -> Program:
    assert ada.is_signed_in()
    return sign_in(app, "ada")


def test_marks_are_kept_listed_and_seen_on_the_pages(program: Program, ada: Person) -> None:
    path = "/questions/first-single/marks"
    assert program.get(path) == {"is_bookmarked": False, "is_suspended": False, "note": ""}
    program.patch(path, {"is_bookmarked": True})
    program.patch(path, {"note": " Ask why. \r\n"})
    assert program.get(path) == {"is_bookmarked": True, "is_suspended": False, "note": "Ask why."}
    assert "Ask why." in ada.page("/saved")
    assert [one["question_id"] for one in program.get("/marks")["items"]] == ["first-single"]
    for text in ("a\0b", "half \ud800"):
        program.patch(path, {"note": text}, 422)
    assert program.get(path)["note"] == "Ask why."
    program.delete(path)
    assert program.get("/marks")["items"] == []
    program.get("/questions/nobodys/marks", 404)


def test_change_of_what_another_program_changed_meanwhile_is_refused(program: Program) -> None:
    path = "/questions/first-single/marks"
    etag = program.ask("GET", path).headers["ETag"]
    assert program.ask("GET", path, If_None_Match=etag).status_code == 304
    program.patch(path, {"note": "x" * 1_500})
    program.patch(path, {"note": "Mine."}, 412, If_Match=etag)
    assert len(program.get(path)["note"]) == 1_500
    newest = program.ask("GET", path).headers["ETag"]
    assert program.patch(path, {"note": "Mine."}, If_Match=newest)["note"] == "Mine."


@pytest.mark.parametrize("is_matched", [False, True])
def test_change_between_reading_and_storing_is_not_undone(
    app: Flask, program: Program, monkeypatch: pytest.MonkeyPatch, is_matched: bool
) -> None:
    path, meanwhile = "/questions/first-single/marks", [Marks(note="Of a browser.")]
    etag = program.ask("GET", path).headers["ETag"]

    def insist(*read: Any) -> None:
        insist_on_match(*read)
        if meanwhile:
            keep_marks(1, "first-single", meanwhile.pop(), datetime.now(UTC))

    monkeypatch.setattr(saved, "insist_on_match", insist)
    headers = {"If_Match": etag} if is_matched else {}
    program.patch(path, {"is_bookmarked": True}, 412 if is_matched else 200, **headers)
    kept = program.get(path)
    assert (kept["note"], kept["is_bookmarked"]) == ("Of a browser.", not is_matched)


def test_remark_reaches_the_host(app: Flask, program: Program) -> None:
    answered = program.ask("POST", "/questions/first-single/flags", {"words": "It is wrong."})
    assert answered.status_code == 201
    assert answered.headers["RateLimit"].startswith('"flag";r=29;')
    program.post("/questions/first-single/flags", {"words": " "}, 422)
    program.post("/questions/nobodys/flags", {"words": "It is wrong."}, 404)
    with app.app_context():
        assert [one.words for one in open_flags()] == ["It is wrong."]


def test_too_many_remarks_within_an_hour_are_refused_with_a_time_to_wait(
    program: Program,
) -> None:
    for _ in range(30):
        program.post("/questions/first-single/flags", {"words": "It is wrong."}, 201)
    answered = program.ask("POST", "/questions/first-single/flags", {"words": "It is wrong."})
    assert answered.status_code == 429
    assert answered.headers["Retry-After"] == "3600"
    assert answered.headers["RateLimit"].startswith('"flag";r=0;t=')


def test_section_that_was_read_is_remembered(program: Program) -> None:
    program.put("/topics/first/sections/starting/read", None, 204)
    assert [one["anchor"] for one in program.get("/read")["items"]] == ["starting"]
    program.put("/topics/first/sections/nowhere/read", None, 404)


def test_plan_is_changed_field_by_field_and_a_day_that_is_over_is_refused(
    program: Program,
) -> None:
    ahead = program.get("/reader")["today"]
    day = (date.fromisoformat(ahead) + timedelta(days=20)).isoformat()
    assert program.patch("/plan", {"interview_on": day})["interview_on"] == day
    assert program.patch("/plan", {"daily_cap": 33}) == {"interview_on": day, "daily_cap": 33}
    assert program.get("/plan") == {"interview_on": day, "daily_cap": 33}
    assert program.get("/progress")["readiness"]["interview_on"] == day
    told = program.patch("/plan", {"interview_on": "2020-01-01"}, 422)
    assert told["errors"][0]["pointer"] == "#/interview_on"
    program.patch("/plan", {"daily_cap": 0}, 422)
    assert program.patch("/plan", {"interview_on": None})["interview_on"] is None
    assert program.get("/plan/outcomes") == {"items": []}


def test_progress_and_what_is_due_follow_the_answers(program: Program) -> None:
    quiz = program.post("/quizzes", {"topics": ["first"]}, 201)
    at = next(one["position"] for one in quiz["steps"] if one["question_id"] == "first-single")
    path = f"/quizzes/{quiz['id']}/questions/{at}/answer"
    told = program.put(path, {"choice": [shown("wrong")]})["feedback"]
    progress = program.get("/progress")
    assert progress["answered"] == 1
    assert progress["is_today_done"]
    assert progress["topics"][0]["seen"] == 1
    assert sum(one["due"] for one in progress["due"]) == 1
    due = [one["question_id"] for one in program.get("/due")["items"]]
    assert due == (["first-single"] if told["comes_back_in"] == 0 else [])
    assert program.get("/today")["new"] > 0


def test_idea_that_keeps_catching_its_reader_is_listed_and_practised_against(
    program: Program,
) -> None:
    program.post("/traps", {}, 422)
    for _ in range(3):
        quiz = program.post("/quizzes", {"sections": ["first#starting"]}, 201)
        at = next(one["position"] for one in quiz["steps"] if one["question_id"] == "first-single")
        path = f"/quizzes/{quiz['id']}/questions/{at}/answer"
        told = program.put(path, {"choice": [shown("wrong")]})["feedback"]
    assert [one["name"] for one in told["traps"]] == ["wrongness"]
    assert [one["times"] for one in program.get("/traps")["items"]] == [3]
    quiz = program.post("/traps", {"name": "wrongness"}, 201)
    assert [one["question_id"] for one in quiz["steps"]] == ["first-single"]
