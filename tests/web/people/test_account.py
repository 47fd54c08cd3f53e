"""Accounts: who gets in, who doesn't, and what is left behind. Ids name promises of trust."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update

from notes_site.store.database import db, writing
from notes_site.store.models import Answer, SignIn, User
from notes_site.store.people import passwords
from notes_site.store.people.passwords import hash_password
from notes_site.store.people.users import reset_password
from notes_site.store.practice.cards import find_cards
from tests.conftest import PASSWORD, SITES_HASHER, Person
from tests.pages import section, token_of, value_of
from tests.web.accounts import said_to_a_guesser

LOOK_ALIKES = [
    "ADA",
    "Ada",
    " ada",
    "ada ",
    "a\u200bda",
    "ａｄａ",
    "аda",
    "\u202eada",
    "a da",
    "adá",
]
FOREIGN_TARGETS = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\tevil",
    "/progress\r\nSet-Cookie: a=b",
    " /progress",
    "evil.example",
    "/nowhere",
    "/logout",
    "http:/progress",
    "//127.0.0.1/progress",
    "@evil.example",
    "/%0d%0aevil",
    "data:text/html,x",
    "/topics/../../x",
    "%2f%2fevil.example",
]


def copy_of(person: Person, app: Flask) -> Person:
    """Return a thief with a copy of all the cookies of somebody's browser."""
    thief = Person(app.test_client())
    cookie = person.client.get_cookie("session")
    assert cookie
    thief.client.set_cookie("session", cookie.value)
    return thief


def test_registering_signs_in_and_greets(visitor: Person) -> None:
    response = visitor.register("grace.hopper")
    assert response.status_code == 303
    assert response.location.startswith("/account/interview?")
    assert "Welcome, grace.hopper" in visitor.page("/")


def test_reader_comes_back_with_name_and_password(app: Flask, ada: Person) -> None:
    other = Person(app.test_client())
    assert not other.is_signed_in()
    assert other.sign_in("Ada").location == "/"
    assert other.is_signed_in()


@pytest.mark.promise("B10")
def test_wrong_password_and_unknown_name_are_answered_alike(app: Flask, ada: Person) -> None:
    assert said_to_a_guesser(app, "ada") == said_to_a_guesser(app, "eda")


@pytest.mark.promise("B10")
def test_unknown_name_costs_a_hash_too(
    app: Flask, visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    original = passwords.is_password

    def note(known: str, given: str) -> bool:
        checked.append(known)
        return original(known, given)

    monkeypatch.setattr("notes_site.web.door.confirming.is_password", note)
    visitor.sign_in("nobody", "some password")
    assert checked == [passwords.dummy_hash()]


@pytest.fixture
def as_on_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords from here on as the site does."""
    monkeypatch.setattr(passwords, "_hasher", SITES_HASHER)


@pytest.mark.promise("B6")
def test_hash_is_argon2id_with_19_mib_and_two_passes(app: Flask, as_on_the_site: None) -> None:
    Person(app.test_client()).register("ada")
    assert_hashed_as_the_site_says(app)


def assert_hashed_as_the_site_says(app: Flask) -> None:
    with app.app_context():
        stored = db.session.execute(select(User.password_hash)).scalar_one()
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.promise("B6")
def test_old_hash_is_made_anew_at_sign_in(app: Flask, ada: Person, as_on_the_site: None) -> None:
    """Ada's own is a weak one, as tests have them."""
    Person(app.test_client()).sign_in("ada")
    assert_hashed_as_the_site_says(app)


@pytest.mark.promise("B11")
@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alike_of_a_taken_name_is_refused(app: Flask, ada: Person, name: str) -> None:
    assert Person(app.test_client()).register(name).status_code == 422
    with app.app_context():
        assert db.session.execute(select(func.count()).select_from(User)).scalar_one() == 1


@pytest.mark.parametrize("name", ["ab", "a" * 33, "-ab", "ab.", "a/b", "<b>", ""])
def test_name_that_cannot_be_is_refused_with_the_rule(visitor: Person, name: str) -> None:
    response = visitor.register(name)
    assert response.status_code == 422
    assert "field-error" in response.text


@pytest.mark.promise("B11")
def test_twenty_sign_ups_of_one_name_at_once_make_one_account(app: Flask) -> None:
    def sign_up(_: int) -> int:
        return Person(app.test_client()).register("popular").status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(sign_up, range(20)))
    assert codes.count(303) == 1
    assert set(codes) == {303, 422, 429}  # who asks for taken names again and again has to wait


