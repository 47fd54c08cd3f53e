"""F7, with real servers: a broken edit of the live content folder takes no running site down."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from notes_site.cli.serve import SERVES_COPY
from notes_site.config import CHECKOUT
from tests.processes import process, wait_for_port

WORKERS, REQUESTS = 2, 20
GUNICORN = [str(Path(sys.executable).with_name("gunicorn"))]  # not -m: USR2 starts argv anew
GUNICORN += ["-c", str(CHECKOUT / "deploy/gunicorn.conf.py")]
GUNICORN += ["--chdir", str(CHECKOUT), "--bind", "127.0.0.1:0", "--workers", str(WORKERS)]
SERVE = [sys.executable, "-u", "-m", "notes_site", "serve"]
LISTENING = re.compile(r"Listening at: http://127\.0\.0\.1:(\d+)")
NEXT = re.compile(r"Listening at: \S+ \((\d+)\)")
ENDED = re.compile(r"\[(\d+)\] \[INFO\] Shutting down: Master")
BOOTING = re.compile(r"Booting worker with pid: (\d+)")
SERVED = re.compile(r"mistake: 01-first/topic\.md:\d+: nowhere\.md leads.* copy of .* is served")


def break_link(content: Path) -> None:
    topic = content / "01-first/topic.md"
    topic.write_text(topic.read_text() + "\nHalf-edited words, and [a link](nowhere.md).\n")


def read_to(server: subprocess.Popen[str], wanted: re.Pattern[str], log: list[str]) -> int:
    """Read the log up to a line, and return the number in it."""
    assert server.stdout
    for line in server.stdout:
        log.append(line)
        if match := wanted.search(line):
            return int(match[1])
    raise AssertionError("gunicorn ended:\n" + "".join(log))


@contextmanager
def gunicorn(environ: dict[str, str], log: list[str]) -> Iterator[tuple[int, int, list[int]]]:
    """Run gunicorn, and give its own number, its port and its workers' numbers."""
    with process(*GUNICORN, env=environ, stderr=subprocess.STDOUT) as server:
        port = read_to(server, LISTENING, log)
        yield server.pid, port, [read_to(server, BOOTING, log) for _ in range(WORKERS)]
        server.send_signal(signal.SIGTERM)
        log.extend(server.communicate(timeout=60)[0].splitlines())


@contextmanager
def reloading(
    environ: dict[str, str], log: list[str]
) -> Iterator[tuple[int, int, Callable[[], None]]]:
    """Run gunicorn, and give its number, its port, and what reloads it as systemd would."""
    with process(*GUNICORN, env=environ, stderr=subprocess.STDOUT) as server:
        port = read_to(server, LISTENING, log)
        running = [server.pid]

        def reload() -> None:
            os.kill(running[-1], signal.SIGUSR2)
            running.append(read_to(server, NEXT, log))
            assert read_to(server, ENDED, log) == running[-2]

        try:
            yield server.pid, port, reload
        finally:
            os.kill(running[-1], signal.SIGTERM)
            log.extend(server.communicate(timeout=60)[0].splitlines())


def get(port: int) -> str:
    """Read a topic; where no worker is ready yet, this waits for one."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/topics/first", timeout=60) as answer:
        return str(answer.read().decode())


def test_workers_killed_after_a_broken_edit_come_back_with_the_old_page(
    environ: dict[str, str], content: Path
) -> None:
    log: list[str] = []
    with gunicorn(environ, log) as (_, port, workers):
        before = get(port)
        break_link(content)
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        assert [get(port) for _ in range(REQUESTS)] == [before] * REQUESTS
    assert "mistake" not in "".join(log)  # copies of the site that was made, nothing is read again
    assert "failed to boot" not in "".join(log)


def test_reload_and_restart_after_a_broken_edit_serve_the_old_page(
    environ: dict[str, str], content: Path
) -> None:
    log: list[str] = []
    with reloading(environ, log) as (master, port, reload):
        before = get(port)
        break_link(content)
        os.kill(master, signal.SIGHUP)
        assert [get(port) for _ in range(REQUESTS)] == [before] * REQUESTS
        assert "mistake" not in "".join(log)
        reload()
        assert [get(port) for _ in range(REQUESTS)] == [before] * REQUESTS
    assert any(SERVED.search(line) for line in log)
    assert "failed to boot" not in "".join(log)
    with gunicorn(environ, log) as (_, port, _):
        assert get(port) == before
    with process(*SERVE, "--port", "0", env=environ) as server:
        assert get(wait_for_port(server)) == before


def test_first_start_of_gunicorn_with_a_mistake_is_refused_in_one_line(
    environ: dict[str, str], content: Path
) -> None:
    break_link(content)
    refused = subprocess.run(
        [*GUNICORN, "--log-level", "warning"],
        env=os.environ | environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert refused.returncode == 1
    migrated, line = refused.stderr.splitlines()
    assert "INFO Migrated the database" in migrated
    assert line.startswith("notes-site: The content has a mistake: 01-first/topic.md:")


def test_trying_a_start_tells_a_copy_that_would_be_served_from_a_refusal(
    environ: dict[str, str], content: Path
) -> None:
    def try_start() -> subprocess.CompletedProcess[str]:
        command = [*SERVE, "--check"]
        return subprocess.run(command, env=os.environ | environ, capture_output=True, text=True)

    assert try_start().returncode == 0
    break_link(content)
    tried = try_start()
    assert tried.returncode == SERVES_COPY
    assert tried.stdout == ""
    assert tried.stderr.count("\n") == 1
    assert SERVED.search(tried.stderr)
