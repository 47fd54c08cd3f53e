"""What holds on PostgreSQL alone: many processes write side by side, and wait for rows."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError

from notes_site import create_app, open_store
from notes_site.store import database, schema
from notes_site.store.database import close_all, db, writing
from notes_site.store.models import Answer, User
from notes_site.store.people.users import add_user, record_seen
from notes_site.store.practice.answers import find_asked, record_answer
from notes_site.store.practice.quizzes import add_quiz
from notes_site.store.retrying import TRIES, retried
from tests.conftest import Person, shown_fields
from tests.databases import SERVER
from tests.pages import token_of
from tests.postgresql import pooled
from tests.store.answers import NOW, answer
from tests.store.stored import find_histories

pytestmark = pytest.mark.postgresql

LONG = 600.0
"""Seconds that no test waits."""


@contextmanager
def another_process_changes(url: str, table: str) -> Iterator[None]:
    """Hold the rows of a table by a connection of its own, which is all that a process is."""
    with psycopg.connect(url) as connection:
        connection.execute(f'SELECT * FROM "{table}" FOR UPDATE')
        yield
        connection.rollback()


def test_reader_is_told_and_reading_goes_on_while_somebody_else_changes_their_row(
    app: Flask, ada: Person, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.01)
    token = token_of(ada.page("/practice"))
    with another_process_changes(database_url, "user"):
        refused = ada.send("/practice", token, topics="first", length="5")
        assert refused.status_code == 503
        assert "Not saved" in refused.text
        assert "First steps" in ada.page("/topics/first")
    assert ada.start_quiz("first")


def test_wait_for_a_row_that_was_too_long_is_counted_as_that(
    make_app: Callable[..., Flask], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.01)
    secret = "a token that is long enough for this"
    ada = Person(make_app(NOTES_METRICS_TOKEN=secret).test_client())
    ada.register("ada")
    token = token_of(ada.page("/practice"))
    with another_process_changes(database_url, "user"):
        ada.send("/practice", token, topics="first", length="5")
    found = ada.client.get("/metrics", headers={"Authorization": f"Bearer {secret}"}).text
    assert 'notes_database_failures_total{kind="busy"} 1.0' in found


def test_page_waits_for_nobody_to_remember_when_a_browser_was_seen(
    app: Flask, ada: Person, database_url: str
) -> None:
    with app.app_context(), another_process_changes(database_url, "sign_in"):
        record_seen(1, NOW)


def test_readers_do_not_wait_for_each_other(
    app: Flask, user_id: int, make_reader: Callable[[str], int]
) -> None:
    other = make_reader("bob")
    with app.app_context():
        with writing(user_id) as session:
            session.execute(update(User).where(User.id == user_id).values(daily_cap=1))
            with ThreadPoolExecutor(1) as pool:
                pool.submit(set_cap, app, other, 2).result(LONG)
        caps = db.session.execute(select(User.daily_cap).order_by(User.id)).scalars().all()
    assert caps == [1, 2]


def test_answer_takes_three_round_trips(app: Flask, ada: Person, tmp_path: Path) -> None:
    """Each is counted by the end of it, in libpq's own trace of what was sent and what came."""
    quiz = ada.start_quiz("second", length=1)
    fields = {"csrf_token": token_of(ada.page(f"{quiz}/1")), **shown_fields({"choice": "yes"})}
    trace = tmp_path / "trace"
    with app.app_context(), trace.open("wb") as file:
        for engine in db.engines.values():
            event.listen(engine, "checkout", lambda own, *_: own.pgconn.trace(file.fileno()))
        assert ada.client.post(f"{quiz}/1", data=fields).status_code == 303
        close_all()
    assert trace.read_text().count("ReadyForQuery") == 3


HOSTILE = (
    "'; DROP TABLE answer; --",
    "\\'; DROP TABLE answer; --",
    "$$ %s %(x)s {} ?",
    "E'\\' || pg_sleep(9) || '",
    "ʼ＇ \u2028 \U0001f600",
)


@pytest.mark.parametrize("is_standard", ["on", "off"])
def test_words_of_an_answer_are_never_read_as_sql(
    app: Flask, user_id: int, database_url: str, is_standard: str
) -> None:
    """They stand in the one message itself, whatever backslashes mean on this server."""
    with psycopg.connect(database_url, autocommit=True) as host:
        host.execute(
            f'ALTER DATABASE "{host.info.dbname}" SET standard_conforming_strings = {is_standard}'
        )
    with app.app_context():
        close_all()
        for hostile in HOSTILE:
            quiz_id = add_quiz(user_id, "seed", [hostile], NOW)
            said = answer(quiz_id, 1, 1.0, hostile)
            asked = find_asked(user_id, quiz_id, 1)
            said = replace(said, content_hash=hostile, response=(hostile,))
            assert asked
            moved = record_answer(user_id, said, NOW, asked)
            assert moved
            assert moved.seen == asked.stamp  # by the one message, and not by the way around it
        columns = Answer.question_id, Answer.content_hash, Answer.response
        rows = db.session.execute(select(*columns).order_by(Answer.id)).all()
        assert [tuple(row) for row in rows] == [(one, one, json.dumps([one])) for one in HOSTILE]