@pytest.mark.promise("B5")
@pytest.mark.parametrize(
    "password",
    [
        "x" * 1024,
        "pässwörd mit Ümläuten",
        "🐢🐢🐢🐢🐢🐢🐢🐢",
        "        ",
        "12345 67",
        "日本語のパスワード",
    ],
)
def test_any_long_enough_password_is_taken_whole(app: Flask, password: str) -> None:
    person = Person(app.test_client())
    assert person.register("ada", password).status_code == 303
    assert Person(app.test_client()).sign_in("ada", password).status_code == 303
    assert Person(app.test_client()).sign_in("ada", password[:-1]).status_code == 422


@pytest.mark.promise("B5")
@pytest.mark.parametrize(
    "password", ["short12", "x" * 1025, "password", "PASSWORD", "12345678", "grace-hopper"]
)
def test_guessable_password_is_refused(visitor: Person, password: str) -> None:
    assert visitor.register("grace-hopper", password).status_code == 422


@pytest.mark.promise("B5")
def test_the_commonest_passwords_are_known() -> None:
    common = passwords.common_passwords()
    assert len(common) >= 3_000
    assert all(len(word) >= passwords.SHORTEST for word in common)


@pytest.mark.promise("B1")
def test_copies_of_the_cookie_die_at_sign_out(app: Flask, ada: Person) -> None:
    """B1: copies of the session cookie die at sign-out."""
    thief = copy_of(ada, app)
    assert thief.is_signed_in()
    ada.submit("/account", "/logout")
    assert not ada.is_signed_in()
    assert not thief.is_signed_in()


def test_sign_out_forgets_the_pages_of_this_browser_and_nothing_else_of_it(ada: Person) -> None:
    """C5: "storage" would take the kept course and the theme, "cookies" those of other sites."""
    left = ada.submit("/account", "/logout")
    assert left.headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in ada.get("/").headers


def test_sign_out_ends_this_browser_only(app: Flask, ada: Person) -> None:
    phone = Person(app.test_client())
    phone.sign_in("ada")
    ada.submit("/account", "/logout")
    assert phone.is_signed_in()


@pytest.mark.promise("B2")
def test_password_change_ends_every_other_browser(app: Flask, ada: Person) -> None:
    """B2: a password change ends every other session."""
    phone = Person(app.test_client())
    phone.sign_in("ada")
    thief = copy_of(phone, app)
    response = ada.submit(
        "/account", "/account/password", change_password=PASSWORD, change_new="another few words"
    )
    assert response.status_code == 303
    assert ada.is_signed_in()
    assert not phone.is_signed_in()
    assert not thief.is_signed_in()
    assert Person(app.test_client()).sign_in("ada").status_code == 422
    assert Person(app.test_client()).sign_in("ada", "another few words").status_code == 303


@pytest.mark.promise("B2")
def test_copies_of_this_browsers_cookie_die_at_a_password_change(app: Flask, ada: Person) -> None:
    """B2: a password change gives this session a new token; a copy of its old cookie is dead."""
    thief = copy_of(ada, app)
    assert thief.is_signed_in()
    fields = {"change_password": PASSWORD, "change_new": "another few words"}
    assert ada.submit("/account", "/account/password", **fields).status_code == 303
    assert not thief.is_signed_in()
    assert "Your password is changed" in ada.page("/account")
    assert copy_of(ada, app).is_signed_in()
    with app.app_context():
        assert db.session.execute(select(func.count()).select_from(SignIn)).scalar_one() == 1


