"""Reading: what a visitor gets, and what it costs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from notes_site.study.content.loading import load_library
from tests.conftest import Person, shown
from tests.web.queries import statements


def test_home_leads_to_every_topic(visitor: Person) -> None:
    home = visitor.page("/")
    for slug in ("first", "second"):
        assert f'href="/topics/{slug}"' in home
    assert "Start reading" in home


@pytest.mark.promise("C4")
@pytest.mark.parametrize(
    "path",
    ["/", "/topics/first", "/topics/first/cheat-sheet", "/glossary", "/search?q=starting"],
)
def test_visitors_page_costs_no_sql_and_carries_no_cookie(
    app: Flask, visitor: Person, path: str
) -> None:
    with statements(app) as seen:
        response = visitor.get(path)
    assert response.status_code == 200
    assert seen == []
    assert "Set-Cookie" not in response.headers


def test_visitors_page_can_be_asked_about_again(visitor: Person) -> None:
    first = visitor.get("/topics/first")
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Cookie" in first.headers["Vary"]
    again = visitor.get("/topics/first", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_topic_shows_text_code_sections_and_neighbours(visitor: Person) -> None:
    page = visitor.page("/topics/first")
    assert "<h1>First steps</h1>" in page
    assert 'id="starting"' in page
    assert 'href="#starting"' in page
    assert "<figcaption>app.py</figcaption>" in page
    assert 'rel="next"' in page
    assert 'rel="prev"' not in page
    assert 'href="/topics/second#going-on"' in page


@pytest.mark.promise("F3")
def test_unknown_topic_says_what_to_do(visitor: Person) -> None:
    for path in ("/topics/nothing", "/topics/..", "/topics/../../etc/passwd", "/topics/%00"):
        response = visitor.get(path)
        assert response.status_code == 404
        assert "All topics" in response.text


def test_signed_in_reader_sees_their_own_counts(ada: Person) -> None:
    assert "0 of 9 questions on this topic answered" in ada.page("/topics/first")
    quiz = ada.start_quiz("first", length=1)
    ada.submit(f"{quiz}/1", choice=["right", "two", "x"], text="return")
    assert "1 of 9" in ada.page("/topics/first") or "0 of 9" in ada.page("/topics/first")


def test_edited_content_is_seen_at_once_by_authors_only(
    environ: dict[str, str], content: Path, app: Flask
) -> None:
    from notes_site import create_app

    author = create_app(environ, debug=True)
    file = content / "01-first/topic.md"
    file.write_text(file.read_text().replace("First steps", "Edited steps"))
    assert "Edited steps" in author.test_client().get("/topics/first").text
    assert "First steps" in app.test_client().get("/topics/first").text


def test_visitor_checks_themselves_without_account_or_cookie(app: Flask, visitor: Person) -> None:
    assert 'action="/topics/first/trial"' in visitor.page("/topics/first")
    with statements(app) as seen:
        response = visitor.get(
            f"/topics/first/trial?1-choice={shown('right')}&3-choice={shown('two')}"
        )
    assert response.status_code == 200
    assert seen == []
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_check_explains_what_was_answered_and_keeps_the_rest_open(visitor: Person) -> None:
    page = visitor.page(f"/topics/first/trial?checked=1&1-choice={shown('wrong')}")
    assert "✗ Not right" in page
    assert "in another world" in page
    assert "the explanation of the single" in page.lower()
    assert page.count("Not answered.") == 2
    assert "Twice one" not in page
    assert "divisible by two" not in page
    assert "Practise this topic" in page


def test_check_complains_only_once_it_was_sent(visitor: Person) -> None:
    assert "Not answered." not in visitor.page("/topics/first/trial")
    assert visitor.page("/topics/first/trial?checked=1").count("Not answered.") == 3


def test_check_form_gives_no_answer_away_and_is_the_same_for_all(
    visitor: Person, app: Flask
) -> None:
    page = visitor.page("/topics/first")
    for secret in ("because the author says so", "Twice one", "divisible by two", "Python 3.7"):
        assert secret not in page
    assert page == Person(app.test_client()).page("/topics/first")


def test_check_takes_only_so_much(visitor: Person) -> None:
    assert visitor.get("/topics/first/trial?1-choice=" + "x" * 5_000).status_code == 400
    assert visitor.get("/topics/nothing/trial").status_code == 404


def test_reader_gets_a_real_quiz_instead(ada: Person) -> None:
    assert 'action="/topics/first/trial"' not in ada.page("/topics/first")


def test_glossary_explains_each_term_and_leads_to_its_section(visitor: Person) -> None:
    page = visitor.page("/glossary")
    assert page.index('<dt id="paragraph">') < page.index('<dt id="step">')
    assert "<code>like</code> these &amp; those." in page
    assert 'href="/topics/second#going-on"' in page


def test_topic_links_its_terms_and_leaves_what_they_mean_to_the_glossary(visitor: Person) -> None:
    page = visitor.page("/topics/first")
    assert 'A <a class="term" href="/glossary#paragraph">paragraph</a> about' in page
    assert "/glossary#step" not in page  # the section that teaches it needs no link
    for meaning in ("Sentences that stand together", "One of several moves"):
        assert meaning not in page
        assert meaning in visitor.page("/glossary")


def test_site_without_a_glossary_has_no_page_for_it(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    (content / "glossary.md").unlink()
    visitor = Person(make_app().test_client())
    assert visitor.get("/glossary").status_code == 404
    assert "glossary" not in visitor.page("/topics/first")


def test_cheat_sheet_is_linked_where_there_is_one(visitor: Person) -> None:
    assert 'href="/topics/first/cheat-sheet"' in visitor.page("/topics/first")
    sheet = visitor.page("/topics/first/cheat-sheet")
    assert 'href="/topics/first#starting"' in sheet
    assert "ZeroDivisionError" in sheet
    assert "cheat-sheet" not in visitor.page("/topics/second")
    assert visitor.get("/topics/second/cheat-sheet").status_code == 404


@pytest.mark.parametrize(
    ("language", "direction"), [("en", ""), ("nl", "ltr"), ("he-IL", "rtl"), ("fa", "rtl")]
)
def test_language_of_what_an_author_wrote_is_said_to_the_browser(
    make_app: Callable[..., Flask], content: Path, language: str, direction: str
) -> None:
    """Around it the interface is in English, as it speaks none of these."""
    site = content / "site.toml"
    site.write_text(f'language = "{language}"\n' + site.read_text(encoding="utf-8"))
    page = Person(make_app().test_client()).page("/topics/first")
    around = f'<{{}} lang="{language}" dir="{direction}">'
    assert '<html lang="en">' in page
    assert (around.format("span") in page) == (language != "en")
    assert page.count(around.format("div")) >= (3 if direction else 0)


def test_topic_says_with_which_versions_its_code_was_run(
    make_app: Callable[..., Flask], content: Path
) -> None:
    assert "was run with" not in Person(make_app().test_client()).page("/topics/first")
    topic = load_library(content).library.by_slug["first"]
    record = {"first": {"hash": topic.content_hash, "with": ["Flask 3.1.3", "Python 3.11"]}}
    (content / "checked.json").write_text(json.dumps(record))
    page = Person(make_app().test_client()).page("/topics/first")
    assert "The code on this page was run with Flask 3.1.3 and Python 3.11." in page


def test_links_to_a_heading_that_was_renamed_still_lead_to_its_section(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    file = content / "01-first" / "topic.md"
    text = file.read_text()
    file.write_text(text.replace("## Starting\n", "## Beginning\n<!-- was: starting -->\n"))
    for other in sorted(content.rglob("*.md")):
        other.write_text(other.read_text().replace("#starting", "#beginning"))
    app = make_app()
    page = Person(app.test_client()).page("/topics/first")
    before, _, after = page.partition('<span id="starting"></span>')
    assert "<section>" in before[-20:]
    assert after.index('id="beginning"') < after.index("</section>")
