"""What every request to the API meets: no cookie, JSON or nothing, and problems for all errors."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from notes_site import create_app
from notes_site.store.database import close_all
from notes_site.web.door.headers import SECURITY_HEADERS
from notes_site.web.machines.api.requests import DEEPEST
from tests.conftest import Person
from tests.pages import token_of
from tests.web.addresses import api_routes
from tests.web.answering import count_answers
from tests.web.machines.api.program import BASE, PROBLEM, Program, sign_in

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OPEN = {"SignInResource", "RefreshResource", "TrialResource", "TopicTrialResource"}
"""What anybody may send to."""
OPEN_TO_READ = {
    *("TopicsResource", "TopicResource", "SectionsResource", "SectionResource", "TagsResource"),
    *("QuestionsResource", "QuestionResource", "GlossaryResource", "SearchResource"),
    *("TrialResource", "TopicTrialResource", "show"),
}
OWNED = ("/quizzes/", "/interviews/")


@pytest.fixture
def program(app: Flask, ada: Person) -> Program:
    """Return a program of somebody who has a quiz and an interview."""
    ada.start_quiz("first")
    ada.submit("/interviews", plan="interview-15")
    return sign_in(app, "ada")


def every(app: Flask) -> list[tuple[str, str, str]]:
    """Return every method of every resource: its name, the method, an address."""
    found = [
        (endpoint.rpartition(".")[2], method, path)
        for method in METHODS
        for endpoint, path in api_routes(app, method).items()
    ]
    assert len(found) > 50
    return found


@pytest.mark.promise("B16")
def test_visitor_reads_the_course_and_is_asked_for_a_token_elsewhere(app: Flask) -> None:
    anybody = Program(app.test_client())
    for name, method, path in every(app):
        answered = anybody.ask(method, path)
        is_open = name in (OPEN_TO_READ if method == "GET" else OPEN)
        assert (answered.status_code != 401) is is_open, (method, path)
        assert ("WWW-Authenticate" in answered.headers) is not is_open, (method, path)


@pytest.mark.promise("B16")
def test_stranger_finds_nothing_of_somebody_elses_quizzes(
    app: Flask, program: Program, bob: Person
) -> None:
    assert bob.is_signed_in()
    stranger = sign_in(app, "bob")
    bodies: tuple[Any, ...] = (None, {}, {"choice": ["x"]}, {"text": "x"})
    for _, method, path in every(app):
        if path.removeprefix(BASE).startswith(OWNED):
            for quiz_id in ("1", "2"):
                address = path.replace("/2", f"/{quiz_id}", 1)
                codes = {stranger.ask(method, address, one).status_code for one in bodies}
                assert 404 in codes, (method, address)
                assert codes <= {404, 422}, (method, address)
    assert program.get("/quizzes/1")["id"] == 1


@pytest.mark.promise("B13")
def test_cookie_of_a_browser_opens_and_changes_nothing(
    app: Flask, ada: Person, program: Program
) -> None:
    token = token_of(ada.page("/account"))
    for name, method, path in every(app):
        if name in OPEN_TO_READ | OPEN:
            continue
        headers = {"X-CSRFToken": token, "Referer": "http://localhost/"}
        sent: dict[str, Any] = {} if method == "GET" else {"json": {}}
        answered = ada.client.open(path, method=method, headers=headers, **sent)
        assert answered.status_code == 401, (method, path)
    answered = ada.client.get(f"{BASE}/topics")
    assert "Cookie" not in answered.vary
    assert program.client.get_cookie("session") is None


@pytest.mark.promise("C4")
def test_answer_to_a_token_is_kept_by_nobody_else(app: Flask, program: Program) -> None:
    for _, method, path in every(app):
        if method != "GET":
            continue
        answered = program.ask("GET", path)
        if answered.status_code == 200:
            kept = answered.headers["Cache-Control"]
            assert {"private", "no-cache"} <= {*kept.split(", ")}, path
            etag = answered.headers["ETag"]
            again = program.ask("GET", path, If_None_Match=etag)
            assert (again.status_code, again.data) == (304, b""), path
        else:
            assert answered.headers["Cache-Control"] == "no-store", path
        assert "X-Accel-Expires" not in answered.headers
    anybody = Program(app.test_client())
    assert anybody.ask("GET", "/topics").headers["Cache-Control"] == "no-cache"
    assert app.test_client().get("/topics/first").headers["Cache-Control"] == "no-cache"


@pytest.mark.promise("C2")
def test_every_answer_of_the_api_has_the_security_headers(app: Flask) -> None:
    client = app.test_client()
    for path in ("/topics", "/quizzes", "/nothing", "/openapi.json"):
        for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE"):
            answered = client.open(BASE + path, method=method)
            for name, value in SECURITY_HEADERS.items():
                assert answered.headers.getlist(name) == [value], (path, method, name)


def test_head_is_like_get_without_a_body_and_options_names_the_methods(program: Program) -> None:
    for path in ("/topics", "/progress"):
        got, head = program.ask("GET", path), program.ask("HEAD", path)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["ETag"] == got.headers["ETag"]
        assert head.headers["Content-Length"] == got.headers["Content-Length"]
    answered = program.ask("OPTIONS", "/plan")
    assert {*answered.headers["Allow"].split(", ")} == {"GET", "HEAD", "OPTIONS", "PATCH"}
    refused = program.ask("DELETE", "/plan")
    assert (refused.status_code, refused.mimetype) == (405, PROBLEM)
    assert "PATCH" in refused.headers["Allow"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"topics=first", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"length": NaN}', "application/json", 400),
        (b"[" * 20_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b'"mix"', "application/json", 422),
        (b'{"length": 1.5}', "application/json", 422),
        (b'{"length": ' + b"9" * 4_000 + b"}", "application/json", 422),
        (b'{"length": true}', "application/json", 422),
        (b'{"nothing": 1}', "application/json", 422),
        (b'{"mode": "' + b"x" * 70_000 + b'"}', "application/json", 413),
    ],
)
def test_body_that_is_no_json_of_ours_is_refused(
    shared: Program, body: bytes, kind: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {shared.token}"}
    answered = shared.client.post(
        f"{BASE}/quizzes", data=body, content_type=kind or None, headers=headers
    )
    shared.check(answered)
    assert answered.status_code == status, answered.text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2), "stand in each other"),
        (b'{"mode": "mix\\u0000"}', "NUL"),
        (b'{"a\\u0000": 1}', "NUL"),
        (b'{"topics": ["\\ud800"]}', "surrogate"),
    ],
)
def test_what_no_text_holds_is_refused_by_its_name(
    shared: Program, body: bytes, words: str
) -> None:
    headers = {"Authorization": f"Bearer {shared.token}"}
    answered = shared.client.post(
        f"{BASE}/quizzes", data=body, content_type="application/json", headers=headers
    )
    assert answered.status_code == 422
    assert words in answered.get_json()["detail"]


def test_nul_in_an_address_is_refused(program: Program) -> None:
    for path in ("/search?q=%00", "/search?%00=1", "/questions/%00", "/topics/%00/trial"):
        assert program.ask("GET", path).status_code in {404, 422}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a program of one site for what changes nothing, or nothing that others look at."""
    content = Path(__file__).parents[3] / "content"
    folder = tmp_path_factory.mktemp("api")
    app = create_app(
        {"NOTES_DATA_DIR": str(folder), "NOTES_CONTENT_DIR": str(content)}, debug=False
    )
    person = Person(app.test_client())
    person.register("ada")
    person.start_quiz("first")
    person.submit("/interviews", plan="interview-15")
    yield sign_in(app, "ada")
    with app.app_context():
        close_all()


def test_api_counts_no_answer_of_a_visitor(app: Flask) -> None:
    anybody = Program(app.test_client())
    anybody.put("/quizzes/1/questions/1/answer", {"choice": ["x"]}, 401)
    assert count_answers(app) == 0
