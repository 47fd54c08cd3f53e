"""Migrations keep what is there, and happen wholly or not at all."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import TableClause, column, insert, inspect, select, table, text
from sqlalchemy.exc import IntegrityError

from notes_site import create_app
from notes_site.__main__ import commands
from notes_site.config import ConfigError
from notes_site.store import schema
from notes_site.store.database import close_all, db, writer_engine, writing
from notes_site.store.models import Correction, User
from notes_site.store.people.users import add_user, delete_user
from notes_site.store.practice.cards import find_cards
from notes_site.store.practice.days import find_days
from notes_site.store.practice.memory import find_memory
from notes_site.store.practice.stamps import stamp
from tests.conftest import Person
from tests.store.answers import NOW
from tests.store.owned import rows_of
from tests.web.histories import practise_for_weeks

CHANGE_A_PARENT_TABLE = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{head}"

def rebuild():
    is_copied = op.get_bind().dialect.name == "sqlite"
    return op.batch_alter_table("user", recreate="always" if is_copied else "never")

def upgrade():
    with rebuild() as batch:
        batch.add_column(sa.Column("nickname", sa.String(), nullable=True))
    {then}

def downgrade():
    with rebuild() as batch:
        batch.drop_column("nickname")
"""
BEFORE_POSTGRESQL = pytest.mark.sqlite("migrations up to 0016, with which PostgreSQL begins")


def count_rows(*tables: str) -> list[int]:
    counts = [db.session.execute(text(f'SELECT count(*) FROM "{name}"')) for name in tables]
    numbers = [result.scalar_one() for result in counts]
    db.session.close()
    return numbers


def rows_there() -> Iterator[tuple[TableClause, dict[str, Any]]]:
    """Yield what `rows_of` does of the first reader, as far as the database has place for it."""
    found = inspect(writer_engine())
    for model, row in rows_of(1):
        if found.has_table(model.name):
            names = [one["name"] for one in found.get_columns(model.name)]
            columns = (column(name, model.c[name].type) for name in names)
            yield table(model.name, *columns), {name: row[name] for name in names}


def read_rows(tables: Iterable[TableClause]) -> dict[str, list[str]]:
    found = {one.name: db.session.execute(select(one)).all() for one in tables}
    db.session.close()
    return {name: [repr(row) for row in rows] for name, rows in found.items()}


@pytest.fixture
def populated(app: Flask, ada: Person) -> Flask:
    quiz = ada.start_quiz("second")
    ada.submit(f"{quiz}/1", choice="yes")
    return app


def plant_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str) -> None:
    """Add a migration that rebuilds the table all others refer to."""
    copy = Path(shutil.copytree(schema.MIGRATIONS, tmp_path / "migrations"))
    source = CHANGE_A_PARENT_TABLE.format(head=schema.HEAD, then=then)
    (copy / "versions" / "9999_planted.py").write_text(source)
    monkeypatch.setattr(schema, "MIGRATIONS", copy)


def test_head_names_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(schema.alembic_config()).get_heads() == [schema.HEAD]


def test_migrations_build_what_the_models_describe(app: Flask) -> None:
    with app.app_context():
        command.check(schema.alembic_config())


