"""D8: one line an event in the host's log, faults of ours too, each with the request's id."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from notes_site.web.seeing.log import JsonFormatter, UtcFormatter

PROXIED = {"NOTES_SITE_URL": "http://localhost", "NOTES_TRUSTED_PROXIES": "1"}
ID = "0123456789abcdef0123456789abcdef"
FORGED = "ok\n2026-11-30T00:00:00Z INFO signed in: account 1\r\x1b[2J\u2028\x85"


@pytest.fixture
def written() -> Iterator[Callable[[logging.Formatter], StringIO]]:
    """Return what lets the log be written by a formatter, and gives what was written."""
    handlers = []

    def write(formatter: logging.Formatter) -> StringIO:
        handler = logging.StreamHandler(StringIO())
        handler.setFormatter(formatter)
        handler.setLevel(logging.INFO)
        handlers.append(handler)
        logging.getLogger().addHandler(handler)
        return handler.stream

    before = logging.getLogger().level
    logging.getLogger().setLevel(logging.INFO)
    yield write
    logging.getLogger().setLevel(before)
    for handler in handlers:
        logging.getLogger().removeHandler(handler)


def break_down(app: Flask) -> FlaskClient:
    """Return a browser that meets a fault of ours at the page of topics."""

    def fault(**_: object) -> str:
        raise RuntimeError(FORGED)

    app.view_functions["topics.show"] = fault
    return app.test_client()


@pytest.mark.promise("D8")
def test_fault_of_ours_is_one_line_with_its_traceback_and_the_id_that_the_reader_is_told(
    app: Flask, written: Callable[[logging.Formatter], StringIO]
) -> None:
    log = written(UtcFormatter())
    answer = break_down(app).get("/topics/first")
    (line,) = log.getvalue().splitlines()
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ERROR Exception on /topics/first", line)
    assert r"\nRuntimeError: ok\n2026-11-30T00:00:00Z INFO signed in: account 1\r\x1b[2J" in line
    request_id = answer.headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", request_id)
    assert line.endswith(f" [{request_id}]")
    assert answer.status_code == 500
    assert f"<code>{request_id}</code>" in answer.text


@pytest.mark.promise("D8")
def test_fault_of_ours_is_one_json_object_where_the_host_wants_that(
    app: Flask, written: Callable[[logging.Formatter], StringIO]
) -> None:
    log = written(JsonFormatter())
    answer = break_down(app).get("/topics/first")
    (line,) = log.getvalue().splitlines()
    said = json.loads(line)
    assert said["level"] == "ERROR"
    assert said["message"] == "Exception on /topics/first [GET]"
    assert said["request_id"] == answer.headers["X-Request-ID"]
    assert said["fault"].startswith("Traceback (most recent call last):\n")
    assert said["fault"].endswith(FORGED)


@pytest.mark.promise("D8")
def test_line_for_a_request_holds_no_query_no_address_and_no_name(
    make_app: Callable[..., Flask], written: Callable[[logging.Formatter], StringIO]
) -> None:
    app = make_app(NOTES_LOG_REQUESTS="yes")
    log, facts = written(UtcFormatter()), written(JsonFormatter())
    asked = "/reset-password?token=s3cret"
    answer = app.test_client().get(asked, headers={"Referer": "/?s3cret"})
    visitor = app.test_client()
    for path in ("/topics/first", "/topics/first?s3cret=1", "/topics/first"):
        visitor.get(path)  # the last is a page that was kept, and has an id all the same
    visitor.get("/no%0Apage")
    lines = log.getvalue().splitlines()
    assert len(lines) == 5
    request_id = answer.headers["X-Request-ID"]
    wanted = rf'\S+ INFO "GET /reset-password" 303 reset_link\.show [\d.]+ ms \[{request_id}\]'
    assert re.fullmatch(wanted, lines[0])
    assert re.search(r'"GET /topics/first" 200 kept page [\d.]+ ms \[[0-9a-f]{32}\]', lines[3])
    assert r'"GET /no\npage" 404 no page' in lines[4]
    assert "s3cret" not in log.getvalue() + facts.getvalue()
    assert "127.0.0.1" not in log.getvalue() + facts.getvalue()
    first = json.loads(facts.getvalue().splitlines()[0])
    assert (first["status"], first["path"], first["request_id"]) == (
        303,
        "/reset-password",
        request_id,
    )


@pytest.mark.parametrize("path", ["/topics/first", "/no-page"])
def test_line_for_a_request_below_a_path_holds_all_of_its_address(
    make_app: Callable[..., Flask], written: Callable[[logging.Formatter], StringIO], path: str
) -> None:
    """Whether or not the server has taken the prefix off, and for a page that was kept, too."""
    app = make_app(NOTES_LOG_REQUESTS="yes", NOTES_SITE_URL="http://localhost/notes/")
    log = written(UtcFormatter())
    app.test_client().get(f"/notes{path}", base_url="http://localhost")
    app.test_client().get(path, base_url="http://localhost/notes")
    app.test_client().get(f"/elsewhere{path}", base_url="http://localhost")
    said = [line.split('"')[1] for line in log.getvalue().splitlines()]
    assert said == [f"GET /notes{path}", f"GET /notes{path}", f"GET /elsewhere{path}"]


@pytest.mark.parametrize(
    ("settings", "address", "given", "is_taken"),
    [
        ({}, "127.0.0.1", ID, False),
        (PROXIED, "127.0.0.1", ID, True),
        (PROXIED, "127.0.0.1", "c6a9a9f4-6f1e-4f0e-9d1a-1f7f3a9b0c55", True),
        (PROXIED, "127.0.0.1", "short", False),
        (PROXIED, "127.0.0.1", "a" * 65, False),
        (PROXIED, "127.0.0.1", f"{ID}] INFO said", False),
        (PROXIED | {"NOTES_PROXY_ADDRESSES": "127.0.0.1, 10.0.0.0/8"}, "10.1.2.3", ID, True),
        (PROXIED | {"NOTES_PROXY_ADDRESSES": "127.0.0.1"}, "::ffff:127.0.0.1", ID, True),
        (PROXIED | {"NOTES_PROXY_ADDRESSES": "127.0.0.1"}, "203.0.113.7", ID, False),
        (PROXIED | {"NOTES_PROXY_ADDRESSES": "127.0.0.1"}, "", ID, False),
    ],
)
def test_id_is_the_proxys_only_from_a_proxy_and_of_a_strict_form(
    make_app: Callable[..., Flask],
    settings: dict[str, str],
    address: str,
    given: str,
    is_taken: bool,
) -> None:
    visitor = make_app(**settings).test_client()
    headers = {"X-Request-ID": given, "X-Forwarded-For": "127.0.0.1"}
    answer = visitor.get("/login", headers=headers, environ_base={"REMOTE_ADDR": address})
    own = answer.headers["X-Request-ID"]
    assert (own == given) is is_taken
    assert len(own) == 32 or is_taken


def test_page_that_is_kept_for_all_names_no_request(app: Flask) -> None:
    for _ in range(2):
        assert "X-Request-ID" not in app.test_client().get("/topics/first").headers
