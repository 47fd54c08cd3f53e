"""What a topic page weighs: the budgets that benchmarks/pages.py measures for the whole course."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import Person
from tests.pages import parse

FILES = "link[rel=stylesheet], link[rel=modulepreload], script[src]"


def weights(person: Person, path: str) -> dict[str, int]:
    """Return the bytes of the page, its stylesheet and its scripts as the site compresses them."""
    zipped = {"Accept-Encoding": "gzip"}
    page = person.page(path)
    found = {"html": len(person.get(path, headers=zipped).data), "css": 0, "js": 0}
    for node in parse(page).css(FILES):
        address = str(node.attributes.get("href") or node.attributes.get("src"))
        kind = address.rpartition(".")[2]
        found[kind] += len(person.get(address, headers=zipped).data)
    return found


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
