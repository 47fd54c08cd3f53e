"""Kill workers while readers answer, and count what was lost: `python benchmarks/durability.py`.

A real gunicorn with 2 workers serves the course; 16 clients sign up and answer quizzes as fast as
they can, each with a record of what the site acknowledged. Workers are killed with SIGKILL 20
times meanwhile. Afterwards the database must hold every acknowledged answer once, with the
response that was sent, and pass SQLite's own integrity check.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from notes_site.store.database import driver

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
OPTION = re.compile(r'name="choice" value="([^"]+)"')
LIMIT_SECONDS = 300


@dataclass
class Client:
    """One reader with a connection, a cookie and a record of what was acknowledged."""

    port: int
    name: str
    cookie: str = ""
    questions: int = 20
    acknowledged: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    told: Callable[[], object] = lambda: None
    """Called after each answer that the site said is saved."""
    failures: int = 0
    server_errors: list[str] = field(default_factory=list)

    def ask(
        self, method: str, path: str, fields: list[tuple[str, str]] | None = None
    ) -> tuple[int, str, str]:
        """Send one request; return status, Location and body."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, urllib.parse.urlencode(fields or []), self.headers())
            response = connection.getresponse()
            body = response.read().decode()
        for value in response.headers.get_all("Set-Cookie") or []:
            self.cookie = value.split(";")[0]
        if response.status >= 500:
            self.server_errors.append(f"{method} {path}: {response.status}")
        return response.status, response.getheader("Location") or "", body

    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}

    def insist(
        self, method: str, path: str, fields: list[tuple[str, str]] | None = None
    ) -> tuple[int, str, str]:
        """Try again while the worker that had the request was killed."""
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.ask(method, path, fields)
            except (OSError, http.client.HTTPException):
                self.failures += 1
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def form(self, path: str) -> tuple[str, str]:
        _, _, page = self.insist("GET", path)
        token = TOKEN.search(page)
        if not token:
            raise RuntimeError(f"{path} shows no form")
        return token[1], page

    def register(self) -> None:
        token, _ = self.form("/register")
        fields = [
            ("csrf_token", token),
            ("username", self.name),
            ("password", "four unrelated words"),
        ]
        status, _, page = self.insist("POST", "/register", fields)
        if status == 422 and "taken" in page:  # the kill came between the commit and the answer
            token, _ = self.form("/login")
            self.insist("POST", "/login", [("csrf_token", token), *fields[1:]])

    def take_quiz(self) -> None:
        token, _ = self.form("/practice")
        fields = [("csrf_token", token), ("length", str(self.questions))]
        _, location, _ = self.insist("POST", "/practice", fields)
        quiz_id = int(location.split("/")[2])
        for position in range(1, self.questions + 1):
            self.answer(quiz_id, position)

    def answer(self, quiz_id: int, position: int) -> None:
        path = f"/quizzes/{quiz_id}/{position}"
        token, page = self.form(path)
        choices = OPTION.findall(page)
        response = [random.choice(choices)] if choices else ["a guess"]
        fields = [("csrf_token", token), ("choice" if choices else "text", response[0])]
        status, _, _ = self.insist("POST", path, fields)
        if status == 303:
            self.acknowledged[quiz_id, position] = response
            self.told()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def wait_until_served(port: int) -> None:
    for _ in range(200):
        try:
            Client(port, "probe").ask("GET", "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def workers_of(server_pid: int) -> list[int]:
    children = Path(f"/proc/{server_pid}/task/{server_pid}/children").read_text()
    return [int(number) for number in children.split()]


def run_clients(clients: list[Client], server_pid: int, kills: int) -> int:
    """Let all clients answer until the kills are done; return how many workers were killed."""
    is_over = threading.Event()
    news = threading.Semaphore(0)
    deadline = time.monotonic() + LIMIT_SECONDS

    def live(client: Client) -> None:
        client.told = news.release
        client.register()
        while not is_over.is_set() and time.monotonic() < deadline:
            client.take_quiz()

    with ThreadPoolExecutor(len(clients)) as pool:
        living = [pool.submit(live, client) for client in clients]
        killed = 0
        while killed < kills and not any(one.done() for one in living):
            for _ in range(random.randint(1, 2 * len(clients))):
                news.acquire(timeout=1)
            if workers := workers_of(server_pid):
                os.kill(random.choice(workers), signal.SIGKILL)
                killed += 1
        is_over.set()
        for one in living:
            one.result()
    return killed


def compare(clients: list[Client], database: Path) -> dict[str, object]:
    """Count what the database holds against what was acknowledged."""
    connection = driver.connect(str(database))
    rows = connection.execute("SELECT quiz_id, position, response FROM answer").fetchall()
    stored = {(quiz_id, position): json.loads(response) for quiz_id, position, response in rows}
    acknowledged = {key: value for one in clients for key, value in one.acknowledged.items()}
    lost = [key for key in acknowledged if key not in stored]
    changed = [key for key, value in acknowledged.items() if stored.get(key, value) != value]
    verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    return {
        "answers acknowledged": len(acknowledged),
        "answers stored": len(rows),
        "acknowledged and lost": len(lost),
        "stored otherwise than sent": len(changed),
        "stored twice": len(rows) - len(stored),
        "requests cut off by a kill": sum(one.failures for one in clients),
        "server errors (5xx)": sum(len(one.server_errors) for one in clients),
        "integrity_check": verdict,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
        ]
        command += ["--worker-class", "gthread", "--threads", "4", "notes_site:create_app()"]
        server = subprocess.Popen(
            command,
            env=os.environ | {"NOTES_DATA_DIR": folder},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until_served(port)
            clients = [Client(port, f"reader{number}") for number in range(options.clients)]
            killed = run_clients(clients, server.pid, options.kills)
        finally:
            server.terminate()
            server.wait(timeout=60)
        found = compare(clients, Path(folder) / "notes.db")
    for name, value in {"workers killed": killed, **found}.items():
        print(f"{name:<28} {value}")
    bad = (
        "acknowledged and lost",
        "stored otherwise than sent",
        "stored twice",
        "server errors (5xx)",
    )
    sys.exit(any(found[name] for name in bad) or found["integrity_check"] != "ok")


if __name__ == "__main__":
    main()
