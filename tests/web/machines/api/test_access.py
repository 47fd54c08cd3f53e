"""Who may ask what, by which token: every address of the document. Ids name promises of trust."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from notes_site.store.database import writing
from notes_site.store.models import SignIn
from notes_site.store.people.programs.signing_in import Ticket
from notes_site.web.machines.api import signed
from tests.conftest import Clock, Person
from tests.web.machines.api.holding import (
    BASE,
    MINE,
    Holder,
    make_token,
    new_program,
    problem_of,
    signed_in,
)

FILLED = {"slug": "first", "question_id": "first-single", "quiz_id": "1", "position": "1"}
PUBLIC_POSTS = {"/sign-in", "/refresh"}


def operations(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Yield method, address and scope of all that can be asked; "" where anybody may."""
    found = app.test_client().get(f"{BASE}/openapi.json").json
    assert found
    for path, methods in found["paths"].items():
        for method, one in methods.items():
            if method != "parameters":
                filled = path.format(**{**dict.fromkeys(names_in(path), "1"), **FILLED})
                scopes = [scope for way in one.get("security", ()) for scope in way["token"]]
                yield method.upper(), BASE + filled, "".join(scopes)


def names_in(path: str) -> list[str]:
    return [part.split("}")[0] for part in path.split("{")[1:]]


def refusals(app: Flask, program: Holder) -> Iterator[tuple[str, str, int]]:
    """Ask for everything that needs a token, and yield the scope, what was asked and the status."""
    for method, path, scope in operations(app):
        if scope and not path.endswith("/sign-out"):
            answer = program.ask(path, method, json=None if method in {"GET", "DELETE"} else {})
            assert answer.status_code < 500, (method, path, answer.text)
            if answer.status_code in {401, 403}:
                problem_of(answer)
                assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
            yield scope, f"{method} {path}", answer.status_code


@pytest.mark.promise("B16")
@pytest.mark.usefixtures("ada")
def test_every_address_that_is_a_readers_says_which_scope_it_needs(app: Flask) -> None:
    """B16: only what everybody may read on the pages, and the door itself, needs none."""
    found = [*operations(app)]
    assert {scope for _, _, scope in found} == {"", "read", "practise"}
    open_posts = {
        path.removeprefix(BASE) for method, path, scope in found if method != "GET" and not scope
    }
    assert open_posts >= PUBLIC_POSTS
    assert all("trial" in path for path in open_posts - PUBLIC_POSTS)


@pytest.mark.promise("B16")
@pytest.mark.parametrize("who", ["visitor", "expired", "revoked", "made up"])
def test_nothing_of_a_reader_is_open_to_who_is_none(
    app: Flask, ada: Person, clock: Clock, who: str
) -> None:
    """B16, B2: nor to a token that is over."""
    program = new_program(app, "" if who == "visitor" else make_token(ada))
    if who == "expired":
        clock.moment += timedelta(days=30)
    if who == "revoked":
        with app.app_context(), writing() as session:
            session.execute(delete(SignIn).where(SignIn.kind == "personal"))
    if who == "made up":
        program.token = program.token[:-1] + ("A" if program.token[-1] != "A" else "B")
    asked = [*refusals(app, program)]
    assert asked
    assert {status for _, _, status in asked} == {401}, asked


@pytest.mark.promise("B16")
def test_token_that_may_read_changes_nothing(app: Flask, ada: Person) -> None:
    """B16: and is told so before what it sent is looked at; what it may read, it may."""
    asked = [*refusals(app, new_program(app, make_token(ada, "read")))]
    assert {status for scope, _, status in asked if scope == "practise"} == {403}
    assert not [one for one in asked if one[0] == "read" and one[2] in {401, 403}]


@pytest.mark.promise("B16")
def test_token_that_may_practise_may_ask_everything(app: Flask, ada: Person) -> None:
    asked = [*refusals(app, new_program(app, make_token(ada)))]
    assert not [one for one in asked if one[2] in {401, 403}]


