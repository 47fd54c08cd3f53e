"""Runs migrations on the writing engine, with foreign keys off and checked afterwards.

SQLite changes a table by copying it and dropping the old one. With foreign keys on, that drop
deletes every row that references the table with ON DELETE CASCADE.
"""

from alembic import context

import notes_site.store.models  # noqa: F401 - fills the metadata
from notes_site.store.database import Base, writer_engine


def run_migrations() -> None:
    with writer_engine().connect() as connection:
        driver_connection = connection.connection.driver_connection
        assert driver_connection is not None  # noqa: S101 - it is checked out
        driver_connection.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
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
                orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if orphans:
                    raise RuntimeError(f"this migration would leave rows without owner: {orphans}")
        finally:
            driver_connection.execute("PRAGMA foreign_keys = ON")


run_migrations()
