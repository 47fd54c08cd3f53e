"""The application that grows through the course: each step runs, and the topics say how it grew."""

import difflib
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

import pytest
from packaging.requirements import Requirement

from benchmarks import proxying
from benchmarks.durability import free_port
from notes_site.study.content.library import Topic
from notes_site.study.text.blocks import Download, Excerpt, Fence
from tests.course import CONTENT, read_course
from tests.pages import token_of
from tests.processes import LISTENING, Gunicorn, process

STEPS = {int(one.name.rpartition("-")[2]): one for one in sorted(CONTENT.glob("*/bookings-*"))}
FIRST, LAST = 3, 14
ANCHOR = "the-app-so-far"
TRY = """
import os, sys
import alembic, flask_limiter, flask_login, flask_migrate, flask_sqlalchemy, flask_wtf
import marshmallow, pytest
from flask.cli import ScriptInfo

for folder in sys.argv[1:]:
    if os.fork() == 0:  # a process each, which begins with what all of them import
        os.chdir(folder)
        sys.path.insert(0, folder)
        os.environ["FLASK_DEBUG"] = "1"
        ScriptInfo().load_app()  # what `flask run` would serve
        os._exit(pytest.main(["-q", "-p", "no:cacheprovider", "tests"]))
    _, status = os.wait()
    print("=" * 8, folder, os.waitstatus_to_exitcode(status), flush=True)
"""
HOST = "bookings.example.org"
PASSWORD = "four unrelated words"
BEGIN = f"""
from wsgi import app
for line in (
    "db upgrade",
    "slots add Blue 2027-01-04",
    "accounts add ada --password '{PASSWORD}'",
    "accounts token ada",
):
    done = app.test_cli_runner().invoke(args=line)
    assert done.exit_code == 0, done.output
print(done.output)
"""


def topics_with_a_step() -> dict[int, Topic]:
    return {one.number: one for one in read_course().topics if FIRST <= one.number <= LAST}


def copied(step: int, folder: Path) -> Path:
    left = shutil.ignore_patterns("__pycache__", "instance")
    return Path(shutil.copytree(STEPS[step], folder / STEPS[step].name, ignore=left))


def run(folder: Path, code: str, *args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run code in a folder as somebody would who took it along."""
    settings = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""} | environ
    return subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=folder,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


# --- What each step is ----------------------------------------------------------------------


def test_every_topic_of_the_path_has_a_step_to_read_and_to_take_along() -> None:
    assert list(STEPS) == list(range(FIRST, LAST + 1))
    for number, topic in topics_with_a_step().items():
        name = f"bookings-{number:02}"
        section = topic.find_section(ANCHOR)
        assert section, topic.path
        shown = [one.target for one in section.blocks if isinstance(one, Excerpt)]
        assert shown, topic.path
        assert all(one.startswith(f"./{name}/") for one in shown), topic.path
        assert [one.folder for one in section.blocks if isinstance(one, Download)] == [name]
        assert STEPS[number].parent.name == topic.path.partition("/")[0]


def test_each_step_starts_in_debug_mode_and_passes_its_own_tests(tmp_path: Path) -> None:
    folders = [str(copied(step, tmp_path)) for step in STEPS]
    done = run(tmp_path, TRY, *folders)
    codes = dict(re.findall(r"^=+ (\S+) (-?\d+)$", done.stdout, re.MULTILINE))
    assert codes == dict.fromkeys(folders, "0"), done.stdout + done.stderr
    assert len(re.findall(r"^[1-9]\d* passed", done.stdout, re.MULTILINE)) == len(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_step_says_how_it_is_run_and_what_it_needs_but_not_from_where(step: int) -> None:
    folder = STEPS[step]
    readme = (folder / "README.md").read_text()
    assert "python -m flask run" in readme
    assert "python -m pytest" in readme
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (folder / name).read_text().splitlines():
            assert re.fullmatch(r"-r requirements\.txt|[a-z-]+>=[\d.]+(,<[\d.]+)?", line), line


@pytest.mark.parametrize("step", STEPS)
def test_what_a_step_asks_pip_for_is_what_its_tests_run_with(step: int) -> None:
    files = [STEPS[step] / name for name in ("requirements.txt", "requirements-dev.txt")]
    lines = [line for one in files for line in one.read_text().splitlines()]
    needed = [Requirement(line) for line in lines if not line.startswith("-r")]
    assert len({one.name for one in needed}) == len(needed)
    for one in needed:
        assert one.specifier.contains(version(one.name)), one


# --- How it grew ----------------------------------------------------------------------------


def shown_hunks(text: str) -> tuple[str, str, list[list[str]]]:
    """Return which files a block compares, and its pieces; a line @@ begins each."""
    before, after, *lines = text.splitlines()
    hunks: list[list[str]] = []
    for line in lines:
        if line == "@@":
            hunks.append([])
        else:
            hunks[-1].append(line)
    return before.removeprefix("--- "), after.removeprefix("+++ "), hunks


def real_hunks(before: Path, after: Path) -> list[list[str]]:
    """Return all pieces of the difference of two files, each with a line around it."""
    old, new = (one.read_text().splitlines() for one in (before, after))
    hunks: list[list[str]] = []
    for line in list(difflib.unified_diff(old, new, n=1, lineterm=""))[2:]:
        if line.startswith("@@"):
            hunks.append([])
        else:
            hunks[-1].append(line)
    return hunks


def is_part(wanted: list[str], whole: list[str]) -> bool:
    starts = range(len(whole) - len(wanted) + 1)
    return any(whole[at : at + len(wanted)] == wanted for at in starts)


@pytest.mark.parametrize("step", list(STEPS)[1:])
def test_difference_that_a_topic_shows_is_that_of_the_two_steps(step: int) -> None:
    section = topics_with_a_step()[step].find_section(ANCHOR)
    assert section
    blocks = [one for one in section.blocks if isinstance(one, Fence) and one.language == "diff"]
    assert blocks
    for block in blocks:
        before, after, hunks = shown_hunks(block.text)
        assert before.startswith(f"bookings-{step - 1:02}/")
        assert after.startswith(f"bookings-{step:02}/")
        real = real_hunks(STEPS[step - 1].parent / before, STEPS[step].parent / after)
        assert hunks
        for hunk in hunks:
            assert any(line[0] in "+-" for line in hunk)
            assert any(is_part(hunk, one) for one in real), "\n".join(hunk)


# --- Where it ends --------------------------------------------------------------------------


@dataclass
class Browser:
    """Somebody who comes through nginx, with the cookie that they were given."""

    port: int
    cookie: str = ""

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, str]:
        """Return the status and the body of an answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Host": HOST, "Cookie": self.cookie, **headers}
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        given = response.headers["Set-Cookie"]
        if given:
            assert {"Secure", "HttpOnly"} <= set(given.split("; "))
            self.cookie = given.partition(";")[0]
        return response.status, text

    def submit(self, page: str, path: str, **fields: str) -> int:
        fields["csrf_token"] = token_of(self.ask("GET", page)[1])
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields), **kind)[0]


