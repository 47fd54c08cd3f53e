"""Rules that hold for every route, read from the URL map, so that a new route can't escape them."""

import io
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DatabaseError

from notes_site.store.database import driver
from notes_site.web.door.headers import SECURITY_HEADERS
from notes_site.web.pages.pictures import PLAYING, POLICY
from notes_site.web.public import FILES
from tests.conftest import Person
from tests.pages import attributes, token_of
from tests.web.addresses import routes

FOR_ADMINS = {"flags.index", "invitations.index"}
OPEN_TO_VISITORS = {
    *("home.show", "topics.show", "search.results", "health.show", "static"),
    *("account.register", "account.login", "trial.topic", "reset_link.show", "privacy.show"),
    *("glossary.show", "topics.cheat_sheet", "trial.course", "tags.index", "tags.show"),
    *("health.show_ready", "offline.show", "offline.worker", "offline.manifest", "prefetch.rules"),
    *("discovery.robots", "discovery.sitemap", "discovery.feed"),
    *("texts.topic", "texts.index", "texts.course"),
    *("data.schema", "calendar.show", "api_document.read"),
    *("pictures.show", "pictures.play", "downloads.send", "look.show", "own.show"),
    *("essentials.show", "questions.index", "questions.show", "questions.answers"),
}
MOVED = {"trial.moved"}
"""Addresses that pages had before."""
NEEDS_A_NAME = {"discovery.sitemap", "discovery.feed", "calendar.show", "look.show"}
"""Of the site, or of somebody's calendar; or colours of its own."""


def policy_of(path: str, status: int) -> str:
    own = {"pictures": POLICY, "files": PLAYING} if status == 200 else {}
    usual = SECURITY_HEADERS["Content-Security-Policy"]
    return next((one for part, one in own.items() if f"/{part}/" in path), usual)


@pytest.mark.promise("B16")
def test_visitor_opens_what_is_public_and_is_asked_to_sign_in_elsewhere(
    app: Flask, visitor: Person
) -> None:
    """B16: who opens what, for every route of the URL map."""
    for endpoint, path in routes(app, "GET").items():
        response = visitor.get(path)
        if endpoint in OPEN_TO_VISITORS:
            expected = 404 if endpoint in NEEDS_A_NAME else 200
            assert response.status_code == expected, endpoint
        elif endpoint in MOVED:
            assert response.status_code == 301, endpoint
        else:
            door = "register" if endpoint == "practice.show" else "login"
            assert response.status_code == 303, endpoint
            assert response.location.startswith(f"/{door}?next="), endpoint


@pytest.mark.promise("B16")
def test_reader_opens_every_page_of_their_own(app: Flask, ada: Person) -> None:
    ada.start_quiz("first")
    ada.submit("/interviews", plan="interview-15")
    for endpoint, path in routes(app, "GET").items():
        expected = 404 if endpoint in FOR_ADMINS | NEEDS_A_NAME else 200
        assert ada.get(path, follow_redirects=True).status_code == expected, endpoint


@pytest.mark.promise("B13")
def test_unsafe_request_without_a_token_of_this_session_changes_nothing(
    app: Flask, ada: Person, bob: Person
) -> None:
    """B13: every unsafe route wants a CSRF token of this very session."""
    quiz = ada.start_quiz("second")
    ada.submit("/interviews", plan="interview-15")
    unsafe = routes(app, "POST")
    assert len(unsafe) >= 7
    for endpoint, path in unsafe.items():
        for token in (None, "made-up", token_of(bob.page("/account"))):
            data = {
                "choice": "yes",
                "delete_password": "four unrelated words",
                "delete_is_sure": "y",
            }
            response = ada.client.post(path, data=data | ({"csrf_token": token} if token else {}))
            assert response.status_code == 400, (endpoint, token)
            assert "Please try again" in response.text
    assert ada.is_signed_in()
    assert "Check the answer" in ada.page(f"{quiz}/1")


