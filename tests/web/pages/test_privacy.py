"""The page that says who runs the site, and what is stored for how long."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from notes_site.store.database import Base
from notes_site.store.inventory import OF_OTHERS, OF_READERS
from notes_site.store.people import events, sweeping
from tests.conftest import Person
from tests.pages import attributes, elements, section, texts

HOST = '''
[host]
name = "Grace **Hopper**, Arlington"
contact = "<grace@example.org>"
privacy = """
The server stands in Iceland.

Backups are kept for [four weeks](https://example.org/backups).
"""
'''


def test_every_page_leads_to_it_and_anybody_reads_it(visitor: Person, ada: Person) -> None:
    for person in (visitor, ada):
        for path in ("/", "/topics/first", "/login"):
            assert "/privacy" in attributes(person.page(path), "footer a, main a", "href")
        assert "What is stored of a reader" in person.page("/privacy")


def test_page_is_there_where_the_host_wrote_nothing(visitor: Person) -> None:
    page = visitor.page("/privacy")
    assert "They have not said so here" in section(page, "contact")
    assert len(texts(section(page, "stored"), "li")) == len(OF_READERS)


def test_host_says_who_they_are_and_how_to_write_to_them(
    make_app: Callable[..., Flask], content: Path
) -> None:
    with (content / "site.toml").open("a") as file:
        file.write(HOST)
    visitor = Person(make_app().test_client())
    said = section(visitor.page("/privacy"), "contact")
    assert "Grace <strong>Hopper</strong>, Arlington" in said
    assert attributes(said, "a", "href") == [
        "mailto:grace@example.org",
        "https://example.org/backups",
    ]
    assert "The server stands in Iceland." in texts(said, "p")
    assert "They have not said so" not in said


def test_what_the_host_writes_is_cleaned(make_app: Callable[..., Flask], content: Path) -> None:
    """D2: hostile HTML in content is cleaned."""
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))"
    with (content / "site.toml").open("a") as file:
        file.write(f"[host]\nname = '{hostile}'\ncontact = '{hostile}'\nprivacy = '{hostile}'\n")
    said = section(Person(make_app().test_client()).page("/privacy"), "contact")
    found = elements(said)
    assert "script" not in {tag for tag, _ in found}
    assert not [one for _, own in found for one in own if one.startswith("on")]
    assert not [own for _, own in found if "javascript" in (own.get("href") or "")]


def test_every_table_of_the_schema_stands_in_the_list_once() -> None:
    named = Counter(name for one in (*OF_READERS, *OF_OTHERS) for name in one.tables)
    assert set(named) == set(Base.metadata.tables)
    assert set(named.values()) == {1}


def test_tables_that_lead_to_a_reader_are_listed_as_theirs() -> None:
    leading = {
        table.name
        for table in Base.metadata.tables.values()
        if any(key.column.table.name == "user" for key in table.foreign_keys)
    }
    assert leading <= {name for one in OF_READERS for name in one.tables}


@pytest.mark.parametrize(
    ("table", "number"),
    [
        ("event", events.KEPT.days),
        ("event", events.MOST_KEPT),
        ("sign_in", sweeping.LONGEST_SIGN_IN.days),
        ("sign_in", sweeping.LONGEST_IDLE.days),
    ],
)
def test_list_says_the_times_that_hold(visitor: Person, table: str, number: int) -> None:
    (holding,) = (one for one in OF_READERS if table in one.tables)
    assert str(number) in str(holding.how_long)
    assert str(holding.how_long) in texts(visitor.page("/privacy"), ".facts")