@pytest.mark.promise("B2")
def test_old_password_that_is_being_looked_at_while_a_new_one_is_set_opens_nothing(
    app: Flask, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(stored: str, given: str) -> bool:
        with app.app_context():
            reset_password(1, hash_password("another few words"), datetime.now(UTC))
        return passwords.is_password(stored, given)

    monkeypatch.setattr("notes_site.web.door.confirming.is_password", look)
    thief = Person(app.test_client())
    thief.sign_in("ada")
    assert not thief.is_signed_in()
    assert "The password was changed just now." in thief.page("/login")


@pytest.mark.promise("B2")
def test_browser_that_was_signed_out_meanwhile_changes_no_password(
    app: Flask, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose owner was quicker: the thief's new password isn't stored after the owner's."""
    new = "the owner's new words"

    def look(stored: str, given: str) -> bool:
        with app.app_context():
            reset_password(1, hash_password(new), datetime.now(UTC))
        return passwords.is_password(stored, given)

    monkeypatch.setattr("notes_site.web.door.confirming.is_password", look)
    fields = {"change_password": PASSWORD, "change_new": "the thief's new words"}
    assert ada.submit("/account/security", "/account/password", **fields).status_code == 303
    monkeypatch.undo()
    assert not ada.is_signed_in()
    assert Person(app.test_client()).sign_in("ada", new).status_code == 303


def test_password_change_needs_the_current_one(ada: Person) -> None:
    response = ada.submit(
        "/account", "/account/password", change_password="wrong", change_new="another few words"
    )
    assert response.status_code == 422
    assert "This is not your password" in response.text


@pytest.mark.promise("B3")
def test_session_has_a_new_identity_after_sign_in(app: Flask, ada: Person) -> None:
    """B3: signing in gives the session a new identity, so none can be fixed beforehand.

    Nor does anything outlive it that somebody may have put there, such as the secret of the forms.
    """
    browser = Person(app.test_client())
    known = token_of(browser.page("/login"))
    before = browser.client.get_cookie("session")
    browser.sign_in("ada")
    after = browser.client.get_cookie("session")
    assert before
    assert after
    assert before.value != after.value
    thief = Person(app.test_client())
    thief.client.set_cookie("session", before.value)
    assert not thief.is_signed_in()
    assert browser.send("/account/reset", known, reset_password=PASSWORD).status_code == 400


@pytest.mark.promise("B3")
def test_browser_that_somebody_else_is_signed_in_with_becomes_its_readers(
    app: Flask, ada: Person, bob: Person
) -> None:
    """Who left their own sign-in in a browser follows nobody who signs in there later."""
    thief = copy_of(bob, app)
    token = token_of(bob.page("/account"))
    assert bob.send("/login", token, username="ada", password=PASSWORD).status_code == 303
    assert "ada" in bob.page("/")
    assert not thief.is_signed_in()


@pytest.mark.promise("B15")
@pytest.mark.parametrize(
    ("column", "age", "is_alive"),
    [
        ("created_at", timedelta(days=29), True),
        ("created_at", timedelta(days=31), False),
        ("last_seen_at", timedelta(days=13), True),
        ("last_seen_at", timedelta(days=15), False),
    ],
)
def test_session_ends_after_30_days_or_14_idle(
    app: Flask, ada: Person, column: str, age: timedelta, is_alive: bool
) -> None:
    """B15: sessions last 30 days, and 14 without a visit."""
    with app.app_context(), writing() as session:
        session.execute(update(SignIn).values({column: datetime.now(UTC) - age}))
    assert ada.is_signed_in() is is_alive


@pytest.mark.promise("B15")
def test_last_seen_is_written_once_a_day(app: Flask, ada: Person) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=2)
    with app.app_context(), writing() as session:
        session.execute(update(SignIn).values(last_seen_at=yesterday))
    ada.page("/")
    with app.app_context():
        first = db.session.execute(select(SignIn.last_seen_at)).scalar_one()
    ada.page("/")
    with app.app_context():
        second = db.session.execute(select(SignIn.last_seen_at)).scalar_one()
    assert first > yesterday
    assert second == first


@pytest.mark.promise("B12")
@pytest.mark.parametrize("target", FOREIGN_TARGETS)
def test_sign_in_never_sends_anywhere_else(app: Flask, ada: Person, target: str) -> None:
    """B12: `next` stays on this site."""
    browser = Person(app.test_client())
    response = browser.submit("/login", username="ada", password=PASSWORD, next=target)
    assert response.status_code == 303
    assert response.location == "/"


@pytest.mark.promise("B12")
@pytest.mark.parametrize("target", ["/progress", "/practice", "/topics/first"])
def test_sign_in_goes_on_to_the_page_asked_for(app: Flask, ada: Person, target: str) -> None:
    browser = Person(app.test_client())
    response = browser.submit("/login", username="ada", password=PASSWORD, next=target)
    assert response.location == target


def test_page_for_readers_asks_a_visitor_to_sign_in_and_comes_back(
    app: Flask, ada: Person, visitor: Person
) -> None:
    response = visitor.get("/progress?from=here")
    assert response.status_code == 303
    assert response.location == "/login?next=/progress?from%3Dhere"
    assert value_of(visitor.page(response.location), "next") == "/progress?from=here"
    assert 'href="/trial"' in visitor.page(response.location)
    assert 'href="/trial"' not in visitor.page("/login")


def guess(
    client: FlaskClient,
    name: str,
    address: str = "203.0.113.9",
    password: str = "a wrong guess",
    headers: Mapping[str, str] | None = None,
) -> int:
    person = Person(client)
    page = person.get("/login", environ_base={"REMOTE_ADDR": address})
    data = {"csrf_token": token_of(page.text), "username": name, "password": password}
    return client.post(
        "/login", data=data, environ_base={"REMOTE_ADDR": address}, headers=headers
    ).status_code


@pytest.mark.promise("B7", "B8")
def test_of_sixty_guesses_few_reach_the_hash(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """B7, B8: shared by workers, kept over a restart, and no header talks it away."""
    reached: list[str] = []

    def note(known: str, _given: str) -> bool:
        reached.append(known)
        return False

    monkeypatch.setattr("notes_site.web.door.confirming.is_password", note)
    workers = [make_app(), make_app()]
    codes: list[int] = []
    for number in range(60):
        forged = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-Ip": "198.51.100.1"}
        client = workers[number % 2].test_client()
        codes.append(guess(client, f"name{number % 6}", headers=forged))
    assert len(reached) <= 20
    assert codes.count(429) == 60 - len(reached)
    codes = [guess(make_app().test_client(), "ada")]
    assert codes == [429]


def test_guesses_at_one_name_stop_early(app: Flask) -> None:
    codes = [guess(app.test_client(), "ada") for _ in range(15)]
    assert codes == [422] * 10 + [429] * 5


@pytest.mark.promise("B9")
def test_throttling_a_guesser_never_locks_the_owner_out(app: Flask, ada: Person) -> None:
    """B9: throttling a guesser never locks the owner out elsewhere."""
    for _ in range(30):
        guess(app.test_client(), "ada", address="203.0.113.9")
    assert guess(app.test_client(), "ada", address="192.0.2.7", password=PASSWORD) == 303


def test_signing_in_rightly_is_never_counted(app: Flask, ada: Person) -> None:
    codes = {guess(app.test_client(), "ada", password=PASSWORD) for _ in range(25)}
    assert codes == {303}


def test_too_many_tries_say_when_to_come_back(app: Flask) -> None:
    for _ in range(10):
        guess(app.test_client(), "ada", address="127.0.0.1")
    response = Person(app.test_client()).sign_in("ada", "a wrong guess")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "900"
    assert "quarter of an hour" in response.text


@pytest.mark.promise("B17")
def test_deleting_the_account_leaves_no_row(app: Flask, ada: Person, bob: Person) -> None:
    """B17: a reader can delete the account, and no row is left."""
    for person in (ada, bob):
        quiz = person.start_quiz("second")
        person.submit(f"{quiz}/1", choice="yes")
    response = ada.submit(
        "/account", "/account/delete", delete_password=PASSWORD, delete_is_sure="y"
    )
    assert response.status_code == 303
    assert not ada.is_signed_in()
    with app.app_context():
        tables = ["user", "sign_in", "quiz", "quiz_question", "answer", "card"]
        counts = [
            db.session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
            for table in tables
        ]
        assert counts == [1, 1, 1, 1, 1, 1]
        owner = db.session.execute(select(User.username).join(Answer)).scalar_one()
        assert owner == "bob"


def test_page_says_beside_the_delete_button_what_stays(ada: Person) -> None:
    assert "your words stay for the person who runs this site" in section(
        ada.page("/account"), "delete-account"
    )


@pytest.mark.promise("B17")
@pytest.mark.parametrize(
    "fields", [{"delete_password": "wrong", "delete_is_sure": "y"}, {"delete_password": PASSWORD}]
)
def test_deleting_needs_password_and_certainty(ada: Person, fields: dict[str, str]) -> None:
    assert ada.submit("/account", "/account/delete", **fields).status_code == 422
    assert ada.is_signed_in()


def test_closed_site_takes_no_new_accounts(make_app: Callable[..., Flask]) -> None:
    visitor = Person(make_app(NOTES_REGISTRATION="closed").test_client())
    assert "closed" in visitor.page("/register")
    assert "Create an account" not in visitor.page("/")
    response = visitor.submit("/login", "/register", username="eve", password=PASSWORD)
    assert response.status_code == 403


def test_settings_are_kept_and_shown(ada: Person) -> None:
    fields = {"time_zone": "Asia/Kolkata", "daily_cap": "25", "wanted_recall": "0.95"}
    fields |= {"interview_on": "2099-01-31"}
    assert ada.submit("/account", "/account/settings", **fields).status_code == 303
    page = ada.page("/account")
    assert '<option selected value="Asia/Kolkata">' in page
    assert '<option selected value="0.95">' in page
    assert 'value="25"' in page
    assert 'value="2099-01-31"' in page
    assert "days to the interview" in ada.page("/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Olympus"},
        {"daily_cap": "0"},
        {"daily_cap": "many"},
        {"wanted_recall": "1.5"},
        {"interview_on": "31.1.2099"},
    ],
)
def test_setting_that_cannot_be_is_explained(ada: Person, wrong: dict[str, str]) -> None:
    fields = {"time_zone": "UTC", "daily_cap": "25", "wanted_recall": "0.9", "interview_on": ""}
    response = ada.submit("/account", "/account/settings", **(fields | wrong))
    assert response.status_code == 422
    assert "field-error" in response.text


