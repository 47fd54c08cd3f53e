"""Slow and ambiguous requests, to each server and through the shipped nginx."""

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks import proxying
from benchmarks.durability import Client
from notes_site.web.door.guard import MOST_UPLOAD_BYTES, UPLOAD
from notes_site.web.door.throttle import GUESSES_A_NAME
from tests.pages import token_of
from tests.processes import gunicorn
from tests.promises.people import served

HOST = "notes.example.org"
SETTINGS = {"NOTES_SITE_URL": f"https://{HOST}", "NOTES_TRUSTED_PROXIES": "1"}
SLOW = 150
PATIENT = {
    f"client_{part}_timeout 15s": f"client_{part}_timeout 900s" for part in ("header", "body")
}
"""Or a reader who has to wait would only wait until the slow ones are sent away."""
FORM = b"Content-Type: application/x-www-form-urlencoded"
BODY = b"5\r\nhello\r\n0\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked"
PAGE = b"GET /topics/first HTTP/1.1"
CLEAR = [[b"Content-Length: %d" % len(BODY)], [CHUNKED]]
AMBIGUOUS = [
    [b"Content-Length: 5", CHUNKED],
    [CHUNKED, b"Content-Length: 5"],
    [b"Content-Length: 5", b"Content-Length: 6"],
    [b"Content-Length: 5, 6"],
    [b"Content-Length: +5"],
    [b"Content-Length: -5"],
    [b"Content-Length: 0x5"],
    [b"Content-Length: 5 6"],
    [b"Content-Length: \xc2\xb2"],
    [b"Content-Length : 5", CHUNKED],
    [b"Transfer-Encoding: xchunked"],
    [b"Transfer-Encoding: chunked, identity"],
    [b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"],
    [b"Transfer-Encoding : chunked", b"Content-Length: 5"],
    [b"Transfer-Encoding:\x0bchunked", b"Content-Length: 5"],
]


@dataclass
class Visitor(Client):
    """Somebody who comes through the proxy, under the name of the site, from where they say."""

    address: str = ""

    def headers(self) -> dict[str, str]:
        told = {"Host": HOST, "Referer": f"https://{HOST}/"}
        forged = dict.fromkeys(("X-Forwarded-For", "X-Real-IP"), self.address)
        return {**super().headers(), **told, **(forged if self.address else {})}


@contextmanager
def behind_nginx(
    environ: dict[str, str], folder: Path, changes: Mapping[str, str] | None = None
) -> Iterator[int]:
    if not proxying.NGINX and not os.environ.get("CI"):
        pytest.skip("needs nginx")
    (folder / "nginx").mkdir()
    with (
        gunicorn(environ | SETTINGS, []) as site,
        proxying.nginx(site.port, folder / "nginx", changes) as (port, _),
    ):
        yield port


@contextmanager
def server(name: str, environ: dict[str, str], folder: Path) -> Iterator[int]:
    """Serve the site in one of the three documented ways; yield the port."""
    if name == "nginx":
        with behind_nginx(environ, folder) as port:
            yield port
    elif name == "gunicorn":
        with gunicorn(environ | SETTINGS, []) as site:
            yield site.port
    else:
        with served(environ | SETTINGS) as (port, _):
            yield port


def status_of(port: int, line: bytes, head: Sequence[bytes], body: bytes) -> int:
    """Send a request as it stands; return the status, or 0 where the server hung up."""
    lines = [line, b"Host: " + HOST.encode(), *head, b"", b""]
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        try:
            connection.sendall(b"\r\n".join(lines) + body)
            first = connection.recv(100).split(b" ")
        except ConnectionResetError:
            return 0
    return int(first[1]) if len(first) > 1 else 0


@pytest.mark.long
@pytest.mark.promise("E3")
@pytest.mark.parametrize("name", ["waitress", "gunicorn", "nginx"])
def test_request_whose_length_can_be_read_in_two_ways_is_refused(
    environ: dict[str, str], tmp_path: Path, name: str
) -> None:
    with server(name, environ, tmp_path) as port:
        heads = [*CLEAR, *AMBIGUOUS]
        statuses = {tuple(one): status_of(port, PAGE, one, BODY) for one in heads}
    assert {statuses.pop(tuple(head)) for head in CLEAR} == {200}
    assert {head: found for head, found in statuses.items() if 0 < found < 400} == {}


@pytest.mark.long
@pytest.mark.promise("E2")
@pytest.mark.parametrize("name", ["waitress", "gunicorn", "nginx"])
def test_body_beyond_what_forms_send_is_refused_by_every_server(
    environ: dict[str, str], tmp_path: Path, name: str
) -> None:
    form = b"Content-Type: application/x-www-form-urlencoded"
    parts = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n' for _ in range(600)
    )
    with server(name, environ, tmp_path) as port:
        fields = b"&".join(b"f%d=1" % number for number in range(5_000))
        for kind, body, length in (
            (form, b"x" * 1_000, 10_000_000),
            (form, fields, len(fields)),
            (
                b"Content-Type: multipart/form-data; boundary=b",
                parts + b"--b--\r\n",
                len(parts) + 7,
            ),
        ):
            told = [kind, b"Content-Length: %d" % length]
            found = status_of(port, b"POST /login HTTP/1.1", told, body)
            assert found in {413, 415}, kind