@pytest.mark.promise("B16")
def test_stranger_finds_no_quiz_of_mine(app: Flask, ada: Person, bob: Person) -> None:
    ada.start_quiz("first")
    mine, theirs = (new_program(app, make_token(one)) for one in (ada, bob))
    for method, path, scope in operations(app):
        if "/quizzes/1" in path and method == "GET" and scope:
            assert theirs.ask(path, method).status_code == 404, path
    assert mine.ask(f"{BASE}/quizzes/1").status_code == 200


def test_missing_and_spoilt_tokens_are_told_apart_as_rfc_6750_says(app: Flask, ada: Person) -> None:
    def challenge(program: Holder, method: str = "GET", path: str = MINE) -> str:
        return program.ask(path, method).headers["WWW-Authenticate"]

    assert challenge(new_program(app)) == 'Bearer realm="api"'
    assert challenge(new_program(app, "spoilt")) == 'Bearer realm="api", error="invalid_token"'
    assert "send a token" in new_program(app).ask(MINE).text
    assert "make a new token" in new_program(app, "spoilt").ask(MINE).text
    reading = new_program(app, make_token(ada, "read"))
    told = 'Bearer realm="api", error="insufficient_scope", scope="practise"'
    assert challenge(reading, "POST", f"{BASE}/quizzes") == told


@pytest.mark.promise("B13")
def test_cookie_of_a_browser_opens_nothing_here_and_none_is_set(app: Flask, ada: Person) -> None:
    """B13: so no page elsewhere can make a browser ask in its reader's name."""
    assert ada.is_signed_in()
    for method, path, scope in operations(app):
        answer = ada.client.open(path, method=method, json={} if method != "GET" else None)
        assert "Set-Cookie" not in answer.headers
        assert not scope or answer.status_code == 401, (method, path)
    assert ada.is_signed_in()


def test_token_opens_no_page(app: Flask, ada: Person) -> None:
    """What a program may is what the API lets it; the account's own pages are not among it."""
    for program in (signed_in(app), new_program(app, make_token(ada))):
        assert program.ask("/account").status_code == 303
        assert program.ask("/account/tokens").status_code == 303


def test_each_kind_of_token_is_good_for_its_own_use(app: Flask, ada: Person) -> None:
    program, personal = signed_in(app), make_token(ada)
    assert new_program(app, program.given["refresh_token"]).ask().status_code == 401
    for other in (program.given["access_token"], personal):
        assert program.refresh(other).status_code == 401
    assert program.is_let_in()


# --- What is signed -----------------------------------------------------------------------------


