"""Two servers on one PostgreSQL database behind nginx: nobody is tied to one of them."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from benchmarks import proxying
from notes_site import open_store
from notes_site.store.database import close_all
from notes_site.store.practice.quizzes import find_quiz
from notes_site.web.door.throttle import GUESSES_A_NAME
from tests.conftest import PASSWORD, shown_fields
from tests.pages import token_of
from tests.processes import Gunicorn, gunicorn
from tests.web.answering import OPEN, right_answer, title_of

pytestmark = [pytest.mark.postgresql, pytest.mark.long]

HOST = "notes.example.org"
SETTINGS = {
    "NOTES_SITE_URL": f"https://{HOST}",
    "NOTES_TRUSTED_PROXIES": "1",
    "NOTES_SECRET_KEY": "the same on every server, and long enough",
}
QUESTIONS = 9


@dataclass
class Browser:
    """Somebody with a cookie, who asks nginx, or one of the servers as nginx would."""

    port: int
    cookie: str = ""

    def ask(self, path: str, fields: Mapping[str, object] | None = None) -> tuple[int, str, str]:
        """Return the status, the page, and where it leads."""
        sent = {"Host": HOST, "Referer": f"https://{HOST}/", "Cookie": self.cookie}
        sent |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
        sent |= {"X-Forwarded-Host": HOST}
        if fields is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        body = None if fields is None else urlencode(fields, doseq=True)
        connection.request("GET" if fields is None else "POST", path, body, sent)
        response = connection.getresponse()
        page = response.read().decode()
        self.cookie = (response.headers["Set-Cookie"] or self.cookie).partition(";")[0]
        connection.close()
        return response.status, page, response.headers["Location"] or ""

    def send(self, form: str, action: str, **fields: object) -> tuple[int, str, str]:
        token = token_of(self.ask(form)[1])
        return self.ask(action, {"csrf_token": token, **fields})


@contextmanager
def two_servers(environ: dict[str, str], folder: Path) -> Iterator[tuple[Gunicorn, Gunicorn]]:
    """Run two that share nothing but the database, the content, and the key of cookies."""
    first, second = ({"NOTES_DATA_DIR": str(folder / name)} for name in ("first", "second"))
    with (
        gunicorn(environ | SETTINGS | first, []) as one,
        gunicorn(environ | SETTINGS | second, []) as other,
    ):
        yield one, other


def kill(server: Gunicorn) -> None:
    """Let a machine be gone at once: no worker ends what it does."""
    for pid in (server.pid, *server.workers):
        os.kill(pid, signal.SIGKILL)


def test_quiz_goes_on_where_one_of_two_servers_is_killed_in_its_midst(
    environ: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "nginx"
    folder.mkdir()
    with two_servers(environ, tmp_path) as (one, other):
        upstream = "".join(f"server 127.0.0.1:{server.port}; " for server in (one, other))
        both = {f"proxy_pass http://127.0.0.1:{one.port}": "proxy_pass http://both"}
        with proxying.nginx(one.port, folder, both, f"upstream both {{ {upstream} }}") as (port, _):
            ada = Browser(port)
            given = {"username": "ada", "password": PASSWORD}
            assert ada.send("/register", "/register", **given)[0] == 303
            begun = {"topics": "first", "length": "10", "mode": "mix"}
            quiz = ada.send("/practice", "/practice", **begun)[2].rpartition("/")[0]
            pages = {at: ada.ask(f"{quiz}/{at}")[1] for at in range(1, QUESTIONS + 1)}
            asked = [at for at, page in pages.items() if not title_of(page).startswith(OPEN)]
            for position in asked:
                answer = shown_fields(right_answer(pages[position]))
                assert ada.send(f"{quiz}/{position}", f"{quiz}/{position}", **answer)[0] == 303
                if position == asked[1]:
                    kill(one)
            assert ada.ask("/progress")[0] == 200
        os.kill(other.pid, 0)
    with open_store(environ | SETTINGS).app_context():
        found = find_quiz(1, int(quiz.rpartition("/")[2]))
        assert found
        assert [*found.answers] == asked
        close_all()


def test_sign_ins_and_throttles_are_of_all_servers(environ: dict[str, str], tmp_path: Path) -> None:
    with two_servers(environ, tmp_path) as servers:
        ada = Browser(servers[0].port)
        assert ada.send("/register", "/register", username="ada", password=PASSWORD)[0] == 303
        ada.port = servers[1].port
        assert ada.ask("/account")[0] == 200
        guesser = Browser(servers[0].port)
        wrong = {"username": "ada", "password": "not the password"}
        statuses = []
        for guess in range(GUESSES_A_NAME + 1):
            guesser.port = servers[guess % 2].port
            statuses.append(guesser.send("/login", "/login", **wrong)[0])
        assert set(statuses[:-1]) == {422}
        assert statuses[-1] == 429
        ada.port = servers[0].port
        ada.send("/account", "/logout")
        ada.port = servers[1].port
        assert ada.ask("/account")[0] != 200
