"""Which server for more cores: the same site under each, alone and behind the shipped nginx.

Speed, 150 slow clients, memory, a reload and the death of a worker under load. A server that is not
installed is left out, in one line.
"""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.durability import free_port
from benchmarks.load import Cost, median, press, send, warm
from benchmarks.proxying import NGINX, nginx
from benchmarks.rows import Row
from benchmarks.serving import THREADS, WORKERS, Served, children_of, running

TOPIC = "/topics/routing"
SLOW, ASKED = 150, 200
RELOADS = 3
ZIPPED = {"Accept-Encoding": "gzip"}
SITE = "notes_site.wsgi:make"
BEHIND = "behind nginx"


@dataclass(frozen=True, slots=True)
class Server:
    """How a server is started on a port, and which signal has it load the site anew."""

    name: str
    command: Callable[[int], list[str]]
    reload: signal.Signals | None = None
    has_workers: bool = True


def _waitress(port: int) -> list[str]:
    return [sys.executable, "-m", "notes_site", "serve", "--port", str(port)]


def _gunicorn(port: int) -> list[str]:
    command = [_program("gunicorn"), "-c", "deploy/gunicorn.conf.py"]
    command += ["--max-requests", "0"]  # or a worker is replaced, as it should be, in the midst
    return [*command, "--bind", f"127.0.0.1:{port}"]


def _granian(port: int) -> list[str]:
    command = [_program("granian"), "--interface", "wsgi", "--factory", SITE, "--no-ws"]
    command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    return [*command, "--respawn-failed-workers", "--port", str(port)]


