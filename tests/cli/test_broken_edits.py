"""F7, with real servers: a broken edit of the live content folder takes no running site down."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from notes_site.cli.serve import SERVES_COPY
from tests.processes import GUNICORN, gunicorn, process, wait_for_port

REQUESTS = 20
SERVE = [sys.executable, "-u", "-m", "notes_site", "serve"]
SERVED = re.compile(r"mistake: 01-first/topic\.md:\d+: nowhere\.md leads.* copy of .* is served")


def break_link(content: Path) -> None:
    topic = content / "01-first/topic.md"
    topic.write_text(topic.read_text() + "\nHalf-edited words, and [a link](nowhere.md).\n")


def get(port: int) -> str:
    """Read a topic; where no worker is ready yet, this waits for one."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/topics/first", timeout=60) as answer:
        return str(answer.read().decode())


@pytest.mark.promise("E4", "F7")
def test_workers_killed_after_a_broken_edit_come_back_with_the_old_page(
    environ: dict[str, str], content: Path
) -> None:
    log: list[str] = []
    with gunicorn(environ, log) as running:
        before = get(running.port)
        break_link(content)
        for worker in running.workers:
            os.kill(worker, signal.SIGKILL)
        assert [get(running.port) for _ in range(REQUESTS)] == [before] * REQUESTS
    assert "mistake" not in "".join(log)  # copies of the site that was made, nothing is read again
    assert "failed to boot" not in "".join(log)


@pytest.mark.promise("F7")
def test_reload_and_restart_after_a_broken_edit_serve_the_old_page(
    environ: dict[str, str], content: Path
) -> None:
    log: list[str] = []
    with gunicorn(environ, log) as running:
        before = get(running.port)
        break_link(content)
        os.kill(running.pid, signal.SIGHUP)
        assert [get(running.port) for _ in range(REQUESTS)] == [before] * REQUESTS
        assert "mistake" not in "".join(log)
        running.reload()
        assert [get(running.port) for _ in range(REQUESTS)] == [before] * REQUESTS
    assert any(SERVED.search(line) for line in log)
    assert "failed to boot" not in "".join(log)
    with gunicorn(environ, log) as running:
        assert get(running.port) == before
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