def set_cap(app: Flask, user_id: int, cap: int) -> None:
    with app.app_context(), writing(user_id) as session:
        session.execute(update(User).where(User.id == user_id).values(daily_cap=cap))


def test_of_two_transactions_that_wait_for_each_other_one_is_sent_again(
    app: Flask, user_id: int, make_reader: Callable[[str], int]
) -> None:
    other = make_reader("bob")
    both_hold_one = threading.Barrier(2)
    sent = []

    @retried
    def change_both(first: int, second: int) -> None:
        sent.append(first)
        with writing() as session:
            for place, one in enumerate((first, second)):
                more = {"daily_cap": User.daily_cap + 1}
                session.execute(update(User).where(User.id == one).values(more))
                if not place and len(sent) <= 2:
                    both_hold_one.wait(LONG)

    def change(first: int, second: int) -> None:
        with app.app_context():
            change_both(first, second)

    with ThreadPoolExecutor(2) as pool:
        for done in (pool.submit(change, user_id, other), pool.submit(change, other, user_id)):
            done.result(LONG)
    with app.app_context():
        assert set(db.session.execute(select(User.daily_cap)).scalars()) == {62}
    assert len(sent) > 2  # more often where the one sent again is back before the other goes on


@pytest.mark.parametrize(("state", "tries"), [("40P01", TRIES), ("40001", TRIES), ("23505", 1)])
def test_transaction_is_sent_again_only_where_that_may_help_and_not_without_end(
    state: str, tries: int
) -> None:
    sent = []

    @retried
    def fail() -> None:
        sent.append(1)
        raise DBAPIError("", (), SimpleNamespace(sqlstate=state))  # type: ignore[arg-type]

    with pytest.raises(DBAPIError):
        fail()
    assert len(sent) == tries


@pytest.fixture
def empty_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """Return the address of a database in which there is nothing yet."""
    server = pytestconfig.stash[SERVER]
    name = server.create()
    yield server.url(name)
    server.drop(name)


def test_of_many_first_starts_at_once_one_makes_the_tables(empty_url: str, tmp_path: Path) -> None:
    settings = {"NOTES_DATA_DIR": str(tmp_path), "NOTES_DATABASE_URL": empty_url}
    apps = [open_store(settings, is_migrating=False) for _ in range(4)]
    start = threading.Barrier(len(apps))

    def begin(app: Flask) -> None:
        with app.app_context():
            assert schema.find_revision() is None
            start.wait(LONG)
            schema.prepare_database()
            assert schema.find_revision() == schema.HEAD
            close_all()

    with ThreadPoolExecutor(len(apps)) as pool:
        list(pool.map(begin, apps))


def test_what_must_not_happen_twice_at_once_waits_for_its_like(app: Flask) -> None:
    with app.app_context(), writing(is_alone=True):
        taken = text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": 0x6E6F7465}
        with database.writer_engine().connect() as other:
            assert other.execute(*taken).scalar_one() is False


def test_index_of_places_lets_undone_answers_stand_beside_the_next(app: Flask) -> None:
    with app.app_context():
        found = db.session.execute(
            text("SELECT indexdef FROM pg_indexes WHERE indexname = 'uq_answer_quiz_id_position'")
        ).scalar_one()
    assert found.endswith("WHERE (voided_at IS NULL)")


def test_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://ada:secret@/notes?host={tmp_path}"
    settings = {"NOTES_DATA_DIR": str(tmp_path / "data"), "NOTES_DATABASE_URL": url}
    with pytest.raises(Exception, match="is its server up") as failure:
        open_store(settings)
    assert "secret" not in str(failure.value)
    assert "\n" not in str(failure.value)
    assert not isinstance(failure.value, OperationalError)


@pytest.mark.long
def test_many_answers_come_through_a_pool_that_mixes_up_connections(
    pytestconfig: pytest.Config, empty_url: str, environ: dict[str, str]
) -> None:
    """PgBouncer in transaction mode: what is set or prepared on a connection isn't there next."""
    workers, each = 8, 25
    name = empty_url.partition("?")[0].rpartition("/")[2]
    with pooled(pytestconfig.stash[SERVER]) as pool:
        app = create_app(environ | {"NOTES_DATABASE_URL": pool.url(name)})
        with app.app_context():
            user_id = add_user("ada", "hash", NOW)
            assert user_id
            quiz_id = add_quiz(user_id, "seed", ["q"] * workers * each, NOW)

        def send(worker: int) -> None:
            for position in range(1 + worker, 1 + workers * each, workers):
                with app.app_context():
                    asked = find_asked(user_id, quiz_id, position)
                    assert record_answer(user_id, answer(quiz_id, position, 1.0), NOW, asked)
                    with pytest.raises(DBAPIError, match="read-only"):
                        db.session.execute(update(User).values(daily_cap=1))

        with ThreadPoolExecutor(workers) as threads:
            list(threads.map(send, range(workers)))
        with app.app_context():
            assert find_histories(user_id)["q"].answered == workers * each
            close_all()
