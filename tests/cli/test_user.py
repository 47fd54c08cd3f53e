"""Accounts made and mended by the host."""

import pytest
from click.testing import CliRunner
from flask import Flask

from notes_site.__main__ import commands
from tests.conftest import Person


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


@pytest.mark.parametrize(
    ("words", "answers", "complaint"),
    [
        (("user", "add", "a b"), "", "Use 3 to 32"),
        (("user", "add", "grace"), "password\npassword\n", "guessers try first"),
        (("user", "reset-password", "nobody"), "", "no reader nobody"),
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
