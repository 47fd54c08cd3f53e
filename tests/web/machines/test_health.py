"""E6: whoever watches the site can tell a process that answers from one that can serve."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from notes_site.store.database import close_all
from tests.conftest import Person


@pytest.mark.promise("E6")
def test_site_that_can_serve_says_so_with_what_it_serves(visitor: Person) -> None:
    assert visitor.client.get("/healthz").json == {"status": "ok"}
    ready = visitor.client.get("/readyz")
    assert (ready.status_code, ready.headers["Cache-Control"]) == (200, "no-store")
    assert ready.json == {"status": "ready", "topics": 2, "is_copy": False}


@pytest.mark.sqlite("damage of its file")
@pytest.mark.promise("E6")
def test_site_that_cannot_read_its_database_is_up_and_not_ready(
    app: Flask, visitor: Person, data: Path
) -> None:
    with app.app_context():
        close_all()
    (data / "notes.db").write_bytes(b"no database" * 1_000)
    ready = visitor.client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json == {"status": "the database can't be read", "topics": 2, "is_copy": False}
    assert visitor.client.get("/healthz").status_code == 200


@pytest.mark.promise("E6")
def test_site_that_serves_the_last_good_copy_is_ready_and_says_it_is_a_copy(
    make_app: Callable[..., Flask], content: Path
) -> None:
    make_app()
    (content / "02-second/topic.md").write_text("no front matter")
    ready = make_app().test_client().get("/readyz")
    assert ready.status_code == 200
    assert ready.json == {"status": "ready", "topics": 2, "is_copy": True}
