"""Upgrades of a site in use, with nginx and gunicorn as they are shipped: nobody is failed."""

import itertools
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pytest

from benchmarks import proxying
from benchmarks.durability import Client, compare
from notes_site.store.database import driver
from tests.cli.upgrade.releases import NEVER_READY, Clone, make_clone
from tests.processes import LISTENING, Gunicorn, process

PAGES = ("/", "/topics/first", "/topics/second", "/glossary")
MOST_QUIZZES = 60
LEAST_REQUESTS = 300
PLAIN = {"X-Forwarded-Proto $scheme": "X-Forwarded-Proto http"}
"""The readers here are not told of https, which would ask more of their forms."""


@pytest.fixture(autouse=True)
def _needs_nginx() -> None:
    if not proxying.NGINX and not os.environ.get("CI"):
        pytest.skip("needs nginx")


@dataclass
class Load:
    """Two readers who answer and a visitor who reads, and whatever went wrong with a request."""

    port: int
    failed: list[str] = field(default_factory=list)
    count: int = 0
    readers: list[Client] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def visit(self) -> None:
        for path in itertools.cycle(PAGES):
            if self.is_over.is_set():
                return
            self.get(path)

    def practise(self, reader: Client) -> None:
        reader.register()
        for _ in range(MOST_QUIZZES):
            if self.is_over.is_set():
                return
            reader.take_quiz()

    def get(self, path: str) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                self.failed.append(f"{path}: {answer.status}")
        except OSError as error:
            self.failed.append(f"{path}: {error!r}")
        finally:
            connection.close()
        self.count += 1

    @property
    def done(self) -> int:
        return self.count + sum(len(reader.acknowledged) for reader in self.readers)


@contextmanager
def loading(port: int) -> Iterator[Load]:
    load = Load(port)
    load.readers = [Client(port, f"reader{number}", questions=5) for number in range(2)]
    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(load.practise, reader) for reader in load.readers]
        running.append(pool.submit(load.visit))
        try:
            yield load
        finally:
            load.is_over.set()
        for one in running:
            one.result()


@contextmanager
def serving(clone: Clone, environ: dict[str, str], folder: Path) -> Iterator[int]:
    """Serve by gunicorn behind nginx as a unit would start it; yield nginx's port."""
    pid = folder / "pid"
    command = [sys.executable, str(clone.root / "run.py"), "gunicorn", "--workers", "2"]
    command += ["--bind", "127.0.0.1:0", "--pid", str(pid)]
    (folder / "nginx").mkdir()
    with process(*command, env=environ, stderr=-2) as server:
        running = Gunicorn(server, [])
        port = int(running.read_to(LISTENING)[1])
        drain = threading.Thread(target=lambda: running.log.extend(server.stdout or ()))
        drain.start()
        try:
            with proxying.nginx(port, folder / "nginx", PLAIN) as (front, _):
                yield front
        finally:
            os.kill(int(pid.read_text()), 15)
            drain.join(timeout=60)
            print("".join(running.log))  # pytest shows it where the test fails


@pytest.mark.long
@pytest.mark.promise("A12", "E5")
def test_upgrade_that_is_not_ready_goes_back_and_the_next_takes_over_and_nobody_is_failed(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """The first one migrates and never says that it is ready: the old code goes on with its tables.

    All the while people read and answer; every request gets its answer, and every answer stays.
    """
    clone = make_clone(tmp_path)
    reload = tmp_path / "reload.sh"
    reload.write_text(f"kill -USR2 $(cat {tmp_path / 'pid'})\n")
    environ |= {"NOTES_RELOAD_COMMAND": f"sh {reload}"}
    with serving(clone, environ, tmp_path) as port, loading(port) as load:
        ask = ("--ask", f"http://127.0.0.1:{port}")
        broken = clone.release(NEVER_READY)
        code, said = clone.run(environ, "upgrade", "--to", broken, "--patience", "15", *ask)
        assert code == 1, said
        assert "did not take over (it was not ready within 15 seconds)" in said
        assert "The version before answers, and nothing is lost." in said
        assert clone.current == clone.root
        assert revision(environ) == "9999"

        good = clone.release({})
        code, said = clone.run(environ, "upgrade", "--to", "next", "--patience", "300", *ask)
        assert code == 0, said
        assert clone.current == clone.root / "versions" / good[:12]
        code, said = clone.run(environ, "upgrade", "--to", "next", *ask)
        assert (code, said) == (0, f"{good[:12]} is what runs already.\n")
        while load.done < LEAST_REQUESTS:
            load.get("/")
    assert load.failed == []
    assert [reader.server_errors for reader in load.readers] == [[], []]
    assert [reader.failures for reader in load.readers] == [0, 0]
    found = compare(load.readers, Path(environ["NOTES_DATA_DIR"]) / "notes.db")
    assert found["answers acknowledged"]
    lost = ("acknowledged and lost", "stored otherwise than sent", "stored twice")
    assert {name: found[name] for name in lost} == dict.fromkeys(lost, 0)
    assert found["integrity_check"] == "ok"
    left = {path.name for path in (clone.root / "versions").iterdir()}
    assert left == {"current", good[:12]}
    assert len([*Path(environ["NOTES_DATA_DIR"], "before-upgrade").iterdir()]) == 2


def revision(environ: dict[str, str]) -> str:
    connection = driver.connect(str(Path(environ["NOTES_DATA_DIR"]) / "notes.db"))
    (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    return str(found)
