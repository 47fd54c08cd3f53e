"""Links beside fields open in a new tab, and say so."""

import pytest
from markupsafe import Markup

from notes_site.study.rendering.prose import render_text
from notes_site.study.rendering.tabs import NOTE, open_in_tabs
from tests.pages import attributes, texts


def test_authors_link_opens_in_a_new_tab_and_says_so() -> None:
    html = open_in_tabs(render_text('See [a > b](https://example.org "x > y </a>").', "/topics/"))
    assert attributes(html, "a", "target") == ["_blank"]
    assert attributes(html, "a", "rel") == ["noopener"]
    assert attributes(html, "a", "title") == ["x > y </a>"]
    assert texts(html, "a") == ["a > b (opens in a new tab)"]
    assert texts(html, "p") == ["See a > b (opens in a new tab)."]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="#place">On this page</a>',
        f'<a href="/topics/first" target="_blank">It has its tab{NOTE}</a>',
        '<abbr title="<a href=x>">A &lt;a href="/x"&gt;</abbr>',
        "<p>No link, 1 &lt; 2 > 1</p>",
        '<a id="no-link">Nothing</a>',
    ],
)
def test_what_leads_nowhere_else_stays_as_it_is(html: str) -> None:
    assert open_in_tabs(Markup(html)) == html
