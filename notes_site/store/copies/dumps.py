"""Backups of a database on a PostgreSQL server, by its own programs: pg_dump, pg_restore, psql.

A dump is one file of pg_dump's custom format, compressed, with tables, indexes and rows.
"""

import os
import re
import shutil
import subprocess
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import IO

from sqlalchemy import inspect

from notes_site.store.database import writer_engine

BEGINNING = b"PGDMP"
END_OF_ROWS = b"\\.\n"
WITHOUT_OWNERS = ("--no-owner", "--no-privileges")
COPIED_REVISION = re.compile(r"^COPY \S*alembic_version .*\n(.+)$", re.MULTILINE)
COMMENTED_FLOOR = re.compile(r"^COMMENT ON TABLE \S*alembic_version IS '(\d+)';$", re.MULTILINE)

Program = subprocess.Popen[bytes]


class DumpError(OSError):
    """One of the server's programs is not there, or can't do it; the text says why."""


def is_dump(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(BEGINNING)) == BEGINNING


def dump_database(file: Path, name: str | None = None) -> None:
    """Write a consistent copy of the database, and read all of it once; the site may go on.

    `name` is that of another one on the same server.
    """
    _run("pg_dump", "--format=custom", *WITHOUT_OWNERS, f"--file={file}", *_to_server(name))
    read_dump(file)


def fill_database(name: str, file: Path) -> None:
    """Put a dump into another database of the server, which is empty."""
    _run("pg_restore", "--exit-on-error", *WITHOUT_OWNERS, *_to_server(name), str(file))


def read_dump(file: Path) -> tuple[str, int]:
    """Read a dump from beginning to end; return the migration it stands at, and its floor or 0.

    DumpError where it is not whole, or none.
    """
    if not is_dump(file):
        raise DumpError("it is no dump of a PostgreSQL database")
    _run("pg_restore", f"--file={os.devnull}", str(file))
    told = _run("pg_restore", "--table=alembic_version", "--file=-", str(file))
    found = COPIED_REVISION.search(told)
    if found is None:
        raise DumpError("it is of no site like this one")
    floor = COMMENTED_FLOOR.search(told)
    return found[1], int(floor[1]) if floor else 0


def count_rows(file: Path, table: str) -> int:
    """Count what a dump has of a table, a line a row (pg_dump writes COPY)."""
    words = ("--data-only", f"--table={table}", "--file=-", str(file))
    with subprocess.Popen([_find("pg_restore"), *words], stdout=subprocess.PIPE) as dump:  # noqa: S603
        lines = dropwhile(lambda line: not line.startswith(b"COPY "), _pipe(dump.stdout))
        rows = sum(1 for _ in takewhile(lambda line: line != END_OF_ROWS, lines))
        _pipe(dump.stdout).read()
    return max(rows - 1, 0)  # but for the line that begins with COPY


def restore_dump(file: Path) -> None:
    """Replace all tables of the database by those of a dump, in one transaction or not at all."""
    names = inspect(writer_engine()).get_table_names()
    if names and "alembic_version" not in names:
        raise DumpError("the database holds something else than such a site")
    reading = [_find("pg_restore"), *WITHOUT_OWNERS, "--file=-", str(file)]
    writing = [_find("psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", *_to_server()]
    with (
        subprocess.Popen(reading, stdout=subprocess.PIPE) as dump,  # noqa: S603 - our own words
        subprocess.Popen(  # noqa: S603
            writing,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environ(),
        ) as server,
    ):
        _send(names, dump, server)
        said = server.communicate()[1]
    if dump.returncode or server.returncode:
        raise DumpError(_last_line(said.decode(errors="replace")))


def _send(names: list[str], dump: Program, server: Program) -> None:
    """Send all of it, and the last word only where all came: without it the server keeps none."""
    into, out = _pipe(server.stdin), _pipe(dump.stdout)
    try:
        into.write(b"BEGIN;\n")
        into.writelines(f'DROP TABLE "{name}" CASCADE;\n'.encode() for name in names)
        shutil.copyfileobj(out, into)
        if not dump.wait():
            into.write(b"COMMIT;\n")
    except BrokenPipeError:
        pass  # it says itself what it didn't take


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    assert end is not None  # noqa: S101 - it was asked for
    return end


def _run(program: str, *words: str) -> str:
    command = [_find(program), *words]
    done = subprocess.run(command, env=_environ(), capture_output=True, text=True)  # noqa: S603, PLW1510
    if done.returncode:
        raise DumpError(_last_line(done.stderr))
    return done.stdout


def _find(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise DumpError(f"there is no {program} here; on Debian: apt install postgresql-client")
    return found


def _last_line(said: str) -> str:
    return (said.strip().splitlines() or ["it ended without a word"])[-1]


def _to_server(name: str | None = None) -> tuple[str, ...]:
    """Name the database, but not the password, which everybody here could read."""
    url = writer_engine().url.set(drivername="postgresql", database=name)._replace(password=None)
    return ("--no-password", f"--dbname={url.render_as_string(hide_password=False)}")


def _environ() -> dict[str, str]:
    password = writer_engine().url.password
    return os.environ | ({"PGPASSWORD": str(password)} if password else {})
