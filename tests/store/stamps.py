"""The rule of stamps, checked on every transaction of every test's site."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event

from notes_site.store import postgresql
from notes_site.store.database import writer_engine

INSISTING = r"(?:WITH changed AS \()?"
CHANGES_MEMORY = re.compile(
    INSISTING + r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(?:card|study_day|mark)\b'
)
STAMPS = re.compile(INSISTING + r'UPDATE (?:user|"user") SET memory_stamp=|UPDATE alembic_version')


def insist_on_stamps(app: Flask) -> None:
    """Refuse to commit what changes a reader's memory without a new stamp of theirs."""
    with app.app_context():
        engine = writer_engine()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.info["sent"] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        connection.info.setdefault("sent", []).append(statement)

    @event.listens_for(engine, "commit")
    def check(connection: Connection) -> None:
        insist(connection.info["sent"])


def insist(sent: Sequence[str]) -> None:
    """Refuse a transaction's statements that change a memory where none of them stamps."""
    changes = [one for one in sent if CHANGES_MEMORY.match(one)]
    assert not changes or any(map(STAMPS.match, sent)), changes


send_whole = postgresql.send_whole


def insist_and_send(engine: Engine, sql: str, parameters: tuple[Any, ...]) -> bool:
    insist(sql.split("; "))
    return send_whole(engine, sql, parameters)


postgresql.send_whole = insist_and_send  # no engine's events tell of it
