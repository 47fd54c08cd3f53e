"""What a reader sees and changes of how they get in. Ids name promises of trust."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from notes_site.store.database import db, writing
from notes_site.store.models import Event, SignIn, User
from notes_site.store.people import events
from notes_site.store.people.sweeping import sweep
from notes_site.store.people.users import Credentials
from notes_site.web.door.browsers import describe_browser
from tests.conftest import PASSWORD, Clock, Person
from tests.pages import attributes, section, texts, token_of
from tests.web.accounts import log
from tests.web.queries import statements

PAGE = "/account/security"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"


def sign_in_with(app: Flask, user_agent: str, name: str = "ada") -> Person:
    person = Person(app.test_client())
    person.client.environ_base["HTTP_USER_AGENT"] = user_agent
    assert person.sign_in(name).status_code == 303
    return person


def browsers(page: str) -> list[str]:
    return texts(section(page, "browsers"), "li")


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} Safari/537.36", "Chrome on Linux"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36", "Chrome on Android"),
        (f"Mozilla/5.0 (Windows NT 10.0) {CHROME} Safari/537.36 Edg/142.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROME} OPR/1", "Opera on macOS"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541) {CHROME} Safari/537.36", "Chrome on ChromeOS"),
        ("Lynx/2.9 (Linux)", "A browser on Linux"),
        ("curl/8.14", ""),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_browser_is_described_in_plain_words(user_agent: str, words: str) -> None:
    assert describe_browser(user_agent) == words


@pytest.mark.promise("B17")
def test_reader_sees_where_they_are_signed_in_and_which_browser_this_is(
    app: Flask, ada: Person, bob: Person
) -> None:
    """B17: a reader sees their sessions, and nobody else's."""
    sign_in_with(app, PHONE)
    here = sign_in_with(app, FIREFOX)
    first, second, third = browsers(here.page(PAGE))
    assert first == "Firefox on Windows · this browser Signed in just now"
    assert second.startswith("Safari on iPhone Signed in just now, last seen today Sign it out")
    assert third.startswith("Another browser")  # where Ada registered, with what we don't know


def test_what_is_stored_of_a_browser_is_its_description_alone(app: Flask, ada: Person) -> None:
    sign_in_with(app, FIREFOX)
    with app.app_context():
        stored = db.session.execute(select(SignIn.browser).order_by(SignIn.id)).scalars().all()
    assert stored == ["", "Firefox on Windows"]


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "yesterday"), (3, "3 days ago"), (13, "13 days ago")]
)
def test_last_visit_is_told_by_the_day(app: Flask, ada: Person, days: int, words: str) -> None:
    here = sign_in_with(app, FIREFOX)
    with app.app_context(), writing() as session:
        before = datetime.now(UTC) - timedelta(days=days)
        session.execute(update(SignIn).where(SignIn.id == 1).values(last_seen_at=before))
    assert f"last seen {words} Sign it out" in browsers(here.page(PAGE))[1]


def test_browser_whose_time_is_over_is_not_listed(app: Flask, ada: Person) -> None:
    here = sign_in_with(app, FIREFOX)
    with app.app_context(), writing() as session:
        before = datetime.now(UTC) - timedelta(days=15)
        session.execute(update(SignIn).where(SignIn.id == 1).values(last_seen_at=before))
    assert len(browsers(here.page(PAGE))) == 1