def part(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def forge(token: str, **changes: Any) -> str:
    """Return a token's words with others in place, signed by nobody."""
    head, claims, signature = token.split(".")
    said = [json.loads(base64.urlsafe_b64decode(one + "==")) for one in (head, claims)]
    header, body = said[0] | changes.get("head", {}), said[1] | changes.get("body", {})
    return f"{part(header)}.{part(body)}.{signature}"


FORGED: dict[str, Callable[[str], str]] = {
    "no algorithm": lambda token: forge(token, head={"alg": "none"}),
    "no algorithm, in capitals": lambda token: forge(token, head={"alg": "NONE"}),
    "another algorithm": lambda token: forge(token, head={"alg": "HS512"}),
    "a public key": lambda token: forge(token, head={"alg": "RS256"}),
    "an unknown key": lambda token: forge(token, head={"kid": "0" * 16}),
    "no key": lambda token: forge(token, head={"kid": None}),
    "a list for a key": lambda token: forge(token, head={"kid": ["a"]}),
    "another reader's words": lambda token: forge(token, body={"sub": "1"}),
    "a key that the token brings": lambda token: forge(
        token, head={"jwk": {"kty": "oct", "k": "QQ"}}
    ),
    "cut": lambda token: token[:-3],
    "without a signature": lambda token: token.rpartition(".")[0] + ".",
    "too long": lambda token: token + "A" * 5_000,
    "too deep": lambda _: f"{part(b'[' * 1_400)}.{part({})}.x",
    "too deep inside": lambda _: f"{part({'alg': 'HS256'})}.{part(b'[' * 1_300)}.x",
    "two": lambda token: f"{token} {token}",
    "a field": lambda _: "a=b",
    "nothing": lambda _: " ",
    "a personal one that is none": lambda _: "notes_pat_",
}


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("name", FORGED)
def test_forged_token_opens_nothing(app: Flask, name: str) -> None:
    program = signed_in(app)
    program.token = FORGED[name](program.token)
    answer = program.ask()
    assert answer.status_code == 401, answer.text
    problem_of(answer)


@pytest.mark.usefixtures("ada")
def test_words_of_a_token_say_whose_for_what_and_until_when(app: Flask) -> None:
    program = signed_in(app)
    with app.app_context():
        name, key = signed._newest()["kid"], signed._keys()[0]
        secret = app.config["SECRET_KEY"]
    assert secret not in {key, bytes.fromhex(key).decode("latin-1")}
    claims = jwt.decode(
        program.token, key, ["HS256"], audience="notes-site/api/v1/", issuer="notes-site"
    )
    assert timedelta(seconds=claims["exp"] - claims["iat"]) == timedelta(minutes=15)
    assert jwt.get_unverified_header(program.token)["kid"] == name
    for changes in (
        {"aud": "elsewhere"},
        {"iss": "elsewhere"},
        {"exp": claims["iat"] - 31},
        {"nbf": claims["iat"] + 100, "iat": claims["iat"] + 100},
        {"type": "refresh"},
        {"sub": None},
        {"sub": 7},
    ):
        other = new_program(app, jwt.encode(claims | changes, key, "HS256", {"kid": name}))
        assert other.ask().status_code == 401, changes
    late = claims | {"exp": int(datetime.now(UTC).timestamp()) - 5}
    assert new_program(app, jwt.encode(late, key, "HS256", {"kid": name})).is_let_in()


@pytest.mark.usefixtures("ada")
@pytest.mark.promise("B18")
def test_new_secret_signs_no_program_out_and_without_the_old_one_all_are(
    make_app: Callable[..., Flask],
) -> None:
    """B18: and what is signed from then on is signed by the new key."""
    first, second = "a" * 64, "b" * 64
    app = make_app(NOTES_SECRET_KEY=first)
    program = signed_in(app)
    rotated = make_app(NOTES_SECRET_KEY=second, NOTES_SECRET_KEY_FALLBACKS=first)
    later = Holder(rotated.test_client(use_cookies=False), program.token, program.given)
    assert later.is_let_in()
    assert later.refresh().status_code == 200
    alone = make_app(NOTES_SECRET_KEY=second)
    assert new_program(alone, later.token).is_let_in()
    assert new_program(alone, program.token).ask().status_code == 401


@pytest.mark.usefixtures("ada")
def test_two_sites_take_no_tokens_of_each_other(make_app: Callable[..., Flask]) -> None:
    """Even with one secret: a token names the address that it is for."""
    secret = {"NOTES_SECRET_KEY": "a" * 64}
    app = make_app(**secret)
    with app.app_context():
        token = signed.sign_access(Ticket("handle", "refresh"))
    for address in ("http://notes.example", "http://notes.example/study"):
        other = make_app(NOTES_SITE_URL=address, **secret)
        with other.app_context():
            assert signed.read_token(token, signed.ACCESS) is None
            assert signed.read_token(signed.sign_access(Ticket("h", "r")), signed.ACCESS)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


def test_no_bearer_whatsoever_breaks_the_site(client: FlaskClient) -> None:
    @settings(max_examples=60)
    @given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80))
    def ask(sent: str) -> None:
        for scheme in ("Bearer ", "bearer notes_pat_", "Basic ", ""):
            answer = client.get(MINE, headers={"Authorization": scheme + sent})
            assert answer.status_code == 401

    ask()
