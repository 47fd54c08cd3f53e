"""Prometheus reads figures that hold, whichever process is asked, and only with the token."""

import json
import os
import re
import shutil
import signal
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask

from notes_site.config import CHECKOUT, ConfigError
from notes_site.store.database import close_all, db
from notes_site.store.models import Heartbeat
from notes_site.web.seeing.metrics import find_folder
from tests.conftest import Person
from tests.disks import small_disk
from tests.processes import BOOTING, gunicorn
from tests.web.seeing.figures import ASKING, METRICS, TOKEN, Figures, figures, read


def requests(found: Figures, endpoint: str, method: str, status: str) -> float:
    labels = (("endpoint", endpoint), ("method", method), ("status", status))
    return found.get(("notes_requests_total", labels), 0)


@pytest.fixture
def watched(make_app: Callable[..., Flask]) -> Flask:
    return make_app(**METRICS)


def test_requests_are_counted_by_page_and_never_by_address(watched: Flask) -> None:
    visitor = watched.test_client()
    for path in ("/topics/first", "/topics/first", "/topics/second", "/x1", "/x2", "/healthz"):
        visitor.get(path)
    visitor.open("/", method="PROPFIND")
    found = figures(watched)
    assert requests(found, "topics.show", "GET", "2xx") == 2
    assert requests(found, "kept page", "GET", "2xx") == 1
    assert found["notes_kept_pages_total", ()] == 1
    assert requests(found, "no page", "GET", "4xx") == 2
    assert (
        requests(found, "home.show", "other", "4xx") + requests(found, "no page", "other", "4xx")
        == 1
    )
    assert found["notes_request_seconds_count", (("endpoint", "topics.show"),)] == 2
    known = {*watched.view_functions, "kept page", "no page"}
    assert {dict(labels).get("endpoint", "no page") for _, labels in found} <= known


def test_what_stands_beside_a_sites_path_is_no_kept_page(make_app: Callable[..., Flask]) -> None:
    app = make_app(**METRICS, NOTES_SITE_URL="http://localhost/my/notes")
    visitor = app.test_client()
    for path in ("/elsewhere", "/my/notes"):
        visitor.get(environ_overrides={"SCRIPT_NAME": "", "PATH_INFO": path})
    found = figures(app)
    assert found["notes_kept_pages_total", ()] == 0
    assert requests(found, "no page", "GET", "4xx") == 1
    assert requests(found, "no page", "GET", "3xx") == 1


def test_figures_tell_of_answers_what_is_due_and_the_disk(watched: Flask) -> None:
    ada = Person(watched.test_client())
    ada.register("ada")
    assert figures(watched)["notes_answers_stored", ()] == 0
    quiz = ada.start_quiz("first", length=1)
    ada.submit(f"{quiz}/1", choice="right", confidence="3")
    found = figures(watched)
    assert found["notes_topics", ()] == 2
    assert found["notes_content_copy", ()] == 0
    assert found["notes_database_readable", ()] == found["notes_write_works", ()] == 1
    assert found["notes_database_bytes", ()] > 0
    assert found["notes_disk_free_bytes", ()] > 0
    assert found["notes_due_questions", ()] == 0
    assert not any(name == "notes_backup_age_seconds" for name, _ in found)


@pytest.mark.sqlite("the size of its file")
def test_size_of_the_database_is_that_of_its_file(watched: Flask, data: Path) -> None:
    assert figures(watched)["notes_database_bytes", ()] == (data / "notes.db").stat().st_size


