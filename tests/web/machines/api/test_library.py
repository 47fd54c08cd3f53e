"""What anybody may read by a program: the course, search, the trial."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Person, shown
from tests.pages import parse, texts
from tests.web.machines.api.program import BASE, Program


@pytest.fixture
def anybody(app: Flask) -> Program:
    return Program(app.test_client())


def test_course_is_read_from_its_topics_down_to_a_question(anybody: Program) -> None:
    topics = anybody.get("/topics")["items"]
    assert [one["slug"] for one in topics] == ["first", "second"]
    topic = anybody.get("/topics/first")
    sections = anybody.get("/topics/first/sections")["items"]
    assert topic["sections"] == sections
    section = anybody.get(f"/topics/first/sections/{sections[0]['anchor']}")
    assert section["text"].startswith(f"## {sections[0]['title']}")
    assert section["text"].strip() in topic["text"]
    questions = anybody.get("/questions?topic=first&tag=basics&difficulty=1")["items"]
    assert [one["id"] for one in questions] == ["first-single", "first-true-false"]
    assert anybody.get("/questions/first-single") == questions[0]
    assert anybody.get("/questions?section=first%23failing-well")["items"][0]["kind"] == "open"
    assert {one["tag"] for one in anybody.get("/tags")["items"]} >= {"basics"}
    assert anybody.get("/glossary")["items"][0]["text"]
    for path in ("/topics/no", "/topics/first/sections/no", "/questions/no", "/no"):
        anybody.get(path, 404)


def test_list_is_read_to_its_end_by_its_links(anybody: Program) -> None:
    whole = [one["id"] for one in anybody.get("/questions?limit=100")["items"]]
    found, following = [], "/questions?limit=3"
    while following:
        answered = anybody.ask("GET", following)
        part = answered.get_json()
        assert len(part["items"]) <= 3
        found += [one["id"] for one in part["items"]]
        following = part["next"]
        assert (f'<{following}>; rel="next"' in answered.headers["Link"]) is bool(following)
    assert found == whole
    assert anybody.get("/questions?after=nothing")["items"] == []
    for query in ("limit=0", "limit=101", "limit=x", "after=", "page=2", "limit=" + "9" * 5_000):
        assert anybody.ask("GET", f"/questions?{query}").status_code in {414, 422}


def test_search_finds_what_the_page_finds(anybody: Program, visitor: Person) -> None:
    told = anybody.get("/search?q=starting")
    assert told["hits"]
    page = visitor.page("/search?q=starting")
    assert all(one["heading"] in page for one in told["hits"])
    anybody.get("/search", 422)
    anybody.get("/search?q=" + "x" * 201, 422)


def test_trial_is_graded_and_forgotten(anybody: Program) -> None:
    asked = anybody.get("/trial")["items"]
    assert asked
    told = anybody.post(
        "/topics/first/trial", {"answers": {"first-single": {"choice": [shown("right")]}}}
    )
    assert told["items"][0]["verdict"] == "right"
    assert "explanation of the single" in told["items"][0]["explained"]["why"]
    for answers in ({"second-single": {"choice": ["x"]}}, {"first-single": {"text": "x"}}, {}):
        anybody.post("/topics/first/trial", {"answers": answers}, 422)


def test_thousands_of_mistakes_in_a_small_body_are_not_all_told(anybody: Program) -> None:
    told = anybody.post("/trial", {"answers": {"x": {"choice": [1] * 5_000}}}, 422)
    assert len(told["errors"]) == 20


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ({"x": {"choice": ["", 1]}}, "#/answers/x/choice/0"),
        ({"x": {"matches": {"left": 1}}}, "#/answers/x/matches/left"),
        ({"x": 1}, "#/answers/x"),
        ({"": {}}, "#/answers/"),
        ([], "#/answers"),
    ],
)
def test_mistake_is_told_where_it_stands_in_the_body(
    anybody: Program, answers: Any, pointer: str
) -> None:
    assert anybody.post("/trial", {"answers": answers}, 422)["errors"][0]["pointer"] == pointer


def test_addresses_in_answers_begin_where_the_site_does(make_app: Callable[..., Flask]) -> None:
    client = make_app(NOTES_SITE_URL="https://notes.example.org/part").test_client()

    def get(path: str) -> dict[str, Any]:
        whole = f"/part{BASE}{path}"
        found = client.get(whole, base_url="https://notes.example.org").get_json()
        assert isinstance(found, dict)
        return found

    assert get("/topics?limit=1")["next"] == f"/part{BASE}/topics?limit=1&after=first"
    assert get("/topics/first")["page"] == "/part/topics/first"
    assert get("/openapi.json")["servers"] == [{"url": f"/part{BASE}"}]
    assert get("/nothing")["status"] == 404


def test_api_that_is_off_is_not_there(make_app: Callable[..., Flask]) -> None:
    client = make_app(NOTES_API="off").test_client()
    for path in ("/api", f"{BASE}/topics", f"{BASE}/openapi.json"):
        answered = client.get(path)
        assert (answered.status_code, answered.mimetype) == (404, "text/html")


def test_page_of_the_document_says_limits_what_is_required_and_what_is_refused(
    visitor: Person,
) -> None:
    (page,) = texts(visitor.page("/api"), "main")
    lists = page.partition("GET /topics ")[2].partition("GET /topics/{slug}")[0]
    assert "May be left out. 1 to 100. 20 where nothing is sent." in lists
    assert "May be refused with 422." in lists
    assert (
        "string, behind the ? Required. At most 200 characters." in page.partition("GET /search")[2]
    )
    answers = page.partition("PUT /quizzes/{quiz_id}/questions/{position}/answer")[2]
    assert "400, 401, 403, 404, 409 (Another answer stands" in answers
    assert "422 Something in what you sent" in page
    assert "412" in page.partition("PATCH /plan")[2].partition("GET /plan/outcomes")[0]
    assert "string 1 to 1,000 characters." in page.partition("Flag")[2]


ENGLISH_PIECES = ("behind the", "in the address", "character", "entr", " or ", "list of", "May be")


def test_page_of_the_document_says_whole_sentences_in_the_language_of_its_reader(
    make_app: Callable[..., Flask], content: Path
) -> None:
    """What the document has in English, for programs, says that it is English."""
    site = content / "site.toml"
    site.write_text('language = "es"\n' + site.read_text())
    page = parse(Person(make_app().test_client()).page("/api"))
    for english in page.css("main [lang=en], main code"):
        english.decompose()
    (words,) = texts(page.html or "", "main")
    assert "integer, después de ? Se puede omitir. 1 a 100. Valor predeterminado: 20." in words
    assert "string, después de ? Obligatorio. 200 caracteres como máximo." in words
    assert "lista de Hit" in words
    assert "Puede rechazarse con 422." in words
    assert [piece for piece in ENGLISH_PIECES if piece in words] == []


def test_document_tells_of_nothing_that_no_address_takes_or_gives(visitor: Person) -> None:
    told = visitor.get(f"{BASE}/openapi.json").text
    names = json.loads(told)["components"]["schemas"]
    assert [one for one in names if f'"#/components/schemas/{one}"' not in told] == []
