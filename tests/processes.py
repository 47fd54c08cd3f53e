"""Server processes, as a host starts them."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from notes_site.config import CHECKOUT

SERVE = (sys.executable, "-u", "-m", "notes_site", "serve", "--port", "0")
WORKERS = 2
GUNICORN = [str(Path(sys.executable).with_name("gunicorn"))]  # not -m: USR2 starts argv anew
GUNICORN += ["-c", str(CHECKOUT / "deploy/gunicorn.conf.py"), "--chdir", str(CHECKOUT)]
GUNICORN += ["--bind", "127.0.0.1:0", "--workers", str(WORKERS)]
LISTENING = re.compile(r"Listening at: http://127\.0\.0\.1:(\d+)")
NEXT = re.compile(r"Listening at: \S+ \((\d+)\)")
PROMOTED = re.compile(r"\[(\d+)\] \[INFO\] Master has been promoted")
BOOTING = re.compile(r"Booting worker with pid: (\d+)")
ADDRESS = re.compile(r"Serving on http://127\.0\.0\.1:(\d+)")


def wait_for_port(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    for line in process.stdout:
        if match := ADDRESS.search(line):
            return int(match[1])
    raise AssertionError("the server ended without serving")


@contextmanager
def process(
    *command: str, env: dict[str, str] | None = None, stderr: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(
        command,
        env=os.environ | (env or {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


@dataclass
class Gunicorn:
    """gunicorn as it is shipped: its number, its port, its workers' numbers, what it has logged."""

    server: subprocess.Popen[str]
    log: list[str]
    pid: int = 0
    port: int = 0
    workers: tuple[int, ...] = ()

    def read_to(self, wanted: re.Pattern[str]) -> re.Match[str]:
        """Read the log up to a line, and return what matched in it."""
        assert self.server.stdout
        for line in self.server.stdout:
            self.log.append(line)
            if match := wanted.search(line):
                return match
        raise AssertionError("gunicorn ended:\n" + "".join(self.log))

    def reload(self) -> None:
        """Begin anew as `systemctl reload` does; return when the old one has ended."""
        os.kill(self.pid, signal.SIGUSR2)
        self.pid = int(self.read_to(NEXT)[1])
        assert int(self.read_to(PROMOTED)[1]) == self.pid


@contextmanager
def gunicorn(environ: dict[str, str], log: list[str]) -> Iterator[Gunicorn]:
    """Run gunicorn, stop it when the block ends, and have all that it said in the log."""
    with process(*GUNICORN, env=environ, stderr=subprocess.STDOUT) as server:
        running = Gunicorn(server, log, server.pid)
        running.port = int(running.read_to(LISTENING)[1])
        running.workers = tuple(int(running.read_to(BOOTING)[1]) for _ in range(WORKERS))
        try:
            yield running
        finally:
            os.kill(running.pid, signal.SIGTERM)
            log.extend(server.communicate(timeout=60)[0].splitlines())
