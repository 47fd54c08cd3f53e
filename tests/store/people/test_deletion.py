"""A deleted reader leaves nothing, in whatever tables there are."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Column, ForeignKey, MetaData, String, Table, func, insert, select

from notes_site.store.database import Base, db, writing
from notes_site.store.people.users import add_user, delete_user
from notes_site.store.practice.stamps import stamp
from tests.store.owned import owned_tables, rows_of

ADA, BOB = 1, 2
NOT_THEIRS = {"attempt", "heartbeat", "invitation", "rename", "question_version"}
"""What no reader owns: hashes of addresses for a quarter of an hour, open links, authors' work."""
KEPT_WITHOUT_READER = {"flag"}


def unowned(metadata: MetaData) -> set[str]:
    return {table.name for table in metadata.sorted_tables} - {
        table.name for table in owned_tables(metadata)
    }


@pytest.fixture
def filled(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        with writing() as session:
            for reader in (ADA, BOB):
                for table, row in rows_of(reader):
                    session.execute(insert(table).values(row))
                stamp(session.connection(), reader)
        yield app


def count_rows() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
    }


def everything_that_says(words: str) -> set[tuple[str, str]]:
    """Return table and column of every text of the database that holds these words."""
    return {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
        and db.session.execute(select(column).where(column.contains(words))).first()
    }


@pytest.mark.promise("B17")
def test_deleting_the_account_leaves_no_row_of_any_table(filled: Flask) -> None:
    """B17: 0 rows left, in every table that leads to a reader; a stranger's rows stay."""
    before = count_rows()
    owned = {table.name for table in owned_tables(Base.metadata)}
    assert {name for name, count in before.items() if count == 2} == owned
    delete_user(ADA)
    after = count_rows()
    assert {name: after[name] for name in owned - KEPT_WITHOUT_READER} == dict.fromkeys(
        owned - KEPT_WITHOUT_READER, 1
    )
    assert {table for table, _ in everything_that_says(f"of reader {ADA}")} <= KEPT_WITHOUT_READER
    assert everything_that_says(f"of reader {BOB}")


def test_flag_is_kept_without_its_reader(filled: Flask) -> None:
    delete_user(ADA)
    flags = Base.metadata.tables["flag"]
    kept = db.session.execute(select(flags.c.words, flags.c.user_id).order_by(flags.c.id))
    assert [tuple(row) for row in kept] == [("of reader 1", None), ("of reader 2", BOB)]


@pytest.mark.sqlite("whose numbers go on from the highest in the table, and not from a sequence")
def test_number_of_a_deleted_reader_is_nobodys_again(filled: Flask) -> None:
    """What a browser or a log still holds under it would meet somebody else."""
    delete_user(BOB)
    assert add_user("grace", "hash", datetime(2026, 11, 23, 12, tzinfo=UTC)) == BOB + 1


def test_every_other_table_is_known_to_hold_nothing_of_a_reader() -> None:
    assert unowned(Base.metadata) == NOT_THEIRS


def test_planted_table_without_a_way_to_its_reader_is_noticed() -> None:
    metadata = MetaData()
    user = Table("user", metadata, Column("id", primary_key=True))
    quiz = Table("quiz", metadata, Column("user_id", ForeignKey(user.c.id)))
    Table("deep", metadata, Column("quiz_id", ForeignKey(quiz.c.user_id)))
    Table("secret", metadata, Column("user_id", String))
    assert unowned(metadata) == {"secret"}
