"""The search page."""

from tests.conftest import Person


def test_search_leads_to_the_section(visitor: Person) -> None:
    page = visitor.page("/search?q=starting")
    assert 'href="/topics/first#starting"' in page
    assert "<mark>starting</mark>" in page


def test_nothing_found_says_what_to_try(visitor: Person) -> None:
    page = visitor.page("/search?q=xyzzy")
    assert "Nothing found for “xyzzy”" in page
    assert "check the spelling" in page


def test_empty_search_explains_itself(visitor: Person) -> None:
    assert "Search finds topics and sections" in visitor.page("/search")


def test_what_was_typed_is_shown_as_text(visitor: Person) -> None:
    page = visitor.page("/search?q=<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
