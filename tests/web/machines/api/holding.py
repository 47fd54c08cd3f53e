"""What a program holds of signing in, and what it opens; program.py asks for all else."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import PASSWORD, Person
from tests.pages import only

BASE = "/api/v1"
MINE, CHANGED = f"{BASE}/reader", f"{BASE}/quizzes"
"""What needs `read`, and what needs `practise`."""


@dataclass
class Holder:
    """One of them; `given` is what signing in answered last."""

    client: FlaskClient
    token: str = ""
    given: dict[str, Any] = field(default_factory=dict)

    def ask(self, path: str = MINE, method: str = "GET", **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= more.pop("headers", {})
        return self.client.open(path, method=method, headers=headers, buffered=True, **more)

    def sign_in(self, name: str = "ada", password: str = PASSWORD, **more: str) -> TestResponse:
        sent = {"username": name, "password": password} | more
        return self._take(self.client.post(f"{BASE}/sign-in", json=sent))

    def refresh(self, token: str = "") -> TestResponse:
        sent = {"refresh_token": token or self.given["refresh_token"]}
        return self._take(self.client.post(f"{BASE}/refresh", json=sent))

    def is_let_in(self) -> bool:
        return self.ask().status_code == 200

    def _take(self, answer: TestResponse) -> TestResponse:
        if answer.status_code == 200:
            self.given = answer.json or {}
            self.token = self.given["access_token"]
        return answer


def new_program(app: Flask, token: str = "") -> Holder:
    return Holder(app.test_client(use_cookies=False), token)


def signed_in(app: Flask, name: str = "ada") -> Holder:
    program = new_program(app)
    assert program.sign_in(name).status_code == 200
    return program


def make_token(person: Person, scopes: str = "read practise", **more: object) -> str:
    """Let a reader make a personal token on their page, and return what it shows."""
    fields = {"name": "a script", "scopes": scopes, "days": 30, "password": PASSWORD} | more
    answer = person.submit("/account/tokens", **{f"new-{key}": it for key, it in fields.items()})
    assert answer.status_code == 200, answer.text
    return only(answer.text, ".narrow code").text()


def problem_of(answer: TestResponse) -> str:
    """Return what a refusal says; it must be one as RFC 9457 says it."""
    assert answer.mimetype == "application/problem+json", answer.text
    return str(answer.json["detail"]) if answer.json else ""
