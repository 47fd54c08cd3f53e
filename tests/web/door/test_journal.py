"""F6: the host reads in the log what happened to accounts, in UTC, by number and address."""

import logging
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.exc import StatementError

from notes_site.store.people.users import add_user
from notes_site.web.seeing.log import UtcFormatter
from tests.conftest import PASSWORD, Person

NEW = "five rather unrelated words"
ADDRESS = "203.0.113.7"


@pytest.fixture
def journal(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return what reads the lines that were written since it was last read."""
    caplog.set_level(logging.INFO, "notes_site.web.door.journal")

    def read() -> list[str]:
        lines = [one.getMessage() for one in caplog.records if one.name.endswith(".journal")]
        caplog.clear()
        return lines

    return read


def person_at(app: Flask, address: str) -> Person:
    person = Person(app.test_client())
    person.client.environ_base["REMOTE_ADDR"] = address
    return person


@pytest.mark.promise("F6")
def test_log_tells_five_kinds_of_events_and_no_name_or_password(
    app: Flask, journal: Callable[[], list[str]]
) -> None:
    ada = person_at(app, ADDRESS)
    ada.register("ada")
    assert journal() == [f"signed in: account 1 from {ADDRESS}"]
    ada.submit("/account/security", "/account/password", change_password="no", change_new=NEW)
    assert journal() == [f"wrong password: account 1 from {ADDRESS}"]
    fields = {"change_password": PASSWORD, "change_new": NEW}
    ada.submit("/account/security", "/account/password", **fields)
    assert journal() == [f"password changed: account 1 from {ADDRESS}"]
    ada.submit("/account", "/account/delete", delete_password=NEW, delete_is_sure="y")
    assert journal() == [f"account deleted: account 1 from {ADDRESS}"]
    for _ in range(11):
        person_at(app, ADDRESS).sign_in("nobody", "no")
    lines = journal()
    assert lines[:10] == [f"wrong password: an unknown account from {ADDRESS}"] * 10
    assert lines[10:] == [f"too many tries: an unknown account from {ADDRESS}"]


@pytest.mark.promise("D8")
def test_address_that_a_proxy_passed_on_begins_no_line_of_its_own(
    app: Flask, journal: Callable[[], list[str]]
) -> None:
    person_at(app, "1.2.3.4\nsigned in: account 1 from ::1").sign_in("nobody", "no")
    (line,) = journal()
    assert "\n" not in line
    assert line.endswith(r"from 1.2.3.4\nsigned in: account 1 from ::1")


@pytest.mark.promise("D8")
def test_fault_of_ours_is_one_line_and_what_stands_in_it_begins_none(
    app: Flask, visitor: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """With all of its traceback, which whoever mends it needs."""

    def fail() -> str:
        raise RuntimeError("odd\r\n2026-01-01T00:00:00Z INFO forged\x1b[31m\u2028more")

    app.view_functions["tags.index"] = fail
    assert visitor.get("/tags").status_code == 500
    (record,) = (one for one in caplog.records if one.exc_info)
    line = UtcFormatter().format(record)
    assert r"Z ERROR Exception on /tags [GET]\nTraceback (most recent call last):\n" in line
    assert "in fail" in line
    assert r"RuntimeError: odd\r\n2026-01-01T00:00:00Z INFO forged\x1b[31m\u2028more" in line
    assert line.isprintable()


@pytest.mark.promise("D8")
def test_statement_that_fails_does_not_tell_what_it_was_to_store(app: Flask) -> None:
    """What the driver or SQLAlchemy says of it may stand in the log, with its traceback."""
    now = datetime(2026, 11, 23, 12)  # noqa: DTZ001 - which the database refuses
    with app.app_context(), pytest.raises(StatementError) as refusal:
        add_user("ada", "hash of a password", now)
    assert "hash of a password" not in str(refusal.value)


@pytest.mark.promise("F6")
def test_log_says_the_second_in_utc() -> None:
    record = logging.makeLogRecord({"msg": "said", "levelname": "INFO"})
    record.created = 0.0
    line = UtcFormatter().format(record)
    assert re.fullmatch(r"1970-01-01T00:00:00Z INFO said", line)
