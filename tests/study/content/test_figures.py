"""What a topic shows from other files: diagrams that are harmless, and this site's own source."""

from collections.abc import Callable
from pathlib import Path

import pytest

from notes_site.config import PACKAGE, source_folders
from notes_site.study.authoring.advice import lint
from notes_site.study.content.library import Topic
from notes_site.study.content.loading import load_library
from notes_site.study.content.pictures.reading import MOST_SVG_BYTES
from notes_site.study.content.sources import LONGEST_EXCERPT, SourceFinder
from notes_site.study.content.svg import clean_svg
from notes_site.study.rendering import Renderer
from notes_site.study.text.blocks import Diagram, Excerpt, Source
from notes_site.study.text.problems import ignore
from tests.pages import attributes, elements

TOPIC = "01-first/topic.md"
EXCERPT = "{{ source: notes_site.study.text.problems:Problem.__str__ }}"
OPENING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
FINDER = SourceFinder(source_folders())


def edit(content: Path, old: str, new: str) -> None:
    file = content / TOPIC
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def read_first(content: Path) -> Topic:
    loaded = load_library(content, FINDER)
    assert loaded.problems == ()
    return loaded.library.by_slug["first"]


def complaints(content: Path) -> list[str]:
    return [str(problem) for problem in load_library(content, FINDER).problems]


def look_up(finder: SourceFinder, target: str) -> tuple[Source | None, list[str]]:
    """Return what was found, and what was said, at the line that was asked from."""
    said: list[str] = []
    return finder(target, 7, lambda line, message: said.append(f"{line}: {message}")), said


# --- Source ---------------------------------------------------------------------------------


def test_topic_shows_a_method_of_this_site_with_its_file_and_line(content: Path) -> None:
    (excerpt,) = (one for one in read_first(content).blocks() if isinstance(one, Excerpt))
    assert excerpt.source is not None
    assert excerpt.source.path == "notes_site/study/text/problems.py"
    assert excerpt.source.text.startswith("def __str__(self) -> str:\n")
    lines = (PACKAGE / "study/text/problems.py").read_text().splitlines()
    assert "def __str__" in lines[excerpt.source.line - 1]
    assert lines[excerpt.source.last_line - 1].strip() == excerpt.text.splitlines()[-1].strip()


@pytest.mark.parametrize(
    ("target", "first", "last"),
    [
        ("notes_site.web.pages.topics:show", "@blueprint.get", "    return show_own("),
        ("notes_site.web.practice.steps:Step", "@dataclass", '    """What stood in the fields'),
        ("notes_site:create_app", "def create_app(", "    return app"),
        ("notes_site.config:SETTINGS", "SETTINGS = (", ")"),
        ("tests/conftest.py:Person.get", "def get(", "    return"),
        ("deploy/gunicorn.conf.py", "", ""),
    ],
)
def test_source_is_found_by_name(target: str, first: str, last: str) -> None:
    source = FINDER(target, 1, ignore)
    assert source
    lines = source.text.splitlines()
    assert lines[0].startswith(first)
    assert lines[-1].startswith(last)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("notes_site.web.pages.topics:gone", "has no gone"),
        ("notes_site.web.gone:show", "there is no notes_site.web.gone"),
        ("notes_site.web.pages.topics:", "no symbol"),
        ("notes_site.config", f"at most {LONGEST_EXCERPT}"),
        ("os.path:join", "outside"),
        ("run.py", "outside"),
        ("/etc/passwd", "neither"),
        ("tests/../run.py", "neither"),
        ("tests/.hidden", "neither"),
        ("deploy/nginx.conf:http", "is not Python"),
    ],
)
def test_name_that_leads_to_nothing_is_explained(target: str, words: str) -> None:
    source, (said,) = look_up(FINDER, target)
    assert source is None
    assert said.startswith("7: ")
    assert words in said


@pytest.mark.promise("F1")
def test_source_is_read_and_never_imported(tmp_path: Path) -> None:
    (tmp_path / "mod.py").write_text("def f():\n    return 1\n\n\nraise SystemExit\n")
    found = SourceFinder({"here": tmp_path})("here.mod:f", 1, ignore)
    assert found
    assert found.text == "def f():\n    return 1\n"


