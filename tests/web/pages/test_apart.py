"""A section that has a page of its own: the topic's page begins it, its page has all of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Person, shown
from tests.pages import attributes, texts

SECTION = """
## The app so far
<!-- apart: yes; was: the-app -->

A view has come.[^more] `url_for` finds it.

```python title="step.py"
GREETING = "hello"
```

[^more]: And a test.
"""
ADDRESS = "/topics/{}/sections/the-app-so-far"


@pytest.fixture
def visitor(content: Path, make_app: Callable[..., Flask]) -> Person:
    for name in ("01-first", "02-second"):
        with (content / name / "topic.md").open("a") as topic:
            topic.write(SECTION.replace("step.py", f"{name}.py"))
    return Person(make_app().test_client())


def test_topic_begins_it_and_leads_on(visitor: Person) -> None:
    page = visitor.page("/topics/first")
    assert "A view has come." in page
    assert "01-first.py" not in page
    assert "Read all of it: The app so far" in texts(page, f"a[href='{ADDRESS.format('first')}']")


def test_its_page_has_all_of_it_and_leads_back_and_on(visitor: Person) -> None:
    page = visitor.page(ADDRESS.format("first"))
    assert texts(page, "h1") == ["The app so far"]
    assert "A view has come." in page
    assert "01-first.py" in page
    assert "And a test." in page
    assert "Starting" not in shown(page)
    assert attributes(page, ".eyebrow a", "href") == ["/topics/first#the-app-so-far"]
    assert attributes(page, "[rel=next]", "href") == [ADDRESS.format("second")]
    assert attributes(page, "[rel=prev]", "href") == []
    beyond = visitor.page(ADDRESS.format("second"))
    assert attributes(beyond, "[rel=prev]", "href") == [ADDRESS.format("first")]


def test_programs_and_the_search_miss_nothing_of_it(visitor: Person) -> None:
    assert "GREETING" in visitor.page("/topics/first.md")
    assert "#the-app-so-far" in visitor.page("/search?q=app+so+far")


@pytest.mark.parametrize(
    ("anchor", "status"), [("starting", 302), ("the-app", 302), ("no-such-section", 404)]
)
def test_address_of_what_has_no_page_of_its_own_leads_to_its_topic(
    visitor: Person, anchor: str, status: int
) -> None:
    answer = visitor.get(f"/topics/first/sections/{anchor}")
    assert answer.status_code == status
    if status == 302:
        assert answer.location == f"/topics/first#{anchor}"
