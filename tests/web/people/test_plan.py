"""What readers plan for: the day of the interview, how much a day, and what comes after it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import text

from notes_site.store.database import db
from notes_site.store.people.plans import set_interview_day
from notes_site.store.people.users import find_credentials
from notes_site.study.memory.days import study_day
from tests.conftest import PASSWORD, Person
from tests.pages import attributes, fields_of, form_of, section, texts, value_of
from tests.web.histories import practise_for_weeks

OUTCOME = "/account/interview/outcome"


def in_days(days: int) -> date:
    return study_day(datetime.now(UTC), ZoneInfo("UTC")) + timedelta(days=days)


def set_day(app: Flask, person: Person, days: int) -> date:
    """Set the day of somebody's interview as no form does: it may be over."""
    with app.app_context():
        found = find_credentials(person.name)
        assert found
        set_interview_day(found.user_id, in_days(days))
    return in_days(days)


def settings_of(person: Person) -> tuple[str, str]:
    page = person.page("/account")
    return value_of(page, "interview_on"), value_of(page, "daily_cap")


def test_reader_with_too_little_time_allows_more_a_day_in_one_press(ada: Person) -> None:
    on = in_days(9)
    fields = {"time_zone": "UTC", "daily_cap": "1", "wanted_recall": "0.9", "interview_on": on}
    ada.submit("/account", "/account/settings", **fields)
    readiness = section(ada.page("/progress"), "readiness")
    assert "It is enough" not in readiness
    assert "With 2 a day instead of 1 there is time for all 10" in readiness
    assert "about 1 minute on a full day" in readiness
    assert texts(readiness, "button") == ["Allow 2 a day"]

    sent = dict(fields_of(form_of(readiness, "/account/daily-cap"), "daily_cap", "next"))
    response = ada.submit("/progress", "/account/daily-cap", **sent)
    assert (response.status_code, response.location) == (303, "/progress")
    assert settings_of(ada) == (on.isoformat(), "2")
    readiness = section(ada.page("/progress"), "readiness")
    assert "you will have seen everything once by then" in readiness
    assert "instead of" not in readiness


def test_nobody_is_offered_more_where_everything_fits(app: Flask, ada: Person) -> None:
    practise_for_weeks(app, interview_in=30)
    assert "/account/daily-cap" not in attributes(ada.page("/progress"), "form", "action")


@pytest.mark.parametrize("cap", ["0", "501", "many", "", "9" * 400])
def test_cap_out_of_bounds_is_refused(ada: Person, cap: str) -> None:
    assert ada.submit("/account", "/account/daily-cap", daily_cap=cap).status_code == 400
    assert settings_of(ada)[1] == "60"


@pytest.mark.parametrize(
    ("fields", "kept"), [({}, "day"), ({"none": "y"}, "none"), ({"skip": "y"}, "before")]
)
def test_day_of_the_interview_is_given_refused_or_skipped(
    app: Flask, ada: Person, fields: dict[str, str], kept: str
) -> None:
    before = set_day(app, ada, 3)
    day = in_days(12)
    response = ada.submit("/account/interview", interview_on=day, next="/topics/first", **fields)
    assert (response.status_code, response.location) == (303, "/topics/first")
    expected = {"day": day.isoformat(), "none": "", "before": before.isoformat()}
    assert settings_of(ada)[0] == expected[kept]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "Choose a day, or press one of the other buttons."),
        ("soon", "Not a valid date value."),
        ("2020-01-01", "This day is over. Choose one that is to come."),
    ],
)
def test_day_that_is_none_is_asked_for_again(ada: Person, day: str, words: str) -> None:
    response = ada.submit("/account/interview", interview_on=day, next="/topics/first")
    assert response.status_code == 422
    assert any(words in error for error in texts(response.text, ".field-error"))
    assert value_of(response.text, "next") == "/topics/first"


def test_after_the_interview_a_reader_says_how_it_went_and_sets_the_next(
    app: Flask, ada: Person
) -> None:
    held_on, next_on = set_day(app, ada, -1), in_days(20)
    assert "How did it go?" in ada.page(OUTCOME)
    fields = {"went": "so-so", "note": "Asked about the app context.", "next_on": next_on}
    response = ada.submit(OUTCOME, **fields)
    assert (response.status_code, response.location) == (303, "/")
    assert settings_of(ada)[0] == next_on.isoformat()
    kept = section(ada.page("/account"), "interviews")
    assert f'datetime="{held_on.isoformat()}"' in kept
    assert "went so-so" in kept
    assert "Asked about the app context." in kept

    sent = dict(fields_of(form_of(kept, "/account/interview/forget"), "held_on"))
    ada.submit("/account", "/account/interview/forget", **sent)
    assert "Interviews you had" not in ada.page("/account")


@pytest.mark.parametrize("fields", [{"skip": "y", "note": "typed, then skipped"}, {}])
def test_after_the_interview_a_reader_may_go_on_without_a_word_or_a_date(
    app: Flask, ada: Person, fields: dict[str, str]
) -> None:
    set_day(app, ada, -1)
    ada.submit(OUTCOME, **fields)
    assert settings_of(ada)[0] == ""
    assert "Interviews you had" not in ada.page("/account")


def test_note_that_came_with_a_mistake_is_not_lost(app: Flask, ada: Person) -> None:
    held_on = set_day(app, ada, -1)
    fields = {"went": "well", "note": "They asked for WSGI.", "next_on": "2020-01-01"}
    response = ada.submit(OUTCOME, **fields)
    assert response.status_code == 422
    assert "They asked for WSGI." in response.text
    assert attributes(response.text, "[name=went][checked]", "value") == ["well"]
    assert settings_of(ada)[0] == held_on.isoformat()


def test_nobody_is_asked_before_the_day_is_over(app: Flask, ada: Person) -> None:
    day = set_day(app, ada, 0)
    assert ada.get(OUTCOME).location == "/account/interview"
    assert ada.submit("/account", OUTCOME, went="well").location == "/"
    assert settings_of(ada)[0] == day.isoformat()
    assert ada.submit("/account", "/account/interview/forget", held_on="x").status_code == 400


def test_outcomes_are_their_readers_own_and_leave_with_the_account(
    app: Flask, ada: Person, bob: Person
) -> None:
    for person in (ada, bob):
        held_on = set_day(app, person, -1)
        person.submit(OUTCOME, went="well")
    bob.submit("/account", "/account/interview/forget", held_on=held_on)
    assert "went well" in ada.page("/account")
    ada.submit("/account", "/account/delete", delete_password=PASSWORD, delete_is_sure="y")
    with app.app_context():
        rows = db.session.execute(text("SELECT count(*) FROM held_interview")).scalar_one()
    assert rows == 0