@pytest.mark.promise("C2")
@pytest.mark.parametrize("site_url", ["", "https://notes.example.org"])
def test_every_answer_has_the_security_headers(
    make_app: Callable[..., Flask], site_url: str
) -> None:
    """C2: every answer of the app has the security headers, errors and static files too."""
    app = make_app(NOTES_SITE_URL=site_url)
    paths = [*routes(app, "GET").values(), "/nothing", "/topics/nothing", "/static/nothing"]
    ways = ["GET", "GET", "HEAD", "POST", "PUT"]  # the second time from what is kept; and refused
    for path, method in product(paths, ways):
        client = app.test_client()
        response = client.open(path, method=method, base_url=site_url or None, buffered=True)
        own = {"Content-Security-Policy": policy_of(path, response.status_code)}
        for name, value in (SECURITY_HEADERS | own).items():
            assert response.headers.getlist(name) == [value], (path, method, name)
        assert ("Strict-Transport-Security" in response.headers) is bool(site_url)
        assert "Server" not in response.headers


@pytest.mark.promise("C2")
def test_policy_starts_from_nothing_and_allows_nothing_inline() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.promise("C4")
def test_pages_of_a_reader_are_never_stored(app: Flask, ada: Person) -> None:
    """C4: no cache between us and a reader keeps a page of theirs."""
    ada.start_quiz("first")
    ada.submit("/interviews", plan="interview-15")
    for endpoint, path in routes(app, "GET").items():
        if endpoint in FILES:
            continue
        assert ada.get(path).headers["Cache-Control"] == "no-store", endpoint


@pytest.mark.promise("C4")
def test_page_with_a_token_is_never_stored(visitor: Person) -> None:
    for path in ("/login", "/register"):
        assert visitor.get(path).headers["Cache-Control"] == "no-store"
    assert visitor.get("/").headers["Cache-Control"] == "no-store"  # it has a session now


@pytest.mark.promise("C4")
def test_static_file_asked_for_by_its_hash_is_kept_for_ever(visitor: Person) -> None:
    home = visitor.page("/")
    (address,) = attributes(home, "link[rel=stylesheet]", "href")
    assert "immutable" in visitor.get(address).headers["Cache-Control"]


@pytest.mark.promise("B4")
def test_cookie_of_an_https_site_is_strict(make_app: Callable[..., Flask]) -> None:
    """B4: with an https address the cookie is `__Host-`, Secure, HttpOnly and SameSite=Lax."""
    client = make_app(NOTES_SITE_URL="https://notes.example.org").test_client()
    response = client.get("/login", base_url="https://notes.example.org")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie


@pytest.mark.promise("B13")
def test_form_over_https_is_accepted_from_its_own_page_only(make_app: Callable[..., Flask]) -> None:
    base = "https://notes.example.org"
    client = make_app(NOTES_SITE_URL=base).test_client()
    token = token_of(client.get("/register", base_url=base).text)
    data = {"csrf_token": token, "username": "ada", "password": "four unrelated words"}
    for referrer, code in (("https://evil.example/", 400), (f"{base}/register", 303)):
        response = client.post("/register", base_url=base, data=data, headers={"Referer": referrer})
        assert response.status_code == code


@pytest.mark.promise("D6")
def test_foreign_host_is_refused_once_the_site_has_a_name(make_app: Callable[..., Flask]) -> None:
    """D6: a foreign Host is refused once the host has named its own."""
    client = make_app(NOTES_SITE_URL="https://notes.example.org").test_client()
    for path in ("/", "/topics/first", "/login", "/static/site.css", "/nothing"):
        for host in ("evil.example", "notes.example.org.evil.example", "127.0.0.1"):
            assert client.get(path, base_url=f"https://{host}").status_code == 400
    assert client.get("/", base_url="https://notes.example.org").status_code == 200