def test_browser_too_many_ends_the_oldest_and_the_log_tells_it_once_a_day(
    app: Flask, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes_site.store.people.users.MOST_BROWSERS", 3)
    second, *_, newest = [sign_in_with(app, FIREFOX) for _ in range(4)]
    assert (ada.is_signed_in(), second.is_signed_in()) == (False, False)
    assert len(browsers(newest.page(PAGE))) == 3
    told = texts(section(newest.page(PAGE), "events"), "li")
    (line,) = (one for one in told if one.startswith("Signed out where you had signed in first"))
    assert "2 times" in line


@pytest.mark.promise("B17")
def test_reader_ends_one_browser_and_the_others_go_on(app: Flask, ada: Person) -> None:
    phone, here = sign_in_with(app, PHONE), sign_in_with(app, FIREFOX)
    page = here.page(PAGE)
    action, *_ = attributes(section(page, "browsers"), "form", "action")
    assert here.submit(PAGE, action).status_code == 303
    assert not phone.is_signed_in()
    assert ada.is_signed_in()
    assert here.is_signed_in()
    assert log(here)[0] == "Signed out from afar"
    assert texts(section(here.page(PAGE), "events"), ".facts")[0] == "Safari on iPhone · just now"


@pytest.mark.promise("B17")
def test_reader_ends_every_other_browser_at_once(app: Flask, ada: Person, bob: Person) -> None:
    phone, here = sign_in_with(app, PHONE), sign_in_with(app, FIREFOX)
    here.submit(PAGE, "/account/browsers/end-others")
    assert not phone.is_signed_in()
    assert not ada.is_signed_in()
    assert here.is_signed_in()
    assert bob.is_signed_in()
    assert "/account/browsers/end-others" not in here.page(PAGE)


@pytest.mark.promise("B17")
def test_stranger_cannot_end_my_browser(app: Flask, ada: Person, bob: Person) -> None:
    assert bob.submit(PAGE, "/account/browsers/1/end").status_code == 404
    bob.submit(PAGE, "/account/browsers/end-others")
    assert ada.is_signed_in()
    assert log(bob) == ["Signed in"]


def test_log_tells_what_happened_the_newest_first(app: Flask, ada: Person, clock: Clock) -> None:
    clock.step = timedelta(seconds=1)
    fields = {"change_password": PASSWORD, "change_new": "another few words"}
    assert ada.submit(PAGE, "/account/password", **fields).status_code == 303
    fields = {"name_new": "ada.lovelace", "name_password": "another few words"}
    assert ada.submit(PAGE, "/account/name", **fields).status_code == 303
    assert log(ada) == ["Name changed", "Password changed", "Signed in"]
    assert "from ada to ada.lovelace" in ada.page(PAGE)


def test_what_happened_long_before_is_folded_away(app: Flask, ada: Person) -> None:
    for _ in range(11):
        Person(app.test_client()).sign_in("ada")
    page = section(ada.page(PAGE), "events")
    assert len(texts(page, "li")) == 12
    assert len(texts(page, "details li")) == 2


def test_wrong_passwords_are_counted_in_one_line_a_day(
    app: Flask, ada: Person, clock: Clock
) -> None:
    clock.moment = datetime(2027, 1, 4, 12, tzinfo=UTC)
    for _ in range(3):
        Person(app.test_client()).sign_in("ADA", "a wrong guess")
    here = sign_in_with(app, FIREFOX)
    assert log(here)[:2] == ["Signed in", "Wrong password"]
    assert "Wrong password · 3 times" in " ".join(texts(here.page(PAGE), "li p"))
    clock.moment += timedelta(days=1)
    Person(app.test_client()).sign_in("ada", "a wrong guess")
    assert log(here)[:3] == ["Wrong password", "Signed in", "Wrong password"]


def test_wrong_password_when_asked_again_is_counted_too(ada: Person, bob: Person) -> None:
    fields = {"change_password": "wrong", "change_new": "another few words"}
    ada.submit(PAGE, "/account/password", **fields)
    assert log(ada) == ["Wrong password", "Signed in"]
    assert log(bob) == ["Signed in"]


def test_guess_at_an_unknown_name_writes_as_often_as_at_a_known(app: Flask, ada: Person) -> None:
    """B10: unknown and known names cost the same work."""
    sent = []
    for name in ("ada", "eda"):
        guesser = Person(app.test_client())
        token = token_of(guesser.page("/login"))
        with statements(app) as seen:
            guesser.send("/login", token, username=name, password="a wrong guess")
        sent.append([statement.split(" ")[:3] for statement in seen])
    assert sent[0] == sent[1]
    assert ["UPDATE", "attempt", "SET"] in sent[0]


def test_log_is_kept_for_180_days_and_200_lines(app: Flask, ada: Person, bob: Person) -> None:
    moment = datetime.now(UTC)
    with app.app_context():
        with writing() as session:
            long_ago = moment - events.KEPT - timedelta(minutes=1)
            session.execute(update(Event).values(happened_at=long_ago))
        assert events.find_events(1, moment) == []
        with writing() as session:
            for number in range(events.MOST_KEPT + 5):
                later = moment + timedelta(seconds=number)
                events.record_event(session, 1, "signed-in", later, str(number))
            sweep(session, moment + timedelta(days=2))
        counts = select(Event.user_id, func.count()).group_by(Event.user_id)
        assert [tuple(row) for row in db.session.execute(counts)] == [(1, events.MOST_KEPT)]
        assert events.find_events(1, moment)[-1].detail == "5"
        with writing() as session, pytest.raises(KeyError):
            events.record_event(session, 1, "made-up", moment)


def rename(person: Person, name: str, password: str = PASSWORD) -> int:
    fields = {"name_new": name, "name_password": password}
    return person.submit(PAGE, "/account/name", **fields).status_code


def test_reader_takes_another_name_and_keeps_everything(app: Flask, ada: Person) -> None:
    quiz = ada.start_quiz("second")
    assert rename(ada, "Grace") == 303
    assert "<strong>Grace</strong>" in ada.page("/account")
    assert ada.get(quiz, follow_redirects=True).status_code == 200
    assert Person(app.test_client()).sign_in("ada").status_code == 422
    assert Person(app.test_client()).sign_in("grace").status_code == 303
    assert Person(app.test_client()).register("ada").status_code == 303


def test_reader_may_write_their_own_name_differently(ada: Person) -> None:
    assert rename(ada, "Ada") == 303
    assert "<strong>Ada</strong>" in ada.page("/account")


@pytest.mark.parametrize("name", ["bob", "BOB", "Bob", "b\u200bob", "ｂｏｂ", "a b", "ab", ""])
def test_name_of_another_or_that_cannot_be_is_refused(
    app: Flask, ada: Person, bob: Person, name: str
) -> None:
    assert rename(ada, name) == 422
    with app.app_context():
        names = db.session.execute(select(User.username).order_by(User.id)).scalars().all()
    assert names == ["ada", "bob"]


def test_name_change_needs_the_password_which_is_no_name(ada: Person) -> None:
    assert rename(ada, "grace", "wrong") == 422
    assert rename(ada, PASSWORD.replace(" ", "-")) == 303
    ada.submit(PAGE, "/account/password", change_password=PASSWORD, change_new="long-enough")
    assert rename(ada, "Long-Enough", "long-enough") == 422


def test_password_of_whoever_has_the_name_by_now_proves_nothing(
    ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name may change hands between reading who asks and looking at the password."""
    bobs = Credentials(user_id=2, username="ada", password_hash="")
    monkeypatch.setattr("notes_site.web.people.asking.find_proven", lambda *_: bobs)
    response = ada.submit(PAGE, "/account/name", name_password=PASSWORD, name_new="eve")
    assert response.status_code == 422
    assert "This is not your password" in response.text


def test_asking_for_taken_names_is_slowed_as_at_sign_up(ada: Person, bob: Person) -> None:
    codes = [rename(ada, "bob") for _ in range(12)]
    assert codes == [422] * 10 + [429] * 2
