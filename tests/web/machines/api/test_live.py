"""A real server, asked everything that its document describes; ids name promises of trust."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_site.store.database import close_all
from notes_site.web.machines.api.told import EVERYWHERE, operations_of
from tests.conftest import PASSWORD, Person
from tests.processes import SERVE, process, wait_for_port
from tests.web.machines.api.program import BASE, JSON, PROBLEM, RIGHT, TELLING, WRITTEN, validate

EACH, EACH_PUT = 8, 24
"""Requests of made-up arguments to each thing that can be asked; answers are put."""
ORDER = ("put", "post", "patch", "get", "delete")
QUIZ, RUNNING, OVER = 1, 2, 3
"""The quizzes that there are: one, an interview that runs, and one that is over."""
PLACES: dict[str, list[Any]] = {
    "slug": ["first", "second"],
    "anchor": ["starting", "a-detail", "going-on"],
    "question_id": [*RIGHT, "second-single"],
    "quiz_id": [QUIZ, QUIZ, RUNNING, RUNNING, OVER, 4],
    "position": [*range(1, 10)],
    "held_on": ["2026-11-24"],
}
NOWHERE: list[Any] = [
    0,
    99,
    2**31,
    10**30,
    -1,
    "é",
    "%00",
    "%ff",
    "x" * 300,
    "nobodys",
    "2026-02-30",
]
HEADERS = {"Idempotency-Key": ["one", "two", "x" * 300], "If-Match": ["*", '"x"', "x", 'W/"x"']}
WORDS = [*PLACES["slug"], *PLACES["question_id"], "first#starting", "basics", "Europe/Berlin"]
WORDS += [key for said in RIGHT.values() for key in said.get("choice", ())]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
Told = dict[str, Any]
OTHERWISE: tuple[Told, ...] = ({"choice": []}, {"text": "x"})
"""Wrong answers: no kind takes the first, and some take the second."""


@dataclass
class Live:
    """A program of a reader's beside a server process; remembers what was answered and shown."""

    connection: HTTPConnection
    token: str = ""
    text: str = ""
    document: Told = field(default_factory=dict)
    earned: set[tuple[str, str]] = field(default_factory=set)
    asked: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            sent["Content-Type"] = JSON
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = None if body is None else json.dumps(body)
        self.connection.request(method, BASE + path, content, sent)
        answer = self.connection.getresponse()
        told = answer.read()
        assert answer.status < 500, (method, path, body, told)
        assert answer.getheader("Set-Cookie") is None
        wanted = PROBLEM if answer.status >= 400 else JSON
        assert not told or answer.getheader("Content-Type") == wanted, (method, path, told)
        return answer.status, json.loads(told) if told else None

    def ask(self, method: str, path: str, where: Told, body: Any, **more: Any) -> int:
        """Ask for an operation of the document, and hold the answer to it."""
        filled = path.format(**{name: quote(str(it), safe="%") for name, it in where.items()})
        status, told = self.send(method.upper(), filled + more.pop("query", ""), body, **more)
        responses = self.document["paths"][path][method]["responses"]
        assert str(status) in responses or status in EVERYWHERE, (method, filled, body, told)
        self.asked.setdefault((method, path), set()).add(status)
        if status >= 400:
            validate(self.text, "Problem", told)
            assert told["status"] == status
            return status
        content = responses[str(status)].get("content", {})
        assert bool(content) is (told is not None), (method, filled)
        if content:
            validate(self.text, content[JSON]["schema"]["$ref"].rpartition("/")[2], told)
        self.insist_untold(method, filled, told)
        return status

    def insist_untold(self, method: str, path: str, told: Any) -> None:
        """Fail where an answer tells what its reader has not yet earned by answering."""
        for question in questions_in(told):
            assert [one for one in TELLING if one in json.dumps(question)] == [], path
        step, _, what = path.removeprefix("/quizzes/").partition("?")[0].rpartition("/")
        if path.startswith("/interviews") and not path.endswith(("/report", "/finish", "/grade")):
            assert {one["verdict"] for one in told.get("steps", ())} <= {None}
            assert not {"feedback", "explained", "model_answer", "hint"} & told.keys()
        if not path.startswith("/quizzes/") or "/questions/" not in path:
            return
        if method == "put":
            self.earned.add((step, what))
        elif method == "delete":
            self.earned.discard((step, what))
        else:
            step = f"{step}/{what}"
        has = {one for at, one in self.earned if at == step}
        assert told["feedback"] is None or "answer" in has, path
        assert told["hint"] is None or has & {"answer", "hint"}, path
        assert told["model_answer"] is None or has & {"answer", "model-answer"}, path


