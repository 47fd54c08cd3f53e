"""C1: the points of MDN's HTTP Observatory, counted item by item by its published rules.

Each answer starts with 100 points (github.com/mdn/mdn-http-observatory, src/grader/charts.js, as of
November 2026). What only a host has counts nothing here: the redirect from http, the preload list.
Algorithm 6 also counts embedding and opening across origins, which algorithm 4 did not.
"""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import parse

SITE = "https://notes.example.org"
SINCE_6 = {"embedder policy", "opener policy"}
HALF_A_YEAR = 15_552_000
UNSAFE = {"'unsafe-inline'", "'unsafe-eval'", "data:", "*", "http:", "https:", "ftp:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


@pytest.fixture
def client(make_app: Callable[..., Flask]) -> FlaskClient:
    return make_app(NOTES_SITE_URL=SITE).test_client()


def content_policy(response: TestResponse) -> dict[str, set[str]]:
    (policy,) = response.headers.getlist("Content-Security-Policy")
    parts = [part.split() for part in policy.split(";")]
    assert len({name for name, *_ in parts}) == len(parts), "a directive stands there twice"
    return {name: set(sources) for name, *sources in parts}


def points_of_policy(response: TestResponse) -> int:
    policy = content_policy(response)
    if any(UNSAFE & sources for sources in policy.values()):
        return -20
    assert not any(one.startswith(("http:", "ftp:")) for them in policy.values() for one in them)
    return 10 if policy["default-src"] == {"'none'"} else 5


def points_of_cookies(response: TestResponse) -> int:
    cookies = [
        {part.strip() for part in one.split(";")} for one in response.headers.getlist("Set-Cookie")
    ]
    if not cookies:
        return 0
    return 5 if all({"Secure", "HttpOnly", "SameSite=Lax"} <= one for one in cookies) else -40


def points_of_scripts(response: TestResponse) -> int:
    scripts = [one.attributes for one in parse(response.text).css("script[src]")]
    if any(str(one["src"]).startswith(("//", "http")) for one in scripts):
        return -50
    return 5 if any(one.get("integrity") for one in scripts) else 0


def points_of_hsts(response: TestResponse) -> int:
    age = response.headers["Strict-Transport-Security"].partition(";")[0]
    return 0 if int(age.removeprefix("max-age=")) >= HALF_A_YEAR else -10


def points(response: TestResponse) -> Iterator[tuple[str, int]]:
    """Yield what each item of the Observatory adds to 100."""
    header = response.headers
    yield "content policy", points_of_policy(response)
    yield "cookies", points_of_cookies(response)
    yield "sharing across origins", -50 if "Access-Control-Allow-Origin" in header else 0
    yield "embedder policy", 10 * (header["Cross-Origin-Embedder-Policy"] == "require-corp")
    yield "opener policy", 10 * (header["Cross-Origin-Opener-Policy"] == "same-origin")
    yield "resource policy", 10 * (header["Cross-Origin-Resource-Policy"] == "same-origin")
    yield "referrers", 5 if header["Referrer-Policy"] in PRIVATE else -5
    yield "https only", points_of_hsts(response)
    yield "scripts", points_of_scripts(response)
    yield "kinds of content", 0 if header["X-Content-Type-Options"] == "nosniff" else -5
    is_framed = content_policy(response)["frame-ancestors"] != {"'none'"}
    yield "frames", -20 if is_framed else 5


@pytest.mark.promise("C1")
@pytest.mark.parametrize(
    ("path", "status", "by_6", "by_4"),
    [
        ("/", 200, 155, 135),
        ("/topics/first", 200, 155, 135),
        ("/login", 200, 160, 140),
        ("/nothing", 404, 155, 135),
    ],
)
def test_page_has_all_the_points_that_a_site_can_have_by_itself(
    client: FlaskClient, path: str, status: int, by_6: int, by_4: int
) -> None:
    response = client.get(path, base_url=SITE)
    assert response.status_code == status
    found = dict(points(response))
    assert 100 + sum(found.values()) >= by_6, found
    assert 100 + sum(value for name, value in found.items() if name not in SINCE_6) >= by_4, found
