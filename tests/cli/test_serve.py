"""The site as a process of its own: it starts, answers, and stops without dropping anybody."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from http.client import HTTPConnection
from pathlib import Path

import pytest

from notes_site.cli.serve import listen
from notes_site.config import CHECKOUT, ConfigError
from notes_site.store.schema import HEAD
from tests.processes import ADDRESS, process, wait_for_port

SLOW_APP = """
import sys, threading
from waitress.server import create_server
from notes_site.cli.serve import listen, run_until_stopped
arrived = threading.Event()
def app(environ, start_response):
    print("arrived", flush=True)
    sys.stdin.readline()
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]
listener = listen("127.0.0.1", 0)
server = create_server(app, sockets=[listener], threads=2)
print(f"Serving on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
run_until_stopped(server)
print("stopped", flush=True)
"""


@pytest.mark.promise("E6")
def test_site_is_served_and_stops_when_told(environ: dict[str, str]) -> None:
    command = [sys.executable, "-u", "-m", "notes_site", "serve", "--port", "0"]
    with process(*command, env=environ) as server:
        port = wait_for_port(server)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/topics/first", timeout=10) as answer:
            assert answer.status == 200
            assert "Server" not in answer.headers
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert answer.read() == b'{"status":"ok"}\n'
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=15) == 0


def test_start_can_be_tried(environ: dict[str, str], content: Path) -> None:
    command = [sys.executable, "-m", "notes_site", "serve", "--check"]

    def try_start() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=os.environ | environ, capture_output=True, text=True)

    text = (content / "02-second/topic.md").read_text()
    (content / "02-second/topic.md").write_text("broken")
    refused = try_start()
    assert refused.returncode == 1
    migrated, line = refused.stderr.splitlines()
    assert "INFO Migrated the database" in migrated
    assert line.startswith("notes-site: The content has a mistake: 02-second/topic.md:1: ")
    assert "no front matter" in line
    (content / "02-second/topic.md").write_text(text)
    assert try_start().stdout == "The site can start.\n"


def test_gunicorn_says_in_one_line_what_stops_it(environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
    command += ["--bind", "127.0.0.1:0", "--log-level", "warning"]
    settings = os.environ | environ | {"NOTES_REGISTRATION": "perhaps"}
    refused = subprocess.run(
        command, cwd=CHECKOUT, env=settings, capture_output=True, text=True, timeout=60
    )
    assert refused.returncode == 1
    assert (
        refused.stderr
        == "notes-site: NOTES_REGISTRATION='perhaps': write open, invite or closed.\n"
    )


def test_first_start_says_in_one_line_that_it_made_the_database(environ: dict[str, str]) -> None:
    command = [sys.executable, "-u", "-m", "notes_site", "serve", "--port", "0"]
    with process(*command, env=environ, stderr=subprocess.STDOUT) as server:
        assert server.stdout
        first, second = server.stdout.readline(), server.stdout.readline()
    assert first.endswith(f"INFO Migrated the database from empty to {HEAD}\n")
    assert ADDRESS.search(second)


@pytest.mark.promise("E5")
def test_request_under_way_is_finished_before_stopping() -> None:
    with process(sys.executable, "-u", "-c", SLOW_APP) as server:
        port = wait_for_port(server)
        assert server.stdout
        assert server.stdin
        answers: list[bytes] = []

        def ask() -> None:
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/")
            answers.append(connection.getresponse().read())
            connection.close()

        asking = threading.Thread(target=ask)
        asking.start()
        assert server.stdout.readline() == "arrived\n"
        server.send_signal(signal.SIGTERM)
        server.stdin.write("go on\n")
        server.stdin.flush()
        assert server.stdout.readline() == "stopped\n"
        asking.join(timeout=20)
        assert answers == [b"done"]


@pytest.mark.promise("E2")
def test_body_larger_than_the_site_takes_is_refused(environ: dict[str, str]) -> None:
    """E2: a body of 10 MB is refused with 413."""
    command = [sys.executable, "-u", "-m", "notes_site", "serve", "--port", "0"]
    with process(*command, env=environ) as server:
        port = wait_for_port(server)
        for size in (100_000, 10_000_000):
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            headers = {"Content-Length": str(size)}
            connection.putrequest("POST", "/login")
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.putheader("Content-Type", "application/x-www-form-urlencoded")
            connection.endheaders()
            connection.send(b"x" * min(size, 100_000))
            assert connection.getresponse().status == 413
            connection.close()


def test_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            ConfigError, match=f"port {port} .*choose another with --port"
        ) as refusal:
            listen("127.0.0.1", port)
    assert "\n" not in str(refusal.value)


@pytest.mark.promise("E3")
def test_request_with_two_lengths_is_refused(environ: dict[str, str]) -> None:
    """E3: a request whose length can be read in two ways is refused."""
    command = [sys.executable, "-u", "-m", "notes_site", "serve", "--port", "0"]
    lengths = [b"Content-Length: 4\r\n", b"Transfer-Encoding: chunked\r\n"]
    with process(*command, env=environ) as server:
        port = wait_for_port(server)
        for ordered in (lengths, lengths[::-1]):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                head = b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(ordered) + b"\r\n"
                connection.sendall(head + b"0\r\n\r\n")
                assert connection.recv(100)[8:13] == b" 400 "
