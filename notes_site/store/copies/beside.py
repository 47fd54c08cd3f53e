"""A database beside the site's on its server, for as long as something is tried on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from notes_site.store.copies.dumps import DumpError, fill_database
from notes_site.store.database import explain, writer_engine
from notes_site.store.postgresql import state_of

ENDING = "_trial"
LONGEST_NAME = 63
"""Bytes of a name that PostgreSQL keeps."""
NOT_ALLOWED, TAKEN = "42501", "42P04"


class NotMadeError(Exception):
    """There is no database to try on; the text says why, and what to do."""


@contextmanager
def database_beside(dump: Path) -> Iterator[str]:
    """Make a database of a dump, and yield its name; raises NotMadeError.

    It has one name, so that two who try at the same time hear of each other.
    """
    own = writer_engine().url.database or ""
    name = f"{own[: LONGEST_NAME - len(ENDING)]}{ENDING}"
    try:
        _send("CREATE DATABASE {} TEMPLATE template0", name)
    except DBAPIError as error:
        raise NotMadeError(_why(error, name)) from None
    try:
        try:
            fill_database(name, dump)
        except DumpError as error:
            raise NotMadeError(f"the copy {name} can't be filled: {error}") from None
        yield name
    finally:
        _send("DROP DATABASE {} WITH (FORCE)", name)


def address_of(name: str) -> str:
    """Return the address of another database of the server, with the password."""
    return writer_engine().url.set(database=name).render_as_string(hide_password=False)


def _send(statement: str, name: str) -> None:
    """Send what stands outside any transaction, and names a database."""
    engine = writer_engine().execution_options(isolation_level="AUTOCOMMIT")
    quoted = engine.dialect.identifier_preparer.quote_identifier(name)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement.format(quoted))


def _why(failure: DBAPIError, name: str) -> str:
    role = writer_engine().url.username
    words = {
        NOT_ALLOWED: f"{role} may make no database (ALTER ROLE {role} CREATEDB lets it)",
        TAKEN: f"there is a database {name}: another upgrade is under way, or was killed and left "
        "it, then drop it",
    }
    said = explain(failure).strip().splitlines() or ["nothing was said"]
    return words.get(state_of(failure), said[0])
