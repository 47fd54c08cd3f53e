"""E5, with real servers: a reload brings in what was edited, and no request fails meanwhile."""

import os
import re
import shutil
import signal
import socket
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.serving import children_of
from tests.processes import BOOTING, WORKERS, gunicorn

READERS = 2
ANY = re.compile("")
REFUSED = re.compile(r"notes-site: The content has a mistake: 01-first/topic\.md")


def edit(content: Path, old: str, new: str) -> None:
    topic = content / "01-first/topic.md"
    text = topic.read_text()
    assert old in text
    topic.write_text(text.replace(old, new))


def get(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/topics/first", timeout=60) as answer:
        return str(answer.read().decode())


@contextmanager
def reading(port: int) -> Iterator[set[str]]:
    """Let several ask for a page without end; the block fails where one request fails."""
    is_over = threading.Event()
    pages: set[str] = set()

    def read_on() -> None:
        while not is_over.is_set():
            pages.add(get(port))

    with ThreadPoolExecutor(READERS) as readers:
        running: list[Future[None]] = [readers.submit(read_on) for _ in range(READERS)]
        try:
            yield pages
        finally:
            is_over.set()
        for one in running:
            one.result()


@pytest.mark.promise("E5")
def test_reload_brings_in_what_was_edited_and_fails_nobody(
    environ: dict[str, str], content: Path
) -> None:
    log: list[str] = []
    with gunicorn(environ, log) as running, reading(running.port) as pages:
        for old, new in (("First steps", "Edited steps"), ("Edited steps", "Other steps")):
            assert old in get(running.port)
            edit(content, old, new)
            running.reload()
            assert new in get(running.port)
        assert len(pages) >= 2
    assert "Traceback" not in "".join(log)


@pytest.mark.promise("E5")
def test_hang_up_replaces_the_workers_by_copies_and_fails_nobody(
    environ: dict[str, str], content: Path
) -> None:
    log: list[str] = []
    with gunicorn(environ, log) as running, reading(running.port) as pages:
        edit(content, "First steps", "Edited steps")
        os.kill(running.pid, signal.SIGHUP)
        ends = {f"Worker exiting (pid: {worker})" for worker in running.workers}
        while not all(any(end in line for line in log) for end in ends):
            running.read_to(ANY)
    assert len(BOOTING.findall("".join(log))) == 2 * WORKERS
    assert len(pages) == 1
    assert "Traceback" not in "".join(log)


def test_reload_that_cannot_start_leaves_the_site_as_it_was_and_can_be_tried_again(
    environ: dict[str, str], content: Path, data: Path
) -> None:
    """Here the content has a mistake, and the copy of the good one is gone."""
    log: list[str] = []
    with gunicorn(environ, log) as running:
        before = get(running.port)
        shutil.rmtree(data / "kept-content")
        edit(content, "Words before", "[Words](nowhere.md) before")
        os.kill(running.pid, signal.SIGUSR2)
        running.read_to(REFUSED)
        assert [get(running.port) for _ in range(10)] == [before] * 10
        while len(children_of(running.pid)) > WORKERS:
            get(running.port)  # one that is being refused stands in the way of another try
        edit(content, "[Words](nowhere.md) before", "Other words before")
        running.reload()
        assert "Other words before" in get(running.port)
    assert "Traceback" not in "".join(log)


def test_systemd_is_told_whom_to_watch_after_a_reload(
    environ: dict[str, str], tmp_path: Path
) -> None:
    address = tmp_path / "notify"
    log: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(address))
        systemd.settimeout(60)
        with gunicorn(environ | {"NOTIFY_SOCKET": str(address)}, log) as running:
            assert systemd.recv(100).startswith(b"READY=1\n")
            running.reload()
            assert systemd.recv(100).startswith(b"READY=1\n")
            assert systemd.recv(100) == f"MAINPID={running.pid}".encode()