SERVERS = (
    Server("waitress", _waitress, has_workers=False),
    Server("gunicorn", _gunicorn, signal.SIGUSR2),
    Server("granian", _granian, signal.SIGHUP),
)
CHOSEN = "gunicorn"


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def measure(rounds: int, seconds: float) -> Iterator[Row]:
    if not NGINX:
        print("nginx is not installed: no table of servers", file=sys.stderr)
        return
    for server in SERVERS:
        if not shutil.which(server.command(0)[0]):
            print(f"{server.name} is not installed: its rows are left out", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as name:
            yield from _measure(server, Path(name), rounds, seconds)


def _measure(server: Server, folder: Path, rounds: int, seconds: float) -> Iterator[Row]:
    environ = {"NOTES_DATA_DIR": f"{folder}/data", "NOTES_SITE_URL": "http://127.0.0.1"}
    port = free_port()
    with running(server.command(port), environ, port) as process, ExitStack() as stack:
        site = Served(port, children_of(process.pid) or (process.pid,))
        page = send(port, TOPIC, ZIPPED)
        (folder / "nginx").mkdir()
        (folder / "page.html").write_bytes(page)
        more, static_port = _static(folder)
        proxy_port, proxy_pid = stack.enter_context(nginx(port, folder / "nginx", more=more))
        proxy = Served(proxy_port, children_of(proxy_pid))
        static = Served(static_port, proxy.pids)
        yield from _speed(server, (site, proxy, static), rounds, seconds)
        for front, where in ((site, "alone"), (proxy, BEHIND)):
            yield _with_slow_clients(server, front.port, where)
        everything = Served(port, (process.pid, *children_of(process.pid)))
        yield Row(
            f"{server.name}: memory",
            everything.megabytes(),
            "MB",
            None,
            is_most=True,
            detail="all of its processes (PSS)",
        )
        yield from _disturbed(server, process, proxy_port)


def _static(folder: Path) -> tuple[str, int]:
    """Return a server for nginx that sends the page as a file, and its port."""
    port = free_port()
    return f"server {{ listen 127.0.0.1:{port}; root {folder}; }}", port


def _speed(
    server: Server, sides: tuple[Served, Served, Served], rounds: int, seconds: float
) -> Iterator[Row]:
    site, proxy, static = sides
    asked = ((site, TOPIC), (proxy, TOPIC), (static, "/page.html"))
    for one, path in asked:
        warm(one, path, ZIPPED)
    found: list[list[Cost]] = [[], [], []]
    for _ in range(rounds):
        for costs, (one, path) in zip(found, asked, strict=True):
            costs.append(press(one, path, ZIPPED, seconds))
    alone, proxied, file = map(median, found)
    yield Row(f"{server.name}: page, alone", alone.requests_a_second, "/s", None, detail=str(alone))
    ratio = statistics.median(
        one.requests_a_second / other.requests_a_second
        for one, other in zip(found[1], found[2], strict=True)
    )
    detail = f"{proxied.requests_a_second:,.0f}/s; the file {file.requests_a_second:,.0f}/s"
    budget = 0.8 if server.name == CHOSEN else None
    yield Row(f"{server.name}: page, {BEHIND}", ratio, "× file, req/s", budget, detail=detail)


def _with_slow_clients(server: Server, port: int, where: str) -> Row:
    """Ask while others have sent half a form each, and leave it at that."""
    head = b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    head += b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
    with ExitStack() as stack:
        for _ in range(SLOW):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            slow.sendall(head)
        with ThreadPoolExecutor(4) as clients:
            took = sorted(clients.map(lambda _: _time(port), range(ASKED)))
    late = took[int(len(took) * 0.95)] * 1_000
    failed = sum(one >= LONGEST for one in took)
    budget = 100 if (server.name, where) == (CHOSEN, BEHIND) else None
    what = f"{server.name}: {SLOW} slow clients, {where}, p95"
    return Row(what, late, "ms", budget, True, f"{failed} of {ASKED} not answered")


LONGEST = 3.0
"""Seconds after which a reader has given up."""


def _time(port: int) -> float:
    """Return how long a visitor's page takes; at most what a reader waits."""
    begin = time.monotonic()
    try:
        ask(port)
    except OSError:
        return LONGEST
    return time.monotonic() - begin


def ask(port: int) -> None:
    """Ask for the page as one whose answer nobody keeps; OSError where it isn't answered well."""
    sent = f"GET {TOPIC}?not=kept HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=LONGEST) as connection:
        connection.sendall(sent.encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    if not answer.startswith(b"HTTP/1.1 200") or not answer.rstrip().endswith(b"</html>"):
        raise OSError(answer[:40])


@dataclass
class Tally:
    """What became of requests that were sent without a pause."""

    asked: int = 0
    failures: list[float] = field(default_factory=list)


@contextmanager
def load(port: int) -> Iterator[Tally]:
    """Ask without a pause over four connections while the block runs."""
    tally, is_over = Tally(), threading.Event()

    def ask_on() -> None:
        while not is_over.is_set():
            tally.asked += 1
            try:
                ask(port)
            except OSError:
                tally.failures.append(time.monotonic())

    threads = [threading.Thread(target=ask_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield tally
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def _disturbed(server: Server, process: "subprocess.Popen[bytes]", port: int) -> Iterator[Row]:
    """Reload under load, then kill a worker under load; both behind nginx."""
    if server.has_workers:
        with load(port) as tally:
            time.sleep(1)
            begin = time.monotonic()
            os.kill(children_of(process.pid)[0], signal.SIGKILL)
            time.sleep(5)
        back = max((one - begin for one in tally.failures), default=0)
        yield _row(
            server,
            "a worker killed",
            100 * len(tally.failures) / tally.asked,
            "% failed",
            1,
            f"{len(tally.failures)} of {tally.asked}, the last after {back:.2f} s",
        )
    if server.reload:
        with load(port) as tally:
            for _ in range(RELOADS):
                time.sleep(1)
                os.kill(_master(process), server.reload)
                time.sleep(5)
        yield _row(
            server,
            f"{RELOADS} reloads",
            len(tally.failures),
            "failed",
            0,
            f"of {tally.asked} requests",
        )
        os.kill(_master(process), signal.SIGTERM)


def _master(process: "subprocess.Popen[bytes]") -> int:
    """Return the process that is the server now: after a reload it may be another one."""
    parents: dict[int, int] = {}
    last = f"{process.args[-1]}\0".encode()  # names the port
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if file.read_bytes().endswith(last):
                stat = (file.parent / "stat").read_text().rpartition(")")[2].split()
                parents[int(file.parent.name)] = int(stat[1])
    return next(pid for pid, parent in parents.items() if parent not in parents)


def _row(server: Server, what: str, value: float, unit: str, most: float, detail: str) -> Row:
    budget = most if server.name == CHOSEN else None
    return Row(f"{server.name}: {what}, {BEHIND}", value, unit, budget, True, detail)
