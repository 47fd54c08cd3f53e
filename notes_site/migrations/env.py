"""Runs migrations on the writing engine, wholly or not at all.

SQLite changes a table by copying it and dropping the old one. With foreign keys on, that drop
deletes every row that references the table with ON DELETE CASCADE: there they are off meanwhile,
and checked afterwards. PostgreSQL checks them itself; of its servers' processes one migrates.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection

import notes_site.store.models  # noqa: F401 - fills the metadata
from notes_site.store import postgresql
from notes_site.store.database import Base, is_on_server, writer_engine
from notes_site.store.dialects import share_conditions


def run_migrations() -> None:
    begin = _begin_on_server if is_on_server() else _begin_on_file
    with writer_engine().connect() as connection, begin(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            if then := context.config.attributes.get("then"):
                then(connection)


@contextmanager
def _begin_on_server(connection: Connection) -> Iterator[None]:
    share_conditions(Base.metadata)
    with connection.begin():
        postgresql.be_alone(connection)
        yield


@contextmanager
def _begin_on_file(connection: Connection) -> Iterator[None]:
    driver_connection = connection.connection.driver_connection
    assert driver_connection is not None  # noqa: S101 - it is checked out
    driver_connection.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.begin():
            yield
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if orphans:
                raise RuntimeError(f"this migration would leave rows without owner: {orphans}")
    finally:
        driver_connection.execute("PRAGMA foreign_keys = ON")


run_migrations()