@pytest.mark.promise("B8")
def test_forwarded_headers_count_only_behind_declared_proxies(
    make_app: Callable[..., Flask],
) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "notes.example.org"}
    settings = {"NOTES_SITE_URL": "https://notes.example.org"}
    bare = make_app(**settings).test_client()
    assert bare.get("/", headers=headers).status_code == 400
    proxied = make_app(**settings, NOTES_TRUSTED_PROXIES="1").test_client()
    assert proxied.get("/", headers=headers).status_code == 200


@pytest.mark.promise("F4")
@pytest.mark.parametrize(
    ("code", "send"),
    [
        (400, lambda client: client.post("/login", data={"csrf_token": "x"})),
        (404, lambda client: client.get("/nothing")),
        (405, lambda client: client.post("/progress", data={})),
        (413, lambda client: client.post("/login", data={"username": "x" * 100_000})),
    ],
)
def test_error_page_says_what_to_do_next(visitor: Person, code: int, send: Callable) -> None:  # type: ignore[type-arg]
    response = send(visitor.client)
    assert response.status_code == code
    assert f'<p class="eyebrow">{code}</p>' in response.text
    assert 'href="/search"' in response.text
    assert "Traceback" not in response.text


@pytest.mark.promise("F4")
def test_fault_of_ours_is_said_plainly(
    app: Flask, visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F4: error pages are plain and useful, without a traceback."""
    monkeypatch.setattr("notes_site.web.pages.search.site", lambda: 1 / 0)
    response = visitor.get("/search?q=x")
    assert response.status_code == 500
    assert "It is our fault" in response.text
    assert "ZeroDivisionError" not in response.text


@pytest.mark.sqlite("a disk that is full under its file")
def test_what_stands_in_the_way_is_tried_once_a_minute_however_many_ask(
    app: Flask, visitor: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each try writes a megabyte, onto a disk that has trouble already."""
    tries: list[Path] = []
    minute = [5.0]

    def look(folder: Path) -> str:
        tries.append(folder)
        return "full"

    monkeypatch.setattr("notes_site.web.door.errors.find_obstacle", look)
    monkeypatch.setattr("notes_site.web.door.errors.monotonic", lambda: minute[0])
    full = driver.OperationalError("database or disk is full")
    full.sqlite_errorcode = driver.SQLITE_FULL

    def fail() -> str:
        raise full

    app.view_functions["search.results"] = fail
    for _ in range(3):
        visitor.get("/search?q=x")
    assert len(tries) == 1
    minute[0] += 60
    visitor.get("/search?q=x")
    assert len(tries) == 2
    assert [line.count("full (database or disk is full)") for line in caplog.messages] == [1] * 4


@pytest.mark.sqlite("a disk that is full under its file")
@pytest.mark.promise("A8")
def test_full_disk_is_said_plainly_and_reading_goes_on(app: Flask, ada: Person, data: Path) -> None:
    """A8: on a full disk the reader is told "not saved", and reading goes on."""
    from sqlalchemy import event

    from notes_site.store.database import close_all, writer_engine

    with app.app_context():
        engine = writer_engine()
        close_all()

        @event.listens_for(engine, "connect")
        def fill(connection, _record) -> None:  # type: ignore[no-untyped-def]
            connection.execute("PRAGMA max_page_count = 1")  # it may not grow by another page

    token = token_of(ada.page("/practice"))
    codes = set()
    for _ in range(200):
        response = ada.client.post(
            "/practice", data={"csrf_token": token, "topics": "first", "length": "5"}
        )
        codes.add(response.status_code)
        if response.status_code == 503:
            break
    assert 503 in codes
    assert "Not saved" in response.text
    assert "First steps" in ada.page("/topics/first")
    with app.app_context():
        event.remove(engine, "connect", fill)
        close_all()
    assert ada.start_quiz("first")


ANY_TEXT = st.text(max_size=60) | st.sampled_from(["\0", "\u202e", "\ud800", "x" * 10_000, "';--"])


@pytest.mark.promise("D5")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=ANY_TEXT, second=ANY_TEXT)
def test_no_text_in_any_field_breaks_a_page(
    app: Flask, ada: Person, first: str, second: str
) -> None:
    """D5: any text in any field is answered without a fault of ours."""
    quiz = ada.start_quiz("first", length=9)
    fields = {"username": first, "password": second, "next": first, "text": first}
    fields |= {"choice": second, "topics": first, "length": second, "delete_password": "wrong"}
    fields |= {"match-dict": first, "match-set": "constant", "place-local": second}
    safe = {key: value.encode("utf-8", "replace").decode() for key, value in fields.items()}
    interview = ada.submit("/interviews", plan="interview-15").location.rpartition("/")[0]
    token = token_of(ada.page("/practice"))
    for path in ("/interviews", *(f"{interview}/{at}" for at in range(1, 6))):
        assert ada.send(path, token, **safe).status_code < 500
    for path in ("/practice", *(f"{quiz}/{at}" for at in range(1, 10))):
        assert ada.send(path, token, **safe).status_code < 500
    for path in ("/login", "/register"):
        assert Person(app.test_client()).submit(path, **safe).status_code < 500
    query = {"q": safe["text"], "topic": safe["choice"], "next": safe["next"], "text": safe["text"]}
    for path in ("/search", "/practice", "/login", f"{quiz}/1"):
        assert ada.client.get(path, query_string=query).status_code < 500


