"""What a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import Engine, event

from notes_site.store import postgresql
from notes_site.store import statements as sent
from notes_site.store.database import db


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect every statement of the reading and the writing engine, sessions or not."""
    seen: list[str] = []
    fetch, send_whole = sent.fetch, postgresql.send_whole

    def note_alone(engine: Engine, sql: str, parameters: Any) -> Any:
        seen.append(sql)
        return fetch(engine, sql, parameters)

    def note_whole(engine: Engine, sql: str, parameters: Any) -> bool:
        seen.extend(sql.split("; "))
        return send_whole(engine, sql, parameters)

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    with app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    with (
        patch.object(sent, "fetch", note_alone),
        patch.object(postgresql, "send_whole", note_whole),
    ):
        yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
