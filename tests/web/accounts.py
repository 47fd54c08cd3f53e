"""What a reader is told of their account, and what a guesser is."""

from flask import Flask

from tests.conftest import Person
from tests.pages import parse, section, texts


def log(person: Person) -> list[str]:
    """Return what happened to the account as its page tells it, the newest first."""
    return texts(section(person.page("/account/security"), "events"), "li strong")


def said_to_a_guesser(app: Flask, name: str) -> str | None:
    """Return the page after a wrong password, without what its fields hold."""
    response = Person(app.test_client()).sign_in(name, "not the password")
    assert response.status_code == 422
    page = parse(response.text)
    for field in page.css("[value]"):
        field.attrs["value"] = ""
    return page.html
