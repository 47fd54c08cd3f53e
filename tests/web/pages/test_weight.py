"""What a topic page weighs: the budgets that benchmarks/pages.py measures for the whole course."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import Person
from tests.web.pages.weighing import weights


@pytest.mark.parametrize("who", ["visitor", "reader"])
def test_topic_page_keeps_to_its_budget(make_app: Callable[..., Flask], who: str) -> None:
    """With all that a site with a name tells search engines."""
    person = Person(make_app(NOTES_SITE_URL="http://localhost").test_client())
    if who == "reader":
        person.register("ada")
    assert "application/ld+json" in person.page("/topics/first")
    found = weights(person, "/topics/first")
    assert 0 < found["html"] <= 20_000
    assert 0 < found["css"] <= 10_000
    assert 0 < found["js"] <= 6_000
