"""Markdown becomes HTML that is safe, shaped for the site, and rendered once."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from notes_site.study.content.library import Topic
from notes_site.study.content.loading import load_library
from notes_site.study.rendering import Renderer
from notes_site.study.text.blocks import Fence, Prose
from tests.pages import elements

SAMPLE = Path(__file__).parents[2] / "content"
CANARIES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "![x](https://elsewhere.example/spy.png)",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<p style='position:fixed'>x</p>",
    "<form action=/logout method=post><input type=submit></form>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<object data=x></object>",
    "<base href=//elsewhere.example>",
]


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load_library(SAMPLE).library.by_slug["first"]


@pytest.fixture
def renderer() -> Renderer:
    return Renderer("/topics/")


@pytest.mark.promise("D2")
@pytest.mark.parametrize("canary", CANARIES)
def test_hostile_content_leaves_nothing_active(renderer: Renderer, canary: str) -> None:
    for html in (renderer.text(f"before {canary} after"), renderer.text(canary)):
        for tag, attributes in elements(html):
            assert tag in {"p", "a", "b", "div"}, (tag, html)
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            href = attributes.get("href") or ""
            assert ":" not in href or href.startswith(("http:", "https:", "mailto:"))


def test_code_is_escaped_whatever_its_language_and_title(renderer: Renderer) -> None:
    for language in ("python", "html", "no-such-language", ""):
        fence = Fence(language, {"title": '"><script>'}, "</code><script>alert(1)</script>", 1)
        assert "script" not in {tag for tag, _ in elements(renderer.blocks([fence]))}


def test_code_has_elements_for_what_is_coloured_alone(renderer: Renderer) -> None:
    """An element for each name and dot made a page a fifth longer, and looked the same."""
    code = "from flask import g\n@app.get('/')\ndef f(a):\n    return a.b + 1 if a else g  # c"
    html = renderer.blocks([Fence("python", {}, code, 1)])
    assert set(re.findall(r'<span class="([^"]+)">', html)) == {"k", "nf", "s", "m", "c"}
    assert unescape(re.sub(r"<[^>]+>", "", html[html.index("<code>") :])).strip() == code
    assert "return</span> a.b + <span" in html


def test_links_between_files_become_links_between_pages(renderer: Renderer) -> None:
    html = renderer.text("[a](../02-second/topic.md#going-on) and [b](../02-second/topic.md)")
    hrefs = [attributes["href"] for tag, attributes in elements(html) if tag == "a"]
    assert hrefs == ["/topics/second#going-on", "/topics/second"]


@pytest.mark.parametrize("name", ["Note", "Warning", "Myth", "Tip"])
def test_quote_with_a_bold_first_word_becomes_a_callout(renderer: Renderer, name: str) -> None:
    html = renderer.text(f"> **{name}.** Words.")
    assert ("blockquote", {"class": f"callout callout-{name.lower()}"}) in elements(html)
    assert f"{name}." in html


def test_ordinary_quote_stays_a_quote(renderer: Renderer) -> None:
    assert ("blockquote", {}) in elements(renderer.text("> Just **bold** words."))


def test_wide_table_scrolls_inside_itself_by_keyboard_too(renderer: Renderer) -> None:
    found = dict(elements(renderer.text("| a | b |\n|---|---:|\n| 1 | 2 |")))
    assert found["div"]["tabindex"] == "0"
    assert "table" in found


def test_empty_cell_above_a_column_is_no_heading(renderer: Renderer) -> None:
    found = elements(renderer.text("| | `b` | c |\n|---|---:|---|\n| 1 | 2 | 3 |"))
    top = [(tag, attributes.get("scope")) for tag, attributes in found if tag in {"th", "td"}][:3]
    assert top == [("td", None), ("th", "col"), ("th", "col")]


def test_inline_text_has_no_paragraph(renderer: Renderer) -> None:
    assert renderer.inline("`code` & more") == "<code>code</code> &amp; more"


def test_plain_words_have_no_markup_and_keep_every_character(renderer: Renderer) -> None:
    assert renderer.plain("**Use** `<int:id>` & [a link](https://example.org/)") == (
        "Use <int:id> & a link"
    )


def test_topic_is_rendered_section_by_section(renderer: Renderer, topic: Topic) -> None:
    page = renderer.topic(topic)
    anchors = ["starting", "a-detail", "failing-well", "showing-things"]
    assert [section.anchor for section in page.sections] == anchors
    assert "<code>url_for</code>" in page.sections[0].body
    assert "raises <code>ZeroDivisionError</code>" in page.sections[2].body


def test_rendered_topic_is_kept_on_disk_and_found_again(tmp_path: Path, topic: Topic) -> None:
    first = Renderer("/topics/", tmp_path / "cache").topic(topic)
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text(kept.read_text().replace("paragraph", "cached paragraph"))
    again = Renderer("/topics/", tmp_path / "cache").topic(topic)
    assert "cached paragraph" in again.sections[0].body
    assert "cached paragraph" not in first.sections[0].body


def test_edited_topic_is_rendered_anew(tmp_path: Path, topic: Topic) -> None:
    renderer = Renderer("/topics/", tmp_path / "cache")
    renderer.topic(topic)
    edited = replace(topic, intro=(Prose("Edited.", 1),), content_hash="another")
    assert renderer.topic(edited).intro == "<p>Edited.</p>"


def test_damaged_or_unwritable_cache_costs_speed_only(tmp_path: Path, topic: Topic) -> None:
    folder = tmp_path / "cache"
    whole = Renderer("/topics/", folder).topic(topic)
    for kept in folder.iterdir():
        kept.write_text('{"intro": ')
    assert Renderer("/topics/", folder).topic(topic) == whole
    (tmp_path / "file").write_text("")
    assert Renderer("/topics/", tmp_path / "file").topic(topic) == whole
