"""What anybody types is text: in a page, in an address, in the log, and in a pattern."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from notes_site.config import CHECKOUT
from notes_site.store.people.users import make_admin
from tests.conftest import PASSWORD, Person
from tests.pages import parse, token_of
from tests.processes import process, wait_for_port
from tests.promises.people import SERVE, registered
from tests.web.addresses import routes
from tests.web.found_forms import find_forms, send

CANARIES = [
    "<script>canary()</script>",
    "<x-canary>",
    '"><x-canary>',
    "'><x-canary>",
    "</textarea></title></option><x-canary>",
    "<img src=canary onerror=canary()>",
    "<svg/onload=canary()>",
    '" onfocus="canary()" autofocus="',
    "' onmouseover='canary()",
    "javascript:canary()",
    "<a href=javascript:canary()>canary</a>",
    "<!--<x-canary>--><style>x-canary</style>",
    "&lt;x-canary&gt;&#60;x-canary&#62;",
    "\\u003cx-canary\\u003e{{ '<x-canary>' }}",
    "]]><x-canary xmlns='http://www.w3.org/1999/xhtml'>",
]
ENDS_THE_VISIT = {"/logout", "/account/delete", "/account/reset"}
GUESS = "a wrong guess that nobody reads"


def active(html: str) -> list[str]:
    """Return the elements that a canary became, or that would run one."""
    found = []
    for node in parse(html).css("*"):
        attributes = {name: value or "" for name, value in node.attributes.items()}
        is_ours = "canary" in str(node.tag) or any("canary" in name for name in attributes)
        runs = any(name.startswith("on") for name in attributes)
        leads = any(
            value.strip().startswith("javascript:")
            for name, value in attributes.items()
            if name in {"href", "src", "action", "formaction"}
        )
        is_script = node.tag in {"script", "style"} and "canary" in node.text()
        is_data = attributes.get("type") in {"application/json", "application/ld+json"}
        if is_ours or runs or leads or (is_script and not is_data):
            found.append((node.html or "")[:200])
    return found


@pytest.fixture
def host(app: Flask, ada: Person) -> Person:
    """Return a reader who is an admin, with a quiz and an interview begun."""
    with app.app_context():
        make_admin(1)
    ada.start_quiz("first", length=9)
    ada.submit("/interviews", plan="interview-15")
    return ada


def pages(app: Flask) -> Iterator[str]:
    yield from routes(app, "GET").values()
    yield from (f"/quizzes/1/{position}" for position in range(1, 10))
    yield from (f"/interviews/2/{position}" for position in range(1, 4))


@pytest.mark.promise("D1")
def test_planted_canary_is_seen() -> None:
    assert all(active(one) for one in CANARIES[:7] + CANARIES[10:12])
    assert active(f'<input value="{CANARIES[7]}">')
    assert not active('<input value="&lt;x-canary&gt;"><p>&lt;script&gt;canary()')


@pytest.mark.long
@pytest.mark.promise("D1")
def test_no_canary_in_any_field_or_address_becomes_an_element(app: Flask, host: Person) -> None:
    visitor, told = app.test_client(), 0
    for client, token_page in ((host.client, "/practice"), (visitor, "/login")):
        found = sorted(find_forms(client, pages(app)))
        forms = {form[1:]: form for form in found if form.action not in ENDS_THE_VISIT}
        for form in forms.values():  # whatever page they stand on
            token = token_of(client.get(token_page).text)
            for canary in CANARIES:
                values = dict.fromkeys(form.names, canary) | {"next": canary}
                answer = send(client, form, token, [*values.items()])
                assert active(answer.text) == [], (form, canary)
                told += "canary" in answer.text
        words = " ".join(CANARIES)
        for path in (*pages(app), "/nothing", f"/topics/{words}"):
            answer = client.get(path, query_string={"q": words, "text": words}, buffered=True)
            if answer.mimetype == "text/html":
                assert active(answer.text) == [], path
                told += "canary" in answer.text
    assert told > len(CANARIES), "they should come back, as text"


ODD_PATHS = [
    "/../../../../etc/passwd",
    "/static/../../notes_site/config.py",
    "/static/%2e%2e/%2e%2e/pyproject.toml",
    "/static/..%2f..%2fpyproject.toml",
    "/static/..%5c..%5cpyproject.toml",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/site.css%00.md",
    "/static/....//....//pyproject.toml",
    "/topics/..%2f..%2fpyproject.toml",
    "/topics/01-first",
    "/topics/first/../../../etc/passwd",
    "/topics/first%2f..%2f..%2fquestions.md",
    "/topics/%00",
    "/topics/%ff%fe",
    "/%c0%ae%c0%ae/etc/passwd",
    "/tags/..%2f..%2f..%2fetc%2fpasswd",
    "/tags/%2e%2e/%2e%2e/etc/passwd",
    "//etc/passwd",
    "/;/../static/..;/pyproject.toml",
    "/%0d%0aSet-Cookie:%20a=b",
    "/quizzes/%31%00",
    "/" + "a/" * 2_000,
    "/static/" + "%2e%2e/" * 500,
]
INSIDE = (
    "root:",
    "[project]",
    "requires-python",
    "import ",
    "### Which",
    "Traceback",
    str(CHECKOUT),
)


@pytest.mark.promise("D3")
def test_odd_address_leads_to_no_file_and_no_fault(environ: dict[str, str], data: Path) -> None:
    with process(*SERVE, env=environ) as running:
        ada = registered(wait_for_port(running), "ada")
        secret = (data / "secret_key").read_text().strip()
        for path in ODD_PATHS:
            status, _, page = ada.ask("GET", path)
            assert status in {301, 308, 400, 404, 414, 431}, (path[:60], status)
            assert not [words for words in (*INSIDE, secret, str(CHECKOUT)) if words in page], path[
                :60
            ]


@pytest.mark.promise("D8", "F6")
def test_log_has_neither_what_people_type_nor_secrets(environ: dict[str, str], data: Path) -> None:
    forged = "%0d%0a2026-01-01%2000:00:00%20INFO%20forged%1b[31m"
    with process(*SERVE, env=environ, stderr=subprocess.STDOUT) as running:
        ada = registered(wait_for_port(running), "ada")
        token = token_of(ada.ask("GET", "/account")[2])
        ada.ask("POST", "/login", [("csrf_token", token), ("username", "ada"), ("password", GUESS)])
        for path in (f"/{forged}", f"/search?q={forged}", f"/login?next={forged}"):
            ada.ask("GET", path)
        ada.ask("POST", "/practice", [("csrf_token", forged), ("topics", forged)])
        secret = (data / "secret_key").read_text().strip()
        running.terminate()
        log, _ = running.communicate(timeout=60)
    private = (PASSWORD, GUESS, token, secret, ada.cookie.partition("=")[2], "forged", "\x1b")
    assert [words for words in private if words in log] == []
    lines = log.splitlines()
    assert all(" INFO " in line for line in lines)
    second = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    for event in ("signed in", "wrong password"):
        told = [one for one in lines if f" INFO {event}: account 1 from 127.0.0.1" in one]
        assert len(told) == 1, event
        assert re.match(second, told[0])


READERS_ROOMS = ("web", "store", "study/questions", "study/search", "study/practice")
"""Where a reader's words come by; elsewhere authors' words are escaped into patterns."""
PATTERNS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "split"}


def patterns_of_others(source: str) -> list[int]:
    """Return the lines where `re` is given a pattern that doesn't stand in the source."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in PATTERNS
        and ast.unparse(node.func.value) == "re"
        and not isinstance(node.args[0], ast.Constant | ast.Attribute)
        and not is_of_constants(node.args[0])
    ]


def is_of_constants(node: ast.expr) -> bool:
    """Tell whether a text is put together from constants of its module."""
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
    return all(name.isupper() for name in names) and not calls


@pytest.mark.promise("D7")
def test_no_pattern_is_made_of_what_somebody_typed() -> None:
    found = {
        path.name: lines
        for room in READERS_ROOMS
        for path in (CHECKOUT / "notes_site" / room).rglob("*.py")
        if (lines := patterns_of_others(path.read_text(encoding="utf-8")))
    }
    assert found == {}
    assert patterns_of_others("import re\nre.search(typed, text)") == [2]
