"""The glossary and the cheat sheets: what is read, what is refused, which words become links."""

from pathlib import Path

import pytest
from markupsafe import Markup

from notes_site.study.content.library import SectionRef, Term
from notes_site.study.content.loading import load_library
from notes_site.study.content.parsing import parse_cheat_sheet, parse_glossary
from notes_site.study.rendering import RenderedSection, RenderedTopic
from notes_site.study.rendering.terms import explain

GOOD = """## view function
<!-- also: view, views; see: first#starting -->

It answers a request.

## ETag

A name for one version,
on two lines.
"""


def read(text: str) -> tuple[tuple[Term, ...], list[tuple[int, str]]]:
    found: list[tuple[int, str]] = []
    return parse_glossary(text, lambda line, message: found.append((line, message))), found


def test_terms_come_in_alphabetical_order_with_their_names_and_section() -> None:
    terms, mistakes = read(GOOD)
    assert mistakes == []
    assert [(term.name, term.anchor, term.also) for term in terms] == [
        ("ETag", "etag", ()),
        ("view function", "view-function", ("view", "views")),
    ]
    assert terms[1].see == SectionRef("first", "starting")
    assert (terms[1].text, terms[1].line) == ("It answers a request.", 2)
    assert terms[0].text == "A name for one version,\non two lines."


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("## View\n\nAgain.\n", 11, "View is explained at line 1 already"),
        ("## other\n<!-- also: etag -->\n\nAgain.\n", 11, "etag is explained at line 6 already"),
        ("## empty\n", 11, "one paragraph"),
        ("## empty\n<!-- also: nothing -->\n", 11, "one paragraph"),
        ("## two\n\nOne.\n\nTwo.\n", 11, "one paragraph"),
        ("## code\n\n```python\n1\n```\n", 11, "one paragraph"),
        ("## other\n<!-- like: this -->\n\nText.\n", 12, "like is no key of a term"),
        ("## other\n<!-- also -->\n\nText.\n", 12, "not one `key: value`"),
        ("## other\n\nA [link](https://example.org).\n", 13, "a link"),
        ("## other\n\n<div>Text.</div>\n", 13, "raw HTML"),
        ("### other\n\nText.\n", 11, "a term is a line such as"),
    ],
)
def test_mistake_in_the_glossary_is_named_with_its_line(text: str, line: int, words: str) -> None:
    _, mistakes = read(f"{GOOD}\n{text}")
    assert [(found, words in message) for found, message in mistakes] == [(line, True)], mistakes


def test_text_before_the_first_term_is_refused() -> None:
    assert [line for line, _ in read(f"Words.\n\n{GOOD}")[1]] == [1]


def test_dead_section_of_a_term_is_found_and_the_term_stays(content: Path) -> None:
    file = content / "glossary.md"
    file.write_text(file.read_text().replace("second#going-on", "second#gone"))
    loaded = load_library(content)
    assert [str(one) for one in loaded.errors] == [
        "glossary.md:7: see: second#gone is no section; second has #going-on"
    ]
    assert len(loaded.library.topics) == 2
    assert [term.name for term in loaded.library.glossary] == ["paragraph", "step"]


def page(*bodies: str, intro: str = "", level: int = 2) -> RenderedTopic:
    sections = tuple(
        RenderedSection(f"s{number}", level, Markup("S"), "S", Markup(body))
        for number, body in enumerate(bodies)
    )
    return RenderedTopic(Markup(intro), sections)


def linked(topic: RenderedTopic, glossary: str = GOOD) -> list[str]:
    terms, _ = read(glossary)
    explained = explain(topic, "first", terms, "/glossary")
    return [str(section.body) for section in explained.page.sections]


def test_first_use_in_each_section_becomes_a_link() -> None:
    view = '<a class="term" href="/glossary#view-function">{}</a>'
    assert linked(page("<p>A View is a view.</p>", "<p>Two views,\na view\nfunction.</p>")) == [
        f"<p>A {view.format('View')} is a view.</p>",
        f"<p>Two {view.format('views')},\na view\nfunction.</p>",
    ]


def test_words_in_code_links_and_captions_are_left_alone() -> None:
    for body in (
        "<p><code>view</code></p>",
        '<p><a href="/view" title="a > view">the <em>view</em></a></p>',
        '<figure><figcaption>view</figcaption><pre tabindex="0"><code>view</code></pre></figure>',
        "<table><tr><th>view</th></tr></table>",
        "<p>review, view-point, etag and &etag;</p>",
    ):
        assert linked(page(body)) == [body]


def test_smaller_headings_belong_to_the_section_above_them() -> None:
    first, second = linked(page("<p>view</p>", "<p>view</p>", level=3))
    assert "term" in first
    assert "term" not in second


def test_section_that_teaches_a_term_does_not_explain_it_too() -> None:
    body = "<p>The view.</p>"
    glossary = GOOD.replace("first#starting", "first#s0")
    assert linked(page(body, body), glossary)[0] == body
    assert linked(page(body, body), glossary)[1] != body


def test_page_gets_the_terms_that_occur_on_it() -> None:
    terms, _ = read(GOOD)
    explained = explain(page("<p>None.</p>", intro="<p>An ETag.</p>"), "first", terms, "/glossary")
    assert [term.name for term in explained.terms] == ["ETag"]
    assert explain(page("<p>None.</p>"), "first", (), "/glossary").terms == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Words.\n\n## One\n\nText.\n", 1, "before the first heading"),
        ("# One\n\nText.\n", 1, "sections are ##"),
        ("Words.\n", 1, "no section"),
        ("## One\n\n```python\nx = 1\ndef\n```\n", 5, "this is not Python"),
        ("## One\n\n<div>\n", 3, "raw HTML"),
        ("## One\n\n```text\nfree\n", 3, "never closed"),
    ],
)
def test_mistake_in_a_cheat_sheet_is_named_with_its_line(text: str, line: int, words: str) -> None:
    found: list[tuple[int, str]] = []
    parse_cheat_sheet(text, lambda at, message: found.append((at, message)))
    assert any(at == line and words in message for at, message in found), found


def test_python_of_a_cheat_sheet_needs_no_proof() -> None:
    found: list[str] = []
    text = "## One\n\n```python\n@app.get('/')\ndef home(): ...\n```\n\n```text\nnot python\n```\n"
    (section,) = parse_cheat_sheet(text, lambda _line, message: found.append(message))
    assert (section.title, len(section.blocks), found) == ("One", 2, [])


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("../09-gone/topic.md", "there is no topic gone"),
        ("../02-second/topic.md#gone", "no section #gone"),
        ("#starting", "write ../01-first/topic.md#starting"),
    ],
)
def test_dead_link_in_a_cheat_sheet_is_found(content: Path, target: str, words: str) -> None:
    file = content / "01-first/cheatsheet.md"
    file.write_text(file.read_text() + f"\n[x]({target})\n")
    line = len(file.read_text().splitlines())
    (problem,) = load_library(content).errors
    assert str(problem).startswith(f"01-first/cheatsheet.md:{line}: ")
    assert words in problem.message


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("R&D", "An R&amp;D team.", "R&amp;D"),
        ("a<b", "If a&lt;b holds.", "a&lt;b"),
        ("it's", "How it's done.", "it's"),
        ("i18n", "İ18n is not it, i18n is.", "i18n"),
    ],
)
def test_term_is_found_whatever_signs_it_is_written_with(name: str, text: str, found: str) -> None:
    (body,) = linked(page(f"<p>{text}</p>"), f"## {name}\n\nWhat it means.\n")
    assert f'">{found}</a>' in body
    assert body.count("<a ") == 1
