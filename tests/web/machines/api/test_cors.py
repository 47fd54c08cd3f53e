"""What browsers are told of pages elsewhere that ask: nothing, but where the host names them."""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.web.machines.api.holding import BASE, MINE

NAMED = "https://app.example.org"
ALLOW = "Access-Control-Allow-Origin"


@pytest.fixture
def named(make_app: Callable[..., Flask]) -> Flask:
    return make_app(NOTES_API_ORIGINS=f"{NAMED}, https://other.example.org")


def ask(app: Flask, origin: str, path: str = MINE, method: str = "GET") -> TestResponse:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    headers |= {"Access-Control-Request-Headers": "authorization,content-type,cookie"}
    return app.test_client().open(path, method=method, headers=headers, buffered=True)


@pytest.mark.promise("B13")
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
def test_nothing_is_said_where_the_host_has_named_nobody(app: Flask, method: str) -> None:
    """B13: browsers then refuse."""
    answer = ask(app, NAMED, method=method)
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_named_origin_is_answered_alone_and_without_credentials(named: Flask, method: str) -> None:
    answer = ask(named, NAMED, method=method)
    assert answer.headers[ALLOW] == NAMED
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
    if method == "OPTIONS":
        assert answer.headers["Access-Control-Allow-Headers"] == "authorization, content-type"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://app.example.org.evil.example",
        "https://appxexample.org",
        "http://app.example.org",
        "https://app.example.org:8443",
        "null",
        "",
    ],
)
def test_other_origins_are_told_nothing_and_caches_that_it_depends(
    named: Flask, origin: str
) -> None:
    for method in ("GET", "OPTIONS"):
        answer = ask(named, origin, method=method)
        assert ALLOW not in answer.headers
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/", "/account", "/login", "/api", "/api/v10/reader", "/healthz"])
def test_pages_stay_of_their_own_origin(named: Flask, path: str) -> None:
    assert ALLOW not in ask(named, NAMED, path).headers


def test_errors_may_be_read_too(named: Flask) -> None:
    for path in (f"{BASE}/nothing", f"{BASE}/topics/nothing", MINE):
        assert ask(named, NAMED, path).headers[ALLOW] == NAMED
