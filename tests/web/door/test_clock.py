"""The clock is read once a request: whatever a page says of today, it says of one moment."""

from datetime import timedelta

from flask import Flask

from notes_site.web.context import now
from tests.conftest import Clock, Person
from tests.web.addresses import routes


def test_one_request_has_one_moment(app: Flask, clock: Clock) -> None:
    clock.step = timedelta(minutes=1)
    with app.test_request_context("/"):
        first = now()
        assert now() == first
    with app.test_request_context("/"):
        assert now() > first


def test_outside_a_request_each_look_at_the_clock_is_a_new_one(app: Flask, clock: Clock) -> None:
    """A command may run for long."""
    clock.step = timedelta(minutes=1)
    with app.app_context():
        assert now() < now()


def test_no_page_reads_the_clock_twice(app: Flask, ada: Person, clock: Clock) -> None:
    ada.start_quiz("first")
    ada.submit("/interviews", plan="interview-15")
    for endpoint, path in routes(app, "GET").items():
        before = clock.reads
        ada.get(path)
        assert clock.reads - before <= 1, endpoint