def test_age_of_the_backup_is_that_of_the_newest_in_the_hosts_folder(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    """Whoever made it: a command here, or another server that shares the database."""
    app = make_app(**METRICS, NOTES_BACKUP_DIR=str(tmp_path))
    assert ("notes_backup_age_seconds", ()) not in figures(app)
    (tmp_path / "notes-20200101T000000Z.db").touch()
    assert figures(app)["notes_backup_age_seconds", ()] > 86_400


def test_heartbeat_is_written_for_good(watched: Flask) -> None:
    figures(watched)
    with watched.app_context():
        (beat,) = db.session.query(Heartbeat)
        first = beat.beat_at
        db.session.close()
    figures(watched)
    with watched.app_context():
        (beat,) = db.session.query(Heartbeat)
        assert beat.beat_at > first
        db.session.close()


@pytest.mark.sqlite("a disk that is full under its file")
@pytest.mark.promise("E6")
@pytest.mark.long
def test_full_disk_shows_in_the_figures_and_stops_no_reading(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """Workers that are new on it count, too: a counter in a file on that disk would end them."""
    with (
        small_disk(tmp_path / "disk") as disk,
        gunicorn(environ | METRICS | {"NOTES_DATA_DIR": str(disk.folder)}, []) as server,
    ):
        assert read(ask(server.port, "/metrics", ASKING))["notes_write_works", ()] == 1
        disk.fill()
        os.kill(server.workers[0], signal.SIGKILL)
        server.read_to(BOOTING)
        for _ in range(10):
            found = read(ask(server.port, "/metrics", ASKING))
            assert found["notes_write_works", ()] == 0
            assert found["notes_database_readable", ()] == 1
        assert requests(found, "metrics.show", "GET", "2xx") == 10
        disk.make_room()
        assert read(ask(server.port, "/metrics", ASKING))["notes_write_works", ()] == 1
    shutil.rmtree(find_folder(disk.folder))


@pytest.mark.sqlite("damage of its file")
def test_database_that_cannot_be_read_is_a_figure(watched: Flask, data: Path) -> None:
    with watched.app_context():
        close_all()
    (data / "notes.db").write_bytes(b"no database" * 1_000)
    found = figures(watched)
    assert found["notes_database_readable", ()] == found["notes_write_works", ()] == 0
    reader = watched.test_client()
    reader.set_cookie("session", "odd")
    assert reader.get("/topics/first").status_code == 200


@pytest.mark.parametrize(
    "given",
    ["", TOKEN, "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer ä"],
)
def test_who_has_no_token_finds_no_such_page(watched: Flask, given: str) -> None:
    visitor = watched.test_client()
    answer = visitor.get("/metrics", headers={"Authorization": given})
    assert answer.status_code == 404
    same = visitor.get("/nothing")
    assert answer.headers["Content-Type"] == same.headers["Content-Type"]


def test_site_without_a_token_has_no_metrics_and_nothing_in_the_way(
    app: Flask, watched: Flask
) -> None:
    assert app.test_client().get("/metrics", headers=ASKING).status_code == 404
    assert "metrics.show" not in app.view_functions
    assert type(app.wsgi_app).__name__ == "KeptPages"
    assert type(watched.wsgi_app).__name__ == "Observed"


def test_short_token_is_refused_at_the_start(make_app: Callable[..., Flask]) -> None:
    with pytest.raises(ConfigError, match="NOTES_METRICS_TOKEN has under 32 characters"):
        make_app(NOTES_METRICS_TOKEN="short")


def names_in(board: object) -> set[str]:
    """Return the names that a board asks for, wherever it does."""
    if isinstance(board, dict):
        own = re.findall(r"\bnotes_[a-z_]+", board["expr"]) if "expr" in board else []
        return set(own).union(*map(names_in, board.values()))
    return set().union(*map(names_in, board)) if isinstance(board, list) else set()


def test_board_asks_only_for_figures_that_there_are(watched: Flask, data: Path) -> None:
    (data / "last-backup.json").write_text('{"at": "2026-01-01T00:00:00+00:00", "file": "/x"}')
    figures(watched)  # so that the answer to this is counted in the next
    found = {name for name, _ in figures(watched)} | {"notes_database_failures_total"}
    asked = names_in(json.loads((CHECKOUT / "deploy/grafana.json").read_text()))
    assert len(asked) > 10
    assert asked <= found
    told = (CHECKOUT / "docs/seeing.md").read_text()
    for name in found - {"notes_request_seconds_sum", "notes_request_seconds_count"}:
        if not name.endswith("_created"):
            assert f"`{name.removesuffix('_bucket')}" in told, name


def ask(port: int, path: str, headers: dict[str, str]) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


@pytest.mark.long
def test_workers_of_one_server_are_counted_together_and_a_dead_one_stays_counted(
    environ: dict[str, str], data: Path
) -> None:
    log: list[str] = []
    with gunicorn(environ | METRICS, log) as server:
        for _ in range(40):
            ask(server.port, "/healthz", {})
        found = read(ask(server.port, "/metrics", ASKING))
        assert requests(found, "health.show", "GET", "2xx") == 40
        os.kill(server.workers[0], signal.SIGKILL)
        server.read_to(BOOTING)
        for _ in range(10):
            ask(server.port, "/healthz", {})
        found = read(ask(server.port, "/metrics", ASKING))
        assert requests(found, "health.show", "GET", "2xx") == 50
        server.reload()
        found = read(ask(server.port, "/metrics", ASKING))
        assert requests(found, "health.show", "GET", "2xx") == 0
    assert not [line for line in log if "Traceback" in line]
    assert not (data / "metrics").exists()
    shutil.rmtree(find_folder(data))