@pytest.mark.promise("D3")
@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 40, "-1", "٣"])
def test_number_that_no_row_can_have_is_not_found(ada: Person, number: str) -> None:
    quiz = ada.start_quiz("first")
    for path in (f"/quizzes/{number}", f"/quizzes/{number}/1", f"{quiz}/{number}"):
        assert ada.get(path).status_code == 404
        assert ada.client.post(f"{path}/hint", data={}).status_code in {400, 404, 405}


def test_cookie_that_flask_login_would_choke_on_is_passed_over(visitor: Person) -> None:
    cookie = {"Cookie": b"remember_token=1|\xc3\xa9".decode("latin-1")}
    assert visitor.get("/", headers=cookie).status_code == 200


@pytest.mark.promise("E2")
@pytest.mark.parametrize(
    ("code", "options"),
    [
        (415, {"data": {"username": (io.BytesIO(b"x"), "x.txt")}}),
        (
            415,
            {
                "data": b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
                "content_type": "multipart/form-data; boundary=b",
            },
        ),
        (415, {"json": {"username": "ada"}}),
        (413, {"data": "&".join(f"f{number}=1" for number in range(5_000))}),
        (400, {"data": {}, "headers": {"Referer": "https://["}}),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(
    visitor: Person, code: int, options: dict[str, object]
) -> None:
    options.setdefault("content_type", None)
    if isinstance(options.get("data"), str):
        options["content_type"] = "application/x-www-form-urlencoded"
    assert visitor.client.post("/login", **options).status_code == code


def test_malformed_host_is_refused_plainly(visitor: Person) -> None:
    for host in ("a..b", "x" * 70 + ".example"):
        assert visitor.get("/", headers={"Host": host}).status_code == 400


def test_static_file_never_carries_a_readers_cookie(ada: Person) -> None:
    (address,) = attributes(ada.page("/"), "link[rel=stylesheet]", "href")
    assert "Set-Cookie" not in ada.get(address).headers


@pytest.mark.promise("A13")
def test_failing_database_is_said_plainly_even_when_nobody_can_be_recognised(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("SELECT", {}, Exception("malformed"))

    monkeypatch.setattr("notes_site.web.door.signing_in.find_reader", fail)
    response = ada.get("/progress")
    assert response.status_code == 503
    assert "Content-Security-Policy" in response.headers