def nginx_of(folder: Path, port: int, site_port: int) -> str:
    """Return the servers of a step's nginx.conf, with ports of this machine."""
    text = (folder / "deploy/nginx.conf").read_text()
    for old, new in (
        ("listen 80;", f"listen {port};"),
        ("127.0.0.1:8000", f"127.0.0.1:{site_port}"),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.skipif(not proxying.NGINX and not os.environ.get("CI"), reason="needs nginx")
def test_last_step_answers_behind_its_gunicorn_and_its_nginx(tmp_path: Path) -> None:
    folder = copied(LAST, tmp_path)
    settings = {
        "BIND": "127.0.0.1:0",
        "BOOKINGS_PROXIES": "1",
        "BOOKINGS_SECRET_KEY": "sixteen characters or more",
        "BOOKINGS_SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'data.sqlite'}",
        "FLASK_DEBUG": "0",
    }
    begun = run(folder, BEGIN, **settings)
    assert begun.returncode == 0, begun.stderr
    program = {
        "Authorization": f"Bearer {begun.stdout.strip()}",
        "Content-Type": "application/json",
    }
    command = [str(Path(sys.executable).with_name("gunicorn")), "--chdir", str(folder), "wsgi:app"]
    command[1:1] = ["-c", str(folder / "gunicorn.conf.py")]
    with process(*command, env=settings, stderr=subprocess.STDOUT) as server:
        site_port = int(Gunicorn(server, []).read_to(LISTENING)[1])
        port = free_port()
        servers = nginx_of(folder, port, site_port)
        with proxying.serving(servers, port, tmp_path):
            visitor, ada = Browser(port), Browser(port)
            assert visitor.ask("GET", "/readyz")[0] == 200
            assert visitor.submit("/login", "/slots/1/book", name="Eve") == 303  # to sign in
            assert visitor.ask("POST", "/login")[0] == 400
            assert ada.submit("/login", "/login", username="ada", password=PASSWORD) == 303
            assert ada.submit("/slots/1", "/slots/1/book", name="Ada") == 303
            assert "Booked for Ada." in visitor.ask("GET", "/slots/1")[1]
            booking = "/api/v1/slots/2/booking"
            assert visitor.ask("PUT", booking, "{}")[0] == 401
            assert [visitor.ask("PUT", booking, "{}", **program)[0] for _ in range(2)] == [201, 200]
        os.kill(server.pid, signal.SIGTERM)
        assert server.wait(timeout=60) == 0