@pytest.mark.long
@pytest.mark.promise("E1")
def test_slow_connections_keep_no_reader_waiting_behind_nginx(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """Half of them never end their headers, half never send the body that they announced."""
    head = f"POST /login HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    body = (
        head + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nf="
    )
    with behind_nginx(environ, tmp_path, PATIENT) as port, ExitStack() as held:
        for number in range(SLOW):
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
            held.enter_context(connection)
            connection.sendall(head if number % 2 else body)
        ada = Visitor(port, "ada")
        ada.register()
        for path in ("/", "/topics/first", "/practice", "/progress", "/account"):
            assert ada.ask("GET", path)[0] == 200, path
        fields = [("csrf_token", token_of(ada.ask("GET", "/practice")[2])), ("length", "5")]
        assert ada.ask("POST", "/practice", fields)[0] == 303


@pytest.mark.long
@pytest.mark.promise("B7", "B8")
def test_guesser_with_forged_addresses_is_slowed_down_behind_nginx(
    environ: dict[str, str], tmp_path: Path
) -> None:
    def guess(port: int, number: int) -> int:
        guesser = Visitor(port, "guesser", address=f"198.51.100.{number}")
        token = token_of(guesser.ask("GET", "/login")[2])
        fields = [("username", "ada"), ("password", f"a wrong guess {number}")]
        return guesser.ask("POST", "/login", [("csrf_token", token), *fields])[0]

    with behind_nginx(environ, tmp_path) as port:
        codes = [guess(port, number) for number in range(15)]
    assert codes == [422] * GUESSES_A_NAME + [429] * (15 - GUESSES_A_NAME)


@pytest.mark.promise("F4")
def test_debugging_is_off_unless_asked_for(environ: dict[str, str]) -> None:
    query = "__debugger__=yes&cmd=resource&f=debugger.js"
    with served(environ) as (port, _):
        visitor = Client(port, "visitor")
        pages = [
            visitor.ask("GET", path) for path in ("/console", f"/?{query}", f"/nothing?{query}")
        ]
    assert [status for status, _, _ in pages] == [404, 200, 404]
    assert not [page for _, _, page in pages if "Werkzeug" in page or "SECRET" in page]


@pytest.mark.long
@pytest.mark.promise("D9")
@pytest.mark.parametrize("name", ["waitress", "gunicorn", "nginx"])
def test_one_address_takes_a_larger_body_of_readers_on_every_server(
    environ: dict[str, str], tmp_path: Path, name: str
) -> None:
    """A visitor's is let through to the site there, which asks who it is; no larger one is."""
    kind = b"Content-Type: multipart/form-data; boundary=b"
    line = b"POST %s HTTP/1.1" % UPLOAD.encode()
    file = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    body = file + b"x" * 2_000_000 + b"\r\n--b--\r\n"
    with server(name, environ, tmp_path) as port:
        head = [kind, b"Content-Length: %d" % len(body), b"Connection: close"]
        assert status_of(port, line, head, body) in {0, 401}  # hung up: it reads no visitor's file
        large = [kind, b"Content-Length: %d" % (MOST_UPLOAD_BYTES + 1_000_000)]
        assert status_of(port, line, large, b"x") in {401, 413}
        elsewhere = status_of(port, b"POST /login HTTP/1.1", head, b"x" * 100)
    assert elsewhere in {413, 415}
