"""Every page that a web test fetches is checked by the same rules: what each of them catches."""

import pytest
from flask import Flask

from tests import page_rules
from tests.conftest import Person
from tests.page_rules import complaints

WHOLE = """<!doctype html>
<html lang="en"><head><title>Page</title></head><body>{}</body></html>
"""
GOOD = """
<h1 id="top-of-it">Words</h1>
<form action="/search"><label for="q">Search</label> <input id="q" name="q"></form>
<form action="/practice" method="post"><input type="hidden" name="csrf_token">
<label>Length <select name="length"></select></label>
<button>Go</button></form>
<textarea aria-label="Note" aria-describedby="top-of-it"></textarea>
<a href="#top-of-it">Up</a> <a href="/topics/first#starting">Read</a>
<a href="https://example.org/elsewhere#there">Elsewhere</a>
<ul><li>one</li></ul><details><summary>More</summary><p>Words.</p></details>
"""


def find(app: Flask, body: str) -> list[str]:
    return complaints(WHOLE.format(body), "/here", app.url_map.bind("localhost"))


def test_page_that_keeps_the_rules_is_let_be(app: Flask) -> None:
    assert find(app, GOOD) == []


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("<p><ul><li>one</li></ul></p>", "unexpected-end-tag"),
        (
            "<section aria-labelledby='a'><h2 id='a'>Why</h2></section>"
            "<section aria-labelledby='b'><h2 id='b'>Why </h2></section>",
            "2 regions are named Why",
        ),
        ("<section><p>Words.</section></p>", "unexpected-end-tag"),
        ("<table><p>Words.</p></table>", "table-voodoo"),
        ("<a href='/'>one <a href='/'>two</a></a>", "unexpected-start-tag-implies-end-tag"),
        ("<div>", "expected-one-end-tag-but-got-another"),
        ('<i id="top-of-it"></i>', "2 elements have the id top-of-it"),
        ('<label for="gone">Name</label>', 'for="gone" leads to no element'),
        ('<p aria-describedby="q gone">Words.</p>', 'aria-describedby="gone" leads to no element'),
        ("<input name='name'>", "no label: <input"),
        ("<input type='checkbox' name='one'> One", "no label: <input"),
        ('<label for="q">Name</label><select name="name"></select>', "no label: <select"),
        ('<a href="/no/such/page">Words</a>', 'href="/no/such/page" leads nowhere'),
        ('<a href="/logout">Sign out</a>', 'href="/logout" leads nowhere'),
        ('<a href="page">Words</a>', 'href="page" leads nowhere'),
        ('<img alt="" src="/drawings/none.svg">', 'src="/drawings/none.svg" leads nowhere'),
        ('<form action="/logout"></form>', 'action="/logout" leads nowhere'),
        (
            '<form method="post"><button formaction="/no/such">Go</button></form>',
            'formaction="/no/such" leads nowhere',
        ),
        ('<a href="#gone">Down</a>', 'href="#gone" leads to no element'),
        ('<a href="/here#gone">Down</a>', 'href="/here#gone" leads to no element'),
    ],
)
def test_planted_violation_is_caught(app: Flask, planted: str, said: str) -> None:
    found = find(app, GOOD + planted)
    assert [one for one in found if said in one], found


def test_part_of_a_page_is_checked_as_a_part(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    assert complaints("<ol><li>one</li></ol>", "/search", adapter) == []
    assert complaints("<ol><li>one</ol></li>", "/search", adapter)


def test_page_of_the_site_that_breaks_a_rule_fails_whoever_fetches_it(
    app: Flask, visitor: Person
) -> None:
    broken = WHOLE.format("<ul><li>one</ul></li>")
    app.view_functions["glossary.show"] = lambda: broken
    app.view_functions["account.login_submit"] = lambda: broken
    with pytest.raises(AssertionError, match="unexpected-end-tag"):
        visitor.get("/glossary")
    with pytest.raises(AssertionError, match="unexpected-end-tag"):
        visitor.submit("/login", username="ada")


def test_same_page_is_looked_at_once(
    app: Flask, visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def note(html: str, path: str, adapter: object) -> list[str]:
        looked.append(path)
        return []

    monkeypatch.setattr(page_rules, "complaints", note)
    monkeypatch.setattr(page_rules, "_seen", set())
    for path in ("/login", "/login", "/register", "/login"):
        assert visitor.get(path).status_code == 200
    assert looked == ["/login", "/register"]