def questions_in(told: Any) -> Iterator[Told]:
    """Yield every question that stands somewhere in an answer."""
    if isinstance(told, dict):
        if "answer_with" in told:
            yield told
        for inner in told.values():
            yield from questions_in(inner)
    elif isinstance(told, list):
        for inner in told:
            yield from questions_in(inner)


def valid(schema: Told, components: Told) -> st.SearchStrategy[Any]:
    """Make what a schema of what is sent allows."""
    if "$ref" in schema:
        return valid(components[schema["$ref"].rpartition("/")[2]], components)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([_of_kind(kind, schema, components) for kind in kinds])


def _of_kind(kind: str, schema: Told, components: Told) -> st.SearchStrategy[Any]:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 40)
    if kind == "array":
        return st.lists(valid(schema["items"], components), max_size=min(3, schema["maxItems"]))
    if kind == "object":
        inner = schema.get("additionalProperties")
        if inner:
            return st.dictionaries(st.sampled_from(WORDS), valid(inner, components), max_size=3)
        fields = {name: valid(it, components) for name, it in schema["properties"].items()}
        needed = {name: fields.pop(name) for name in schema.get("required", ())}
        return st.fixed_dictionaries(needed, optional=fields)
    if kind == "string" and schema.get("format") == "date":
        return st.dates().map(str)
    if kind == "string":
        made = st.text(min_size=least, max_size=min(most, 40)) | st.just("x" * most)
        return st.sampled_from([one for one in WORDS if least <= len(one) <= most]) | made
    return {
        "null": st.none(),
        "boolean": st.booleans(),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "integer": st.integers(schema.get("minimum"), schema.get("maximum")),
    }[kind]


@st.composite
def broken(draw: st.DrawFn, good: st.SearchStrategy[Any], schema: Told) -> Any:
    """Spoil what would be taken: a field of another kind, too long, unknown or missing."""
    body = draw(good)
    if not isinstance(body, dict) or draw(st.booleans()):
        return draw(JUNK)
    names = st.sampled_from([*schema.get("properties", ()), "nothing"])
    too_much = st.sampled_from(["x" * 5_000, [""] * 200, 10**20, -1, "\0", "2020-01-01"])
    return body | draw(st.dictionaries(names, JUNK | too_much, min_size=1, max_size=2))


def look_at_all(live: Live) -> None:
    """Look at every question of the quiz, and of the interview that runs, or ran."""
    for path, quiz_id in (("/quizzes", QUIZ), ("/interviews", RUNNING)):
        for position in PLACES["position"]:
            where = {"quiz_id": quiz_id, "position": position}
            live.ask("get", f"{path}/{{quiz_id}}/questions/{{position}}", where, None)


def answer_some(live: Live) -> None:
    """Answer every other question of the quiz rightly, and once more in another way."""
    steps = live.send("GET", f"/quizzes/{QUIZ}")[1]["steps"]
    path = "/quizzes/{quiz_id}/questions/{position}"
    for step in steps[::2]:
        where = {"quiz_id": QUIZ, "position": step["position"]}
        if step["question_id"] == "first-open":
            assert live.ask("put", f"{path}/model-answer", where, {"text": WRITTEN}) == 200
        for said in (RIGHT.get(step["question_id"], {}), *OTHERWISE):
            live.ask("put", f"{path}/answer", where, said)
        live.ask("get", path, where, None)


