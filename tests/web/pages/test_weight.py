"""What a topic page weighs: the budgets that benchmarks/pages.py measures for the whole course."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Person
from tests.pages import parse
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


ACCENT = ("", 'accent = "#7a1f78"')
LETTERS = ("", 'letters = "sans"', 'letters = "serif"')
ANNOUNCED = ("", '[[announcement]]\ntext = "Exams are near."\nlevel = "warning"')


@pytest.mark.parametrize(("accent", "letters", "announced"), [*product(ACCENT, LETTERS, ANNOUNCED)])
def test_styles_keep_to_their_budget_whatever_a_course_makes_its_own(
    content: Path, make_app: Callable[..., Flask], accent: str, letters: str, announced: str
) -> None:
    with (content / "site.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", "[look]", accent, letters, announced, ""]))
    visitor = Person(make_app().test_client())
    for path in ("/", "/topics/first", "/trial"):
        is_announced = parse(visitor.page(path)).css_first("aside.announced") is not None
        assert is_announced == bool(announced)
        assert 0 < weights(visitor, path)["css"] <= 10_000, path
