"""What is left of an account, and how a cookie looks where the site has no certificate yet."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from notes_site.store.database import Base, db
from tests.conftest import PASSWORD, Person
from tests.promises.people import registered, served
from tests.store.owned import owned_tables
from tests.web.answering import answer_rightly

KEPT_WITHOUT_NAME = {"flag"}
"""What a reader said of a question stays for its author; nothing says who it was."""


def tables_of_readers() -> set[str]:
    """Return the tables with rows of a reader: their own, and those that hang on one of them."""
    return {table.name for table in owned_tables(Base.metadata)}


def count_rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        found = {
            table.name: len(db.session.execute(select(table)).all())
            for table in Base.metadata.sorted_tables
            if table.name in tables_of_readers() - KEPT_WITHOUT_NAME
        }
        db.session.remove()
    return found


@pytest.mark.promise("B17")
def test_deleting_the_account_leaves_no_row_in_any_table(app: Flask, ada: Person) -> None:
    quiz = ada.start_quiz()
    for position in range(1, 11):
        answer_rightly(ada, quiz, position)
    ada.submit("/interviews", plan="interview-15")
    marks = {"note": "private words", "is_bookmarked": "y", "next": "/"}
    ada.submit("/saved", "/questions/first-single/marks", **marks)
    ada.submit("/saved", "/questions/first-single/flag", words="It is wrong.", next="/")
    ada.submit("/topics/first", "/topics/first/read", section="starting")
    before = count_rows(app)
    assert len([name for name, count in before.items() if count]) >= 7, before
    response = ada.submit(
        "/account", "/account/delete", delete_password=PASSWORD, delete_is_sure="y"
    )
    assert response.status_code == 303
    assert count_rows(app) == dict.fromkeys(before, 0)


@pytest.mark.promise("B17")
def test_every_table_that_there_will_be_loses_its_rows_with_their_reader() -> None:
    ours = tables_of_readers()
    for table in Base.metadata.sorted_tables:
        assert table.name in ours or "user_id" not in table.c
        for key in table.foreign_keys:
            if key.column.table.name in ours:
                wanted = "SET NULL" if table.name in KEPT_WITHOUT_NAME else "CASCADE"
                assert key.ondelete == wanted, f"{table.name} to {key.column}"


@pytest.mark.promise("B4")
def test_site_without_a_certificate_can_be_tried_out_on_this_machine(
    environ: dict[str, str], data: Path
) -> None:
    with served(environ) as (port, _):
        ada = registered(port, "ada")
        assert ada.cookie.startswith("session=")
        assert ada.ask("GET", "/account")[0] == 200
