"""What is a reader's own, by a program: marks, remarks, what was read, progress, the plan."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from notes_site.store.database import db
from notes_site.store.models import User
from notes_site.store.notes.flags import close_flag, open_flags
from notes_site.store.notes.marks import Marks, keep_marks
from notes_site.store.people.plans import set_interview_day
from notes_site.store.people.users import change_settings
from notes_site.web.machines.api.requests import insist_on_match
from notes_site.web.machines.api.resources import saved, studying
from tests.conftest import Person, shown
from tests.pages import only
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


def test_same_remark_again_is_kept_once_until_the_host_has_closed_it(
    app: Flask, program: Program
) -> None:
    """Whichever way it came: a program sends again what was not answered."""
    path, remark = "/questions/first-single/flags", {"words": "It is wrong."}
    for _ in range(3):
        assert program.post(path, remark, 201) == remark
    program.post(path, {"words": "It is wrong, I say."}, 201)
    program.post("/questions/first-short/flags", remark, 201)
    with app.app_context():
        assert len(open_flags()) == 3
        assert close_flag(open_flags()[0].id, datetime.now(UTC))
    program.post(path, remark, 201)
    with app.app_context():
        assert [one.words for one in open_flags()].count("It is wrong.") == 2


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


@pytest.mark.parametrize("is_matched", [False, True])
def test_of_two_programs_at_once_neither_undoes_what_the_other_planned(
    app: Flask, program: Program, monkeypatch: pytest.MonkeyPatch, is_matched: bool
) -> None:
    """The other one stores between the first one's look at If-Match and its own change."""
    other = [sign_in(app, "ada")]
    etag = program.ask("GET", "/plan").headers["ETag"]
    day = (date.fromisoformat(program.get("/reader")["today"]) + timedelta(days=9)).isoformat()

    def insist(*read: Any) -> None:
        insist_on_match(*read)
        if other:
            other.pop().patch("/plan", {"daily_cap": 21})

    monkeypatch.setattr(studying, "insist_on_match", insist)
    headers = {"If_Match": etag} if is_matched else {}
    program.patch("/plan", {"interview_on": day}, 412 if is_matched else 200, **headers)
    kept = {"interview_on": None if is_matched else day, "daily_cap": 21}
    assert program.get("/plan") == kept


def test_how_a_reader_studies_is_changed_and_seen_on_the_page(
    program: Program, ada: Person
) -> None:
    read = program.ask("GET", "/reader")
    change = {"time_zone": "Pacific/Kiritimati", "wanted_recall": 0.95}
    told = program.patch("/reader", change, If_Match=read.headers["ETag"])
    assert told == program.get("/reader")
    assert {name: told[name] for name in change} == change
    assert program.get("/plan")["daily_cap"] == 60
    page = ada.page("/account")
    for value in ("Pacific/Kiritimati", "0.95"):
        assert only(page, f'option[value="{value}"][selected]')
    program.patch("/reader", {"wanted_recall": 0.8}, 412, If_Match=read.headers["ETag"])
    for wrong in ({"time_zone": "Berlin"}, {"wanted_recall": 0.5}, {"username": "eve"}):
        program.patch("/reader", wrong, 422)


def test_program_that_changes_how_a_reader_studies_leaves_their_language_alone(
    app: Flask, program: Program
) -> None:
    with app.app_context():
        assert change_settings(
            1, time_zone="UTC", wanted_recall=0.9, daily_cap=60, interview_on=None, language="de"
        )
    program.patch("/reader", {"wanted_recall": 0.95})
    program.patch("/plan", {"daily_cap": 33})
    with app.app_context():
        language = db.session.execute(select(User.language)).scalar_one()
    assert language == "de"


def test_interview_whose_day_is_over_is_noted_once_and_forgotten(
    app: Flask, program: Program, ada: Person
) -> None:
    today = date.fromisoformat(program.get("/reader")["today"])
    said = {"went": "so-so", "note": " WSGI. ", "next_on": str(today + timedelta(days=9))}
    program.post("/plan/outcomes", said, 409)
    with app.app_context():
        set_interview_day(1, today - timedelta(days=2))
    program.post("/plan/outcomes", {"note": "  "}, 422)
    program.post("/plan/outcomes", said | {"next_on": "2020-01-01"}, 422)
    noted = {"held_on": str(today - timedelta(days=2)), "went": "so-so", "note": "WSGI."}
    assert program.post("/plan/outcomes", said, 201) == noted
    assert program.get("/plan/outcomes") == {"items": [noted]}
    assert program.get("/plan")["interview_on"] == said["next_on"]
    assert "WSGI." in ada.page("/account")
    program.post("/plan/outcomes", said, 409)
    program.delete(f"/plan/outcomes/{noted['held_on']}", 204)
    program.delete("/plan/outcomes/yesterday", 404)
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
