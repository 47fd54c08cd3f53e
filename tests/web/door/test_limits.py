"""B21: what is stored at every press is stored so often an hour, and no more; it is said kindly."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from notes_site.store.database import db
from notes_site.store.models import Flag, QuizRow
from notes_site.store.people import uses
from tests.conftest import Clock, Person
from tests.pages import token_of, value_of


@pytest.fixture(autouse=True)
def few_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    for what in uses.AN_HOUR:
        monkeypatch.setitem(uses.AN_HOUR, what, 2)


def begin(person: Person) -> int:
    return person.submit("/practice", topics="second", length=5, mode="mix").status_code


def count(app: Flask, table: type[Flag] | type[QuizRow]) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.promise("B21")
def test_reader_who_changes_the_recall_to_aim_for_too_often_is_asked_to_wait(ada: Person) -> None:
    """All their cards are worked out anew each time, while nobody else can be saved."""
    settings = {"time_zone": "UTC", "daily_cap": "60"}
    page, action = "/account", "/account/settings"
    codes = [
        ada.submit(page, action, wanted_recall=recall, **settings).status_code
        for recall in ("0.8", "0.95", "0.9")
    ]
    assert codes == [303, 303, 429]
    assert ada.submit(page, action, wanted_recall="0.95", **settings).status_code == 303


@pytest.mark.promise("B21")
def test_reader_begins_so_many_quizzes_an_hour_and_others_are_not_held_up(
    app: Flask, ada: Person, bob: Person, clock: Clock
) -> None:
    assert [begin(ada) for _ in range(3)] == [303, 303, 429]
    assert count(app, QuizRow) == 2
    assert begin(bob) == 303
    clock.moment += timedelta(minutes=59)
    assert begin(ada) == 429
    clock.moment += timedelta(minutes=1)
    assert [begin(ada) for _ in range(3)] == [303, 303, 429]


def test_interview_counts_as_a_quiz(ada: Person) -> None:
    assert [begin(ada) for _ in range(2)] == [303, 303]
    assert ada.submit("/interviews", plan="interview-15").status_code == 429


def test_clock_that_was_ahead_holds_nobody_up_for_longer_than_an_hour(
    ada: Person, clock: Clock
) -> None:
    now = clock.moment
    clock.moment = now + timedelta(days=3)
    assert [begin(ada) for _ in range(3)] == [303, 303, 429]
    clock.moment = now
    ada.sign_in("ada")
    assert begin(ada) == 303


@pytest.mark.promise("B21")
def test_reader_who_sent_too_many_remarks_keeps_the_words_and_is_told_when(
    app: Flask, ada: Person
) -> None:
    quiz = ada.start_quiz("second")
    page = f"{quiz}/1"
    sent = {"next": page, "words": "The second option is right, too."}
    address = "/questions/second-single/flag"
    codes = [ada.submit(page, address, **sent).status_code for _ in range(2)]
    refused = ada.submit(page, address, **sent)
    assert (codes, refused.status_code) == ([303, 303], 429)
    assert refused.headers["Retry-After"] == "3600"
    assert "You sent 2 remarks within an hour, thank you." in refused.text
    assert count(app, Flag) == 1  # the same words are one remark, counted twice
    assert value_of(refused.text, "words") == sent["words"]
    held = {name: value_of(refused.text, name) for name in ("next", "words")}
    assert ada.send("/drafts", token_of(refused.text), **held).location == page
    assert sent["words"] in ada.page(page)


@pytest.mark.promise("B21")
def test_reader_who_changed_marks_too_often_loses_no_note(ada: Person) -> None:
    page = f"{ada.start_quiz('second')}/1"
    address = "/questions/second-single/marks"
    for word in ("one", "two"):
        assert ada.submit(page, address, next=page, note=word).status_code == 303
    refused = ada.submit(page, address, next=page, note="three")
    assert refused.status_code == 429
    assert "You changed bookmarks and notes 2 times within an hour." in refused.text
    assert value_of(refused.text, "note") == "three"
    assert "two" in ada.page("/saved")
