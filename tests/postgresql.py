"""A real PostgreSQL server for the tests, of the packages of this machine, and databases on it."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
USER = "postgres"
PORT, POOL_PORT = 5432, 6432
"""Of sockets in a folder of their own: nothing listens on the network."""
QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""What tests can do without that cut no power."""
SETTINGS = {"listen_addresses": "''", "max_connections": "300", "shared_buffers": "64MB"}
SETTINGS["deadlock_timeout"] = "50ms"


@dataclass(frozen=True)
class Server:
    """A server in a folder, which its socket is in, too."""

    folder: Path
    port: int = PORT

    def url(self, database: str = USER) -> str:
        return f"postgresql://{USER}@/{database}?host={self.folder}&port={self.port}"

    def do(self, statement: str, **names: str) -> None:
        """Send a statement that stands outside any transaction."""
        quoted = {key: sql.Identifier(name) for key, name in names.items()}
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(**quoted))

    def create(self, template: str = "template0") -> str:
        """Make a database like another, and return its name."""
        name = f"test_{uuid4().hex}"
        statement = "CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"  # the quicker
        self.do(statement, name=name, template=template)
        return name

    def drop(self, name: str) -> None:
        self.do("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)

    def stop(self, how: str = "immediate") -> None:
        run("pg_ctl", "stop", "-D", self.folder / "data", "-m", how)

    def kill(self) -> None:
        """Kill all its processes at once, as nobody but the kernel or a fault does."""
        main = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for pid in [main, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in [main, *map(int, children)]:
            while is_running(pid):
                time.sleep(0.005)
        for lock in ("data/postmaster.pid", f".s.PGSQL.{self.port}.lock"):
            (self.folder / lock).unlink()  # their process may still be there for want of a parent

    def start(self, **settings: str) -> None:
        given = [f"-c {name}={value}" for name, value in (SETTINGS | settings).items()]
        options = " ".join([*given, f"-k {self.folder}"])
        log = self.folder / "log"
        run("pg_ctl", "start", "-w", "-D", self.folder / "data", "-l", log, "-o", options)


def start_server(parent: Path | None = None, log: Path | None = None, /, **settings: str) -> Server:
    """Make a server in a folder of its own and start it; whoever asked stops and removes it.

    Its write-ahead log is kept in a folder of its own where one is named.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=parent))
    options = ["--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C.UTF-8"]
    if log:
        log.mkdir()
        options.append(f"--waldir={log}")
    for place in filter(None, (folder, log)):
        if os.geteuid() == 0:
            shutil.chown(place, USER, USER)
    run("initdb", "-D", folder / "data", "--no-sync", *options)
    server = Server(folder)
    server.start(**settings)
    return server


def is_running(pid: int) -> bool:
    """Tell whether a process is there (Linux), and more than an end that nobody asked after."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in {"Z", "X"}


def remove_server(server: Server) -> None:
    server.stop()
    shutil.rmtree(server.folder)


def unprivileged() -> dict[str, Any]:
    """Say to run something as the user that has no rights, where this is root."""
    as_user = {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}
    return {"cwd": "/", **as_user}


def run(program: str, *words: object) -> None:
    """Run one of its programs as the user that it insists on: anybody but root."""
    if not PROGRAMS:
        raise FileNotFoundError("There is no PostgreSQL here; on Debian: apt install postgresql.")
    command = [str(PROGRAMS[-1] / program), *map(str, words)]
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, stdout=said, stderr=said, **unprivileged())
        said.seek(0)
        assert not done.returncode, said.read()


@contextmanager
def pooled(server: Server) -> Iterator[Server]:
    """Put PgBouncer in front, which sends each transaction over whatever connection is free."""
    settings = server.folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n* = host={server.folder} user={USER}\n[pgbouncer]\nlisten_addr =\n"
        f"listen_port = {POOL_PORT}\nunix_socket_dir = {server.folder}\nauth_type = any\n"
        "pool_mode = transaction\ndefault_pool_size = 4\nlog_connections = 0\n"
    )
    settings.chmod(0o644)
    path = f"{os.environ['PATH']}:/usr/sbin"
    command = [shutil.which("pgbouncer", path=path) or "pgbouncer", str(settings)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **unprivileged()) as pool:
        assert pool.stderr
        assert any("process up" in line for line in pool.stderr), "PgBouncer did not come up"
        try:
            yield Server(server.folder, POOL_PORT)
        finally:
            pool.terminate()
