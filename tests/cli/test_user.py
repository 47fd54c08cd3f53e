"""Accounts made and mended by the host."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask

from notes_site.__main__ import commands
from tests.conftest import Clock, Person
from tests.web.devices import add, ask, sign_in_with
from tests.web.second import switch_codes_on


@pytest.fixture
def run(environ: dict[str, str], app: Flask):  # type: ignore[no-untyped-def]
    def call(*words: str, answers: str = ""):  # type: ignore[no-untyped-def]
        return CliRunner(env=environ).invoke(commands, words, input=answers)

    return call


def test_host_adds_a_reader_who_can_sign_in(run, visitor: Person) -> None:  # type: ignore[no-untyped-def]
    words = "four unrelated words"
    result = run("user", "add", "grace", answers=f"{words}\n{words}\n")
    assert result.exit_code == 0, result.output
    assert visitor.sign_in("grace", words).status_code == 303
    assert "is taken" in run("user", "add", "grace", answers=f"{words}\n{words}\n").output


@pytest.mark.promise("B2")
def test_host_gives_a_new_password_and_every_browser_is_signed_out(run, ada: Person) -> None:  # type: ignore[no-untyped-def]
    words = "another few words"
    assert run("user", "reset-password", "ada", answers=f"{words}\n{words}\n").exit_code == 0
    assert not ada.is_signed_in()
    assert ada.sign_in("ada", words).status_code == 303


def test_second_factor_stays_at_a_new_password_unless_the_host_drops_it(  # type: ignore[no-untyped-def]
    run, app: Flask, ada: Person, clock: Clock
) -> None:
    """B20: nobody gets in by talking the host into a new password alone."""
    authenticator, codes = switch_codes_on(ada, clock)
    device = add(ada, **{"add-code": codes[0]})
    words = "another few words"
    typed = f"{words}\n{words}\n"
    result = run("user", "reset-password", "ada", answers=typed)
    assert "stays; --drop-second-factor removes it" in result.output
    browser = Person(app.test_client())
    assert "Second step" in browser.sign_in("ada", words).text
    clock.moment += timedelta(seconds=30)
    assert browser.submit("/login/code", code=authenticator.code()).status_code == 303
    result = run("user", "reset-password", "ada", "--drop-second-factor", answers=typed)
    assert "The second factor is dropped." in result.output
    other = Person(app.test_client())
    assert sign_in_with(other, device.use(ask(other))).location != "/"
    assert not other.is_signed_in()
    assert other.sign_in("ada", words).status_code == 303
    result = run("user", "reset-password", "ada", "--drop-second-factor", answers=typed)
    assert "There is no second factor." in result.output


@pytest.mark.parametrize(
    ("words", "answers", "complaint"),
    [
        (("user", "add", "a b"), "", "Use 3 to 32"),
        (("user", "add", "grace"), "password\npassword\n", "guessers try first"),
        (("user", "reset-password", "nobody"), "", "no reader nobody"),
        (("user", "reset-link", "nobody"), "", "no reader nobody"),
    ],
)
def test_mistake_ends_with_one_line(run, words, answers, complaint) -> None:  # type: ignore[no-untyped-def]
    result = run(*words, answers=answers)
    assert result.exit_code == 1
    assert complaint in result.output


def test_settings_are_listed_and_those_set_here_marked(run) -> None:  # type: ignore[no-untyped-def]
    lines = run("settings").output.splitlines()
    assert any(line.startswith("* NOTES_DATA_DIR") for line in lines)
    assert any(line.startswith("  NOTES_SITE_URL") for line in lines)


def test_first_admin_is_added_by_one_command(run, visitor: Person) -> None:  # type: ignore[no-untyped-def]
    words = "four unrelated words"
    result = run("user", "add", "grace", "--admin", answers=f"{words}\n{words}\n")
    assert "Added grace, an admin." in result.output
    visitor.sign_in("grace", words)
    assert visitor.get("/flags").status_code == 200


def test_host_prints_a_link_that_sets_a_new_password(run, ada: Person) -> None:  # type: ignore[no-untyped-def]
    result = run("user", "reset-link", "ADA")
    assert result.exit_code == 0, result.output
    address = result.output.strip()
    assert address.startswith("http://127.0.0.1:5000/reset-password?token=")
    assert "For <strong>ada</strong>" in ada.page(address.removeprefix("http://127.0.0.1:5000"))


def test_link_begins_with_the_address_of_the_site(  # type: ignore[no-untyped-def]
    run, environ: dict[str, str], ada: Person
) -> None:
    environ["NOTES_SITE_URL"] = "https://notes.example.org"
    output = run("user", "reset-link", "ada").output
    assert output.startswith("https://notes.example.org/reset-password?token=")


def test_host_prints_an_invitation(  # type: ignore[no-untyped-def]
    run, environ: dict[str, str], make_app: Callable[..., Flask]
) -> None:
    environ["NOTES_REGISTRATION"] = "invite"
    result = run("user", "invite", "--days", "3", "--uses", "2")
    assert result.exit_code == 0, result.output
    path = result.output.strip().removeprefix("http://127.0.0.1:5000")
    visitor = Person(make_app().test_client())
    assert "Create the account" in visitor.page(path)


@pytest.mark.parametrize("words", [("--days", "0"), ("--days", "91"), ("--uses", "0")])
def test_invitation_without_sense_is_refused(run, environ, words) -> None:  # type: ignore[no-untyped-def]
    environ["NOTES_REGISTRATION"] = "invite"
    assert run("user", "invite", *words).exit_code == 2


def test_invitation_is_refused_where_it_would_let_nobody_in(run) -> None:  # type: ignore[no-untyped-def]
    result = run("user", "invite")
    assert result.exit_code == 1
    assert "NOTES_REGISTRATION is open; set it to invite" in result.output
