"""Authors see each edit, and each mistake where it stands; nobody else knows of any of it."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from notes_site import create_app
from tests.pages import attributes, only, parse, texts

TOPIC, BANK = "01-first/topic.md", "01-first/questions.md"
PANEL = 'main > aside[aria-label="Mistakes in the content"]'
BESIDE = 'aside[aria-label="Mistakes in this section"]'


@pytest.fixture
def author(environ: dict[str, str]) -> FlaskClient:
    return create_app(environ, debug=True).test_client()


def edit(content: Path, path: str, old: str, new: str) -> None:
    text = (content / path).read_text()
    assert old in text
    (content / path).write_text(text.replace(old, new, 1))


def test_page_with_a_mistake_is_shown_as_it_last_was_with_the_mistake_at_its_top(
    author: FlaskClient, content: Path
) -> None:
    before = author.get("/topics/first").text
    assert texts(before, PANEL) == []
    (content / TOPIC).write_text("broken <b>")
    page = author.get("/topics/first")
    assert page.status_code == 200
    assert texts(page.text, "h1") == texts(before, "h1")
    said = only(page.text, PANEL).text()
    assert "1 mistake to mend. The page is shown as it last was without one." in said
    assert "01-first/topic.md:1" in said
    assert "no front matter; start the file with ---" in said
    assert author.get("/topics/second").status_code == 200


def test_question_about_a_topic_that_is_left_out_waits_for_it(
    environ: dict[str, str], content: Path
) -> None:
    with (content / "01-first/interview.md").open("a", encoding="utf-8") as asked:
        asked.write("\n## And then?\n<!-- level: junior; see: second#going-on -->\n\nOn.\n")
    whole = (content / "02-second/topic.md").read_text()
    (content / "02-second/topic.md").write_text("broken <b>")
    author = create_app(environ, debug=True).test_client()
    page = author.get("/topics/first/questions")
    assert page.status_code == 200
    assert "And then?" not in page.text
    (content / "02-second/topic.md").write_text(whole)
    assert "And then?" in author.get("/topics/first/questions").text
    assert author.get("/topics/first/questions/second.going-on").status_code == 200


def test_mistake_stands_in_its_section_too(author: FlaskClient, content: Path) -> None:
    edit(content, TOPIC, "## Failing well", "New words above.\n\n## Failing well")
    lines = (content / TOPIC).read_text().splitlines()
    line = lines.index("## Failing well") + 2
    (content / TOPIC).write_text(
        "\n".join([*lines[: line - 1], "<div>raw</div>", *lines[line - 1 :]])
    )
    edit(content, BANK, "difficulty: ", "difficulty: very ")
    page = author.get("/topics/first").text
    sections = [one.parent for one in parse(page).css(BESIDE)]
    heads = [only(one.html or "", "h2, h3").attributes["id"] for one in sections if one]
    assert heads == ["failing-well", "try"]
    assert f"{TOPIC}:{line} raw HTML" in " ".join(texts(page, BESIDE))
    assert set(attributes(page, f"{PANEL} a", "href")) == {"#failing-well", "#try"}


def test_mistakes_of_other_topics_are_a_fold_away(author: FlaskClient, content: Path) -> None:
    (content / "02-second/topic.md").write_text("broken")
    (content / "site.toml").write_text("tittle = 'A'")
    page = author.get("/topics/first").text
    assert "site.toml:1" in only(page, f"{PANEL} > ul").text()
    assert "did you mean title?" in only(page, f"{PANEL} > ul").text()
    assert "02-second/topic.md:1" in only(page, f"{PANEL} > details").text()
    home = only(author.get("/").text, f"{PANEL} > ul").text()
    assert "site.toml:1" in home
    assert "02-second/topic.md:1" in home


def test_topic_that_was_never_good_is_named_where_it_is_missing(
    environ: dict[str, str], content: Path
) -> None:
    (content / TOPIC).write_text("broken")
    page = create_app(environ, debug=True).test_client().get("/topics/first")
    assert page.status_code == 404
    assert "01-first/topic.md:1" in only(page.text, PANEL).text()


def test_topic_that_is_removed_is_gone(author: FlaskClient, content: Path) -> None:
    assert author.get("/topics/second").status_code == 200
    shutil.rmtree(content / "02-second")
    assert author.get("/topics/second").status_code == 404


def test_page_knows_which_content_it_shows(author: FlaskClient, content: Path) -> None:
    page = author.get("/topics/first").text
    script = only(page, "script#editing").attributes
    assert author.get(script["src"] or "").mimetype == "text/javascript"
    assert author.get(script["data-address"] or "").text == script["data-seen"]
    edit(content, TOPIC, "First steps", "Other steps")
    assert author.get(script["data-address"] or "").text != script["data-seen"]


def test_nobody_else_has_anything_of_it(app: Flask) -> None:
    visitor = app.test_client()
    assert "editing" not in visitor.get("/topics/first").text
    assert visitor.get("/editing/seen").status_code == 404
    assert visitor.get("/editing/live.js").status_code == 404
