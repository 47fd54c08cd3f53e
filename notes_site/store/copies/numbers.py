"""Readers' numbers, none of which is given twice, whatever is put back or moved.

A browser, a log or a backup may still know somebody by theirs.
"""

from sqlalchemy import Connection, text

from notes_site.store.database import FAILURES, changing, db
from notes_site.store.dialects import POSTGRESQL, SQLITE
from notes_site.store.retrying import retried

LAST = {
    SQLITE: "SELECT max(seq) FROM sqlite_sequence WHERE name = 'user'",
    POSTGRESQL: "SELECT last_value FROM user_id_seq WHERE is_called",
}
"""What tells the last number that was given."""
GO_ON = {
    SQLITE: (
        "DELETE FROM sqlite_sequence WHERE name = 'user' AND seq < :last",
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'user', :last "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'user')",
    ),
    POSTGRESQL: (
        "SELECT setval('user_id_seq', :last) FROM user_id_seq "
        "WHERE last_value < :last OR (last_value = :last AND NOT is_called)",
    ),
}


def last_number(connection: Connection) -> int:
    """Return the last number that a reader of a database got."""
    return int(connection.execute(text(LAST[connection.dialect.name])).scalar() or 0)


def go_on(connection: Connection, last: int) -> None:
    """Give the next reader of a database a higher number than this."""
    for statement in GO_ON[connection.dialect.name] if last else ():
        connection.execute(text(statement), {"last": last})


def find_last_number() -> int:
    """Return the same of this site's; 0 where its database can't tell any more."""
    try:
        return last_number(db.session.connection())
    except FAILURES:
        return 0
    finally:
        db.session.close()


@retried
def go_on_after(last: int) -> None:
    """Give this site's next reader a higher number, whatever was put back."""
    with changing() as connection:
        go_on(connection, last)
