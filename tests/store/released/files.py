"""The databases that released versions left, and what is in one."""

import gzip
from contextlib import closing
from pathlib import Path

from notes_site.store.database import driver
from tests.store.additive import tables
from tests.store.released.__main__ import FOLDER

ENDING = ".db.gz"


def version_of(file: Path) -> str:
    return file.name.removesuffix(ENDING)


def number_of(file: Path) -> list[int]:
    return [int(part) for part in version_of(file).split(".")]


RELEASED = sorted(FOLDER.glob(f"*{ENDING}"), key=number_of)


def unpack(file: Path, database: Path) -> Path:
    database.parent.mkdir(exist_ok=True)
    database.write_bytes(gzip.decompress(file.read_bytes()))
    return database


def facts_of(database: Path) -> tuple[str, dict[str, int]]:
    """Return the version of a database, and how many rows each table has."""
    with closing(driver.connect(str(database))) as connection:
        counts = {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in tables(connection)
        }
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return revision, counts