def test_higher_wanted_recall_moves_the_cards(app: Flask, ada: Person) -> None:
    quiz = ada.start_quiz("second")
    ada.submit(f"{quiz}/1", choice="yes", confidence=3)
    with app.app_context():
        before = find_cards(1)["second-single"].due_on
    fields = {"time_zone": "UTC", "daily_cap": "25", "interview_on": ""}
    ada.submit("/account", "/account/settings", **fields, wanted_recall="0.95")
    with app.app_context():
        assert find_cards(1)["second-single"].due_on < before


def test_new_reader_has_the_time_zone_of_their_browser(visitor: Person) -> None:
    visitor.submit("/register", username="ada", password=PASSWORD, time_zone="Pacific/Auckland")
    assert '<option selected value="Pacific/Auckland">' in visitor.page("/account")


def test_starting_afresh_needs_the_password_and_deletes_progress_only(ada: Person) -> None:
    quiz = ada.start_quiz("second")
    ada.submit(f"{quiz}/1", choice="yes")
    assert ada.submit("/account", "/account/reset", reset_password="wrong").status_code == 422
    assert "Nothing here yet" not in ada.page("/progress")
    assert ada.submit("/account", "/account/reset", reset_password=PASSWORD).status_code == 303
    assert "Nothing here yet" in ada.page("/progress")
    assert ada.get(quiz).status_code == 404
    assert ada.is_signed_in()


@pytest.mark.promise("B5")
@pytest.mark.parametrize("password", ["a", "password", "ada", "x" * 1025])
def test_new_password_keeps_the_same_rules(ada: Person, password: str) -> None:
    fields = {"change_password": PASSWORD, "change_new": password}
    assert ada.submit("/account", "/account/password", **fields).status_code == 422


def test_signing_in_again_ends_the_earlier_sign_in_of_this_browser(app: Flask, ada: Person) -> None:
    thief = copy_of(ada, app)
    data = {"csrf_token": token_of(ada.page("/account")), "username": "ada", "password": PASSWORD}
    assert ada.client.post("/login", data=data).status_code == 303
    assert ada.is_signed_in()
    assert not thief.is_signed_in()


def test_visitors_of_an_ipv4_mapped_listener_are_told_apart(app: Flask, ada: Person) -> None:
    for _ in range(25):
        guess(app.test_client(), "ada", address="::ffff:203.0.113.9")
    assert guess(app.test_client(), "ada", address="::ffff:192.0.2.7", password=PASSWORD) == 303