def test_link_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.py").write_text("KEY = 1\n")
    (tmp_path / "in/mod.py").symlink_to(tmp_path / "secret.py")
    for target in ("here.mod:KEY", "here/mod.py"):
        source, (said,) = look_up(SourceFinder({"here": tmp_path / "in"}), target)
        assert source is None
        assert "there is no" in said


def test_installed_site_leaves_out_what_it_does_not_have(content: Path) -> None:
    edit(content, EXCERPT, "{{ source: tests/conftest.py:Person.get }}")
    installed = SourceFinder(source_folders() | {"tests": None, "deploy": None})
    loaded = load_library(content, installed)
    assert loaded.problems == ()
    section = Renderer("/topics/").topic(loaded.library.by_slug["first"]).sections[-1]
    assert "code-source" not in section.body


def test_symbol_that_is_gone_is_named_with_its_line(content: Path) -> None:
    edit(content, "Problem.__str__", "Problem.gone")
    line = (
        (content / TOPIC)
        .read_text()
        .splitlines()
        .index("{{ source: notes_site.study.text.problems:Problem.gone }}")
    )
    (found,) = complaints(content)
    assert found.startswith(
        f"{TOPIC}:{line + 1}: notes_site/study/text/problems.py has no Problem.gone"
    )


def test_excerpt_inside_a_sentence_is_refused(content: Path) -> None:
    edit(content, EXCERPT, f"See {EXCERPT}")
    assert "on a line of its own" in complaints(content)[0]


def test_excerpt_links_to_its_file_where_the_host_shows_it(content: Path) -> None:
    topic = read_first(content)
    here = Renderer("/topics/", source_url="https://git.example.org/n/blob/main")
    hrefs = [attributes.get("href") or "" for _, attributes in elements(_last(here, topic))]
    assert any(
        href.startswith("https://git.example.org/n/blob/main/notes_site/study/text/problems.py#L")
        for href in hrefs
    )
    assert "git.example.org" not in _last(Renderer("/topics/"), topic)


def _last(renderer: Renderer, topic: Topic) -> str:
    return renderer.topic(topic).sections[-1].body


