"""Kill workers while readers answer, and count what was lost: `python benchmarks/durability.py`.

A real gunicorn with 2 workers serves the course; 16 clients sign up and answer quizzes as fast as
they can, each with a record of what the site acknowledged. Workers are killed with SIGKILL 20
times meanwhile. Afterwards the database must hold every acknowledged answer once, with the
response that was sent, and pass SQLite's own integrity check.

With `--database postgresql` there is a PostgreSQL server, too, and between the workers all of its
processes are killed 20 times as well; readers are told "not saved" until it is back and send their
answer again. Its tables and indexes are compared at the end, by its own check (amcheck).
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
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from notes_site.config import CHECKOUT
from notes_site.store.database import driver
from tests.postgresql import Server, remove_server, start_server

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
OPTION = re.compile(r'name="choice" value="([^"]+)"')
LIMIT_SECONDS = 900
PATIENCE_SECONDS = 60
ANSWERS = "SELECT quiz_id, position, response FROM answer"
AMCHECK = """
SELECT (SELECT count(*) FROM pg_class AS one, verify_heapam(one.oid) WHERE one.relkind = 'r'
            AND one.relnamespace = 'public'::regnamespace),
       (SELECT count(bt_index_check(one.oid, heapallindexed => true)) FROM pg_class AS one
            WHERE one.relkind = 'i' AND one.relnamespace = 'public'::regnamespace)
"""
"""Counts what is wrong in tables; an index that disagrees with its table raises."""


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
    is_patient: bool = False
    """Tries again, too, where the site says that it can't save or read right now."""
    refusals: int = 0

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
        if response.status == 503 and self.is_patient:
            self.refusals += 1
        elif response.status >= 500:
            self.server_errors.append(f"{method} {path}: {response.status}")
        return response.status, response.getheader("Location") or "", body

    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}

    def insist(
        self, method: str, path: str, fields: list[tuple[str, str]] | None = None
    ) -> tuple[int, str, str]:
        """Try again while the worker that had the request was killed, or the database is away."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                status, location, body = self.ask(method, path, fields)
            except (OSError, http.client.HTTPException):
                self.failures += 1
                if time.monotonic() > deadline:
                    raise
            else:
                if status != 503 or not self.is_patient or time.monotonic() > deadline:
                    return status, location, body
            time.sleep(0.05)

    def form(self, path: str) -> tuple[str, str]:
        status, location, page = self.insist("GET", path)
        token = TOKEN.search(page)
        if not token:
            raise RuntimeError(f"{path} shows no form: {status} {location}")
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
            status, _, page = self.insist("POST", "/login", [("csrf_token", token), *fields[1:]])
        if status != 303:
            raise RuntimeError(f"{self.name} could not register: {status}")

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
    for _ in range(1_200):
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


def kill_worker(server_pid: int) -> None:
    """Kill one of a server's workers, once there is one."""
    while not (workers := workers_of(server_pid)):
        time.sleep(0.01)
    os.kill(random.choice(workers), signal.SIGKILL)


def cut_power(server: Server) -> None:
    """End a PostgreSQL server in the midst of what it does, and let it recover."""
    server.kill()
    server.start()


def run_clients(clients: list[Client], faults: Iterable[Callable[[], object]]) -> int:
    """Let all clients answer until all faults were done to them; return how many were."""
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
        count = 0
        try:
            for fault in faults:
                for _ in range(random.randint(1, 2 * len(clients))):
                    news.acquire(timeout=1)
                if any(one.done() for one in living):
                    break
                fault()
                count += 1
        finally:
            is_over.set()
        for one in living:
            one.result()
    return count


def read_file(database: Path) -> tuple[list[tuple[int, int, str]], str]:
    """Return the answers of an SQLite file, and its own verdict on it."""
    connection = driver.connect(str(database))
    rows = connection.execute(ANSWERS).fetchall()
    verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    return rows, verdict


def read_server(url: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return the answers of a database on a server, and the verdict of its own check."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(ANSWERS).fetchall()
        connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        (wrong, _) = connection.execute(AMCHECK).fetchall()[0]
    return rows, "ok" if not wrong else f"{wrong} wrong"


def compare(clients: list[Client], database: Path | str) -> dict[str, object]:
    """Count what the database, a file or an address, holds against what was acknowledged."""
    rows, verdict = read_file(database) if isinstance(database, Path) else read_server(database)
    stored = {(quiz_id, position): json.loads(response) for quiz_id, position, response in rows}
    acknowledged = {key: value for one in clients for key, value in one.acknowledged.items()}
    lost = [key for key in acknowledged if key not in stored]
    changed = [key for key, value in acknowledged.items() if stored.get(key, value) != value]
    return {
        "answers acknowledged": len(acknowledged),
        "answers stored": len(rows),
        "acknowledged and lost": len(lost),
        "stored otherwise than sent": len(changed),
        "stored twice": len(rows) - len(stored),
        "requests cut off by a kill": sum(one.failures for one in clients),
        "told to try again (503)": sum(one.refusals for one in clients),
        "server errors (5xx)": sum(len(one.server_errors) for one in clients),
        "integrity_check": verdict,
    }


@contextmanager
def serving(environ: dict[str, str], port: int) -> Iterator[int]:
    """Serve the course with gunicorn; yield the number of the process above the workers."""
    command = [sys.executable, "-m", "gunicorn", "-c", str(CHECKOUT / "deploy/gunicorn.conf.py")]
    command += ["--bind", f"127.0.0.1:{port}", "--chdir", str(CHECKOUT)]
    away = subprocess.DEVNULL
    server = subprocess.Popen(command, env=os.environ | environ, stdout=away, stderr=away)
    try:
        wait_until_served(port)
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


def measure(options: argparse.Namespace, folder: Path, server: Server | None) -> dict[str, object]:
    port = free_port()
    url = server.url(server.create()) if server else ""
    environ = {"NOTES_DATA_DIR": str(folder), **({"NOTES_DATABASE_URL": url} if url else {})}
    clients = [
        Client(port, f"reader{number}", is_patient=bool(server))
        for number in range(options.clients)
    ]
    with serving(environ, port) as pid:
        faults: list[Callable[[], object]] = []
        for _ in range(options.kills):
            faults.append(lambda: kill_worker(pid))
            if server:
                faults.append(lambda: cut_power(server))
        done = run_clients(clients, faults)
    return {"faults": done, **compare(clients, url or folder / "notes.db")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    server = start_server() if options.database == "postgresql" else None
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(options, Path(folder), server)
    finally:
        if server:
            remove_server(server)
    for name, value in found.items():
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
