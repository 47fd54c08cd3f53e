"""A program of a reader's, which holds every answer of the API to the published document."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import fastjsonschema
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from notes_site.store.database import Base, db
from notes_site.web.machines.api.told import EVERYWHERE
from tests.conftest import PASSWORD, shown

BASE = "/api/v1"
JSON, PROBLEM = "application/json", "application/problem+json"


@cache
def _validator(document: str, name: str) -> Any:
    """Compile a schema of the document, once for all tests that see the same one."""
    components = json.loads(document)["components"]
    whole = {"allOf": [{"$ref": f"#/components/schemas/{name}"}], "components": components}
    return fastjsonschema.compile(whole)


def validate(document: str, name: str, told: Any) -> None:
    """Fail where an answer is not as its schema in the document says."""
    _validator(document, name)(told)


@dataclass
class Program:
    """Asks as a program does: JSON, a token, and no cookie."""

    client: FlaskClient
    token: str = ""
    document: Any = field(default=None, repr=False)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        options: dict[str, Any] = {"headers": sent} | ({} if body is None else {"json": body})
        address = path if path.startswith(BASE) else BASE + path
        answer = self.client.open(address, method=method, buffered=True, **options)
        self.check(answer)
        return answer

    def get(self, path: str, status: int = 200) -> Any:
        return self.done(self.ask("GET", path), status)

    def post(self, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        return self.done(self.ask("POST", path, body, **headers), status)

    def put(self, path: str, body: Any = None, status: int = 200) -> Any:
        return self.done(self.ask("PUT", path, body), status)

    def patch(self, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        return self.done(self.ask("PATCH", path, body, **headers), status)

    def delete(self, path: str, status: int = 200) -> Any:
        return self.done(self.ask("DELETE", path), status)

    def done(self, answer: TestResponse, status: int) -> Any:
        assert answer.status_code == status, (answer.status, answer.text)
        return answer.get_json() if answer.data else None

    def check(self, answer: TestResponse) -> None:
        """Fail where an answer is none that the document describes."""
        assert answer.status_code < 500, answer.text
        assert "Set-Cookie" not in answer.headers
        assert "Authorization" in answer.vary
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert self.is_described(answer), (answer.request.method, answer.request.path, answer.text)
        if answer.status_code >= 400:
            assert answer.mimetype == PROBLEM, answer.text
            if answer.data:
                told = answer.get_json()
                self.validate("Problem", told)
                assert told["status"] == answer.status_code
        elif answer.data and answer.mimetype == JSON and (name := self.schema_of(answer)):
            self.validate(name, answer.get_json())

    def validate(self, name: str, told: Any) -> None:
        validate(self._document_text(), name, told)

    def _document_text(self) -> str:
        if self.document is None:
            self.document = self.client.get(f"{BASE}/openapi.json")
        return str(self.document.text)

    def schema_of(self, answer: TestResponse) -> str:
        """Return the name of the schema that the document has for an answer."""
        told = self._responses(answer).get(str(answer.status_code))
        return str(told["content"][JSON]["schema"]["$ref"]).rpartition("/")[2] if told else ""

    def is_described(self, answer: TestResponse) -> bool:
        """Tell whether the document says that what was asked may be answered with this status."""
        told, status = self._responses(answer), answer.status_code
        return not told or status in EVERYWHERE or str(status) in told

    def _responses(self, answer: TestResponse) -> dict[str, Any]:
        """Return what the document says of what was asked; nothing where it is not described."""
        self._document_text()
        adapter = self.client.application.url_map.bind("localhost")
        path = answer.request.path.removeprefix(answer.request.root_path)
        try:
            rule, _ = adapter.match(path, method=answer.request.method, return_rule=True)
        except HTTPException:
            return {}
        described = str(rule).removeprefix(BASE).replace("<id:", "<")
        described = described.replace("<", "{").replace(">", "}")
        found = self.document.get_json()["paths"].get(described, {})
        method = answer.request.method.lower().replace("head", "get")
        return dict(found.get(method, {}).get("responses", {}))


def sign_in(app: Flask, name: str) -> Program:
    """Return a program that a reader has signed in."""
    program = Program(app.test_client())
    told = program.post("/sign-in", {"username": name, "password": PASSWORD})
    program.token = told["access_token"]
    return program


RIGHT: dict[str, dict[str, Any]] = {
    "first-single": {"choice": [shown("right")]},
    "first-multiple": {"choice": [shown("two"), shown("four")]},
    "first-short": {"text": "return"},
    "first-numeric": {"text": "9,8"},
    "first-output": {"text": "late: [2, 2, 2]\ndone"},
    "first-ordering": {
        "order": [shown(key) for key in ("local", "enclosing", "built-in", "global")]
    },
    "first-matching": {
        "matches": {
            shown("dict"): shown("constant"),
            shown("set"): shown("constant"),
            shown("sorted"): shown("log"),
        }
    },
    "first-open": {"choice": [shown("version"), shown("contention"), shown("retries")]},
}


WRITTEN = "Keep a version column."


TELLING = (
    *("because the author says so", "explanation of the single", "wrongness", "Twice one"),
    *("divisible by two", "language says so", "ends the call", "Earth pulls", "share one"),
    *("9.81", "late: [2, 2, 2]", "inside out", "hash leads", "version column", "a hint for"),
    *("is_right", "names the", "at ten times", "right_keys", "was"),
)
"""What stands in keys, explanations and hints, and in no question before its answer."""


def rows_of(app: Flask, user_id: int) -> dict[str, Any]:
    """Return what is stored of a reader's answers, without ids and moments."""
    left_out = {"id", "user_id", "quiz_id", "position", "answered_at", "last_answered_at"}
    found = {}
    with app.app_context():
        for name in ("answer", "card", "study_day"):
            table = Base.metadata.tables[name]
            columns = [one for one in table.c if one.name not in left_out]
            rows = db.session.execute(select(*columns).where(table.c.user_id == user_id))
            found[name] = sorted(map(repr, rows))
    return found