@pytest.mark.promise("A12")
def test_rebuilding_a_parent_table_deletes_no_rows_of_its_children(
    populated: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = ("user", "sign_in", "quiz", "quiz_question")
    plant_migration(tmp_path, monkeypatch, then="pass")
    with populated.app_context():
        before = count_rows(*tables)
        schema.upgrade()
        assert count_rows(*tables) == before
        assert schema.find_revision() == "9999"
        schema.downgrade(schema.HEAD)
        assert count_rows(*tables) == before
        with pytest.raises(IntegrityError), writing() as session:
            session.execute(insert(Correction).values(answer_id=99, user_id=99))


@pytest.mark.promise("A12")
@pytest.mark.sqlite("whose tables are copied to change them")
def test_readers_get_numbers_that_are_never_given_again_and_lose_no_row(app: Flask) -> None:
    """0017 rebuilds the table that all others lead to, up and down: each keeps what it holds."""
    with app.app_context():
        schema.downgrade("0016")
        rows = dict(rows_there())
        with writing() as session:
            for one, row in rows.items():
                session.execute(insert(one).values(row))
            stamp(session.connection(), 1)
        before = read_rows(rows)
        for change in (schema.upgrade, schema.downgrade, schema.upgrade):
            change("head" if change is schema.upgrade else "0016")
            assert read_rows(rows) == before
        assert {len(found) for found in before.values()} == {1}
        delete_user(1)
        assert add_user("grace", "hash", datetime(2026, 11, 23, 12, tzinfo=UTC)) == 2


@pytest.mark.promise("A12")
def test_migration_that_fails_half_way_changes_nothing(
    populated: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_migration(tmp_path, monkeypatch, then="raise RuntimeError('half way')")
    with populated.app_context():
        with pytest.raises(RuntimeError, match="half way"):
            schema.upgrade()
        assert "nickname" not in {one["name"] for one in inspect(db.engine).get_columns("user")}
        assert schema.find_revision() == schema.HEAD


@pytest.mark.sqlite("keys that are off while a table is copied")
@pytest.mark.promise("A12")
def test_migration_that_leaves_orphans_is_refused(
    populated: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_migration(tmp_path, monkeypatch, then="op.execute('DELETE FROM user')")
    with populated.app_context():
        with pytest.raises(RuntimeError, match="without owner"):
            schema.upgrade()
        assert count_rows("user") == [1]


@BEFORE_POSTGRESQL
def test_answers_from_before_cards_get_their_day_and_their_cards(populated: Flask) -> None:
    with populated.app_context():
        kept = (count_rows("answer", "user"), find_cards(1))
        db.session.close()
        schema.downgrade("0001")
        schema.prepare_database()
        assert (count_rows("answer", "user"), find_cards(1)) == kept
        assert len(kept[1]) == 1


@BEFORE_POSTGRESQL
@pytest.mark.promise("A17")
def test_start_that_is_killed_while_cards_are_made_is_made_up_for_by_the_next(
    populated: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database is never left at the newest version without the cards of its answers."""

    class Killed(BaseException):
        """What no code of ours catches."""

    def be_killed(*_: object) -> None:
        raise Killed

    with populated.app_context():
        kept = find_cards(1)
        db.session.close()
        schema.downgrade("0001")
        with monkeypatch.context() as patch:
            patch.setattr(schema, "replay_cards", be_killed)
            with pytest.raises(Killed):
                schema.prepare_database()
        assert schema.find_revision() == "0001"
        schema.prepare_database()
        assert find_cards(1) == kept != {}


@BEFORE_POSTGRESQL
def test_answers_from_before_sums_are_summed_up(app: Flask, ada: Person) -> None:
    practise_for_weeks(app)
    with app.app_context():
        kept = (find_memory(1, date.max, NOW), find_days(1))
        db.session.close()
        schema.downgrade("0004")
        schema.prepare_database()
        assert (find_memory(1, date.max, NOW), find_days(1)) == kept
        assert [one.was_due for one in kept[1]] == [0, 3, 3]


@BEFORE_POSTGRESQL
def test_readers_from_before_stamps_get_one_each(app: Flask, ada: Person, bob: Person) -> None:
    practise_for_weeks(app)
    with app.app_context():
        schema.downgrade("0009")
        schema.prepare_database()
        stamps = set(db.session.execute(select(User.memory_stamp)).scalars())
        assert len(stamps - {0}) == 2
        assert len(find_cards(1)) == 3


@BEFORE_POSTGRESQL
def test_all_migrations_can_be_taken_back_and_redone(app: Flask) -> None:
    with app.app_context():
        schema.downgrade("base")
        assert schema.find_revision() is None
        schema.upgrade()
        assert schema.find_revision() == schema.HEAD


@pytest.mark.parametrize("floor", [0, 9999])
@pytest.mark.sqlite("where the floor is a pragma")
def test_database_of_a_newer_version_is_refused_in_one_line(
    app: Flask, environ: dict[str, str], floor: int
) -> None:
    """It says nothing of who may use it, or that only a newer version may."""
    make_newer(app, floor)
    with pytest.raises(ConfigError, match="newer than this version"):
        create_app(environ)


@pytest.mark.sqlite("where the floor is a pragma")
def test_newer_database_that_only_has_more_is_used_and_left_as_it_is(
    app: Flask, environ: dict[str, str], tmp_path: Path
) -> None:
    """After an upgrade that went back: people go on, and the host's commands do, too."""
    make_newer(app, int(schema.HEAD))
    again = create_app(environ)
    Person(again.test_client()).register("ada")
    runner = CliRunner(env=environ)
    copy = str(tmp_path / "copy.db")
    for words in (["backup", copy], ["restore", "--yes", copy], ["flags"]):
        ended = runner.invoke(commands, words)
        assert ended.exit_code == 0, ended.output
    with again.app_context():
        assert schema.find_revision() == "9999"
        assert schema.find_floor() == int(schema.HEAD)
        assert count_rows("user") == [1]
        close_all()


@pytest.mark.sqlite("where the floor is a pragma")
def test_upgrade_writes_who_may_still_use_the_database(app: Flask) -> None:
    with app.app_context():
        schema.downgrade("0014")
        with writing() as session:
            session.execute(text("PRAGMA user_version = 0"))
        schema.prepare_database()
        assert schema.find_floor() == int(schema.OLDEST)


def make_newer(app: Flask, floor: int) -> None:
    with app.app_context():
        with writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
            session.execute(text(f"PRAGMA user_version = {floor}"))
        close_all()
