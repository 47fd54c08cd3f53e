"""The key that signs cookies is changed by one command, and nobody is signed out by it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from notes_site.__main__ import commands
from notes_site.config import read_settings
from tests.conftest import Clock, Person
from tests.pages import token_of


def rotate(environ: dict[str, str]) -> str:
    ended = CliRunner(env=environ).invoke(commands, ["secret", "rotate"])
    assert ended.exit_code == 0, ended.output
    return ended.output


def come_back(app: Flask, cookie: str) -> Person:
    person = Person(app.test_client())
    person.client.set_cookie("session", cookie)
    return person


def cookie_of(person: Person) -> str:
    cookie = person.client.get_cookie("session")
    assert cookie
    return cookie.value


def test_nobody_is_signed_out_by_a_new_key(
    make_app: Callable[..., Flask], environ: dict[str, str], data: Path
) -> None:
    """B18: nor by the next one; and what is signed from now on is signed by the new key."""
    ada = Person(make_app().test_client())
    ada.register("ada")
    keys = {(data / "secret_key").read_text()}
    for _ in range(2):
        rotate(environ)
        keys.add((data / "secret_key").read_text())
        assert come_back(make_app(), cookie_of(ada)).is_signed_in()
    assert len(keys) == 3
    bob = Person(make_app().test_client())
    bob.register("bob")
    (data / "secret_key_fallbacks").unlink()
    later = make_app()
    assert come_back(later, cookie_of(bob)).is_signed_in()
    assert not come_back(later, cookie_of(ada)).is_signed_in()


def test_form_that_was_open_when_the_key_was_changed_is_taken(
    make_app: Callable[..., Flask], environ: dict[str, str], data: Path
) -> None:
    """For as long as the session is; what a stranger has signed is not."""
    ada = Person(make_app().test_client())
    ada.register("ada")
    token = token_of(ada.page("/account"))
    rotate(environ)
    forged = URLSafeTimedSerializer("k" * 40, salt="wtf-csrf-token").dumps(token)
    later = come_back(make_app(), cookie_of(ada))
    assert later.send("/logout", forged).status_code == 400
    assert later.send("/logout", token).status_code == 303
    (data / "secret_key_fallbacks").unlink()
    assert come_back(make_app(), cookie_of(ada)).send("/logout", token).status_code == 400


def test_older_key_is_forgotten_when_no_cookie_of_it_can_be_alive(
    make_app: Callable[..., Flask], environ: dict[str, str], data: Path, clock: Clock
) -> None:
    make_app()
    rotate(environ)
    clock.moment += timedelta(days=29)
    assert make_app().config["SECRET_KEY_FALLBACKS"]
    rotate(environ)
    clock.moment += timedelta(days=2)
    assert len(make_app().config["SECRET_KEY_FALLBACKS"]) == 1
    assert len((data / "secret_key_fallbacks").read_text().splitlines()) == 1
    clock.moment += timedelta(days=30)
    assert not make_app().config["SECRET_KEY_FALLBACKS"]
    assert (data / "secret_key_fallbacks").read_text() == ""


def test_keys_are_for_the_sites_user_alone(
    make_app: Callable[..., Flask], environ: dict[str, str], data: Path
) -> None:
    make_app()
    said = rotate(environ)
    assert "restart the site now" in said
    files = [data / "secret_key", data / "secret_key_fallbacks"]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    assert not any(file.read_text().split()[-1] in said for file in files)
    assert not list(data.glob(".secret-*"))


def test_key_of_the_environment_is_changed_there(environ: dict[str, str]) -> None:
    mine = environ | {"NOTES_SECRET_KEY": "k" * 40}
    ended = CliRunner(env=mine).invoke(commands, ["secret", "rotate"])
    assert ended.exit_code == 1
    assert "in front of NOTES_SECRET_KEY_FALLBACKS, and restart" in ended.output


def test_older_keys_of_both_places_are_accepted(environ: dict[str, str]) -> None:
    old = read_settings(environ).secret_key
    rotate(environ)
    found = read_settings(environ | {"NOTES_SECRET_KEY_FALLBACKS": "o" * 40})
    assert found.secret_key_fallbacks == ("o" * 40, old)


def test_file_of_older_keys_that_is_none_is_said_in_one_line(
    environ: dict[str, str], data: Path
) -> None:
    read_settings(environ)
    (data / "secret_key_fallbacks").write_text("what is this")
    with pytest.raises(Exception, match=r"secret_key can't be read \(") as refusal:
        read_settings(environ)
    assert "\n" not in str(refusal.value)
