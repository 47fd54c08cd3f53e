"""What a reader is told of their account."""

from tests.conftest import Person
from tests.pages import section, texts


def log(person: Person) -> list[str]:
    """Return what happened to the account as its page tells it, the newest first."""
    return texts(section(person.page("/account/security"), "events"), "li strong")
