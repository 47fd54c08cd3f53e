"""A calendar by subscription: whose address it is decides, and it says when to practise."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import icalendar
import pytest
from flask import Flask

from notes_site.study.progress.calendar import CalendarDay, write_calendar
from tests.conftest import Clock, Person
from tests.pages import texts
from tests.web.accounts import log
from tests.web.histories import practise_for_weeks

MAKE, END = "/account/data/calendar", "/account/data/calendar/end"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def make(person: Person) -> str:
    """Make an address and return it as the page shows it, once."""
    assert person.submit("/account/data", MAKE).status_code == 303
    (address,) = texts(person.page("/account/data"), ".own-note")
    assert not texts(person.page("/account/data"), ".own-note")
    return address


def events(person: Person, address: str) -> list[tuple[date, str]]:
    """Return days and words of a calendar, as a calendar program reads them."""
    response = person.client.get(urlsplit(address).path)
    assert response.mimetype == "text/calendar"
    found: Any = icalendar.Calendar.from_ical(response.data)
    assert not found.errors
    return [(one["DTSTART"].dt, str(one["SUMMARY"])) for one in found.walk("VEVENT")]


def test_calendar_has_the_interview_and_what_comes_back_until_then(
    app: Flask, ada: Person, visitor: Person
) -> None:
    practise_for_weeks(app, interview_in=10)
    address = make(ada)
    assert address.startswith("http://localhost/calendar/")
    (day, words), *rest = events(visitor, address)
    today = datetime.now(UTC).date()
    assert 9 <= (day - today).days <= 10
    assert words.endswith(": Interview")
    assert rest[0][1].endswith(": 3 questions come back, about 2 min")
    assert all(one <= day for one, _ in rest)


def test_address_is_shown_once_and_no_cache_keeps_what_is_there(
    ada: Person, visitor: Person
) -> None:
    address = make(ada)
    response = visitor.client.get(urlsplit(address).path)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert "Set-Cookie" not in response.headers


@pytest.mark.promise("B17")
def test_address_that_was_ended_or_replaced_shows_nothing(
    app: Flask, ada: Person, visitor: Person
) -> None:
    first = make(ada)
    second = make(ada)
    assert visitor.get(urlsplit(first).path).status_code == 404
    assert visitor.get(urlsplit(second).path).status_code == 200
    ada.submit("/account/data", END)
    assert visitor.get(urlsplit(second).path).status_code == 404
    assert log(ada)[:2] == ["Address of the calendar ended", "Address of a calendar made"]
    third = make(ada)
    data = {"delete_password": "four unrelated words", "delete_is_sure": "y"}
    assert ada.submit("/account", "/account/delete", **data).status_code == 303
    assert visitor.get(urlsplit(third).path).status_code == 404


def test_nobody_ends_the_calendar_of_somebody_else(ada: Person, bob: Person) -> None:
    address = make(ada)
    make(bob)
    bob.submit("/account/data", END)
    assert bob.client.get(urlsplit(address).path).status_code == 200


def test_events_stay_the_same_ones_when_a_calendar_is_read_again(
    app: Flask, ada: Person, bob: Person, clock: Clock
) -> None:
    practise_for_weeks(app, interview_in=10)
    path = urlsplit(make(ada)).path

    def uids() -> set[str]:
        found: Any = icalendar.Calendar.from_ical(ada.client.get(path).data)
        return {str(one["UID"]) for one in found.walk("VEVENT")}

    before = uids()
    clock.moment += timedelta(minutes=1)
    assert uids() == before
    bobs = urlsplit(make(bob)).path
    found: Any = icalendar.Calendar.from_ical(bob.client.get(bobs).data)
    assert not before & {str(one["UID"]) for one in found.walk("VEVENT")}


@pytest.mark.parametrize("title", ["Notes; a, b\\n\nBEGIN:VEVENT", "Ünïcodé 🎓 " * 12, "x" * 300])
def test_title_of_a_site_breaks_no_line_and_no_character(title: str) -> None:
    day = CalendarDay(date(2026, 12, 24), "interview", "Interview")
    text = write_calendar(title, [day], "https://notes.example.org/", "tag", NOON)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\r\n") == text.count("\n")
    found: Any = icalendar.Calendar.from_ical(text)
    (event,) = found.walk("VEVENT")
    assert str(event["SUMMARY"]) == f"{title}: Interview"
    assert event["DTSTART"].dt == date(2026, 12, 24)
    assert str(event["URL"]) == "https://notes.example.org/"
