"""Readers' numbers, none of which is given twice, though an older database was put back.

A browser, a log or a backup may still know somebody by theirs.
"""

from sqlalchemy import text

from notes_site.store.database import FAILURES, db, is_on_server, writing
from notes_site.store.retrying import retried

LAST = {
    False: "SELECT max(seq) FROM sqlite_sequence WHERE name = 'user'",
    True: "SELECT last_value FROM user_id_seq WHERE is_called",
}
"""What tells the last number that was given, on a server or not."""
GO_ON = {
    False: (
        "DELETE FROM sqlite_sequence WHERE name = 'user' AND seq < :last",
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'user', :last "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'user')",
    ),
    True: (
        "SELECT setval('user_id_seq', :last) FROM user_id_seq "
        "WHERE last_value < :last OR NOT is_called",
    ),
}


def find_last_number() -> int:
    """Return the last number that a reader got here; 0 where the database can't tell any more."""
    try:
        return int(db.session.execute(text(LAST[is_on_server()])).scalar() or 0)
    except FAILURES:
        return 0
    finally:
        db.session.close()


@retried
def go_on_after(last: int) -> None:
    """Give the next reader a higher number than this, whatever was put back."""
    if not last:
        return
    with writing() as session:
        for statement in GO_ON[is_on_server()]:
            session.execute(text(statement), {"last": last})
