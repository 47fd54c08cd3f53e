"""The doctor, the probes and the checks of soundness say on a server what is true of it."""

import json
import shutil
from collections.abc import Callable, Iterator

import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask, request_finished
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from notes_site.__main__ import commands
from notes_site.store import soundness
from notes_site.store.database import close_all, writer_engine, writing
from tests.conftest import Person
from tests.postgresql import Server

pytestmark = pytest.mark.postgresql
Found = dict[str, dict[str, str]]


def ask(environ: dict[str, str]) -> tuple[int, Found]:
    """Return the exit code, and what each check found."""
    ended = CliRunner(env=environ).invoke(commands, ["doctor", "--json"])
    assert ended.exit_code in {0, 1}, ended.output
    return ended.exit_code, {found["check"]: found for found in json.loads(ended.output)}


def test_doctor_finds_what_a_power_cut_would_take_and_nothing_else_wrong(
    app: Flask, ada: Person, environ: dict[str, str], own_server: Server, database_url: str
) -> None:
    name = database_url.partition("?")[0].rpartition("/")[2]
    own_server.do("ALTER DATABASE {name} SET synchronous_commit = off", name=name)
    code, found = ask(environ)
    wrong = [name for name, one in found.items() if one["verdict"] == "wrong"]
    assert (code, wrong) == (1, ["server"])
    assert "synchronous_commit is off" in found["server"]["seen"]
    assert "every row has its owner" in found["integrity"]["seen"]
    assert {"permissions", "disk", "backup", "migrations", "clock"} < found.keys()
    assert not {"sqlite", "log"} & found.keys()


def test_row_that_belongs_to_nothing_is_found(
    app: Flask, ada: Person, environ: dict[str, str]
) -> None:
    with app.app_context(), writer_engine().begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text('DELETE FROM "user"'))
    code, found = ask(environ)
    assert code == 1
    assert "belong to nothing" in found["integrity"]["seen"]


def test_row_that_somebody_else_is_just_writing_is_no_fault(
    app: Flask, environ: dict[str, str], database_url: str
) -> None:
    ask(environ)
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT * FROM heartbeat FOR UPDATE")
        found = ask(environ)[1]
        connection.rollback()
    assert "is just being saved" in found["writing"]["seen"]


@pytest.fixture
def database_url(own_server: Server) -> Iterator[str]:
    name = own_server.create()
    yield own_server.url(name)
    own_server.drop(name)


@pytest.mark.long
def test_topics_are_read_while_the_server_is_away_and_all_goes_on_when_it_is_back(
    app: Flask, ada: Person, visitor: Person, own_server: Server, environ: dict[str, str]
) -> None:
    assert ask(environ)[1]["server"]["verdict"] == "warn"  # no checksums
    own_server.stop()
    try:
        assert visitor.get("/topics/first").status_code == 200
        assert "First steps" in ada.page("/topics/first")
        assert ada.get("/progress").status_code == 503
        assert visitor.get("/healthz").status_code == 200
        assert visitor.get("/readyz").status_code == 503
        code, found = ask(environ)
        assert code == 1
        assert "can't be reached" in found["server"]["seen"]
        assert list(found)[-1] == "server"
    finally:
        own_server.start()
    assert visitor.get("/readyz").status_code == 200
    assert ada.get("/progress").status_code == 200
    assert ada.start_quiz("first")


@pytest.mark.long
def test_page_that_is_made_is_shown_though_the_server_goes_before_the_request_ends(
    app: Flask, ada: Person, own_server: Server
) -> None:
    quiz = ada.start_quiz("first")

    def stop(*_: object, **__: object) -> None:
        own_server.stop()

    try:
        with request_finished.connected_to(stop, app):
            assert ada.client.get(f"{quiz}/1").status_code == 200
    finally:
        own_server.start()


def test_figures_say_that_the_server_is_away(
    make_app: Callable[..., Flask], own_server: Server
) -> None:
    token = "a token that is long enough for this"
    host = make_app(NOTES_METRICS_TOKEN=token).test_client()

    def figures() -> str:
        answer = host.get("/metrics", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        return answer.text

    assert "notes_database_bytes" in figures()
    own_server.stop()
    try:
        found = figures()
        assert "notes_database_readable 0.0" in found
        assert "notes_write_works 0.0" in found
    finally:
        own_server.start()
    assert "notes_database_readable 1.0" in figures()


@pytest.mark.long
def test_damaged_page_is_named_and_not_taken_for_something_else(
    app: Flask, ada: Person, own_server: Server, environ: dict[str, str], database_url: str
) -> None:
    with app.app_context():
        with psycopg.connect(database_url) as connection:
            place = connection.execute("SELECT pg_relation_filepath('sign_in')").fetchone()
        close_all()
    assert place
    own_server.stop("fast")
    file = own_server.folder / "data" / str(place[0])
    owner = file.stat()
    damaged = bytearray(file.read_bytes())
    damaged[12:24] = b"\xff" * 12
    file.write_bytes(damaged)
    shutil.chown(file, owner.st_uid, owner.st_gid)
    own_server.start()
    with app.app_context():
        with pytest.raises(DBAPIError) as failure, writing() as session:
            session.execute(text("SELECT * FROM sign_in"))
        assert soundness.is_damage(failure.value)
        assert soundness.is_unreadable(failure.value)
        assert "invalid page" in str(soundness.find_damage())
        close_all()
    assert "damaged" in ask(environ)[1]["integrity"]["seen"]