def test_page_shows_the_source_as_it_is_now(content: Path, tmp_path: Path) -> None:
    """The excerpt's text is part of what the cache is asked by."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/mod.py").write_text("ANSWER = 41\n")
    edit(content, EXCERPT, "{{ source: src.mod:ANSWER }}")
    renderer = Renderer("/topics/", tmp_path / "cache")
    for text in ("41", "42"):
        (tmp_path / "src/mod.py").write_text(f"ANSWER = {text}\n")
        finder = SourceFinder({"src": tmp_path / "src"})
        topic = load_library(content, finder).library.by_slug["first"]
        assert f">{text}<" in _last(renderer, topic)


# --- Diagrams -------------------------------------------------------------------------------


def test_diagram_stands_in_the_page_with_its_words(content: Path) -> None:
    html = _last(Renderer("/topics/"), read_first(content))
    found = elements(html)
    (svg,) = (attributes for tag, attributes in found if tag == "svg")
    assert svg["role"] == "img"
    assert svg["aria-label"] == "Two boxes, and an arrow from the left one to the right one"
    assert (svg["width"], svg["height"]) == ("500", "60")
    assert "<figcaption>From left to right</figcaption>" in html
    assert "left &amp; first" in html
    assert {"style", "title"}.isdisjoint(tag for tag, _ in found)


def test_ids_of_two_diagrams_on_a_page_never_clash(content: Path) -> None:
    image = "![Again](boxes.svg)"
    edit(content, EXCERPT, image)
    found = elements(_last(Renderer("/topics/"), read_first(content)))
    ids = [attributes["id"] for tag, attributes in found if tag == "marker"]
    ends = [attributes["marker-end"] for _, attributes in found if "marker-end" in attributes]
    assert len(set(ids)) == 2
    assert ends == [f"url(#{one})" for one in ids]


def test_id_that_is_part_of_what_refers_to_it_is_kept() -> None:
    inside = '<marker id="u"/><path marker-end="url(#u)"/>'
    drawing = clean_svg(f"{OPENING}{inside}</svg>", "x", prefix="d1-")
    assert 'marker-end="url(#d1-u)"' in drawing


HOSTILE = [
    ("<script>alert(1)</script>", "<script> is not allowed"),
    ("<foreignObject><p>x</p></foreignObject>", "<foreignObject> is not allowed"),
    ('<a href="https://elsewhere.example"><rect/></a>', "<a> is not allowed"),
    ('<image href="https://elsewhere.example/x.png"/>', "<image> is not allowed"),
    ('<rect onclick="alert(1)"/>', "onclick="),
    ('<rect style="position:fixed"/>', "style="),
    ('<rect fill="#ffffff"/>', "use a class"),
    ('<rect fill="url(https://elsewhere.example)"/>', "use a class"),
    ('<g id="a"/><use href="#a"/>', "<use> is not allowed"),
    ('<rect xmlns:x="http://www.w3.org/1999/xlink" x:href="#a"/>', "href="),
    ('<path marker-end="url(#gone)"/>', "no element has the id gone"),
    ('<marker id="a"><path marker-mid="url(#a)"/></marker>', "inside of a <marker>"),
    ('<animate attributeName="href" to="javascript:alert(1)"/>', "<animate> is not allowed"),
    ('<rect class="button"/>', "the class button"),
    ('<text font-size="9">x</text>', "write a number from 13"),
    ('<p xmlns="http://www.w3.org/1999/xhtml">x</p>', "<p> is not allowed"),
    ('<rect id="a"/><rect id="a"/>', "a second element has the id a"),
    ("<g>" * 50 + "</g>" * 50, "nested over"),
    ("words", "words outside of <text>"),
    ("<rect>", "not well-formed XML"),
]


def refuse(source: str) -> list[str]:
    """Return what is said of a drawing of which nothing is shown."""
    said: list[str] = []
    assert clean_svg(source, "x", lambda _line, message: said.append(message)) == ""
    return said


@pytest.mark.promise("D2")
@pytest.mark.parametrize(("inside", "words"), HOSTILE, ids=[one[:40] for one, _ in HOSTILE])
def test_hostile_drawing_is_named_and_not_shown(inside: str, words: str) -> None:
    said = refuse(f"{OPENING}{inside}</svg>")
    assert any(words in message for message in said), said


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{OPENING}</svg>', "a document type"),
        (f"<?xml-stylesheet href='x.css'?>{OPENING}</svg>", "a processing instruction"),
        ("<html></html>", "not SVG"),
        ('<svg viewBox="0 0 1 1"></svg>', "not SVG"),
        ('<svg xmlns="http://www.w3.org/2000/svg"></svg>', "no viewBox"),
        ("", "not well-formed"),
    ],
)
def test_file_that_is_no_plain_svg_is_refused(source: str, words: str) -> None:
    (message,) = refuse(source)
    assert words in message


def test_words_of_a_diagram_stay_words() -> None:
    html = clean_svg(f"{OPENING}<text>&lt;script&gt; &amp; co</text></svg>", '"><script>')
    assert {tag for tag, _ in elements(html)} == {"svg", "text"}
    assert "&lt;script&gt; &amp; co" in html


def remove(content: Path) -> None:
    (content / "01-first/boxes.svg").unlink()


def link(content: Path) -> None:
    remove(content)
    (content / "01-first/boxes.svg").symlink_to("/etc/hostname")


def swell(content: Path) -> None:
    file = content / "01-first/boxes.svg"
    file.write_text(file.read_text() + "\n" * MOST_SVG_BYTES)


def name(file: str) -> Callable[[Path], None]:
    return lambda content: edit(content, "(boxes.svg", f"({file}")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (remove, "01-first/boxes.svg:1: this file is missing"),
        (link, "01-first/boxes.svg:1: a symbolic link"),
        (swell, "01-first/boxes.svg:1: larger than 500,000 bytes"),
        (name("boxes.png"), "01-first/boxes.png:1: this file is missing"),
        (name("../02-second/boxes.svg"), "is no picture beside this file"),
        (name("https://elsewhere.example/x.svg"), "is no picture beside this file"),
        (lambda content: edit(content, "![Two boxes, and", "![] ![x"), "an image in a sentence"),
        (
            lambda content: edit(
                content, "Two boxes, and an arrow from the left one to the right one", ""
            ),
            "a diagram without words",
        ),
    ],
)
def test_diagram_that_can_not_be_shown_is_named(
    content: Path, change: Callable[[Path], None], words: str
) -> None:
    change(content)
    (found,) = complaints(content)
    assert words in found


def test_mistake_in_a_drawing_is_named_with_the_line_of_its_file(content: Path) -> None:
    file = content / "01-first/boxes.svg"
    file.write_text(file.read_text().replace('x="5" y="5"', 'x="5" y="5" onload="x()"'))
    loaded = load_library(content, FINDER)
    assert loaded.problems == ()
    (found,) = (str(one) for one in lint(loaded.library) if one.file.endswith("boxes.svg"))
    assert found.startswith("01-first/boxes.svg:7: advice: shown apart from the page")
    assert "onload= is left out; remove it" in found


def test_every_diagram_is_one_of_the_library(content: Path) -> None:
    (diagram,) = (one for one in read_first(content).blocks() if isinstance(one, Diagram))
    assert (diagram.file, diagram.caption) == ("boxes.svg", "From left to right")


# --- Marked lines and footnotes -------------------------------------------------------------


def test_marked_lines_are_marked_and_wrapped_code_wraps(content: Path) -> None:
    html = _last(Renderer("/topics/"), read_first(content))
    classes = [attributes.get("class") for _, attributes in elements(html)]
    assert classes.count("hll") == 3
    assert "code code-wrap" in classes


@pytest.mark.parametrize("mark", ["5", "0", "3-9", "two", ""])
def test_mark_that_names_no_line_is_refused(content: Path, mark: str) -> None:
    edit(content, 'mark="1,3-4"', f'mark="{mark}"')
    assert "mark names lines of this block, 1 to 4" in complaints(content)[0]


def test_footnotes_are_numbered_by_their_first_use_and_lead_back(content: Path) -> None:
    page = Renderer("/topics/").topic(read_first(content))
    assert page.sections[-1].body.count('href="#fn-1"') == 2
    ids = attributes(page.footnotes, "[id]", "id")
    assert ids == ["fn-1", "fn-2"]
    assert "So that a topic and the code never part." in page.footnotes
    ways = attributes(page.footnotes, "[href]", "href")
    assert ways == ["#fnref-1-1", "#fnref-1-2", "#fnref-2-1"]
    for way in ways:
        assert f'id="{way[1:]}"' in page.sections[-1].body


def test_footnote_in_code_is_code(content: Path) -> None:
    edit(content, "Again.[^why]", "Again `[^why]`.")
    assert "<code>[^why]</code>" in _last(Renderer("/topics/"), read_first(content))


@pytest.mark.promise("D2")
def test_hostile_footnote_is_cleaned(content: Path) -> None:
    edit(content, "Cleaned, and", "[x](javascript:alert(1)) <script>alert(1)</script> and")
    page = Renderer("/topics/").topic(load_library(content, FINDER).whole.by_slug["first"])
    found = elements(page.footnotes)
    assert "script" not in {tag for tag, _ in found}
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in found)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[^picture]: ", "Not a note: ", "no footnote picture"),
        ("a picture.[^picture]", "a picture.", "no sentence refers to the footnote picture"),
        ("[^why]: So", "[^picture]: So", "a second footnote picture"),
    ],
)
def test_footnote_without_its_other_end_is_named(
    content: Path, old: str, new: str, words: str
) -> None:
    edit(content, old, new)
    assert any(words in one for one in complaints(content))


def test_code_in_a_list_shows_pictures_and_notes_of_other_languages(content: Path) -> None:
    topic = content / "02-second/topic.md"
    code = "- See:\n\n  ```\n  ![A](gone.svg) [^a-z] [^a]\n  ```\n\nText[^a].\n\n[^a]: Said.\n"
    topic.write_text(f"{topic.read_text()}\n{code}")
    loaded = load_library(content)
    assert loaded.problems == ()
    page = Renderer("/").topic(loaded.library.by_slug["second"])
    assert "<code>![A](gone.svg) [^a-z] [^a]\n</code>" in page.sections[-1].body
    assert page.sections[-1].body.count("note-ref") == 1
