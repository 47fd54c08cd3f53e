"""F6: the host reads in the log what happened to accounts, in UTC, by number and address."""

import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask

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


@pytest.mark.promise("F6")
def test_log_says_the_second_in_utc() -> None:
    record = logging.makeLogRecord({"msg": "said", "levelname": "INFO"})
    record.created = 0.0
    line = UtcFormatter().format(record)
    assert re.fullmatch(r"1970-01-01T00:00:00Z INFO said", line)
