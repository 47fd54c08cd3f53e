"""Real server processes, what they have spent of the CPU, and what memory they hold (Linux)."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.durability import Client, free_port

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
WORKERS, THREADS = 2, 4
START_SECONDS = 600  # a first start of 1,000 topics parses for minutes where the machine is busy
AS_HOSTS = Path(__file__).parent / "as_hosts"
PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: its port, and its processes."""

    port: int
    pids: tuple[int, ...]

    def cpu_seconds(self) -> float:
        """Return what the processes used of the CPU so far, in user and system mode."""
        return sum(map(cpu_seconds, self.pids))

    def megabytes(self) -> float:
        """Return the memory that is theirs, with their share of what they have in common (PSS)."""
        files = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.pids)
        return sum(int(found[1]) for text in files if (found := PSS.search(text))) / 1_000


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    # utime and stime, and those of children that ended (proc(5)): a first start parses in one
    return sum(map(int, fields[11:15])) / TICKS_A_SECOND


@contextmanager
def gunicorn(app: str, environ: Mapping[str, str]) -> Iterator[Served]:
    """Serve an application with gunicorn, copied into 2 workers with 4 threads each."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)]
    command += ["--preload", "--no-control-socket", app]
    with running(command, environ, port) as server:
        yield Served(port, (server.pid, *_workers_of(server.pid)))


@contextmanager
def waitress(environ: Mapping[str, str]) -> Iterator[Served]:
    """Serve the site as its own command does, in one process."""
    port = free_port()
    command = [sys.executable, "-m", "notes_site", "serve", "--port", str(port)]
    with running(command, environ, port) as server:
        yield Served(port, (server.pid,))


def as_hosts_have_it(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment where Python keeps compiled modules, and finds what hosts install."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "PYTHONPATH": str(AS_HOSTS), **environ}


@contextmanager
def running(
    command: list[str], environ: Mapping[str, str], port: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server; it answers, if only with 404, when the block begins."""
    server = subprocess.Popen(
        command,
        env=as_hosts_have_it(environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(server, port)
        yield server
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            Client(port, "probe").ask("GET", "/robots.txt")
        except OSError:
            time.sleep(0.005)
        else:
            return
    raise RuntimeError(f"{server.args!r} did not start")


def _workers_of(pid: int) -> tuple[int, ...]:
    """Return the workers of a server, all of which are there soon after the first answers."""
    while len(found := children_of(pid)) < WORKERS:
        time.sleep(0.05)
    return found


def children_of(pid: int) -> tuple[int, ...]:
    return tuple(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