def ask_made_up(live: Live, path: str, method: str, operation: Told) -> None:
    """Ask for an operation by what its parameters and its body may be, or may not."""
    components = live.document["components"]["schemas"]
    own = [*live.document["paths"][path].get("parameters", ()), *operation.get("parameters", ())]
    sent = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")

    @settings(max_examples=EACH_PUT if method == "put" else EACH, database=None)
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        where: Told = {}
        query: Told = {}
        headers: dict[str, str] = {}
        body = None
        for one in own:
            name, wrong = one["name"], data.draw(st.booleans()) and data.draw(st.booleans())
            if one["in"] == "path":
                where[name] = data.draw(st.sampled_from(NOWHERE if wrong else PLACES[name]))
            elif one["in"] == "header":
                headers |= {name: data.draw(st.sampled_from(HEADERS[name]))} if wrong else {}
            elif data.draw(st.booleans()):
                query[name] = data.draw(JUNK if wrong else valid(one["schema"], components))
        if sent:
            schema = components[sent["$ref"].rpartition("/")[2]]
            good = valid(schema, components)
            if "choice" in schema["properties"]:
                good |= st.sampled_from(list(RIGHT.values()))
            body = data.draw(broken(good, schema) if data.draw(st.booleans()) else good)
        asked = f"?{urlencode(query)}" if query else ""
        live.ask(method, path, where, body, query=asked, **headers)

    ask()


@pytest.fixture
def live(app: Flask, ada: Person, environ: dict[str, str]) -> Iterator[Live]:
    """Return a program of somebody who has a quiz, an interview that runs, and one that is over."""
    assert ada.is_signed_in()
    with app.app_context():
        close_all()
    with process(*SERVE, env=environ) as running:
        connection = HTTPConnection("127.0.0.1", wait_for_port(running), timeout=60)
        with closing(connection):
            found = Live(connection)
            found.document = found.send("GET", "/openapi.json")[1]
            found.text = json.dumps(found.document)
            who = {"username": "ada", "password": PASSWORD}
            found.token = found.send("POST", "/sign-in", who)[1]["access_token"]
            first = {"topics": ["first"]}
            assert found.send("POST", "/quizzes", first)[1]["id"] == QUIZ
            for quiz_id in (RUNNING, OVER):
                wish = first | {"plan": "interview-15"}
                assert found.send("POST", "/interviews", wish)[1]["id"] == quiz_id
            assert found.send("POST", f"/interviews/{OVER}/finish")[0] == 200
            yield found


@pytest.mark.promise("D5", "D10")
def test_live_server_answers_whatever_is_sent_as_its_document_says(live: Live) -> None:
    """D5, D10: no fault, no answer that is not described, and no key before an answer."""
    operations = [*operations_of(live.document)]
    for path, method, _ in operations:
        if method == "get":
            quiz_id = {"/interviews": OVER if path.endswith("report") else RUNNING}
            where = {name: values[0] for name, values in PLACES.items()}
            where |= {"quiz_id": quiz_id.get(path[:11], QUIZ)}
            query = "?q=return" if path == "/search" else ""
            assert live.ask("get", path, where, None, query=query) == 200, path

    look_at_all(live)
    answer_some(live)
    in_turn = sorted(operations, key=lambda one: ("tokens" in one[2]["tags"], ORDER.index(one[1])))
    for path, method, operation in in_turn:
        if method == "delete":
            look_at_all(live)
        if path != "/sign-out":
            ask_made_up(live, path, method, operation)
    assert live.ask("post", "/sign-out", {}, None) == 204
    assert live.asked.keys() == {(method, path) for path, method, _ in operations}
    assert {200, 201, 204, 401, 404, 409, 422} <= set().union(*live.asked.values())
